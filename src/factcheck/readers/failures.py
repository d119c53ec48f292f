"""What is said of a document that cannot be read."""

from factcheck.document import FailedDocument
from factcheck.errors import DocumentError


def failed(name: str, message: str) -> FailedDocument:
    """Stand in for a document that cannot be read; the message becomes one line."""
    line = " ".join(message.splitlines())  # a file name may hold line breaks
    return FailedDocument.of(name, DocumentError.__name__, line)
