"""Annotated documents made by hand: a builder, a strategy and one example article."""

import re
from itertools import pairwise

from hypothesis import strategies as st

from factcheck.document import (
    AnnotatedDocument,
    Claim,
    Cue,
    CueType,
    Document,
    DocumentInfo,
    Evidence,
    Label,
    Relation,
    Resource,
    Run,
    RunSettings,
    Source,
    SourceKind,
    StanceScores,
    Summary,
    Thresholds,
    VerdictScores,
)

RUN = Run(
    version="0.1.0",
    model=Resource(name="small", sha256="5f" * 32),
    thresholds=Thresholds(supported=0.7, refuted=0.75),
    evidence=Resource(name="reference", sha256="a1" * 32),
    device="cpu",
    settings=RunSettings(passages=5, max_tokens=4096, precision="fp32"),
)
SENTENCE = re.compile(r"\S[^.!?]*[.!?]*")
CHECKED = (Label.SUPPORTED, Label.REFUTED, Label.UNVERIFIED)


def build(text, labels=(), *, claims=None, id="article", run=RUN, **fields):
    """Make a document whose sentences carry these labels in turn, or of claims made before."""
    document = Document(id=id, text=text, **fields)
    if claims is None:
        spans = [match.span() for match in SENTENCE.finditer(text)]
        pairs = enumerate(zip(spans, labels, strict=True))
        claims = [claim(text, *span, label, id=index) for index, (span, label) in pairs]
    info = DocumentInfo(
        id=document.id,
        title=document.title,
        url=document.url,
        published=document.published,
        author=document.author,
        language=document.language,
        sha256=document.sha256,
        outlet=document.outlet,
    )
    return AnnotatedDocument(
        document=info, text=text, claims=tuple(claims), summary=Summary.of(tuple(claims)), run=run
    )


def claim(text, start, end, label, *, id=0, confidence=0.9, cues=(), source=None, **fields):
    """Make a claim with scores that fit its label."""
    label = Label(label)
    stance = "asserted" if label in CHECKED else label.value
    rest = (1 - confidence) / 3
    stances = dict.fromkeys(StanceScores.__struct_fields__, rest) | {stance: confidence}
    verdict = None
    if label in CHECKED:
        rest = (1 - confidence) / 2
        verdicts = dict.fromkeys(VerdictScores.__struct_fields__, rest) | {label.value: confidence}
        verdict = VerdictScores(**verdicts)
    reason = "no passage shares its names" if label is Label.UNVERIFIED else None
    return Claim(
        id=id,
        start=start,
        end=end,
        text=text[start:end],
        label=label,
        confidence=confidence,
        stance=StanceScores(**stances),
        verdict=verdict,
        cues=tuple(cues),
        source=source or Source(kind=SourceKind.AUTHOR),
        evidence=tuple(fields.get("evidence", ())),
        reason=fields.get("reason", reason),
    )


def evidence(text="The bridge was opened in 1932.", relation="supports", score=0.9, **fields):
    values = {"document": "reference/1", "title": None, "url": None, "published": None} | fields
    return Evidence(
        start=0,
        end=len(text),
        text=text,
        relation=Relation(relation),
        score=score,
        retrieval_score=12.5,
        **values,
    )


def cue(text, words, type, start=0):
    at = text.index(words, start)
    return Cue(start=at, end=at + len(words), text=words, type=CueType(type))


def source(text, words, kind, start=0):
    at = text.index(words, start)
    return Source(kind=SourceKind(kind), start=at, end=at + len(words), text=words)


HOSTILE = ("<script>alert(1)</script>", "\0", "\x1b[31m", "\u202e", "\u2069", "\r\n", "\n\n", "\r")
TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab &<>\"'.-\r\n\t\0\x1b\x85\u202e\u2066\u2069\u05d0"),
        st.characters(codec="utf-8"),
    )
) | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8)).map("".join)


@st.composite
def spans(draw, text):
    """Sorted spans that do not overlap and hold more than white space."""
    cuts = draw(st.lists(st.integers(0, len(text)), unique=True, max_size=12).map(sorted))
    pairs = [pair for pair in pairwise(cuts) if text[slice(*pair)].strip()]
    return [pair for pair in pairs if draw(st.booleans())]


@st.composite
def annotated(draw, texts=TEXTS):
    """Any document the types and the contract allow: marks overlap, text is hostile."""
    text = draw(texts)
    claims = []
    for index, (start, end) in enumerate(draw(spans(text))):
        inner = st.tuples(st.integers(start, end), st.integers(start, end)).map(sorted)
        marks = [pair for pair in draw(st.lists(inner, max_size=4)) if pair[0] < pair[1]]
        cues = [
            Cue(start=a, end=b, text=text[a:b], type=draw(st.sampled_from(CueType)))
            for a, b in marks
        ]
        stands = Source(kind=SourceKind.AUTHOR)
        if marks and draw(st.booleans()):
            a, b = draw(st.sampled_from(marks))
            stands = Source(kind=SourceKind.ANONYMOUS, start=a, end=b, text=text[a:b])
        passages = st.builds(evidence, texts.filter(bool), st.sampled_from(Relation), url=texts)
        made = claim(
            text,
            start,
            end,
            draw(st.sampled_from(Label)),
            id=index,
            confidence=draw(st.floats(0, 1)),
            cues=cues,
            source=stands,
            evidence=draw(st.lists(passages, max_size=2)),
        )
        claims.append(made)
    named = {"title": draw(st.none() | texts), "url": draw(st.none() | texts)}
    return build(text, claims=claims, id=draw(texts), language=draw(texts), **named)


