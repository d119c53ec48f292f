"""The data that flows through the program: documents in, annotated documents out.

Every offset is a Unicode code point into the text of its own document, end exclusive, and
``text[start:end]`` is always exactly the quoted string. Every probability lies in [0, 1].
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Final, Literal, NamedTuple, Self

from msgspec import UNSET, Meta, Struct, UnsetType, field

SCHEMA: Final = "factcheck/1"

Probability = Annotated[float, Meta(ge=0.0, le=1.0)]
Offset = Annotated[int, Meta(ge=0)]


class Names(StrEnum):
    """A closed set of names whose lookup error lists the valid ones."""

    @classmethod
    def _missing_(cls, value: object) -> Self:
        raise ValueError(f"{value!r} is not one of {', '.join(cls)}")


class Stance(Names):
    """How a claim is put, from its sentence alone; never whether it is true."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    OPINION = "opinion"
    NONE = "none"


class Label(Names):
    """The one word a reader sees: the stance, or for a checked claim the verdict."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNVERIFIED = "unverified"
    HEDGED = "hedged"
    OPINION = "opinion"
    NONE = "none"


class CueType(Names):
    """What a cue does to the claim around it."""

    POSSIBILITY = "possibility"
    HEARSAY = "hearsay"
    DOUBT = "doubt"
    CONDITION = "condition"
    EVALUATION = "evaluation"
    ATTITUDE = "attitude"
    IRONY = "irony"


class SourceKind(Names):
    """Who stands behind a claim."""

    AUTHOR = "author"
    NAMED = "named"
    ANONYMOUS = "anonymous"


class Relation(Names):
    """What one passage of evidence says of the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class Ruling(Names):
    """What a fact-check found of the claim it reviewed; unsettled is all but true or false."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNSETTLED = "unsettled"


class Span(NamedTuple):
    """A half-open range of code points, ``start < end``."""

    start: int
    end: int


class FactCheck(Struct, frozen=True, kw_only=True):
    """A claim that a fact-checker has reviewed, and what was found.

    :param rating: the verdict in the publisher's own words.
    :param verdict: the same as one of three.
    :param published: date or time of the review as ISO 8601.
    """

    publisher: str
    claim: str
    rating: str
    verdict: Ruling
    url: str | None = None
    published: str | None = None


class Document(Struct, frozen=True, kw_only=True):
    """One article as read, its text unchanged.

    :param published: date or time of publication as ISO 8601, where the input gave one.
    :param outlet: the newspaper, agency or site that published it, where the input gave one.
    :param fact_check: the review that the text puts in a sentence, where the document is one.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    author: str | None = None
    outlet: str | None = None
    language: str = "en"
    fact_check: FactCheck | None = None

    @property
    def sha256(self) -> str:
        """Hex digest of the text as UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class DocumentInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a document beside its text; an outlet that is not known is left out."""

    id: str
    title: str | None
    url: str | None
    published: str | None
    author: str | None
    language: str
    sha256: str
    outlet: str | None = None


class StanceScores(Struct, frozen=True, kw_only=True):
    """Calibrated probabilities of the four stances; they sum to one."""

    asserted: Probability
    hedged: Probability
    opinion: Probability
    none: Probability


class VerdictScores(Struct, frozen=True, kw_only=True):
    """Probabilities of the three verdicts over all passages of evidence; they sum to one."""

    supported: Probability
    refuted: Probability
    unverified: Probability


class Cue(Struct, frozen=True, kw_only=True):
    """The words that hedge or colour a claim; offsets into the article."""

    start: Offset
    end: Offset
    text: str
    type: CueType


class Source(Struct, frozen=True, kw_only=True):
    """Who stands behind a claim; the span is null when it is the author.

    It lies in another sentence where the claim is quoted and that one names the speaker.
    """

    kind: SourceKind
    start: Offset | None = None
    end: Offset | None = None
    text: str | None = None


