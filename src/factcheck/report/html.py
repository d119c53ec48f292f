"""An annotated document as one self-contained page that reads like the article.

The walk cuts the text along claims and marks; the template turns the parts into markup and escapes
every value.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from factcheck.addresses import host, link
from factcheck.characters import CONTROLS, REORDERING, UNSAFE
from factcheck.document import (
    AnnotatedDocument,
    Claim,
    Evidence,
    Label,
    Relation,
    Span,
    StanceScores,
    VerdictScores,
)
from factcheck.evidence.core import core
from factcheck.report.inline import inline
from factcheck.report.walk import Piece, Segment, paragraphs, segments
from factcheck.report.wording import CUES, LABELS, date_in_words, percent

_RELATIONS = {
    Relation.SUPPORTS: Label.SUPPORTED,
    Relation.REFUTES: Label.REFUTED,
    Relation.NEUTRAL: Label.NONE,
}
_EXCERPT = 240  # characters of names and addresses, which may be of any length
_ENGLISH = Markup(' lang="en" dir="ltr"')  # for our words inside an article in another language

# Languages written from right to left, by their ISO 639 code; a script code such as Arab wins.
_RIGHT_TO_LEFT = frozenset(
    ["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_RTL_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")

_SPECIAL = re.compile(f"[\r\n{CONTROLS}{REORDERING}]")


class Passage(NamedTuple):
    """A passage of evidence, cut around the sentence that speaks of the claim."""

    evidence: Evidence
    before: str
    match: str
    after: str


class Against(NamedTuple):
    """What contradicts a claim: another claim of the article, or its headline."""

    position: int | None
    score: float


class Note(NamedTuple):
    """What is said of a claim beside its text.

    :param telling: the passages that support or refute it.
    :param neutral: those that do neither.
    """

    position: int
    claim: Claim
    telling: list[Passage]
    neutral: list[Passage]
    against: list[Against]


class Lane(NamedTuple):
    """Where in the article one label stands.

    :param path: a mark for each claim, as SVG; one sentence is one wide, the lane one high.
    :param thirds: number of claims in the first, second and last third of the sentences.
    """

    label: Label
    claims: int
    path: str
    thirds: list[int]


def render(document: AnnotatedDocument) -> str:
    """Write one document as a page that needs no script to be read, and no network at all.

    The text is kept to the character in the element ``#text``, apart from the labels, which are
    of class ``tag``. Control characters are shown as U+FFFD.
    """
    return _template().render(
        document=document,
        info=document.document,
        text=document.text,
        claims=document.claims,
        lanes=[_lane(label, document.claims) for label in Label if label is not Label.NONE],
        notes=_notes(document),
        contradictions=document.contradictions or (),
        language=_language(document.document.language),
        direction=direction(document.document.language),
        tag_language=_ENGLISH if document.document.language != "en" else "",
        paragraphs=paragraphs(document),
    )


def direction(language: str) -> str:
    """Tell the direction a language is written in: ``ltr`` or ``rtl``."""
    code, *subtags = language.lower().split("-")
    scripts = [subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if code in _RIGHT_TO_LEFT else "ltr"


def _lane(label: Label, claims: tuple[Claim, ...]) -> Lane:
    places = [position for position, claim in enumerate(claims) if claim.label is label]
    thirds = Counter(3 * place // len(claims) for place in places)
    path = "".join(f"M{place} 0h.9v1h-.9z" for place in places)
    return Lane(label, len(places), path, [thirds[third] for third in range(3)])


def _notes(document: AnnotatedDocument) -> Iterator[Note]:
    """Yield a note for each claim; a sentence without a claim has none."""
    against: defaultdict[int | None, list[Against]] = defaultdict(list)
    for found in document.contradictions or ():
        against[found.claim].append(Against(found.other, found.score))
        against[found.other].append(Against(found.claim, found.score))
    for position, claim in enumerate(document.claims):
        if claim.label is not Label.NONE:
            passages = [_passage(claim, evidence) for evidence in claim.evidence]
            neutral = [one for one in passages if one.evidence.relation is Relation.NEUTRAL]
            telling = [one for one in passages if one.evidence.relation is not Relation.NEUTRAL]
            yield Note(position, claim, telling, neutral, against[position])


def _passage(claim: Claim, evidence: Evidence) -> Passage:
    text = evidence.text
    start, end = core(text, evidence.hypothesis or claim.text) or Span(0, 0)
    return Passage(evidence, text[:start], text[start:end], text[end:])


def pages() -> Environment:
    """Make an environment for the templates of pages, which escapes every value they write."""
    environment = Environment(
        loader=PackageLoader("factcheck.report"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "label_meanings": LABELS,
        "cue_meanings": CUES,
        "relation_labels": _RELATIONS,
        "none_label": Label.NONE,
    }
    environment.filters |= {"percent": percent, "host": host, "date": date_in_words}
    return environment


@cache
def _template() -> Template:
    environment = pages()
    environment.globals |= {
        "memo": cache,
        "style": inline("base.css", "article.css"),
        "script": inline("article.js"),
    }
    environment.filters |= {
        "words": _words,
        "marked": _marked,
        "rows": _rows,
        "link": link,
        "excerpt": _excerpt,
    }
    return environment.get_template("article.html.jinja")


def _finalize(value: object) -> object:
    """Replace what no page can carry in every value the template writes; escaping comes after."""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        lines = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
        return UNSAFE.sub("\ufffd", lines)
    return value


def _words(text: str, breaks: bool = False, parts: bool = False) -> Markup:
    """Escape words of the article so that their characters survive, harmless ones and others."""
    if text.isprintable():  # neither line ends nor controls
        return escape(text)

    line_end = "</p>\n<p>" if parts else "<br>\n" if breaks else "\n"

    def special(match: re.Match[str]) -> str:
        character = match[0]
        if character == "\r":
            return "&#13;"
        if character == "\n":
            return line_end
        if "\u202a" <= character <= "\u2069":
            code = f"U+{ord(character):04X}"
            return (
                f'<span class="control" data-code="{code}" title="text direction {code}">'
                f"<span hidden>{character}</span></span>"
            )
        return "\ufffd"

    return Markup(_SPECIAL.sub(special, str(escape(text))))


def _marked(text: str, piece: Piece, claim: Claim) -> Markup:
    """Write part of a claim, its cues by type and its source marked."""
    if not claim.cues and claim.source.start is None:
        return _words(text[slice(*piece.span)])
    kind = claim.source.kind
    parts: list[str] = []
    runs = groupby(segments(text, piece.span, claim), key=lambda segment: segment.source)
    for in_source, run in runs:
        words = "".join(map(_cued, run))
        source = f'<span class="source {kind}" title="source: {kind}">{words}</span>'
        parts.append(source if in_source else words)
    return Markup("".join(parts))


def _cued(segment: Segment) -> str:
    """Write words inside the marks of all their cues; nothing but the words comes from outside."""
    marks = [f'<span class="cue {kind}" title="{kind}: {CUES[kind]}">' for kind in segment.cues]
    return "".join([*marks, _words(segment.text), "</span>" * len(marks)])


def _rows(scores: StanceScores | VerdictScores, row: Callable[[str, int, str], Markup]) -> Markup:
    """Set out the scores of an axis by a macro: name, in twentieths, in words."""
    pairs = zip(scores.__struct_fields__, msgspec.structs.astuple(scores), strict=True)
    return Markup("".join([row(name, round(20 * p), percent(p)) for name, p in pairs]))


def _excerpt(text: str) -> str:
    if len(text) <= _EXCERPT:
        return text
    words = text[:_EXCERPT].rsplit(maxsplit=1)[:1]  # none where it begins with so many blanks
    return "".join(words) + " …"


def _language(language: str) -> str:
    return language if _LANGUAGE.fullmatch(language) else "und"
