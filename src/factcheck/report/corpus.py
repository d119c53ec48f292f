"""What a run says of a corpus, gathered record by record in memory that does not grow with it.

Only where the run wrote pages is a number kept for each id, about 80 bytes an article, by which
articles of the same id are told apart as their pages are.
"""

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from msgspec import Raw, Struct

from factcheck.addresses import host, link
from factcheck.decide import CONFLICT
from factcheck.document import (
    CueType,
    Evidence,
    Failure,
    Label,
    Probability,
    Relation,
    Run,
    SourceKind,
)
from factcheck.evidence.verdict import counted
from factcheck.report.files import PageNames, safe_stem
from factcheck.report.json import at_line, lines
from factcheck.report.tallies import Best, Frequent, Group, Outlets
from factcheck.report.timeline import Timeline

BINS = 20  # of the histogram of confidence
LISTED = 2_000  # entries of a list; the others stand in the records
RANKED = 200  # articles that are ranked by their shares
ROOM = 50_000  # names that are counted apart
LEAST = 5  # claims of an article that is compared with others by its shares
NAME, QUOTED, ADDRESS = 200, 400, 2_000  # most characters of a name, a quotation, a web address
RUNS = 20  # runs that are told apart

# A source that names nobody by itself: how often "he" comes in a corpus says nothing.
_NOBODY = frozenset("he she it they we i you who her his him them us the a an this that".split())


class Article(NamedTuple):
    """An article as a list names it.

    :param stem: file name of its page, without ``.factcheck.html``.
    """

    name: str
    stem: str
    url: str | None
    published: str | None
    outlet: str | None


class Passage(NamedTuple):
    """A passage of evidence in short."""

    relation: Relation
    score: float
    origin: str
    url: str | None
    published: str | None
    text: str


class Finding(NamedTuple):
    """A claim that a list shows.

    :param position: index of the claim in its article, by which the page links to it.
    :param passages: the strongest that support or refute it, one of each.
    """

    article: Article
    position: int
    text: str
    passages: tuple[Passage, ...]


class Leaning(NamedTuple):
    """An article and how many of its claims have a certain label."""

    article: Article
    times: int
    claims: int


class Failed(NamedTuple):
    """A document that failed."""

    name: str
    message: str


# Only what is counted is decoded; what few claims need stays raw until then.


class _Cue(Struct, gc=False):
    text: str
    type: CueType


class _Source(Struct, gc=False):
    kind: SourceKind
    text: str | None = None


class _Claim(Struct):
    label: Label
    confidence: Probability
    cues: tuple[_Cue, ...]
    source: _Source
    reason: str | None
    text: Raw
    evidence: Raw


class _Info(Struct, gc=False):
    id: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    outlet: str | None = None


class _Record(Struct):
    schema: Literal["factcheck/1"]
    document: _Info
    claims: tuple[_Claim, ...] = ()
    run: Run | None = None
    error: Failure | None = None


