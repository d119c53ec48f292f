"""An annotated document as one self-contained page that reads like the article.

The walk (:func:`paragraphs`, :func:`segments`) cuts the text along claims and marks without
losing a character; the template turns the parts into markup and escapes every value.
"""

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from factcheck.document import (
    AnnotatedDocument,
    Claim,
    CueType,
    Label,
    Relation,
    Span,
    StanceScores,
    VerdictScores,
)

LABELS = {
    Label.SUPPORTED: "Evidence from outside the article supports it.",
    Label.REFUTED: "Evidence from outside the article contradicts it.",
    Label.UNVERIFIED: "Put forward as fact; the evidence does not settle it.",
    Label.HEDGED: "Put with doubt, possibility, hearsay or dispute.",
    Label.OPINION: "A judgement or feeling that no evidence could settle.",
    Label.NONE: "No claim: a question, a dateline, a fragment.",
}
CUES = {
    CueType.POSSIBILITY: "it may be so",
    CueType.HEARSAY: "others are said to say so",
    CueType.DOUBT: "it is called into question",
    CueType.CONDITION: "it holds only if something else does",
    CueType.EVALUATION: "it is judged good or bad",
    CueType.ATTITUDE: "a feeling is shown",
    CueType.IRONY: "the words are not meant as they stand",
}
_RELATIONS = {
    Relation.SUPPORTS: Label.SUPPORTED,
    Relation.REFUTES: Label.REFUTED,
    Relation.NEUTRAL: Label.NONE,
}
_MONTHS = "January February March April May June July August September October November December"
_CUE_TYPES = tuple(CueType)
_EXCERPT = 240  # characters of a passage on a card; the section at the end holds all of it

# Languages written from right to left, by their ISO 639 code; a script code such as Arab wins.
_RIGHT_TO_LEFT = frozenset(
    ["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_RTL_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")

_LINE_END = r"(?>\r\n|\r|\n)"
_BLANK_LINES = re.compile(rf"(?:\A|{_LINE_END})(?:[^\S\r\n]*+{_LINE_END})+")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣◦\u2013\u2014]|\d{1,3}[.)])\s")

# Controls no page can carry, and those that reorder the text beyond their own words. The marks
# U+200E, U+200F and U+061C stay: right-to-left languages need them and an isolate holds them.
_CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff"
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[{_CONTROLS}{_REORDERING}]")
_SPECIAL = re.compile(f"[\r\n{_CONTROLS}{_REORDERING}]")


class Segment(NamedTuple):
    """Words of a claim that carry the same marks."""

    text: str
    cues: tuple[CueType, ...]
    source: bool


class Piece(NamedTuple):
    """Part of a paragraph: words of one claim, or words between claims.

    :param claim: index of the claim.
    :param opens: the first piece of its claim.
    :param breaks: line ends in it are meant, not left from wrapping the text.
    """

    span: Span
    claim: int | None
    opens: bool = False
    breaks: bool = False


class Paragraph(NamedTuple):
    """What stands between two blank lines, and the blank lines after it."""

    pieces: tuple[Piece, ...]
    blank: Span


class Card(NamedTuple):
    """What is said of a claim beside its text.

    :param first: number of its first passage on the page.
    :param following: index of the next claim with the same label.
    """

    position: int
    claim: Claim
    first: int
    following: int | None


def render(document: AnnotatedDocument) -> str:
    """Write one document as a page without script or any request to the network.

    The text is kept to the character in the element ``#text``, apart from labels and cards,
    which are marked ``data-note``. Control characters are shown as U+FFFD.
    """
    cards = _cards(document.claims)
    counts = Counter(card.claim.label for card in cards)
    shown = [card for card in cards if card.claim.label is not Label.NONE]
    return _template().render(
        document=document,
        info=document.document,
        text=document.text,
        total=len(document.claims),
        counts=[(label, counts[label]) for label in Label],
        jumps={card.claim.label: card.position for card in reversed(cards)},
        cards=cards,
        findings=[card for card in shown if card.claim.evidence],
        unsettled=_unsettled(shown),
        language=_language(document.document.language),
        direction=direction(document.document.language),
        paragraphs=paragraphs(document),
    )


def paragraphs(document: AnnotatedDocument) -> Iterator[Paragraph]:
    """Cut the text at blank lines and claims; pieces and blank lines tile it.

    Claims are sorted and do not overlap. A claim across blank lines is cut into pieces.
    """
    text, claims = document.text, document.claims
    index, opened = 0, -1
    for span, blank in _blocks(text):
        pieces: list[Piece] = []
        cursor = span.start
        while index < len(claims) and claims[index].start < span.end:
            start, end = max(cursor, claims[index].start), min(claims[index].end, span.end)
            if cursor < start:
                pieces.append(Piece(Span(cursor, start), None))
            if start < end:
                pieces.append(Piece(Span(start, end), index, opens=opened < index))
                opened = index
            cursor = max(cursor, end)
            if claims[index].end > span.end:
                break  # goes on in the next paragraph
            index += 1
        if cursor < span.end:
            pieces.append(Piece(Span(cursor, span.end), None))
        yield Paragraph(_with_breaks(text, pieces), blank)


