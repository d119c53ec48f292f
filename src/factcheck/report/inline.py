"""Styles and scripts of ours that a page holds in itself, and the hashes its policy allows."""

import base64
import hashlib
from importlib.resources import files
from typing import NamedTuple

from markupsafe import Markup


class Inline(NamedTuple):
    """The content of a ``style`` or ``script`` element.

    :param source: how a Content-Security-Policy names exactly this content.
    """

    content: Markup
    source: str


def inline(*names: str) -> Inline:
    """Join files of the folder ``templates``, such as ``base.css`` and the style of one page."""
    folder = files("factcheck.report") / "templates"
    content = "\n".join((folder / name).read_text("utf-8") for name in names)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return Inline(Markup(content), f"'sha256-{digest}'")
