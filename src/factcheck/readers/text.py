"""Text and Markdown: UTF-8, or UTF-16 with a byte order mark."""

import codecs
import re

from factcheck.document import Document
from factcheck.errors import DocumentError

UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_HEADING = re.compile(r"^#[ \t]+(\S.*)", re.MULTILINE)


def read_text(name: str, data: bytes) -> Document:
    """Make a document of a text file.

    :raises DocumentError: it is empty, binary or of another encoding.
    """
    return Document(id=name, text=_text(data))


def read_markdown(name: str, data: bytes) -> Document:
    """Make a document of a Markdown file, its title the first heading.

    :raises DocumentError: it is empty, binary or of another encoding.
    """
    text = _text(data)
    heading = _HEADING.search(text)
    return Document(id=name, text=text, title=_closed(heading[1]) if heading else None)


def _closed(heading: str) -> str:
    """A heading without the number signs that may close it."""
    words = heading.rstrip()
    unclosed = words.rstrip("#")
    return unclosed.rstrip() if unclosed[-1:].isspace() else words


def decoded(data: bytes, encoding: str, *, start: int = 0) -> str:
    """Decode what stands after a byte order mark.

    :raises DocumentError: a byte does not belong to the encoding.
    """
    try:
        return data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        at = start + error.start
        raise DocumentError(
            f"byte 0x{data[at]:02X} at offset {at} is not {encoding.upper()}: save it as UTF-8"
        ) from error


def _text(data: bytes) -> str:
    """Decode a text file; a byte order mark says how it is written and is no part of the text."""
    encoding = UTF16.get(data[:2])
    if encoding:
        text = decoded(data, encoding, start=2)
    elif b"\0" in data:
        raise DocumentError(
            f"is binary (NUL byte at offset {data.index(0)}): give text, as UTF-8 or as UTF-16"
            " with a byte order mark"
        )
    else:
        text = decoded(data, "utf-8", start=3 if data.startswith(codecs.BOM_UTF8) else 0)
    if "\0" in text:
        raise DocumentError(f"is binary (NUL at character {text.index(chr(0))}): give text")
    if not text.strip():
        raise DocumentError(f"is empty or blank ({len(data)} bytes): give an article")
    return text
