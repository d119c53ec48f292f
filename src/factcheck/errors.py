"""The errors a user can meet.

    FactcheckError
    ├── InputError        a path, pattern or option value that cannot be used    exit 2
    ├── SettingsError     a setting that does not exist or is out of range       exit 2
    ├── ModelError        a model that is missing, damaged or of another format  exit 2
    ├── EvidenceError     an index that is missing, damaged or of another version  exit 2
    ├── OutputError       a place that cannot be written                         exit 2
    └── DocumentError     one document that cannot be read or judged             exit 1

A message says what went wrong, where, the value seen and what to do, in one line.
"""


class FactcheckError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(FactcheckError):
    """An input path or option value cannot be used."""


class SettingsError(FactcheckError):
    """A setting does not exist or is out of range."""


class ModelError(FactcheckError):
    """A model is missing, damaged or of another format."""


class EvidenceError(FactcheckError):
    """An evidence index is missing, damaged or of another version."""


class OutputError(FactcheckError):
    """A file or folder cannot be written."""


class DocumentError(FactcheckError):
    """One document cannot be read or judged; the run goes on without it."""


def cause(error: Exception) -> str:
    """Put an error in one line, without the path that the message around it names."""
    text = error.strerror if isinstance(error, OSError) else None
    return (text or str(error) or type(error).__name__).splitlines()[0]
