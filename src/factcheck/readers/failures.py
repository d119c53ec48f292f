"""What is said of a document that cannot be read."""

from factcheck.document import FailedDocument, Failure
from factcheck.errors import DocumentError


def failed(name: str, message: str) -> FailedDocument:
    """Stand in for a document that cannot be read; the message becomes one line."""
    line = " ".join(message.splitlines())  # a file name may hold line breaks
    return FailedDocument(document=name, error=Failure(kind=DocumentError.__name__, message=line))
