"""Where the model and the evidence that ship with the package lie.

A wheel holds them inside the package; in a checkout they lie beside ``src/``.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_HOMES = (_PACKAGE, _PACKAGE.parent.parent)


def shipped(*parts: str) -> Path | None:
    """The path of a shipped file or folder such as ``("models", "small")``, if it is there."""
    return next((path for home in _HOMES if (path := home.joinpath(*parts)).exists()), None)
