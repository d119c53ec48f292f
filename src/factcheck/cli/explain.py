"""``factcheck explain``."""

from pathlib import Path
from typing import Any

import click

from factcheck.cli.options import model_options, reported, sources
from factcheck.errors import InputError


@click.command()
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
    from factcheck.report.files import show
    from factcheck.run.article import columns

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

        was = record.run.settings
        checked = Settings(passages=was.passages, check_hedged=was.check_hedged, **settings)
        annotator = Annotator.load(model, evidence=sources(evidence), settings=checked)
        again = job.replay(record, found, annotator)
    explanation = job.explain(record, found, again)
    show(as_json(explanation) if json_wanted else render(explanation, width=columns()))
    return 0
