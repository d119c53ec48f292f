"""``factcheck run``."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factcheck.cli.options import model_options, reported, say, say_left_out, sources
from factcheck.document import Label
from factcheck.errors import InputError

if TYPE_CHECKING:
    from factcheck.breaches import Forbidden
    from factcheck.document import Document, FailedDocument
    from factcheck.readers import Fields
    from factcheck.readers.position import Position
    from factcheck.report.exports import Format
    from factcheck.run.choose import Kind
    from factcheck.run.engine import Load


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--out",
    metavar="OUT",
    help="A folder for the results, or - for JSON lines on standard output. Needed for anything "
    "but one article, whose results otherwise go to the current folder.",
)
@click.option(
    "--evidence",
    multiple=True,
    metavar="PATH|none|run|self",
    help="What to check claims against: an index or documents; may be repeated. With none, "
    "nothing; with run, also the other articles of the run that are no later; with self, each "
    "article is also held against itself.  [default: the shipped corpus, but for run]",
)
@model_options
@click.option(
    "--passages", default=3, show_default=True, metavar="N", help="Most passages for a claim."
)
@click.option(
    "--target-precision",
    type=float,
    metavar="P",
    help="How precise supported and refuted are to be, as measured on development data, such as "
    "0.9; what cannot be said so surely is unverified.  [default: the model's choice]",
)
@click.option(
    "--check-hedged",
    is_flag=True,
    help="Also say what the evidence says of hedged claims, beside their label.",
)
@click.option("--text-field", default="text", show_default=True, help="Field of a row's text.")
@click.option("--id-field", default="id", show_default=True, help="Field of a row's name.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000_000),
    metavar="N",
    help="Stop after N documents.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="At the end, also write the results as `factcheck export --format` does, which names the "
    "formats; may be repeated.",
)
@click.option("--pages", is_flag=True, help="With -o OUT, write OUT/html, a page a document.")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where to annotate a corpus: on this machine, or on the Ray cluster of RAY_ADDRESS, else "
    "one that runs or is started here.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="Processes that annotate; on a CPU under Linux they have the weights in memory once for "
    "all.  [default: one for each core; on a GPU 4]",
)
@click.option(
    "--restart",
    is_flag=True,
    help="Remove the results and exports in OUT and begin anew. Otherwise a run that was ended "
    "goes on, if inputs and options are the same.",
)
@click.option(
    "--progress",
    type=click.Choice(["auto", "json"]),
    default="auto",
    show_default=True,
    help="How to tell how far it is on standard error: for people, or now and then an object of "
    "JSON. What fails is told in plain lines.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 1 if an asserted claim could not be checked: no evidence, claim or evidence "
    "too long for the model, or the model failed. Evidence that is silent or at odds is no such "
    "case.",
)
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice([label.value for label in Label]),
    help="Exit with 1 if a claim has this label; may be repeated.",
)
@click.option("--quiet", is_flag=True, help="Tell nothing but what failed or is forbidden.")
@reported
def run(
    inputs: tuple[str, ...],
    out: str | None,
    text_field: str,
    id_field: str,
    **options: Any,  # noqa: ANN401  # as ``annotate``
) -> int:
    """Annotate articles: .txt .md .html .jsonl[.gz|.zst] .csv .parquet .arrow, folders, globs, -.

    Exit codes: 0 all done, 1 some documents failed (or see --strict, --fail-on), 2 wrong usage,
    settings, model, evidence or place to write, 130 interrupted, 141 no reader of -o - is left.
    """
    from factcheck.readers import Fields, read
    from factcheck.readers.position import Position

    position = Position()
    # refuses inputs that are not there before anything is loaded
    fields = Fields(text_field, id_field)
    documents = read(inputs, fields, position=position)
    if out is None and (len(inputs) > 1 or not is_article(inputs[0])):
        raise InputError(
            f"{', '.join(inputs)} may hold many articles: say where to write with -o FOLDER, "
            "or -o - for JSON lines"
        )
    if out == "":
        raise InputError("-o is empty: give a folder, or - for JSON lines")
    for name in ("pages", "restart"):
        if options[name] and out in (None, "-"):
            raise InputError(f"--{name} needs a folder to write to: add -o FOLDER")
    if options["formats"] and out == "-":
        raise InputError("--format needs a place to write to: leave out -o - or give a folder")
    if "run" in options["evidence"] and "-" in inputs:
        raise InputError("--evidence run reads the inputs twice, standard input has only one go")
    if "-" in options["evidence"] and "-" in inputs:
        raise InputError("- is both input and --evidence, standard input has only one go")
    return annotate(
        inputs, fields, islice(documents, options.pop("limit")), position, out, **options
    )


def is_article(given: str) -> bool:
    """Whether an input is one article for sure: no folder, pattern or table."""
    from factcheck.readers.inputs import ARTICLES

    path = Path(given)
    return given == "-" or (path.is_file() and path.suffix.lower() in ARTICLES)


def annotate(
    inputs: tuple[str, ...],
    fields: "Fields",
    documents: "Iterator[Document | FailedDocument]",
    position: "Position",
    out: str | None,
    *,
    evidence: tuple[str, ...],
    model: str,
    formats: tuple[str, ...],
    pages: bool,
    engine: "Kind",
    workers: int | None,
    restart: bool,
    progress: str,
    strict: bool,
    fail_on: tuple[str, ...],
    quiet: bool,
    **settings: Any,  # noqa: ANN401  # named as the fields of Settings
) -> int:
    """Load, annotate, write; 0, or 1 if a document failed or a claim is what is forbidden."""
    from factcheck.breaches import Forbidden
    from factcheck.evidence.shared import shared
    from factcheck.report import exports
    from factcheck.report.files import remove, temporary_folder, writing
    from factcheck.report.json import read
    from factcheck.results import ANNOTATIONS, beside
    from factcheck.run.corpus import write_corpus
    from factcheck.run.engine import load_annotator
    from factcheck.run.folder import open_folder
    from factcheck.run.lines import write_lines
    from factcheck.run.progress import Progress, Style
    from factcheck.settings import Settings

    checked = Settings(**settings)
    wanted = [exports.chosen(name) for name in formats]
    itself = "self" in evidence
    paths, corpus = sources(evidence), inputs if "run" in evidence else ()
    if "/" in model and Path(model).is_dir():
        model = str(Path(model).absolute())  # a process elsewhere must find it too
    load = partial(load_annotator, model, itself=itself, settings=checked)
    forbidden = Forbidden(strict, fail_on)
    if out is None:
        alone = partial(load, evidence=paths, corpus=corpus)
        return annotate_article(alone, documents, wanted, forbidden, quiet)
    people: Style = "bar" if sys.stderr.isatty() else "lines"
    style: Style = "none" if quiet else "json" if progress == "json" else people
    told = Progress(say, style, position, forbidden)
    options: Any = {"engine": engine, "workers": workers, "progress": told}
    lines = sys.stdout.buffer
    with (
        redirect_stdout(sys.stderr),  # whatever a library prints is no line of JSON
        temporary_folder() if out == "-" else open_folder(Path(out)) as place,
        shared(paths, corpus, Path(place).absolute(), fields) as found,
    ):
        for document in found.unread:
            say(f"failed: {document.error.message}")
        load = partial(load, evidence=found.paths, corpus=found.corpus)
        if out == "-":
            counts = write_lines(documents, lines, load, **options)
        else:
            folder = Path(out)
            counts = write_corpus(
                documents, folder, load, itself=itself, pages=pages, restart=restart, **options
            )
            records = folder / ANNOTATIONS
            for name, chosen in zip(formats, wanted, strict=True):
                place = beside(records, chosen.suffix)
                if chosen.folder:
                    with writing(place):
                        remove(place)  # of the run before: a folder takes no other's place
                left_out = exports.export(read(records), chosen, place)
                say_left_out(left_out, name)
    return 1 if counts.failed or counts.breach(forbidden) else 0


def annotate_article(
    load: "Load",
    documents: "Iterator[Document | FailedDocument]",
    formats: "Sequence[Format]",
    forbidden: "Forbidden",
    quiet: bool,
) -> int:
    """Annotate one article into the current folder and show it.

    :return: 0, or 1 if it failed or a claim is what is forbidden.
    """
    from factcheck.document import FailedDocument
    from factcheck.run.article import write_article

    annotator = load()
    for document in annotator.unread:
        say(f"failed: {document.error.message}")
    breaches: list[str] = []
    for record in annotator.annotate_many(documents):
        if isinstance(record, FailedDocument):
            say(f"failed: {record.error.message}")
            return 1
        colour = None if quiet else coloured()
        for path in write_article(record, Path(), formats, colour=colour):
            if not quiet:
                say(f"wrote {path}")
        breaches = forbidden.breaches(record)
        for breach in breaches:
            say(f"forbidden: {breach}")
    return 1 if breaches else 0


def coloured() -> bool:
    """Whether standard output gets colours: never with NO_COLOR, always with FORCE_COLOR."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
