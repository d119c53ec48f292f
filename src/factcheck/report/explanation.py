"""Why one claim has its label, as text for a terminal and as JSON."""

import json
import textwrap
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from factcheck.characters import clean
from factcheck.document import Claim, Evidence, Run
from factcheck.evidence.verdict import EVEN, counted
from factcheck.explain import Compared, Explanation, Replay, Value, by_place

_COLUMN = 13  # where the text beside the headings begins

_Row = tuple[str, str]  # a heading and what stands beside it


def as_json(explanation: Explanation) -> str:
    """One JSON object in plain ASCII, so that no terminal obeys what an article holds."""
    text = json.dumps(msgspec.to_builtins(explanation), indent=2)
    return (
        text.replace("\x7f", "\\u007f") + "\n"
    )  # the one control character of ASCII json leaves in


def render(explanation: Explanation, *, width: int) -> str:
    """Write an explanation for a terminal of this many columns; ends in a newline."""
    blocks = [
        _head(explanation),
        _judgement(explanation),
        _origin(explanation.run),
        *(
            _passage(f"evidence[{index}]", passage, explanation.claim)
            for index, passage in enumerate(explanation.claim.evidence)
        ),
    ]
    if explanation.replay:
        blocks += _replayed(explanation.claim, explanation.replay)
    texts = ["\n".join(_filled(*row, width) for row in block) for block in blocks]
    return "\n\n".join(texts) + "\n"


def _filled(heading: str, text: str, width: int) -> str:
    """Set a row in lines no wider than the terminal, free of what it would obey."""
    plain = " ".join(clean(text).split())
    indent = " " * _COLUMN
    lines = textwrap.wrap(
        plain, max(width, 2 * _COLUMN), initial_indent=indent, subsequent_indent=indent
    )
    return (heading.ljust(_COLUMN) + "\n".join(lines)[_COLUMN:]).rstrip()


def _head(explanation: Explanation) -> list[_Row]:
    document, claim = explanation.document, explanation.claim
    return [
        ("document", ", ".join(filter(None, (document.id, document.title, document.published)))),
        ("claim", f"{claim.id}, at {claim.start} to {claim.end}: “{claim.text}”"),
        ("source", _source(claim)),
        ("cues", "; ".join(f"“{cue.text}” {cue.type}" for cue in claim.cues) or "none"),
    ]


def _source(claim: Claim) -> str:
    words = f": “{claim.source.text}”" if claim.source.text else ""
    return f"{claim.source.kind}{words}"


def _judgement(explanation: Explanation) -> list[_Row]:
    claim, thresholds = explanation.claim, explanation.run.thresholds
    rows = [
        ("label", f"{claim.label} {claim.confidence:.3f}"),
        ("rule", explanation.rule),
        ("reason", claim.reason or "none"),
        ("stance", f"{_scores(claim.stance)}; {explanation.stance} won"),
        ("verdict", _scores(claim.verdict) if claim.verdict else "none"),
        ("thresholds", _scores(thresholds)),
    ]
    if claim.verdict:
        strongest = (
            f"support {explanation.support:.3f}, refutation {explanation.refutation:.3f} of the "
            f"passages that count; both above {EVEN} are a conflict"
            if counted(claim.evidence)
            else "no passage counts; the verdict is what neutral ones leave open"
        )
        rows.append(("strongest", strongest))
    if explanation.label is not claim.label:
        rows.insert(1, ("but", f"by the rules of this version it would be {explanation.label}"))
    return rows


def _scores(scores: Struct) -> str:
    return ", ".join(f"{name} {getattr(scores, name):.3f}" for name in scores.__struct_fields__)


def _origin(run: Run) -> list[_Row]:
    evidence = run.evidence
    return [
        ("model", f"{run.model.name} {run.model.sha256}"),
        ("index", f"{evidence.name} {evidence.sha256}" if evidence else "none"),
        (
            "run",
            f"factcheck {run.version} on {run.device}, precision {run.settings.precision}, at most "
            f"{run.settings.passages} passages",
        ),
    ]


def _passage(heading: str, passage: Evidence, claim: Claim) -> list[_Row]:
    counts = "counts" if passage in counted(claim.evidence) else "does not count"
    cut = ", truncated" if passage.truncated else ""
    named = (passage.document, passage.title, passage.published, passage.url)
    rows = [
        (
            heading,
            f"{passage.relation} {passage.score:.3f}{cut}, {counts}, retrieval score "
            f"{passage.retrieval_score:.3f}",
        ),
        ("", f"{', '.join(filter(None, named))}, at {passage.start} to {passage.end}"),
        ("", f"“{passage.text}”"),
    ]
    if passage.scores:
        rows.insert(1, ("", _scores(passage.scores)))
    if passage.hypothesis:
        rows.insert(1, ("", f"compared with: “{passage.hypothesis}”"))
    if passage.objection:
        rows.insert(1, ("", f"objection: {passage.objection}"))
    if check := passage.fact_check:
        rows.append(
            ("", f"{check.publisher} rated “{check.claim}”: {check.rating} ({check.verdict})")
        )
    return rows


def _replayed(recorded: Claim, replay: Replay) -> Iterator[list[_Row]]:
    """The comparison, line by line, and the passages that the record does not have."""
    looked_up = ", ".join(f"{term} {weight:g}" for term, weight in replay.terms.items())
    yield [("replay", _outcome(replay)), *_origin(replay.run), ("query", looked_up or "none")]
    yield [_beside(entry) for entry in replay.results]
    known = by_place(recorded)
    found = [passage for place, passage in by_place(replay.claim).items() if place not in known]
    for index, passage in enumerate(found, start=len(known)):
        yield _passage(f"evidence[{index}]", passage, replay.claim)


def _outcome(replay: Replay) -> str:
    different = sum(not entry.same for entry in replay.results)
    others = [f"another {entry.name}" for entry in replay.conditions if not entry.same]
    under = ", ".join(others) or "the same model, evidence, version, device and precision"
    return f"{different} of {len(replay.results)} values differ, with {under}"


def _beside(entry: Compared) -> _Row:
    was, now = _shown(entry.recorded), _shown(entry.replayed)
    if entry.same:
        return "as recorded", f"{entry.name} {was}"
    return "differs", f"{entry.name} {was}, now {now}"


def _shown(value: Value) -> str:
    if value is None:
        return "nothing"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
