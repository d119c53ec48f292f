"""The walk through an article: its text cut along paragraphs, claims and marks.

Every renderer takes the same walk, which loses no character.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from factcheck.document import AnnotatedDocument, Claim, CueType, Span
from factcheck.sentences import BULLETS

_LINE_END = r"(?>\r\n|\r|\n)"
_BLANK_LINES = re.compile(rf"(?:\A|{_LINE_END})(?:[^\S\r\n]*+{_LINE_END})+")
_LIST_ITEM = re.compile(rf"\s*(?:[+\u2013\u2014{BULLETS}]|\d{{1,3}}[.)])\s")
_CUE_TYPES = tuple(CueType)


class Segment(NamedTuple):
    """Words of a claim that carry the same marks."""

    text: str
    cues: tuple[CueType, ...]
    source: bool


class Piece(NamedTuple):
    """Part of a paragraph: words of one claim, or words between claims.

    :param claim: index of the claim.
    :param opens: the first piece of its claim.
    :param breaks: line ends in it are real, not of wrapped text.
    :param parts: it is nothing but the space between two claims, where a line end begins a
        paragraph.
    """

    span: Span
    claim: int | None
    opens: bool = False
    breaks: bool = False
    parts: bool = False


class Paragraph(NamedTuple):
    """What stands between two blank lines, and the blank lines after it."""

    pieces: tuple[Piece, ...]
    blank: Span


def paragraphs(document: AnnotatedDocument) -> Iterator[Paragraph]:
    """Cut the text at blank lines and claims; pieces and blank lines tile it.

    Claims are sorted and do not overlap. A claim across blank lines is cut into pieces.
    """
    text, claims = document.text, document.claims
    index, opened = 0, -1
    for span, blank in _blocks(text):
        pieces: list[Piece] = []
        cursor = span.start
        while index < len(claims) and claims[index].start < span.end:
            start, end = max(cursor, claims[index].start), min(claims[index].end, span.end)
            if cursor < start:
                pieces.append(Piece(Span(cursor, start), None))
            if start < end:
                pieces.append(Piece(Span(start, end), index, opens=opened < index))
                opened = index
            cursor = max(cursor, end)
            if claims[index].end > span.end:
                break  # goes on in the next paragraph
            index += 1
        if cursor < span.end:
            pieces.append(Piece(Span(cursor, span.end), None))
        yield Paragraph(_with_breaks(text, pieces), blank)


def segments(text: str, span: Span, claim: Claim) -> Iterator[Segment]:
    """Cut part of a claim where a cue or the source starts or ends; they may overlap."""
    marks: list[tuple[int | None, int | None, CueType | None]] = [
        (cue.start, cue.end, cue.type) for cue in claim.cues
    ]
    marks.append((claim.source.start, claim.source.end, None))
    changes: defaultdict[int, Counter[CueType | None]] = defaultdict(Counter)
    for start, end, kind in marks:
        if start is not None and end is not None and max(start, span.start) < min(end, span.end):
            changes[max(start, span.start)][kind] += 1
            changes[min(end, span.end)][kind] -= 1
    active: Counter[CueType | None] = Counter()
    cursor = span.start
    for position in sorted({*changes, span.end}):
        if cursor < position:
            cues = tuple(kind for kind in _CUE_TYPES if active[kind] > 0)
            yield Segment(text[cursor:position], cues, source=active[None] > 0)
        active.update(changes.get(position, {}))
        cursor = position


def has_line_end(words: str) -> bool:
    """Tell whether words run over the end of a line."""
    return "\n" in words or "\r" in words


def _blocks(text: str) -> Iterator[tuple[Span, Span]]:
    """Yield each paragraph and the blank lines after it; the first may be empty."""
    cursor = 0
    for match in _BLANK_LINES.finditer(text):
        yield Span(cursor, match.start()), Span(*match.span())
        cursor = match.end()
    if cursor < len(text):
        yield Span(cursor, len(text)), Span(len(text), len(text))


def _with_breaks(text: str, pieces: list[Piece]) -> tuple[Piece, ...]:
    """Tell meant line ends from wrapping: if one falls inside a claim, the text was wrapped."""
    wrapped = any(
        piece.claim is not None and has_line_end(text[slice(*piece.span)]) for piece in pieces
    )
    return tuple(
        _with_break(text, piece, wrapped, inner=0 < index < len(pieces) - 1)
        for index, piece in enumerate(pieces)
    )


def _with_break(text: str, piece: Piece, wrapped: bool, inner: bool) -> Piece:
    if piece.claim is not None:
        return piece
    item = _before_list_item(text, piece.span)
    alone = inner and not text[slice(*piece.span)].strip()
    return piece._replace(breaks=item or not wrapped, parts=alone and not item and not wrapped)


def _before_list_item(text: str, span: Span) -> bool:
    return has_line_end(text[slice(*span)]) and bool(_LIST_ITEM.match(text, span.start))
