"""HTML: the article on a page, taken out by trafilatura."""

import codecs
import logging
import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

from factcheck.document import Document
from factcheck.errors import DocumentError
from factcheck.readers.dates import iso
from factcheck.readers.text import UTF16, decoded

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# No guessing of a date from the text or the copyright line; and one to come is a date, too: else
# what a page says would depend on the day it is read.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}
_PYTHONS_OWN = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
_LINK = r"<a\b[^<>]{0,300}\bhref\s*=\s*[\"']?[^\"'<>\s]{0,200}#[^<>]{0,300}>\s*"
_SUPERSCRIPT = re.compile(
    rf"(?P<link>{_LINK})?<sup\b[^<>]{{0,300}}>(?P<inner>(?:[^<]|<(?!/?sup\b)){{0,300}})</sup>(?(link)\s*</a>)",
    re.IGNORECASE,
)
_NOTE = re.compile(rf"{_LINK}|(?:footnote|noteref|reference)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NOTES = re.compile(r"[\[(]?\d{1,2}(?:\s*[,\u2013-]\s*\d{1,2})+[\])]?")
_POWER = re.compile(r"[-\u2212\u2013]?[0-9]+")
_DIGITS = str.maketrans("0123456789-\u2212\u2013", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?", re.IGNORECASE)
_CHARSET_BYTES = 1024  # where the HTML standard has it looked for


def read_html(name: str, data: bytes) -> Document:
    """Make a document of the article on a page, its paragraphs parted by blank lines.

    :raises DocumentError: no article is found, or it cannot be decoded.
    """
    found = _extracted(page_of(data))
    # trafilatura ends a paragraph with one line break, which would read as a wrapped line.
    text = "\n\n".join(_paragraphs((found and found.text) or ""))
    if not text:
        raise DocumentError(f"no article was found in {len(data)} bytes of HTML: give its text")
    if "\ufffd" in text:
        decoded(data, _charset(data))  # raises, unless the page itself has the character
    return Document(
        id=name,
        text=text,
        title=_utf8(found.title),
        url=_utf8(found.url),
        published=iso(found.date),
        author=_utf8(found.author),
        outlet=_utf8(found.sitename),
    )


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of an extracted text; of a table, only cells that hold sentences."""
    for line in map(str.strip, text.split("\n")):
        if line.startswith("|") and line.endswith("|"):  # a row, as trafilatura writes it
            yield from filter(_is_prose, map(str.strip, line.split("|")))
        elif line:
            yield line


def _is_prose(cell: str) -> bool:
    """Whether a cell holds some words that end as a sentence does."""
    return len(cell.split()) > 2 and cell.rstrip("\"'”\u2019)").endswith((".", "!", "?", "…"))


def scripts(page: str, kind: str) -> list[str]:
    """The contents of a page's scripts of one type, such as ``application/ld+json``."""
    tree = _trafilatura().load_html(page)
    return [
        script.text or ""
        for script in (() if tree is None else tree.iter("script"))
        if script.get("type", "").partition(";")[0].strip().lower() == kind
    ]


def page_of(data: bytes) -> str:
    """Decode a page; a stray byte matters only where it stands in the article.

    :raises DocumentError: it is binary or of an unknown encoding.
    """
    encoding = _charset(data)
    try:
        if codecs.lookup(encoding).name in _PYTHONS_OWN:  # of no page, and some of them slow
            raise LookupError(encoding)
        page = data.decode(encoding, "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:  # also what is no encoding of text, such as "hex"
        raise DocumentError(
            f"the page's encoding {encoding!r} cannot be read: save it as UTF-8"
        ) from error
    if "\0" in page:
        raise DocumentError(f"is binary (NUL at character {page.index(chr(0))}): give HTML")
    return page


def _charset(data: bytes) -> str:
    """Find the encoding as a browser does: byte order mark, then what the page says, then UTF-8."""
    if data[:2] in UTF16:
        return UTF16[data[:2]]
    declared = _CHARSET.search(data[:_CHARSET_BYTES])
    if data.startswith(codecs.BOM_UTF8) or not declared:
        return "utf-8"
    name = declared[1].decode().lower()
    # The WHATWG's table: what calls itself Latin-1 or ASCII is windows-1252, and what can be read
    # as ASCII up to here is not UTF-16.
    if name.startswith("utf-16"):
        return "utf-8"
    return "cp1252" if name in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else name


def _extracted(page: str) -> Any:  # noqa: ANN401  # trafilatura.settings.Document or None
    """Take the article out of a page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _trafilatura().bare_extraction(
                _SUPERSCRIPT.sub(_raised, _REFERENCE.sub(_writable, page)),
                with_metadata=True,
                include_comments=False,
                date_extraction_params=_DATES,
            )
        except Exception as error:  # any fault of the extraction is a fault with this page
            raise DocumentError(
                f"the article cannot be taken out ({type(error).__name__}): give its text"
            ) from error


def _writable(reference: re.Match[str]) -> str:
    """A character reference, or a blank for one that no XML and so no lxml has a place for."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    known = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
    return reference[0] if known else " "


def _raised(match: re.Match[str]) -> str:
    """What stands for a superscript in plain text: nothing for a note, digits as in km².

    Otherwise the 4 of a note would become part of the word or number before it.
    """
    inner = _TAG.sub("", match["inner"]).strip()
    if match["link"] or _NOTE.search(match[0]) or _NOTES.fullmatch(inner):
        return ""
    return inner.translate(_DIGITS) if _POWER.fullmatch(inner) else match[0]


@cache
def _trafilatura() -> Any:  # noqa: ANN401  # the module, which has no types
    """Import trafilatura, which takes half a second, and keep it quiet."""
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    import trafilatura

    return trafilatura


def _utf8(value: str | None) -> str | None:
    """Drop what cannot be written, such as a half of a surrogate pair in a page's metadata."""
    try:
        return value if value and value.encode() else None
    except UnicodeEncodeError:
        return None
