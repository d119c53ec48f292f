"""The dashboard of a corpus: one page of counts and charts, and pages for the long lists."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from math import ceil
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from jinja2 import Environment

from factcheck.decide import CONFLICT
from factcheck.document import Label, SourceKind
from factcheck.errors import InputError, OutputError
from factcheck.report.charts import Panel, panel
from factcheck.report.corpus import BINS, LEAST, LISTED, Article, Corpus
from factcheck.report.files import write_atomically, writing
from factcheck.report.html import pages
from factcheck.report.inline import inline
from factcheck.report.tallies import Frequent, Group
from factcheck.report.wording import percent
from factcheck.results import DASHBOARD, LISTS, PAGES, is_ours

SHOWN, FINDINGS = 10, 5  # entries of a list on the dashboard itself; claims take more room
A_PAGE = 100  # entries of a list on a page of its own
CLAIMS = tuple(label for label in Label if label is not Label.NONE)
LEANINGS = {Label.HEDGED: "Most hedged articles", Label.OPINION: "Most opinionated articles"}


class Listing(NamedTuple):
    """A list, of which the dashboard shows the beginning and further pages all that is held.

    :param slug: names its pages and its part of the dashboard.
    :param form: the macro that writes its entries.
    :param found: number of entries that there are, held or not.
    :param note: what a reader must know of it, or nothing.
    :param query: a command that lists all of them, or nothing.
    :param column: what the names of a list of names are.
    """

    slug: str
    form: str
    heading: str
    entries: Sequence[object]
    found: int
    note: str = ""
    query: str = ""
    column: str = ""

    @property
    def beginning(self) -> Sequence[object]:
        """What the dashboard shows."""
        return self.entries[: FINDINGS if self.form == "findings" else SHOWN]

    @property
    def pages(self) -> int:
        """Number of further pages; none for a list that the dashboard shows whole."""
        whole = len(self.beginning) == len(self.entries)
        return 0 if whole else ceil(len(self.entries) / A_PAGE)


class Named(NamedTuple):
    """A cue, a source or a reason, and how often it comes; ``kind`` is the type of a cue."""

    name: str
    times: int
    kind: str = ""


def write(annotations: Path, folder: Path) -> list[Path]:
    """Write the dashboard of a finished run: ``index.html`` and the pages of its lists.

    :param annotations: the records, one a line; they are read once, one line at a time.
    :param folder: where to write; pages of articles are looked for in ``html`` below it.
    :return: what was written, ``index.html`` last.
    :raises InputError: the records cannot be read, or ``index.html`` is somebody else's.
    :raises OutputError: a page cannot be written.
    """
    refuse_foreign(folder)
    corpus = Corpus.read(annotations, paged=(folder / PAGES).is_dir())
    listings = {listing.slug: listing for listing in _listings(corpus, annotations.name)}
    ours = re.compile(rf"({'|'.join(listings)})-\d+\.html")
    further = folder / LISTS
    written = []
    try:
        further.mkdir(parents=True, exist_ok=True)
        for path, page in _pages(corpus, listings, annotations, folder):
            write_atomically(path, page)
            written.append(path)
        for path in further.iterdir():  # of an earlier report that had more
            if ours.fullmatch(path.name) and path not in written:
                path.unlink()
    except OSError as error:
        raise OutputError(f"cannot write {further}: {error.strerror}") from error
    return written


def refuse_foreign(folder: Path) -> None:
    """Keep a page of somebody else from being replaced.

    :raises InputError: if ``index.html`` is none of ours.
    :raises OutputError: if the folder cannot be reached.
    """
    index = folder / DASHBOARD
    with writing(folder):
        if index.is_file() and not is_ours(index):
            raise InputError(
                f"cannot write {index}: something is there that is no report of ours; give another"
                " folder, or remove it"
            )


def _pages(
    corpus: Corpus, listings: dict[str, Listing], annotations: Path, folder: Path
) -> Iterator[tuple[Path, str]]:
    """Each page with the place where it goes."""
    environment = _environment()
    common = {
        "name": folder.resolve().name,
        "records": annotations.name,
        "has_page": cache(lambda article: _page_of(article, folder).is_file()),
    }
    template = environment.get_template("listing.html.jinja")
    for listing in listings.values():
        for number in range(1, listing.pages + 1):
            start = (number - 1) * A_PAGE
            page = template.render(common, listing=listing, number=number, start=start, root="../")
            yield folder / LISTS / f"{listing.slug}-{number}.html", page
    yield (
        folder / DASHBOARD,
        environment.get_template("dashboard.html.jinja").render(
            common, corpus=corpus, total=corpus.total, lists=listings, root="", **_charts(corpus)
        ),
    )


def _page_of(article: Article, folder: Path) -> Path:
    return folder / PAGES / f"{article.stem}.factcheck.html"


@cache
def _environment() -> Environment:
    environment = pages()
    environment.globals |= {
        "style": inline("base.css", "dashboard.css"),
        "claims": CLAIMS,
        "a_page": A_PAGE,
        "least": LEAST,
    }
    environment.filters |= {"number": _number}
    return environment


def _number(count: float) -> str:
    """Write a whole number with commas between thousands."""
    return f"{count:,.0f}"


# Lists


def _listings(corpus: Corpus, records: str) -> Iterator[Listing]:
    """All lists; ``records`` is the name of the file that holds what they leave out."""
    yield Listing(
        *("refuted", "findings", "Refuted claims"),
        *(corpus.refuted.ranked(), corpus.refuted.seen),
        query=_query('.label == "refuted"', records),
    )
    yield Listing(
        *("conflicting", "findings", "Claims on which evidence conflicts"),
        *(corpus.conflicting.ranked(), corpus.conflicting.seen),
        query=_query(f'.reason == "{CONFLICT}"', records),
    )
    for label, heading in LEANINGS.items():
        best = corpus.leaning[label]
        yield Listing(label.value, "leanings", heading, best.ranked(), best.seen)
    outlets = corpus.outlets.ranked()
    others = corpus.outlets.others.articles
    note = f"Articles of further outlets: {others:,}." if others else ""
    yield Listing("outlets", "outlets", "Outlets", outlets[:LISTED], len(outlets), note)
    yield _names("cues", "Words that hedge or colour", "Words", corpus.cues.items())
    for kind in (SourceKind.NAMED, SourceKind.ANONYMOUS):
        heading = f"{kind.capitalize()} sources"
        yield _names(kind.value, heading, "Source", [("", corpus.sources[kind])])
    yield _names("reasons", "Why claims are unverified", "Reason", [("", corpus.reasons)])
    failed = corpus.failed
    yield Listing("errors", "failures", "Documents that failed", failed.ranked(), failed.seen)


def _query(condition: str, records: str) -> str:
    """A command that lists all claims of the records on which a condition holds."""
    chosen = f".claims[]? | select({condition}) | {{document: $name, claim: .id, text}}"
    return f"jq -c '.document.id as $name | {chosen}' {quote(records)}"


def _names(
    slug: str, heading: str, column: str, counts: Collection[tuple[str, Frequent]]
) -> Listing:
    """List names of one or several kinds, the most frequent first."""
    names = [
        Named(name, count, kind) for kind, frequent in counts for name, count in frequent.merged()
    ]
    names.sort(key=lambda named: (-named.times, named.name, named.kind))
    missed = max(frequent.missed for _, frequent in counts)
    note = f"There are more, too rare to be kept; a count may be up to {missed:,} short."
    note = note if missed else ""
    return Listing(slug, "names", heading, names[:LISTED], len(names), note, column=column)


# Charts


def _charts(corpus: Corpus) -> dict[str, object]:
    """What the dashboard draws."""
    chart = corpus.timeline.chart()
    over_time = _over_time(chart.bars) if chart else []
    return {
        "chart": chart,
        "over_time": over_time,
        "confidence": _confidence(corpus),
        "bins": _bins(),
    }


def _over_time(bars: Sequence[tuple[str, Group]]) -> list[Panel]:
    """Articles in each span of time, and the share of each label in their claims."""
    names = [name for name, _ in bars]
    articles = [group.articles for _, group in bars]
    panels = [panel("articles", articles, names, _number)]
    for label in CLAIMS:
        shares = [group.share(label) for _, group in bars]
        panels.append(panel(label, shares, names, percent))
    return panels


def _confidence(corpus: Corpus) -> list[Panel]:
    """Sentences by confidence, for each label that there is."""
    return [
        panel(label, counts, _bins(), _number)
        for label, counts in corpus.confidence.items()
        if any(counts)
    ]


def _bins() -> list[str]:
    """Name the bins of confidence."""
    return [f"{step / BINS:.2f} to {(step + 1) / BINS:.2f}" for step in range(BINS)]
