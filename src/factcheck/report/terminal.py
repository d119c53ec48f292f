"""An annotated document as text for a terminal, with the label of each claim in words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from factcheck.characters import clean
from factcheck.document import AnnotatedDocument, Label
from factcheck.report.walk import Paragraph, has_line_end, paragraphs
from factcheck.report.wording import cited, contradictions, date_in_words, decisions, tally

_NARROWEST = 20  # columns; below that nothing can be read and quotations have no room
_INDENT = "    "
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


def _rows(document: AnnotatedDocument, paragraph: Paragraph) -> list[_Line]:
    """Gather the words of a paragraph, one list for each line whose end is meant.

    A point parts a sentence without a label from one whose label it would seem to share.
    """
    rows: list[_Line] = [[[]]]  # the last word of the last row is still growing
    bare: _Line | None = None  # the row that ends with a sentence without a label
    for piece in paragraph.pieces:
        claim = None if piece.claim is None else document.claims[piece.claim]
        style = _COLOURS[claim.label] if claim else ""
        if claim and claim.label is not Label.NONE and bare is rows[-1]:
            rows[-1] += [[Chunk("·", _FAINT)], []]
        for part in re.split(r"(\s+)", clean(document.text[slice(*piece.span)])):
            if part.strip():
                rows[-1][-1].append(Chunk(part, style))
            elif part and piece.breaks and has_line_end(part):
                rows.append([[]])
            elif part:
                rows[-1].append([])
        if claim and claim.label is not Label.NONE and piece.span.end == claim.end:
            rows[-1] += [[Chunk(f"[{claim.label}]", style)], []]
        if claim:
            bare = rows[-1] if claim.label is Label.NONE else None
    return [[word for word in row if word] for row in rows]


def _quotations(document: AnnotatedDocument, paragraph: Paragraph, columns: int) -> list[_Line]:
    """Set below a paragraph, for each checked claim, the passage that decided, and what it says."""
    lines: list[_Line] = []
    for label, passage in decisions(document, paragraph):
        words = [[Chunk(f"[{label}]", _COLOURS[label])]]
        words += _words(cited(passage), _FAINT)
        indent = [Chunk(_INDENT[:-1], "")]  # joining the words adds the last column
        lines += [[indent, *line] for line in _wrapped(words, columns - len(_INDENT))]
    return lines


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
