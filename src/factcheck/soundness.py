"""Documents that a program made, which may hold what no file can."""

import reprlib
from collections.abc import Iterator

from msgspec.structs import fields

from factcheck.document import Document, FactCheck, FailedDocument

_WANTED = {"fact_check": "FactCheck", "verdict": "Ruling"}  # all others are strings


def sound(document: Document | FailedDocument) -> Document | FailedDocument:
    """The document, if it can be judged and written; else what is wrong with it.

    :raises TypeError: if it is no document.
    """
    if isinstance(document, FailedDocument):
        return document
    if not isinstance(document, Document):
        raise TypeError(
            f"{reprlib.repr(document)} is no document: give factcheck.Document(id=..., text=...)"
        )
    said = next(_flaws(document), None)
    if said is None:
        return document
    name = str(document.id).encode(errors="backslashreplace").decode()
    return FailedDocument.of(name, f"{name}: {said}")


def _flaws(record: Document | FactCheck) -> Iterator[str]:
    for field in fields(record):
        value = getattr(record, field.name)
        if not isinstance(value, field.type):
            wanted = _WANTED.get(field.name, "string")
            yield f"field {field.name!r} is {reprlib.repr(value)}: give a {wanted}"
        elif isinstance(value, FactCheck):
            yield from _flaws(value)
        elif isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                half = f"half a surrogate pair, U+{ord(value[error.start]):04X}"
                yield f"field {field.name!r} holds {half}: give whole characters"