LEAD = "Harbour bridge to close for two years, city says"
ARTICLE = """\
PORT ELLIS, 4 May — The Harbour Bridge will close to all traffic in September for repairs that \
the city puts at 310 million dollars, the transport department said on Saturday. The bridge, \
opened in 1932, carries about 41,000 vehicles a day. It is the longest steel arch in the world.

Some engineers are skeptical that the work can be finished in two years. "If the winter is as \
hard as the last one, we may well lose three months," one person close to the project said. The \
contractor, Nordvik, reportedly had warned the council of cracks as early as 2019.

The council's answer to all this has been a masterpiece of transparency: a two-page leaflet. \
Sadly, nobody at the so-called citizens' forum was allowed to ask a question. Who will pay for \
the ferries?

What is known so far:
- Two ferries will run every ten minutes from 1 September.
- The tunnel will be free of charge for lorries.

Mayor Ines Okafor told the Port Ellis Courier that she "would not gamble with a single life". \
Nordvik built the Sund crossing in 2004. Its shares fell 14 per cent on Friday.

Correction: an earlier version of this article gave a wrong length for the tunnel.
"""


def example():
    """A news article with every label, cue, kind of source and relation."""
    return build(
        ARTICLE,
        claims=[_found(index, *row) for index, row in enumerate(ROWS)],
        id="courier/2024-05-04-harbour-bridge",
        title=LEAD,
        url="https://www.portelliscourier.example/city/harbour-bridge",
        published="2024-05-04T08:30:00+01:00",
        author="Marta Lindqvist",
    )


def _found(index, first, last, label, confidence, cues=(), stands=None, fields=None):
    start = ARTICLE.index(first)
    end = ARTICLE.index(last, start) + len(last)
    cues = [cue(ARTICLE, words, type, start) for words, type in cues]
    stands = source(ARTICLE, *stands, start) if stands else None
    return claim(
        *(ARTICLE, start, end, label),
        id=index,
        confidence=confidence,
        cues=cues,
        source=stands,
        **(fields or {}),
    )


OPENED = evidence(
    "The Harbour Bridge at Port Ellis was opened to traffic on 19 March 1932 after eight years of "
    "construction. A count in 2022 put its traffic at 41,200 vehicles on an average working day, "
    "down from 58,000 before the eastern tunnel was finished.",
    "supports",
    0.94,
    document="reference/harbour-bridge",
    title="Harbour Bridge (Port Ellis)",
    url="https://encyclopedia.example/harbour-bridge",
    published="2023-02-11",
)
ARCHES = evidence(
    "With a span of 503 metres it is the fourth longest steel arch in the world; the longest, at "
    "552 metres, crosses the Yangtze at Chaotianmen.",
    "refutes",
    0.91,
    document="reference/arches",
    title="List of the longest arch bridges",
    url="https://encyclopedia.example/longest-arch-bridges",
    published="2024-01-30",
)
OLD_GUIDE = evidence(
    "No steel arch on earth is longer than that of Port Ellis.",
    "supports",
    0.41,
    document="reference/guide-1934",
    title="A Visitor's Guide to Port Ellis",
    url="javascript:alert(document.domain)",
    published="1934",
)
SUND = evidence(
    "Nordvik was one of four bidders for the Sund crossing, completed in 2004.",
    "neutral",
    0.63,
    document="reference/sund",
    title="Sund crossing",
    url="https://encyclopedia.example/sund",
)
ROWS = [
    ("PORT ELLIS", "4 May —", "none", 0.98),
    (
        *("The Harbour Bridge will", "on Saturday.", "unverified", 0.71, []),
        ("the transport department", "named"),
    ),
    ("The bridge,", "a day.", "supported", 0.94, [], None, {"evidence": [OPENED]}),
    ("It is the longest", "world.", "refuted", 0.88, [], None, {"evidence": [ARCHES, OLD_GUIDE]}),
    (
        *(
            "Some engineers",
            "two years.",
            "hedged",
            0.97,
            [("Some", "hearsay"), ("skeptical", "doubt")],
        ),
        ("Some engineers", "anonymous"),
    ),
    (
        *('"If the winter', "project said.", "hedged", 0.93),
        [("If", "condition"), ("may", "possibility")],
        ("one person close to the project", "anonymous"),
    ),
    ("The contractor", "2019.", "hedged", 0.82, [("reportedly", "hearsay")]),
    (
        *("The council's answer", "leaflet.", "opinion", 0.9),
        [("a masterpiece of transparency", "irony"), ("masterpiece", "evaluation")],
    ),
    (
        *("Sadly,", "a question.", "opinion", 0.77),
        [("Sadly", "attitude"), ("so-called", "irony")],
    ),
    ("Who will pay", "ferries?", "none", 0.996),
    ("What is known", "far:", "none", 0.9),
    ("- Two ferries", "September.", "unverified", 0.66),
    (
        *("- The tunnel", "lorries.", "unverified", 0.58, [], None),
        {"reason": "score below threshold"},
    ),
    (
        *("Mayor Ines", 'life".', "unverified", 0.8, [], ("Mayor Ines Okafor", "named")),
        {"reason": "score below threshold"},
    ),
    (
        *("Nordvik built", "2004.", "unverified", 0.61, [], None),
        {"reason": "score below threshold", "evidence": [SUND]},
    ),
    ("Its shares", "Friday.", "unverified", 0.7),
    ("Correction:", "tunnel.", "none", 0.95),
]