class RelationScores(Struct, frozen=True, kw_only=True):
    """Probabilities of what one passage says of a claim; they sum to one."""

    supports: Probability
    refutes: Probability
    neutral: Probability


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One passage and what it says of the claim; offsets into the text of its own document.

    :param score: probability of ``relation`` for this passage alone.
    :param scores: of all three; left out of a fact-check, which speaks through its verdict.
    :param retrieval_score: BM25 score of the passage, not bounded.
    :param truncated: the passage was longer than the model's window and was cut.
    :param fact_check: where the passage is one; ``relation`` then follows its verdict.
    :param objection: in words why it counts neither for nor against the claim.
    :param hypothesis: what was compared in place of the sentence, where that was not the whole.
    """

    document: str
    title: str | None
    url: str | None
    published: str | None
    start: Offset
    end: Offset
    text: str
    relation: Relation
    score: Probability
    retrieval_score: Annotated[float, Meta(ge=0.0)]
    truncated: bool = field(default_factory=bool)  # made by a factory, it is always written
    fact_check: FactCheck | None = None
    objection: str | None = None
    outlet: str | None = None
    hypothesis: str | None = None
    scores: RelationScores | None = None


class Corroboration(Struct, frozen=True, kw_only=True):
    """How many independent sources among the evidence agree with a claim, and how many do not.

    A source is an outlet, or a document where no outlet is known; copies of one text are one.
    """

    agree: Offset
    disagree: Offset


class Claim(Struct, frozen=True, kw_only=True):
    """One sentence of the article, judged on both axes.

    :param confidence: probability of the stance, where that decided or nothing was compared; else
        of the verdict that the label names, which need not be the largest.
    :param verdict: null unless the claim was checked against evidence.
    :param reason: in words why a claim is unverified; null for every other label.
    :param corroboration: left out unless the other documents of the run are evidence.
    """

    id: Offset
    start: Offset
    end: Offset
    text: str
    label: Label
    confidence: Probability
    stance: StanceScores
    verdict: VerdictScores | None
    cues: tuple[Cue, ...]
    source: Source
    evidence: tuple[Evidence, ...]
    reason: str | None
    corroboration: Corroboration | UnsetType = UNSET


class Contradiction(Struct, frozen=True, kw_only=True):
    """Two sentences of one article that contradict each other.

    :param claim: number of the later claim.
    :param other: number of the earlier claim; null is the headline.
    :param score: mean probability of contradiction, either read first.
    """

    scope: Literal["self"] = "self"
    claim: Offset
    other: Offset | None
    score: Probability


class Summary(Struct, frozen=True, kw_only=True):
    """Number of claims by label."""

    supported: Offset
    refuted: Offset
    unverified: Offset
    hedged: Offset
    opinion: Offset
    none: Offset

    @classmethod
    def of(cls, claims: tuple[Claim, ...]) -> Self:
        """Count the labels of the claims."""
        labels = [claim.label for claim in claims]
        return cls(**{label.value: labels.count(label) for label in Label})


class Resource(Struct, frozen=True, kw_only=True):
    """A model or an evidence index, by name and content."""

    name: str
    sha256: str


class Thresholds(Struct, frozen=True, kw_only=True):
    """The least probability with which a claim is called supported or refuted."""

    supported: Probability
    refuted: Probability


class RunSettings(Struct, frozen=True, kw_only=True):
    """The settings that can change a result.

    :param passages: most passages of evidence retrieved for a claim.
    :param max_tokens: most tokens in one batch, where the user chose.
    :param precision: of the arithmetic: fp32, bf16 or fp16.
    :param check_hedged: whether hedged claims were compared with evidence, too.
    """

    passages: int
    max_tokens: int | None
    precision: str
    check_hedged: bool = False


class Run(Struct, frozen=True, kw_only=True):
    """What produced an annotation."""

    version: str
    model: Resource
    thresholds: Thresholds
    evidence: Resource | None
    device: str
    settings: RunSettings


class AnnotatedDocument(Struct, frozen=True, kw_only=True):
    """One article with its claims in order; the record written to JSON.

    :param contradictions: of the article with itself; left out unless they were looked for.
    """

    schema: Literal["factcheck/1"] = SCHEMA
    document: DocumentInfo
    text: str
    claims: tuple[Claim, ...]
    summary: Summary
    run: Run
    contradictions: tuple[Contradiction, ...] | UnsetType = UNSET


class Failure(Struct, frozen=True, kw_only=True):
    """Why a document failed.

    :param kind: name of the error class, such as ``DocumentError``.
    """

    kind: str
    message: str


class DocumentName(Struct, frozen=True, kw_only=True):
    """A document that could not be read, of which only the name is sure."""

    id: str


class FailedDocument(Struct, frozen=True, kw_only=True):
    """A document that could not be annotated; written in its place."""

    schema: Literal["factcheck/1"] = SCHEMA
    document: DocumentName
    error: Failure

    @classmethod
    def of(cls, name: str, message: str, kind: str = "DocumentError") -> Self:
        """Say what was wrong with the document of that name.

        :param message: becomes one line; the names of files, say, may hold line breaks.
        :param kind: of error.
        """
        line = " ".join(message.splitlines())
        return cls(document=DocumentName(id=name), error=Failure(kind=kind, message=line))
