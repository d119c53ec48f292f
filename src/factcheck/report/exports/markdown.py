"""Markdown: articles to read, each claim followed by its label, and below the deciding evidence.

What comes from outside is text to CommonMark and to GitHub, whatever it holds: signs that could
mark it up are escaped, white space is one space and controls are shown as U+FFFD. Only an address
of e-mail is made a link by GitHub, however it is written. Ends of lines are kept where they are
meant.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from factcheck.characters import clean
from factcheck.document import AnnotatedDocument, FailedDocument, Label
from factcheck.report.files import whole_file
from factcheck.report.walk import Paragraph, paragraphs
from factcheck.report.wording import cited, contradictions, date_in_words, decisions, tally

# Signs that mark up anywhere, and what GitHub makes a link of without any sign.
_SIGNS = re.compile(r"[\\`*_\[\]{}<>&|~$#^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
# What starts a line with lists, underlined headings or rows of tables, but for its last sign.
_START = re.compile(r"^(?:\d+(?=[.)])|(?=[-+=:]))")
_LINE_END = re.compile(r"\r\n|\r|\n")


def write(records: Iterable[AnnotatedDocument | FailedDocument], path: Path) -> None:
    """Write one article after the other, parted by rules."""
    with whole_file(path) as file:
        for number, record in enumerate(records):
            file.write(b"\n---\n\n" if number else b"")
            file.write(_article(record).encode())


def _article(record: AnnotatedDocument | FailedDocument) -> str:
    if isinstance(record, FailedDocument):
        blocks = [f"# {_line(record.document.id)}", f"**failed:** {_line(record.error.message)}"]
    else:
        blocks = [*_head(record), *_body(record), f"**{tally(record)}**"]
        blocks += [_line(said) for said in contradictions(record)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _head(document: AnnotatedDocument) -> list[str]:
    info = document.document
    published = date_in_words(info.published) if info.published else None
    byline = " · ".join(part for part in (info.author, published, info.url) if part)
    return [f"# {_line(info.title or info.id)}", _line(byline)]


def _body(document: AnnotatedDocument) -> list[str]:
    """Paragraphs, each followed by the passages that decided its claims."""
    blocks: list[str] = []
    for paragraph in paragraphs(document):
        blocks.append("\\\n".join(_lines(document, paragraph)))
        for label, passage in decisions(document, paragraph):
            blocks.append(f"> **[{label}]** {_line(cited(passage))}")
    return blocks


def _lines(document: AnnotatedDocument, paragraph: Paragraph) -> list[str]:
    """The lines of a paragraph whose ends are meant."""
    rows = [""]
    for piece in paragraph.pieces:
        words = document.text[slice(*piece.span)]
        first, *others = _LINE_END.split(words) if piece.breaks else [words]
        rows[-1] += _escaped(first)
        rows += map(_escaped, others)
        claim = None if piece.claim is None else document.claims[piece.claim]
        if claim and claim.label is not Label.NONE and piece.span.end == claim.end:
            rows[-1] += f" **[{claim.label}]** "
    return [line for line in map(_started, rows) if line]


def _line(words: str) -> str:
    return _started(_escaped(words))


def _escaped(words: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", clean(words))


def _started(row: str) -> str:
    """Make escaped words a line that starts nothing but itself."""
    return _START.sub(r"\g<0>\\", " ".join(row.split()))
