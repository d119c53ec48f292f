"""The command line: each command checks its options and calls a plain function."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factcheck import __version__
from factcheck.errors import DocumentError, FactcheckError, InputError

if TYPE_CHECKING:
    from factcheck.document import Document, FailedDocument


def say(message: str) -> None:
    """Tell the user something on standard error, in one line that no terminal obeys."""
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in message)
    click.echo(line, err=True)


def say_nothing(message: str) -> None:
    """Take the place of ``say`` where the user wants quiet."""


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
        except KeyboardInterrupt:
            say("factcheck: interrupted; nothing was left half-written")
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
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents.")
@click.option("--pages", is_flag=True, help="With -o OUT, also write one HTML page a document.")
@click.option("--quiet", is_flag=True, help="Show nothing but errors.")
@reported
def run(inputs: tuple[str, ...], out: str | None, quiet: bool, **options: Any) -> int:  # noqa: ANN401  # as ``annotate``
    """Annotate articles: .txt .md .html .jsonl[.gz|.zst] .csv .parquet, folders, patterns, -."""
    from factcheck.readers import read

    documents = read(inputs)  # refuses inputs that are not there before anything is loaded
    if out is None and (len(inputs) > 1 or not is_article(inputs[0])):
        raise InputError(
            f"{', '.join(inputs)} may hold many articles: say where to write with -o FOLDER, "
            "or -o - for JSON lines"
        )
    if options["pages"] and out in (None, "-"):
        raise InputError("--pages needs a folder to write to: add -o FOLDER")
    if "run" in options["evidence"] and "-" in inputs:
        raise InputError("--evidence run reads the inputs twice, standard input has only one go")
    return annotate(inputs, documents, out, quiet, **options)


def is_article(given: str) -> bool:
    """Whether an input is one article for sure: no folder, pattern or table."""
    from factcheck.readers.inputs import ARTICLES

    path = Path(given)
    return given == "-" or (path.is_file() and path.suffix.lower() in ARTICLES)


def annotate(
    inputs: tuple[str, ...],
    documents: "Iterator[Document | FailedDocument]",
    out: str | None,
    quiet: bool,
    *,
    evidence: tuple[str, ...],
    model: str,
    limit: int | None,
    pages: bool,
    **settings: Any,  # noqa: ANN401  # named as the fields of Settings
) -> int:
    """Load, annotate, write; 0, or 1 if a document failed."""
    from factcheck.settings import Settings

    checked = Settings(**settings)
    from factcheck import run as job
    from factcheck.pipeline import Annotator

    annotator = Annotator.load(
        model,
        evidence=sources(evidence),
        corpus=inputs if "run" in evidence else (),
        itself="self" in evidence,
        settings=checked,
    )
    for document in annotator.unread:
        say(f"failed: {document.error.message}")
    inform = say_nothing if quiet else say
    tally = job.Tally(say, inform)
    records = tally.watch(annotator.annotate_many(islice(documents, limit)))
    if out is None:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        for path in job.write_article(records, Path(), colour=None if quiet else colour):
            inform(f"wrote {path}")
    elif out == "-":
        job.write_lines(records, sys.stdout.buffer)
        inform(str(tally))
    else:
        job.write_corpus(records, Path(out), pages=pages)
        inform(str(tally))
    return 1 if tally.failed else 0


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
        manifest = add(told(), out, name=name).manifest
    else:
        manifest = build(told(), out, name=name or out.resolve().name).manifest
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
    from factcheck.run import columns, show

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
    from factcheck.run import ANNOTATIONS

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
