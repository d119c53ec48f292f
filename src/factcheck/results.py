"""Names of what a run writes into its folder, and of what is made of it."""

from pathlib import Path

ANNOTATIONS = "annotations.jsonl"  # a document a line
LEDGER = "run.json"  # how far the run came
DASHBOARD = "index.html"
LISTS = "report"  # folder of the pages that go on with a list of the dashboard
PAGES = "html"  # folder of a page a document


def records_of(out: Path) -> Path:
    """The file of records that a user names by itself or by the folder of its run."""
    return out / ANNOTATIONS if out.is_dir() else out


def beside(records: Path, suffix: str) -> Path:
    """Where what is made of a file of records goes: beside it, under a name of no article."""
    return records.with_name(f"{records.stem.removesuffix('.factcheck')}.factcheck.{suffix}")