def segments(text: str, span: Span, claim: Claim) -> Iterator[Segment]:
    """Cut part of a claim where a cue or the source starts or ends; they may overlap."""
    marks: list[tuple[int | None, int | None, CueType | None]] = [
        (cue.start, cue.end, cue.type) for cue in claim.cues
    ]
    marks.append((claim.source.start, claim.source.end, None))
    changes: defaultdict[int, Counter[CueType | None]] = defaultdict(Counter)
    for start, end, kind in marks:
        if start is not None and end is not None and max(start, span.start) < min(end, span.end):
            changes[max(start, span.start)][kind] += 1
            changes[min(end, span.end)][kind] -= 1
    active: Counter[CueType | None] = Counter()
    cursor = span.start
    for position in sorted({*changes, span.end}):
        if cursor < position:
            cues = tuple(kind for kind in _CUE_TYPES if active[kind] > 0) if claim.cues else ()
            yield Segment(text[cursor:position], cues, source=active[None] > 0)
        active.update(changes.get(position, {}))
        cursor = position


def direction(language: str) -> str:
    """Tell the direction a language is written in: ``ltr`` or ``rtl``."""
    code, *subtags = language.lower().split("-")
    scripts = [subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if code in _RIGHT_TO_LEFT else "ltr"


def _blocks(text: str) -> Iterator[tuple[Span, Span]]:
    """Yield each paragraph and the blank lines after it; the first may be empty."""
    cursor = 0
    for match in _BLANK_LINES.finditer(text):
        yield Span(cursor, match.start()), Span(*match.span())
        cursor = match.end()
    if cursor < len(text):
        yield Span(cursor, len(text)), Span(len(text), len(text))


def _with_breaks(text: str, pieces: list[Piece]) -> tuple[Piece, ...]:
    """Tell meant line ends from wrapping: if one falls inside a claim, the text was wrapped."""
    wrapped = any(
        piece.claim is not None and _has_line_end(text[slice(*piece.span)]) for piece in pieces
    )
    return tuple(
        piece._replace(breaks=not wrapped or _before_list_item(text, piece.span))
        if piece.claim is None
        else piece
        for piece in pieces
    )


def _has_line_end(words: str) -> bool:
    return "\n" in words or "\r" in words


def _before_list_item(text: str, span: Span) -> bool:
    return _has_line_end(text[slice(*span)]) and bool(_LIST_ITEM.match(text, span.start))


def _cards(claims: tuple[Claim, ...]) -> list[Card]:
    following: dict[Label, int] = {}
    after: list[int | None] = []
    for index in range(len(claims) - 1, -1, -1):
        label = claims[index].label
        after.append(following.get(label))
        following[label] = index
    after.reverse()
    cards, number = [], 1
    for index, (claim, next_index) in enumerate(zip(claims, after, strict=True)):
        cards.append(Card(index, claim, number, next_index))
        number += len(claim.evidence) if claim.label is not Label.NONE else 0
    return cards


def _unsettled(cards: list[Card]) -> dict[str, list[Card]]:
    """Group the claims that found no evidence by the reason given."""
    groups: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if card.claim.reason is not None and not card.claim.evidence:
            groups[card.claim.reason].append(card)
    return groups


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("factcheck.report"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (files("factcheck.report") / "templates/article.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals |= {
        "memo": cache,
        "style": Markup(style),  # a file of ours
        "style_hash": f"sha256-{digest}",
        "label_meanings": LABELS,
        "cue_meanings": CUES,
        "relation_labels": _RELATIONS,
        "none_label": Label.NONE,
    }
    environment.filters |= {
        "words": _words,
        "marked": _marked,
        "percent": percent,
        "rows": _rows,
        "link": link,
        "host": _host,
        "date": date_in_words,
        "excerpt": _excerpt,
    }
    return environment.get_template("article.html.jinja")


def _finalize(value: object) -> object:
    """Replace what no page can carry in every value the template writes; escaping comes after."""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        lines = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
        return _UNSAFE.sub("\ufffd", lines)
    return value


def _words(text: str, breaks: bool = False) -> Markup:
    """Escape words of the article so that their characters survive, harmless ones and others."""
    if text.isprintable():  # neither line ends nor controls
        return escape(text)

    def special(match: re.Match[str]) -> str:
        character = match[0]
        if character == "\r":
            return "&#13;"
        if character == "\n":
            return "<br>\n" if breaks else "\n"
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


def percent(probability: float) -> str:
    """Write a probability in per cent, without claiming certainty by rounding."""
    if 0 < probability < 0.01:
        return "<1%"
    if 0.99 < probability < 1:
        return ">99%"
    return f"{probability:.0%}"


def _rows(scores: StanceScores | VerdictScores, row: Callable[[str, int, str], Markup]) -> Markup:
    """Set out the scores of an axis by a macro: name, per mille, in words."""
    pairs = zip(scores.__struct_fields__, msgspec.structs.astuple(scores), strict=True)
    return Markup("\n").join([row(name, round(1000 * p), percent(p)) for name, p in pairs])


def link(url: str | None) -> str | None:
    """Give back a web address that is safe to follow, and nothing for any other."""
    if url is None or re.search(r"[\s\x00-\x20]", url) or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _host(url: str | None) -> str | None:
    """Name the site of a web address without the user name that may pose as one."""
    address = link(url)
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.") if address else None


def date_in_words(published: str) -> str:
    """Write an ISO date in words; anything else as it is."""
    try:
        day = datetime.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"


def _excerpt(text: str, length: int = _EXCERPT) -> str:
    if len(text) <= length:
        return text
    return text[:length].rsplit(maxsplit=1)[0] + " …"


def _language(language: str) -> str:
    return language if _LANGUAGE.fullmatch(language) else "und"
