# ruff: noqa: RUF001 (quotation marks and dashes are the matter here)
"""Who speaks where a whole sentence is quoted.

The model reads one sentence at a time, so it takes the end of `"We lost," said Smith. "It was a
farce."` for the writer's own words. What the sentences around it say tells whose they are.
Straight single quotation marks are passed over, as apostrophes look the same.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from factcheck.document import Source, SourceKind, Span
from factcheck.sentences import pieces

_CLOSING = {"“": "”", "«": "»", '"': '"', "‘": "’"}
_DOUBLE = re.compile('[“”«»"]')
_SINGLE = re.compile(r"‘|’(?!\w)(?!(?<=s’)\s\w)")  # no apostrophe, in a word or after a plural
_BEFORE = "([{–—-"  # a quotation may open right after these, without a blank
_WORD = re.compile(r"\w")


def attributed(text: str, spans: Sequence[Span], sources: Sequence[Source]) -> list[Source]:
    """Give sentences that are quoted as a whole, and name nobody, the speaker of the quotation.

    That is whoever stands outside of the quotation marks in the first or last sentence of the same
    quotation, else the one to whom the sentence before it in the paragraph goes back, or the last
    one of the paragraph before where that ends with a colon.

    :param spans: the sentences of the text, all that ``split`` finds.
    :param sources: what each of them says by itself.
    :return: a source for each sentence, which may stand in another sentence.
    """
    paragraphs = list(pieces(text))
    quoted = _quotations(text, paragraphs)
    begins = [span.start for span in spans]
    outside = [
        source if source.start is not None and _at(quoted, source.start) is None else None
        for source in sources
    ]
    found = list(sources)
    speaker, paragraph, announced = None, None, False
    for number, (span, source) in enumerate(zip(spans, sources, strict=True)):
        if paragraph != (paragraph := _at(paragraphs, span.start)) and not announced:
            speaker = None
        announced = text[span.end - 1] == ":"
        quotation = _around(text, span, quoted)
        if outside[number] or quotation is None:
            speaker = outside[number]
            continue
        first = bisect_right(begins, quotation.start) - 1
        last = bisect_left(begins, quotation.end) - 1
        speaker = outside[first] or outside[last] or speaker
        if speaker and source.kind is SourceKind.AUTHOR:
            found[number] = speaker
    return found


def _quotations(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Find what stands in quotation marks, double or single ones; no quotation in a quotation."""
    both = [*_marked(text, paragraphs, _DOUBLE), *_marked(text, paragraphs, _SINGLE)]
    found: list[Span] = []
    for span in sorted(both):
        if not found or found[-1].end <= span.start:
            found.append(span)
    return found


def _marked(text: str, paragraphs: Sequence[Span], marks: re.Pattern[str]) -> Iterator[Span]:
    """Yield what stands between such marks, these included.

    A quotation that a paragraph leaves open goes on if the next begins with the same mark, as is
    the custom; otherwise its mark is taken for a slip.
    """
    start, mark = None, ""
    for paragraph in paragraphs:
        goes_on = start is not None and text.startswith(mark, paragraph.start)
        if not goes_on:
            start = None
        for match in marks.finditer(text, paragraph.start + goes_on, paragraph.end):
            opens = _opens(text, paragraph, match.start())
            if start is not None and match[0] == _CLOSING[mark] and not opens:
                yield Span(start, match.end())
                start = None
            elif opens and match[0] in _CLOSING and (start is None or match[0] == mark):
                start, mark = match.start(), match[0]


def _opens(text: str, paragraph: Span, place: int) -> bool:
    """Whether a mark stands before a word and after none."""
    if place + 1 == paragraph.end or text[place + 1].isspace():
        return False
    before = text[place - 1]
    return place == paragraph.start or before.isspace() or before in _BEFORE


def _at(spans: Sequence[Span], place: int) -> Span | None:
    """The span that holds a place, of spans in order."""
    number = bisect_right(spans, place, key=lambda span: span.start) - 1
    return spans[number] if number >= 0 and place < spans[number].end else None


def _around(text: str, span: Span, quoted: Sequence[Span]) -> Span | None:
    """The quotation that holds all words of a sentence."""
    first = _WORD.search(text, *span)
    if first is None:
        return None
    quotation = _at(quoted, first.start())
    end = span.end
    while not text[end - 1].isalnum() and end > first.end():
        end -= 1
    return quotation if quotation and end <= quotation.end else None
