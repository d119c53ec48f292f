"""Says, sentence by sentence, how far a news article can be trusted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factcheck.document import AnnotatedDocument, Document, FailedDocument, Label
    from factcheck.errors import (
        DocumentError,
        EvidenceError,
        FactcheckError,
        InputError,
        ModelError,
        SettingsError,
    )
    from factcheck.pipeline import Annotator
    from factcheck.settings import Settings

__version__ = "0.1.0"
__all__ = [
    "AnnotatedDocument",
    "Annotator",
    "Document",
    "DocumentError",
    "EvidenceError",
    "FactcheckError",
    "FailedDocument",
    "InputError",
    "Label",
    "ModelError",
    "Settings",
    "SettingsError",
]

_HOMES = {
    "AnnotatedDocument": "factcheck.document",
    "Annotator": "factcheck.pipeline",
    "Document": "factcheck.document",
    "DocumentError": "factcheck.errors",
    "EvidenceError": "factcheck.errors",
    "FactcheckError": "factcheck.errors",
    "FailedDocument": "factcheck.document",
    "InputError": "factcheck.errors",
    "Label": "factcheck.document",
    "ModelError": "factcheck.errors",
    "Settings": "factcheck.settings",
    "SettingsError": "factcheck.errors",
}

if not TYPE_CHECKING:  # a type checker would take any name to be there

    def __getattr__(name: str) -> object:  # PEP 562: keeps torch out of `import factcheck`
        """Import a public name when it is first used."""
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module 'factcheck' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)
