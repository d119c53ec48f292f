"""One article: its files, and its view in the terminal."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from factcheck.document import AnnotatedDocument
from factcheck.report import exports, html, json, terminal
from factcheck.report.files import show, write_atomically
from factcheck.results import beside

WIDEST = 100  # columns of the terminal view


def write_article(
    record: AnnotatedDocument,
    folder: Path,
    formats: Iterable[exports.Format] = (),
    *,
    colour: bool | None,
) -> list[Path]:
    """Write JSON and HTML for one article to a folder, named after its file.

    :param formats: what to write beside them.
    :param colour: whether the view in the terminal has colours; None shows nothing.
    :return: what was written.
    :raises OutputError: if a file cannot be written.
    """
    written: list[Path] = []
    name = Path(record.document.id).stem
    contents: dict[str, bytes | str] = {
        "json": json.encode(record) + b"\n",
        "html": html.render(record),
    }
    for kind, content in contents.items():
        path = folder / f"{name}.factcheck.{kind}"
        write_atomically(path, content)
        written.append(path)
    for format in formats:
        path = beside(written[0], format.suffix)
        exports.export([record], format, path)
        written.append(path)
    if colour is not None:
        show(terminal.render(record, width=columns(), colour=colour) + "\n")
    return written


def columns() -> int:
    """How wide a view in the terminal is."""
    return min(WIDEST, shutil.get_terminal_size().columns)
