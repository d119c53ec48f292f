"""``factcheck index``."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factcheck.cli.options import named, reported, say
from factcheck.errors import InputError

if TYPE_CHECKING:
    from factcheck.document import Document, FailedDocument


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--out",
    required=True,
    metavar="INDEX",
    help="The folder to write; an index there is replaced.",
)
@click.option(
    "--add",
    "adding",
    is_flag=True,
    help="Add to the index that is there, instead of replacing it; a document with the id of "
    "another and a new text takes its place.",
)
@click.option(
    "--name", help="Name of the index in results.  [default: its own, or that of the folder]"
)
@reported
def index(inputs: tuple[str, ...], out: str, adding: bool, name: str | None) -> int:
    """Build an evidence index from fact-checks (.json .jsonld) and all that `run` reads."""
    from factcheck.document import FailedDocument
    from factcheck.evidence.index import add, build
    from factcheck.processes import cores
    from factcheck.readers import read

    named(out, "an index: name a folder")
    folder = Path(out)
    # refuses inputs that are not there before anything is written
    documents = read(inputs, evidence=True)
    failed = 0

    def told() -> "Iterator[Document | FailedDocument]":
        nonlocal failed
        for document in documents:
            if isinstance(document, FailedDocument):
                failed += 1
                say(f"failed: {document.error.message}")
            yield document

    rest = told()
    first = list(_until_one_is_read(rest))
    if adding:
        manifest = add(chain(first, rest), folder, name=name, processes=cores()).manifest
    else:
        own = name or folder.resolve().name
        manifest = build(chain(first, rest), folder, name=own, processes=cores()).manifest
    say(f"{out}: {manifest.passages} passages of {manifest.documents} documents, {failed} failed")
    return 1 if failed else 0


def _until_one_is_read(
    documents: "Iterator[Document | FailedDocument]",
) -> "Iterator[Document | FailedDocument]":
    """Yield the first documents, up to one that was read.

    :raises InputError: if none is; an index that is there is better than an empty one.
    """
    from factcheck.document import Document

    for document in documents:
        yield document
        if isinstance(document, Document):
            return
    raise InputError("no document could be read, so no index was written: give other inputs")
