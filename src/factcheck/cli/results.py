"""What is made of the results of a run: ``factcheck report``, ``export``, ``schema``."""

import json
from pathlib import Path

import click

from factcheck.cli.options import named, reported, say, say_left_out
from factcheck.errors import InputError
from factcheck.results import beside, records_of


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "-o",
    "--out",
    "folder",
    metavar="FOLDER",
    help="Where to write.  [default: OUT, or NAME.factcheck.report beside that file]",
)
@reported
def report(out: Path, folder: str | None) -> int:
    """Write a dashboard of a finished run: index.html, its long lists in report/.

    OUT is the folder or file of JSON lines that `run` wrote.
    """
    from factcheck.report.dashboard import write
    from factcheck.report.json import lines

    named(folder, "a report: name a folder")
    records = records_of(out)
    if records.is_file() and not any(lines(records)):  # a pipe can be read but once
        raise InputError(f"{records} holds no document: give what `factcheck run` wrote")
    default = out if out.is_dir() else beside(out, "report")
    *further, index = write(records, Path(folder) if folder else default)
    say(f"wrote {index}" + (f" and {len(further)} further pages" if further else ""))
    return 0


@click.command()
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

    named(place, "an export: name a file")
    chosen = exports.chosen(format, flat=flat)
    records = records_of(out)
    target = place or beside(records, chosen.suffix)
    if target.resolve() == records.resolve():
        raise InputError(f"{target} holds the records themselves: choose another place with -o")
    left_out = exports.export(read(records), chosen, target)
    say_left_out(left_out, format)
    say(f"wrote {target}")
    return 0


@click.command()
@reported
def schema() -> int:
    """Print the JSON Schema of a line of output."""
    from factcheck.report.files import show
    from factcheck.report.json import json_schema

    show(json.dumps(json_schema(), indent=2) + "\n")
    return 0
