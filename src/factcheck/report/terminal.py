"""An annotated document as text for a terminal, with the label of each claim in words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import UnsetType

from factcheck.document import AnnotatedDocument, Claim, Evidence, FactCheck, Label, Relation
from factcheck.evidence.verdict import counted
from factcheck.report.html import date_in_words, link
from factcheck.report.walk import Paragraph, has_line_end, paragraphs

_NARROWEST = 20  # columns; below that nothing can be read and quotations have no room
_INDENT = "    "
_QUOTED = 400  # characters of a passage; the page and the record hold all of it
_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FAINT = "\x1b[2m"
_COLOURS = {
    Label.SUPPORTED: "\x1b[32m",
    Label.REFUTED: "\x1b[31m",
    Label.UNVERIFIED: "\x1b[33m",
    Label.HEDGED: "\x1b[36m",
    Label.OPINION: "\x1b[35m",
    Label.NONE: "",
}
_DECIDING = {Label.SUPPORTED: Relation.SUPPORTS, Label.REFUTED: Relation.REFUTES}

# All controls but white space, what reorders text, and lone surrogates; marks of direction, which
# are needed in right-to-left text but no terminal shows, and soft hyphens, which all show, are left
# out.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u061c\u200e\u200f]")
_EMOJI = "\ufe0f"  # makes the character before it a picture of two columns
_SIGNS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
)  # seen, though Cf


class Chunk(NamedTuple):
    """Characters of one colour, without white space."""

    text: str
    style: str


# A word is the chunks between two white spaces, a line the words that fit the width.
_Word = list[Chunk]
_Line = list[_Word]


def render(document: AnnotatedDocument, *, width: int, colour: bool) -> str:
    """Write one document for a terminal of this many columns; ends in a newline.

    :param colour: with colours; without them no escape sequence is written at all.
    """
    columns = max(width, _NARROWEST)
    blocks: list[list[_Line]] = [_head(document, columns)]
    for paragraph in paragraphs(document):
        lines = [line for row in _rows(document, paragraph) for line in _wrapped(row, columns)]
        blocks.append(lines + _quotations(document, paragraph, columns))
    blocks.append(_wrapped(_words(tally(document), _BOLD), columns))
    blocks.append(
        [line for said in contradictions(document) for line in _wrapped(_words(said, ""), columns)]
    )
    return "\n\n".join("\n".join(_painted(line, colour) for line in b) for b in blocks if b) + "\n"


def _head(document: AnnotatedDocument, columns: int) -> list[_Line]:
    info = document.document
    published = date_in_words(info.published) if info.published else None
    byline = " · ".join(part for part in (info.author, published) if part)
    title = _wrapped(_words(info.title or info.id, _BOLD), columns)
    below = [_wrapped(_words(line, _FAINT), columns) for line in (byline, info.url or "")]
    return title + below[0] + below[1]


def tally(document: AnnotatedDocument) -> str:
    """Count the claims by label, in words."""
    counts = Counter(claim.label for claim in document.claims)
    total = len(document.claims)
    listed = ", ".join(f"{counts[label]} {label}" for label in Label)
    return f"{total} claim{'' if total == 1 else 's'}: {listed}"


def contradictions(document: AnnotatedDocument) -> Iterator[str]:
    """Say where the article contradicts itself, if that was looked for."""
    if isinstance(document.contradictions, UnsetType):
        return
    for found in document.contradictions:
        claim = document.claims[found.claim]
        if found.other is None:
            other = f"the headline “{document.document.title}”"
        else:
            other = f"“{document.claims[found.other].text}”"
        yield f"contradicts itself ({found.score:.2f}): {other} and “{claim.text}”"


def _rows(document: AnnotatedDocument, paragraph: Paragraph) -> list[_Line]:
    """Gather the words of a paragraph, one list for each line whose end is meant."""
    rows: list[_Line] = [[[]]]  # the last word of the last row is still growing
    for piece in paragraph.pieces:
        claim = None if piece.claim is None else document.claims[piece.claim]
        style = _COLOURS[claim.label] if claim else ""
        for part in re.split(r"(\s+)", clean(document.text[slice(*piece.span)])):
            if part.strip():
                rows[-1][-1].append(Chunk(part, style))
            elif part and piece.breaks and has_line_end(part):
                rows.append([[]])
            elif part:
                rows[-1].append([])
        if claim and claim.label is not Label.NONE and piece.span.end == claim.end:
            rows[-1] += [[Chunk(f"[{claim.label}]", style)], []]
    return [[word for word in row if word] for row in rows]


def _quotations(document: AnnotatedDocument, paragraph: Paragraph, columns: int) -> list[_Line]:
    """Set the passage that decided each checked claim of a paragraph below it."""
    lines: list[_Line] = []
    for piece in paragraph.pieces:
        if piece.claim is None or not piece.opens:
            continue
        claim = document.claims[piece.claim]
        passage = deciding(claim)
        if passage is not None:
            words = [[Chunk(f"[{claim.label}]", _COLOURS[claim.label])]]
            words += _words(cited(passage), _FAINT)
            indent = [Chunk(_INDENT[:-1], "")]  # joining the words adds the last column
            lines += [[indent, *line] for line in _wrapped(words, columns - len(_INDENT))]
    return lines


def deciding(claim: Claim) -> Evidence | None:
    """Find the strongest passage that says what the label says, and has a say."""
    relation = _DECIDING.get(claim.label)
    return next((one for one in counted(claim.evidence) if one.relation is relation), None)


def cited(passage: Evidence) -> str:
    """Quote a passage with its origin, or the fact-check that it is."""
    if passage.fact_check:
        return _reviewed(passage.fact_check)
    published = date_in_words(passage.published) if passage.published else None
    origin = (passage.title or passage.document, published, passage.url)
    quoted = passage.text if len(passage.text) <= _QUOTED else passage.text[:_QUOTED] + " …"
    return f"{', '.join(part for part in origin if part)}: “{quoted}”"


def _reviewed(found: FactCheck) -> str:
    published = date_in_words(found.published) if found.published else None
    origin = (f"Fact-check by {found.publisher}", published, link(found.url))
    return f"{', '.join(part for part in origin if part)}: rated “{found.rating}”: “{found.claim}”"


def clean(text: str) -> str:
    """Take the power from characters a terminal would obey."""
    return _INVISIBLE.sub("", _UNSAFE.sub("\ufffd", text))


def _words(text: str, style: str) -> list[_Word]:
    return [[Chunk(word, style)] for word in clean(text).split()]


def _wrapped(words: Iterable[_Word], columns: int) -> list[_Line]:
    """Fill lines of at most this many columns; only a word wider than that is cut."""
    lines: list[_Line] = []
    left = 0
    for word in words:
        for part in _fitting(word, columns):
            needed = sum(_width(chunk.text) for chunk in part)
            if lines and left >= needed + 1:
                lines[-1].append(part)
                left -= needed + 1
            else:
                lines.append([part])
                left = columns - needed
    return lines


def _fitting(word: _Word, columns: int) -> Iterator[_Word]:
    """Cut a word that is wider than a line."""
    if sum(_width(chunk.text) for chunk in word) <= columns:
        yield word
        return
    part: _Word = []
    left = columns
    for character, style in ((char, chunk.style) for chunk in word for char in chunk.text):
        needed = _width(character)
        if needed > left:
            yield part
            part, left = [], columns
        part.append(Chunk(character, style))
        left -= needed
    yield part


def _width(text: str) -> int:
    """Count the columns a terminal gives to a text."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if character == _EMOJI or character in _SIGNS:
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _painted(line: _Line, colour: bool) -> str:
    """Join the words of a line; a colour goes on across the spaces inside it."""
    if not colour:
        return " ".join("".join(chunk.text for chunk in word) for word in line)
    output: list[str] = []
    style = ""
    for position, word in enumerate(line):
        for offset, chunk in enumerate(word):
            space = " " if position and not offset else ""
            if chunk.style == style:
                output.append(space + chunk.text)
                continue
            output.append((_RESET if style else "") + space + chunk.style + chunk.text)
            style = chunk.style
    return "".join(output) + (_RESET if style else "")
