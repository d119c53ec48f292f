"""Why one claim of a finished run has its label, from its record and by judging it again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from factcheck.decide import OPPOSED, Decision, decide, is_checked, settled, stance_of
from factcheck.document import (
    AnnotatedDocument,
    Claim,
    Document,
    DocumentInfo,
    DocumentName,
    Evidence,
    FailedDocument,
    Label,
    Run,
    Span,
    Stance,
    Thresholds,
)
from factcheck.errors import InputError
from factcheck.evidence.query import terms
from factcheck.evidence.verdict import strongest
from factcheck.report.json import at_line, decode, lines
from factcheck.results import records_of

if TYPE_CHECKING:
    from factcheck.pipeline import Annotator

CLOSE = 1e-3  # numbers no further apart are the same: batches and devices round differently
FEW = 5  # documents that an error names
SHORT = 60  # characters of a name in an error
ANY = Thresholds(supported=0.0, refuted=0.0)
UNCHECKED = "no verdict was recorded"

Value = float | str | None


class Compared(Struct, frozen=True, kw_only=True):
    """A value of the record beside that of the replay; null where there is none.

    :param same: equal, numbers within ``CLOSE``.
    """

    name: str
    recorded: Value
    replayed: Value
    same: bool


class Replay(Struct, frozen=True, kw_only=True):
    """The claim judged again.

    :param claim: as judged now, decided by the thresholds of the record.
    :param terms: what was looked up, each with its weight; empty if nothing was.
    :param conditions: what the results depend on, by sha256 where there is one.
    """

    run: Run
    claim: Claim
    terms: dict[str, float]
    conditions: tuple[Compared, ...]
    results: tuple[Compared, ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """A claim of a record, and why it has its label.

    :param stance: the one that won.
    :param label: what the scores of the record give by the rules of this version.
    :param rule: which rule gave that label, in words.
    :param support: the strongest of the passages that have a say; so is ``refutation``.
    """

    document: DocumentInfo
    run: Run
    claim: Claim
    stance: Stance
    label: Label
    rule: str
    support: float
    refutation: float
    replay: Replay | None = None


# Find


def find(out: Path, wanted: str) -> tuple[AnnotatedDocument, Claim]:
    """Find a claim in what a run wrote.

    :param out: a folder with ``annotations.jsonl``, or a file of records, one a line.
    :param wanted: ``DOC#CLAIM``, the id of the document and the number of the claim; ``#CLAIM``
        where there is but one document. Of several documents with that id the first.
    :raises InputError: there is no such file, document or claim, or the document failed.
    """
    name, _, number = wanted.rpartition("#")
    if not re.fullmatch("[0-9]{1,9}", number) or "#" not in wanted:
        raise InputError(
            f"{_short(wanted)} names no claim: give DOC#CLAIM, such as 'article.txt#3'"
        )
    record = _record(records_of(out), name)
    if isinstance(record, FailedDocument):
        raise InputError(
            f"{_short(record.document.id)} has no claims, it failed: {record.error.message}"
        )
    claims = {claim.id: claim for claim in record.claims}
    if int(number) not in claims:
        there = f"its claims are {min(claims)} to {max(claims)}" if claims else "it has no claims"
        raise InputError(f"{_short(record.document.id)} has no claim {number}: {there}")
    return record, claims[int(number)]


class _Named(Struct):
    """As much of a record as tells whose it is."""

    document: DocumentName


def _record(path: Path, name: str) -> AnnotatedDocument | FailedDocument:
    """Read the record of a document; without a name the only record there is."""
    names: list[str] = []
    number, line = 0, b""
    for number, line in lines(path):
        with at_line(path, number):
            names.append(msgspec.json.decode(line, type=_Named).document.id)
            if names[-1] == name:
                return decode(line)
    if not names:
        raise InputError(f"{path} holds no document: give what `factcheck run` wrote")
    few = ", ".join(map(_short, names[:FEW])) + (", …" if len(names) > FEW else "")
    if name:
        raise InputError(f"{path} has no document {_short(name)}: it holds {few}")
    if len(names) > 1:
        raise InputError(f"{path} holds {len(names)} documents: name one of them, {few}")
    with at_line(path, number):
        return decode(line)


def _short(name: str) -> str:
    return repr(name if len(name) <= SHORT else name[:SHORT] + "…")


# Explain


def explain(record: AnnotatedDocument, claim: Claim, replay: Replay | None = None) -> Explanation:
    """Say by which rule a claim of a record has its label."""
    support, refutation = (strongest(claim.evidence, relation) for relation in OPPOSED)
    return Explanation(
        document=record.document,
        run=record.run,
        claim=claim,
        stance=stance_of(claim.stance),
        label=_decided(claim, record.run.thresholds).label,
        rule=_rule(claim, record.run.thresholds),
        support=support,
        refutation=refutation,
        replay=replay,
    )


def _decided(claim: Claim, thresholds: Thresholds) -> Decision:
    return decide(claim.stance, claim.verdict, claim.evidence, thresholds, claim.reason)


def _rule(claim: Claim, thresholds: Thresholds) -> str:
    """Put in words which branch of ``decide`` gives the label, with the numbers it looks at."""
    label = _decided(claim, thresholds).label
    stance = stance_of(claim.stance)
    won = f"{stance} {getattr(claim.stance, stance):.3f} is the strongest stance"
    if label.value == stance.value:
        return f"{won}: {label}, whatever the evidence says"
    if claim.verdict is None:
        return f"{won}, but {claim.reason or UNCHECKED}: {label}"
    first = settled(claim.verdict, ANY)  # which verdict would win if there were no thresholds
    second = next(each for each in (Label.SUPPORTED, Label.REFUTED) if each is not first)
    scores = {each: float(getattr(claim.verdict, each)) for each in (first, second)}
    measured = {each: _against(scores[each], getattr(thresholds, each)) for each in scores}
    return (
        f"{won}, so the evidence decides: {first} {measured[first]}, and {second}, which is not "
        f"stronger, {measured[second]}: {label}"
    )


def _against(score: float, threshold: float) -> str:
    """Say which side of its threshold a score lies, in full where rounding would hide it."""
    hidden = score != threshold and round(score, 3) == round(threshold, 3)
    form = "" if hidden else ".3f"
    relation = "reaches" if score >= threshold else "does not reach"
    return f"{score:{form}} {relation} its threshold {threshold:{form}}"


# Replay


def replay(record: AnnotatedDocument, claim: Claim, annotator: "Annotator") -> Replay:
    """Judge a claim again and compare.

    The thresholds of the record decide, so that only what was measured can differ.
    """
    info = record.document
    document = Document(
        id=info.id,
        text=record.text,
        title=info.title,
        url=info.url,
        published=info.published,
        author=info.author,
        outlet=info.outlet,
        language=info.language,
    )
    spans = [Span(each.start, each.end) for each in record.claims]
    number = [each.id for each in record.claims].index(claim.id)
    judged, query = annotator.judge(document, spans, number)
    decision = _decided(judged, record.run.thresholds)
    judged = replace(judged, id=claim.id, **decision._asdict())
    searched = annotator.run.evidence and is_checked(judged.stance, annotator.run.settings)
    return Replay(
        run=annotator.run,
        claim=judged,
        terms=terms(query) if searched else {},
        conditions=tuple(_conditions(record.run, annotator.run)),
        results=tuple(_results(claim, judged)),
    )


def _conditions(recorded: Run, replayed: Run) -> Iterator[Compared]:
    yield _compared("model", recorded.model.sha256, replayed.model.sha256)
    was, now = (run.evidence.sha256 if run.evidence else None for run in (recorded, replayed))
    yield _compared("evidence", was, now)
    yield _compared("version", recorded.version, replayed.version)
    yield _compared("device", recorded.device, replayed.device)
    yield _compared("precision", recorded.settings.precision, replayed.settings.precision)


def _results(recorded: Claim, replayed: Claim) -> Iterator[Compared]:
    yield from _fields("", ("label", "confidence", "reason"), recorded, replayed)
    for axis in ("stance", "source", "verdict"):
        was, now = getattr(recorded, axis), getattr(replayed, axis)
        names = (was or now).__struct_fields__ if was or now else ()
        yield from _fields(f"{axis}.", names, was, now)
    old, new = by_place(recorded), by_place(replayed)
    for index, place in enumerate({**old, **new}):
        names = ("relation", "score", "retrieval_score", "truncated", "objection", "hypothesis")
        was, now = old.get(place), new.get(place)
        yield from _fields(f"evidence[{index}].", names, was, now)
        if was and now and was.scores and now.scores:  # older records do not have them
            names = was.scores.__struct_fields__
            yield from _fields(f"evidence[{index}].scores.", names, was.scores, now.scores)


def by_place(claim: Claim) -> dict[tuple[str, int, int, str], Evidence]:
    """The passages of a claim by document, offsets and text, in order."""
    return {(each.document, each.start, each.end, each.text): each for each in claim.evidence}


def _fields(
    prefix: str, names: tuple[str, ...], recorded: Struct | None, replayed: Struct | None
) -> Iterator[Compared]:
    for name in names:
        yield _compared(prefix + name, getattr(recorded, name, None), getattr(replayed, name, None))


def _compared(name: str, recorded: Value, replayed: Value) -> Compared:
    if isinstance(recorded, float) and isinstance(replayed, float):
        same = abs(recorded - replayed) <= CLOSE
    else:
        same = recorded == replayed
    return Compared(name=name, recorded=recorded, replayed=replayed, same=same)