class Corpus:
    """Counts and lists over the records of a run.

    :ivar total: all articles; ``outlets`` and ``timeline`` are the same by outlet and date.
    :ivar confidence: by label the number of sentences in each bin of confidence, in [0, 1].
    :ivar cues: by type how often each is used, in small letters; ``sources`` likewise, by kind.
    :ivar reasons: why claims are unverified.
    :ivar runs: what produced the records, with the number of articles.
    :ivar leaning: the articles with the largest shares of hedged claims and of opinion.
    """

    def __init__(self, *, paged: bool) -> None:
        self.total = Group()
        self.outlets = Outlets(ROOM)
        self.timeline = Timeline()
        self.confidence = {label: [0] * BINS for label in Label}
        self.cues = {kind: Frequent(ROOM) for kind in CueType}
        self.cue_types: Counter[CueType] = Counter()
        self.sources = {kind: Frequent(ROOM) for kind in SourceKind}
        self.source_kinds: Counter[SourceKind] = Counter()
        self.reasons = Frequent(ROOM)
        self.refuted: Best[Finding] = Best(LISTED)
        self.conflicting: Best[Finding] = Best(LISTED)
        self.leaning: dict[Label, Best[Leaning]] = {
            label: Best(RANKED) for label in (Label.HEDGED, Label.OPINION)
        }
        self.failed: Best[Failed] = Best(LISTED)
        self.runs: Counter[Run] = Counter()
        self._stem = PageNames().of if paged else safe_stem

    @classmethod
    def read(cls, path: Path, *, paged: bool = False) -> "Corpus":
        """Gather what a file of records says, one a line.

        :param paged: whether the run wrote pages, so that one of several articles of the same id
            must be told from the others.
        :raises InputError: it cannot be read, or a line holds no record.
        """
        corpus = cls(paged=paged)
        decode = msgspec.json.Decoder(_Record).decode
        for number, line in lines(path):
            with at_line(path, number):
                corpus._add(decode(line), number)
        return corpus

    def _add(self, record: _Record, number: int) -> None:
        stem = self._stem(record.document.id)
        if error := record.error:
            self.failed.offer((number,), lambda: _failed(record.document.id, error))
            return
        if record.run is None:
            raise ValueError("the record has neither a run nor an error")
        article = _article(record.document, stem)
        group = Group(articles=1)
        for position, claim in enumerate(record.claims):
            group.labels[claim.label] += 1
            self.confidence[claim.label][min(int(BINS * claim.confidence), BINS - 1)] += 1
            if claim.label is not Label.NONE:
                self._add_words(claim)
            if claim.label is Label.REFUTED or claim.reason == CONFLICT:
                self._add_finding(claim, position, article)
        self.total.add(group)
        self.outlets.add(article.outlet or "", group)
        self.timeline.add(record.document.published, group)
        if record.run in self.runs or len(self.runs) < RUNS:
            self.runs[record.run] += 1
        for label in self.leaning:
            self._add_leaning(label, group, article)

    def _add_leaning(self, label: Label, group: Group, article: Article) -> None:
        """Rank an article by the share of a label, of two with the same share the longer first."""
        count, claims = group.labels[label], group.claims
        if count and claims >= LEAST:
            rank = (-count / claims, -count, article.stem)
            self.leaning[label].offer(rank, lambda: Leaning(article, count, claims))

    def _add_words(self, claim: _Claim) -> None:
        """Count the words that hedge or colour a claim, who stands behind it, and the reason."""
        for cue in claim.cues:
            self.cue_types[cue.type] += 1
            if word := _cue_name(cue.text):
                self.cues[cue.type].add(word)
        self.source_kinds[claim.source.kind] += 1
        if claim.source.text and (name := source_name(claim.source.text)):
            self.sources[claim.source.kind].add(name)
        if claim.reason:
            self.reasons.add(_cut(claim.reason, NAME))

    def _add_finding(self, claim: _Claim, position: int, article: Article) -> None:
        """List a claim that evidence contradicts, the surest first."""
        best = self.refuted if claim.label is Label.REFUTED else self.conflicting
        rank = (-claim.confidence, article.stem, position)
        best.offer(rank, lambda: _finding(claim, position, article))


def _cut(text: str, most: int) -> str:
    """Put a text in one line of at most so many characters."""
    line = " ".join(text[: 2 * most].split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _article(info: _Info, stem: str) -> Article:
    url = link(info.url) if info.url and len(info.url) <= ADDRESS else None
    return Article(
        name=_cut(info.title or info.id, NAME),
        stem=stem,
        url=url,
        published=_cut(info.published, NAME) if info.published else None,
        outlet=_cut(info.outlet or host(url) or "", NAME) or None,
    )


def _failed(name: str, error: Failure) -> Failed:
    return Failed(_cut(name, NAME), _cut(error.message, QUOTED))


def _finding(claim: _Claim, position: int, article: Article) -> Finding:
    evidence = counted(msgspec.json.decode(claim.evidence, type=tuple[Evidence, ...]))
    strongest = {each.relation: each for each in reversed(evidence)}
    shown = sorted(strongest.values(), key=lambda each: -each.score)
    text = _cut(msgspec.json.decode(claim.text, type=str), QUOTED)
    return Finding(article, position, text, tuple(map(_passage, shown)))


def _passage(evidence: Evidence) -> Passage:
    review = evidence.fact_check
    url = review.url if review else evidence.url
    return Passage(
        relation=evidence.relation,
        score=evidence.score,
        origin=_cut(review.publisher if review else evidence.title or evidence.document, NAME),
        url=link(url) if url and len(url) <= ADDRESS else None,
        published=_cut(evidence.published, NAME) if evidence.published else None,
        text=_cut(evidence.text, QUOTED),
    )


@lru_cache(maxsize=10_000)
def _cue_name(text: str) -> str:
    return _cut(text, NAME).lower()


@lru_cache(maxsize=10_000)
def source_name(text: str) -> str | None:
    """A source in short; nothing for words that name nobody by themselves."""
    line = _cut(text, NAME)
    return None if not line or line.lower() in _NOBODY else line
