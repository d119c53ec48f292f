"""The command line: each command checks its options and calls a plain function."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial, wraps
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from factcheck import __version__
from factcheck.document import Label
from factcheck.errors import DocumentError, FactcheckError, InputError

if TYPE_CHECKING:
    from factcheck.breaches import Forbidden
    from factcheck.document import Document, FailedDocument
    from factcheck.readers.position import Position
    from factcheck.run.choose import Kind
    from factcheck.run.engine import Load


def say(message: str) -> None:
    """Tell the user something on standard error, in one line that no terminal obeys."""
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in message)
    click.echo(line, err=True)


def reported(command: Callable[..., int]) -> Callable[..., None]:
    """Turn our errors into one line and an exit code, and a returned code into the exit code."""

    @wraps(command)
    def run(*args: Any, debug: bool, **options: Any) -> None:  # noqa: ANN401  # click's values
        try:
            sys.exit(command(*args, **options))
        except FactcheckError as error:
            if debug:
                raise
            say(f"factcheck: {error}")
            sys.exit(1 if isinstance(error, DocumentError) else 2)
        except KeyboardInterrupt as error:
            say(f"factcheck: {error or 'interrupted; nothing was left half-written'}")
            sys.exit(130)

    return click.option("--debug", is_flag=True, help="Show the traceback of an error.")(run)


def model_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose a model and what it runs on, the same for every command."""
    options = (
        click.option(
            "--model",
            default="small",
            show_default=True,
            metavar="NAME|PATH|HUB-ID",
            help="A shipped model, a model folder, or a plain NLI model: a folder of transformers "
            "or a Hugging Face ID, which is fetched.",
        ),
        click.option(
            "--device",
            default="auto",
            show_default=True,
            metavar="auto|cpu|cuda|cuda:N|mps",
            help="What to run on.",
        ),
        click.option(
            "--precision",
            default="auto",
            show_default=True,
            metavar="auto|fp32|bf16|fp16",
            help="Arithmetic; auto is bf16 on CUDA, else fp32.",
        ),
        click.option(
            "--max-tokens",
            default=4096,
            show_default=True,
            metavar="N",
            help="Tokens in one batch.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Say, sentence by sentence, how far a news article can be trusted."""


@main.command()
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
    help="What to check claims against: an index or documents; may be repeated. With run, "
    "the other articles of the run that are no later are evidence too; with self, each article is "
    "also held against itself.  [default: the shipped corpus]",
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
@click.option("--text-field", default="text", show_default=True, help="Field of a row's text.")
@click.option("--id-field", default="id", show_default=True, help="Field of a row's name.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents.")
@click.option("--pages", is_flag=True, help="With -o OUT, also write one HTML page a document.")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where to annotate a corpus: on this machine, or on the Ray cluster of RAY_ADDRESS.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that annotate, each with the model in memory.  [default: one for each core; "
    "on a GPU a few]",
)
@click.option(
    "--restart",
    is_flag=True,
    help="Begin anew in OUT. Otherwise a run that was ended goes on, if inputs and options are "
    "the same.",
)
@click.option(
    "--progress",
    type=click.Choice(["auto", "json"]),
    default="auto",
    show_default=True,
    help="How to tell of it on standard error: for people, or an object of JSON a line.",
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
@click.option("--quiet", is_flag=True, help="Show nothing but errors.")
@reported
def run(
    inputs: tuple[str, ...],
    out: str | None,
    text_field: str,
    id_field: str,
    **options: Any,  # noqa: ANN401  # as ``annotate``
) -> int:
    """Annotate articles: .txt .md .html .jsonl[.gz|.zst] .csv .parquet, folders, patterns, -."""
    from factcheck.readers import read
    from factcheck.readers.position import Position

    position = Position()
    # refuses inputs that are not there before anything is loaded
    documents = read(inputs, text_field=text_field, id_field=id_field, position=position)
    if out is None and (len(inputs) > 1 or not is_article(inputs[0])):
        raise InputError(
            f"{', '.join(inputs)} may hold many articles: say where to write with -o FOLDER, "
            "or -o - for JSON lines"
        )
    for name in ("pages", "restart"):
        if options[name] and out in (None, "-"):
            raise InputError(f"--{name} needs a folder to write to: add -o FOLDER")
    if "run" in options["evidence"] and "-" in inputs:
        raise InputError("--evidence run reads the inputs twice, standard input has only one go")
    return annotate(inputs, islice(documents, options.pop("limit")), position, out, **options)


def is_article(given: str) -> bool:
    """Whether an input is one article for sure: no folder, pattern or table."""
    from factcheck.readers.inputs import ARTICLES

    path = Path(given)
    return given == "-" or (path.is_file() and path.suffix.lower() in ARTICLES)


def annotate(
    inputs: tuple[str, ...],
    documents: "Iterator[Document | FailedDocument]",
    position: "Position",
    out: str | None,
    *,
    evidence: tuple[str, ...],
    model: str,
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
    """Load, annotate, write; 0, or 1 if a document failed."""
    from factcheck.breaches import Forbidden
    from factcheck.evidence.shared import shared
    from factcheck.run.corpus import begin_anew, write_corpus
    from factcheck.run.engine import load_annotator
    from factcheck.run.lines import write_lines
    from factcheck.run.progress import Progress, Style
    from factcheck.settings import Settings

    checked = Settings(**settings)
    itself = "self" in evidence
    paths, corpus = sources(evidence), inputs if "run" in evidence else ()
    load = partial(load_annotator, model, itself=itself, settings=checked)
    forbidden = Forbidden(strict, fail_on)
    if out is None:
        alone = partial(load, evidence=paths, corpus=corpus)
        return annotate_article(alone, documents, forbidden, quiet)
    people: Style = "bar" if sys.stderr.isatty() else "lines"
    style: Style = "none" if quiet else "json" if progress == "json" else people
    told = Progress(say, style, position, forbidden)
    options: Any = {"engine": engine, "workers": workers, "progress": told}
    lines = sys.stdout.buffer
    if restart:
        begin_anew(Path(str(out)))
    with (
        redirect_stdout(sys.stderr),  # whatever a library prints is no line of JSON
        TemporaryDirectory() as temporary,
        shared(paths, corpus, Path(temporary if out == "-" else out)) as found,
    ):
        for document in found.unread:
            say(f"failed: {document.error.message}")
        load = partial(load, evidence=found.paths, corpus=found.corpus)
        if out == "-":
            counts = write_lines(documents, lines, load, **options)
        else:
            folder = Path(out)
            counts = write_corpus(documents, folder, load, itself=itself, pages=pages, **options)
    return 1 if counts.failed or counts.breach(forbidden) else 0


def annotate_article(
    load: "Load",
    documents: "Iterator[Document | FailedDocument]",
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
        for path in write_article(record, Path(), colour=None if quiet else coloured()):
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


def sources(evidence: tuple[str, ...]) -> tuple[str, ...] | None:
    """The paths of evidence that the options name; None for the shipped corpus.

    ``self`` comes beside any evidence; ``run`` takes the place of the shipped corpus.

    :raises InputError: if ``none`` stands beside a path.
    """
    paths = tuple(path for path in evidence if path not in ("self", "run"))
    if "none" in paths:
        if len(paths) > 1 or "run" in evidence:
            raise InputError("--evidence none cannot stand beside other evidence: leave one out")
        return ()
    return paths or (() if "run" in evidence else None)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="INDEX")
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
def index(inputs: tuple[str, ...], out: Path, adding: bool, name: str | None) -> int:
    """Build an evidence index from fact-checks (.json .jsonld) and all that `run` reads."""
    from factcheck.document import FailedDocument
    from factcheck.evidence.index import add, build
    from factcheck.processes import cores
    from factcheck.readers import read

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

    if adding:
        manifest = add(told(), out, name=name, processes=cores()).manifest
    else:
        own = name or out.resolve().name
        manifest = build(told(), out, name=own, processes=cores()).manifest
    say(f"{out}: {manifest.passages} passages of {manifest.documents} documents, {failed} failed")
    return 1 if failed else 0


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@model_options
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N rows.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object, not a table.")
@click.option(
    "--predictions",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Also write one JSON line a row, with the probability of each class.",
)
@reported
def evaluate(
    file: Path,
    model: str,
    limit: int | None,
    json_wanted: bool,
    predictions: Path | None,
    **settings: Any,  # noqa: ANN401  # named as the fields of Settings
) -> int:
    """Measure a model on labelled rows (.jsonl[.gz|.zst]).

    The fields of the rows tell the task: text, stance; premise, claim, label (supported,
    unverified, refuted); premise, hypothesis, label (entailment, neutral, contradiction, or
    supported, unsupported); text, label (OBJ, SUBJ, or certain, uncertain).
    """
    from factcheck.settings import Settings

    checked = Settings(**settings)
    from factcheck.evaluation import as_json, as_table, read_labelled, write_predictions
    from factcheck.evaluation import evaluate as measure
    from factcheck.model.loading import load_scorer

    bad: list[str] = []
    task, rows = read_labelled(file, bad.append, limit)
    for message in bad:
        say(f"failed: {message}")
    report, found = measure(task, rows, load_scorer(model, checked))
    click.echo(as_json(report) if json_wanted else as_table(report))
    if predictions:
        write_predictions(predictions, found)
    return 1 if bad else 0


@main.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.argument("claim", metavar="DOC#CLAIM")
@click.option("--replay", is_flag=True, help="Judge the claim again and say what differs.")
@click.option(
    "--evidence",
    multiple=True,
    metavar="PATH|none",
    help="What to check the claim against, as the run did; a run against the other articles of it "
    "cannot be replayed.  [default: the shipped corpus]",
)
@model_options
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object.")
@reported
def explain(
    out: Path,
    claim: str,
    replay: bool,
    evidence: tuple[str, ...],
    model: str,
    json_wanted: bool,
    **settings: Any,  # noqa: ANN401  # named as the fields of Settings
) -> int:
    """Say why a claim has its label.

    OUT is the folder or file that `run` wrote. DOC is the ID of a document in it and CLAIM the
    number of the claim; '#CLAIM' is enough where there is one document. Evidence, model and what
    it runs on matter to --replay alone.
    """
    from factcheck import explain as job
    from factcheck.report.explanation import as_json, render
    from factcheck.run.article import columns, show

    if "run" in evidence:
        raise InputError(
            "--evidence run cannot be replayed, the articles of the run are not kept with its "
            "results: give --evidence PATH or none"
        )
    record, found = job.find(out, claim)
    again = None
    if replay:
        from factcheck.pipeline import Annotator
        from factcheck.settings import Settings

        checked = Settings(passages=record.run.settings.passages, **settings)
        annotator = Annotator.load(model, evidence=sources(evidence), settings=checked)
        again = job.replay(record, found, annotator)
    explanation = job.explain(record, found, again)
    show(as_json(explanation) if json_wanted else render(explanation, width=columns()))
    return 0


@main.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "-o",
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where to write.  [default: OUT, or the folder of that file]",
)
@reported
def report(out: Path, folder: Path | None) -> int:
    """Write a dashboard of a finished run: index.html, its long lists in report/.

    OUT is the folder or file of JSON lines that `run` wrote.
    """
    from factcheck.report.dashboard import write
    from factcheck.results import ANNOTATIONS

    records = out / ANNOTATIONS if out.is_dir() else out
    *further, index = write(records, folder or records.parent)
    say(f"wrote {index}" + (f" and {len(further)} further pages" if further else ""))
    return 0


@main.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--format",
    required=True,
    metavar="webannotation|sarif|claimreview|parquet|markdown|docbin",
    help="W3C Web Annotation, SARIF 2.1.0, drafts of ClaimReview, a table for `datasets` and "
    "others, text to read, or documents of spaCy (needs its extra [spacy]).",
)
@click.option("--flat", is_flag=True, help="With parquet: a row is a claim, not a document.")
@click.option(
    "-o",
    "--out",
    "place",
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help="The file to write, with docbin the folder.  [default: beside the records]",
)
@reported
def export(out: Path, format: str, flat: bool, place: Path | None) -> int:
    """Write the results of a run in another format.

    OUT is the folder or file that `run` wrote.
    """
    from factcheck.report import exports
    from factcheck.report.json import read
    from factcheck.results import ANNOTATIONS

    chosen = exports.chosen(format, flat=flat)
    records = out / ANNOTATIONS if out.is_dir() else out
    target = place or exports.beside(records, chosen)
    if target.resolve() == records.resolve():
        raise InputError(f"{target} holds the records themselves: choose another place with -o")
    left_out = exports.export(read(records), chosen, target)
    if left_out:
        say(f"{left_out} failed documents left out: {format} cannot say why they failed")
    say(f"wrote {target}")
    return 0


@main.command()
@reported
def schema() -> int:
    """Print the JSON Schema of a line of output."""
    from factcheck.report.json import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
    return 0
