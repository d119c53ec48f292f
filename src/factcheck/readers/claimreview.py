"""Fact-checks as their publishers mark them up: schema.org's ClaimReview, written as JSON-LD.

A review becomes a document called ``NAME:NUMBER``, one sentence about the claim, which itself may
have many. Reviews are found wherever they stand in the JSON: alone, in a list, a graph or a data
feed. A page that holds reviews gives these and not its article, whose words repeat the claim that
they refute.
"""

import json
import math
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple, Self

from factcheck.addresses import host, link
from factcheck.document import Document, FactCheck, FailedDocument, Ruling
from factcheck.errors import DocumentError, cause
from factcheck.readers.dates import iso
from factcheck.readers.html import page_of, scripts
from factcheck.readers.ratings import ruling_of_number, ruling_of_words

LONGEST = 2_000  # characters of one value; a reviewed claim seldom has 300

# What was found comes first, for few know what pants on fire are. The sentence is what search finds
# and people read; a small model takes it for the claim that it quotes, in this wording or another,
# so claims are compared with the reviewed claim alone.
_SENTENCES = {
    Ruling.SUPPORTED: "It is true that",
    Ruling.REFUTED: "It is not true that",
    Ruling.UNSETTLED: "It is not settled whether",
}
_TYPE = "ClaimReview"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?")
_QUOTES = " \"'“”«»„\u2018\u2019"

_Node = dict[str, Any]


class _Properties(NamedTuple):
    """An object of JSON-LD, whose properties may be absent, repeated, or named elsewhere."""

    node: _Node
    named: dict[str, _Node]

    def first(self, key: str) -> object:
        """The first value of a property; nothing where it has none."""
        value = self.node.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        return value.get("@value", value) if isinstance(value, dict) else value

    def inner(self, key: str) -> Self:
        """The object that a property holds or refers to; of a mere string, its name."""
        value = self.first(key)
        if isinstance(value, str):
            value = {"name": value}
        if not isinstance(value, dict):
            return self._replace(node={})
        reference = value.get("@id")
        elsewhere = self.named.get(reference, {}) if isinstance(reference, str) else {}
        return self._replace(node=elsewhere | value)

    def text(self, key: str) -> str:
        """A property in words, without markup, on one line; empty where it has none.

        :raises DocumentError: it is longer than anyone would write.
        """
        value = self.first(key)
        if not isinstance(value, str):
            return ""
        if len(value) > LONGEST:
            raise DocumentError(
                f"{key} has {len(value)} characters: give at most {LONGEST}, or leave it out"
            )
        whole = value.encode("utf-8", "replace").decode()  # a half of a surrogate pair becomes ?
        return " ".join(_TAG.sub(" ", unescape(whole)).split())

    def number(self, key: str, absent: float = math.nan) -> float:
        """A property as a number; not a number where it is something else."""
        value = self.first(key)
        if isinstance(value, str):
            value = float(value) if _NUMBER.fullmatch(value.strip()) else None
        elif value is None:
            return absent
        known = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if known and abs(value) < 1e9 else math.nan  # type: ignore[arg-type]


def read_reviews(name: str, data: bytes) -> Iterator[Document | FailedDocument]:
    """Make a document of each review in a file of JSON.

    :raises DocumentError: it is no JSON or holds no review.
    """
    try:
        nodes = list(_nodes(_json(data)))
    except ValueError as error:
        raise DocumentError(
            f"is no JSON ({cause(error)}): give fact-checks as {_TYPE} in JSON-LD"
        ) from error
    if not any(map(_is_review, nodes)):
        raise DocumentError(f"holds no {_TYPE}: give fact-checks marked up as schema.org has it")
    return _documents(name, nodes)


def reviews_on_page(name: str, data: bytes) -> list[Document | FailedDocument]:
    """Make a document of each review in the scripts of a page; most pages have none.

    :raises DocumentError: the page cannot be decoded.
    """
    page = page_of(data)
    if _TYPE not in page:
        return []
    nodes: list[_Node] = []
    broken: list[Document | FailedDocument] = []
    for script in scripts(page, "application/ld+json"):
        try:
            nodes.extend(_nodes(_json(script)))
        except ValueError as error:
            if _TYPE in script:
                said = f"{name}: a {_TYPE} on the page is no JSON ({cause(error)}): correct it"
                broken.append(FailedDocument.of(name, said))
    return [*_documents(name, nodes), *broken]


def _json(text: str | bytes) -> object:
    """Decode JSON, leniently as to line ends inside strings, which pages often have.

    :raises ValueError: it is no JSON, nested too deeply or of another encoding.
    """
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _nodes(root: object) -> Iterator[_Node]:
    """Yield every object, in the order of the text."""
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _is_review(node: _Node) -> bool:
    """Whether an object is a ClaimReview, with or without schema.org's name before it."""
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and re.split(r"[/:#]", kind)[-1] == _TYPE
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _documents(name: str, nodes: list[_Node]) -> Iterator[Document | FailedDocument]:
    """Make a document of each review; one that cannot be read fails alone."""
    full = sorted(nodes, key=len)  # the fullest object of a name wins over references to it
    named = {node["@id"]: node for node in full if isinstance(node.get("@id"), str)}
    for number, node in enumerate(filter(_is_review, nodes), 1):
        place = f"{name}:{number}"
        try:
            yield _document(place, _Properties(node, named))
        except DocumentError as error:
            yield FailedDocument.of(place, f"{place}: {error}")


def _document(place: str, review: _Properties) -> Document:
    if review.inner("creativeWorkStatus").text("name").lower() == "draft":  # as our own exports are
        raise DocumentError("is a draft: check and publish it first")
    claim = review.text("claimReviewed")
    if not re.search(r"\w", claim):
        raise DocumentError("has no claimReviewed: give the claim in words")
    rating, verdict = _rating(review.inner("reviewRating"))
    url = link(review.text("url"))
    found = FactCheck(
        publisher=_publisher(review, url),
        claim=claim,
        rating=rating,
        verdict=verdict,
        url=url,
        published=iso(review.text("datePublished")),
    )
    claimant = review.inner("itemReviewed").inner("author").text("name")
    return Document(
        id=place,
        text=_sentence(found, claimant),
        title=review.text("headline") or review.text("name") or None,
        url=found.url,
        published=found.published,
        author=found.publisher,
        fact_check=found,
    )


def _sentence(found: FactCheck, claimant: str) -> str:
    claim, rating = (words.strip(_QUOTES).rstrip(".") for words in (found.claim, found.rating))
    by = f" by {claimant}" if claimant else ""
    opening = _SENTENCES[found.verdict]
    return f"{opening} “{claim}”: {found.publisher} rated this claim{by} “{rating}”."


def _rating(rating: _Properties) -> tuple[str, Ruling]:
    """The rating as published, and what it means.

    :raises DocumentError: there is none.
    """
    value = rating.number("ratingValue")
    if words := rating.text("alternateName") or rating.text("name"):
        return words, ruling_of_words(words)
    if not math.isnan(value):
        # What schema.org has the ends of a scale be where they are not given.
        worst, best = rating.number("worstRating", 1.0), rating.number("bestRating", 5.0)
        scale = f"{value:g} on a scale from {worst:g} to {best:g}"
        return scale, ruling_of_number(value, worst, best)
    if words := rating.text("ratingValue"):
        return words, ruling_of_words(words)
    raise DocumentError("has no reviewRating: give its alternateName or ratingValue")


def _publisher(review: _Properties, url: str | None) -> str:
    """The name of who reviewed the claim, or of the site.

    :raises DocumentError: there is neither.
    """
    who = [review.inner("publisher"), review.inner("author")]
    names = [one.text("name") for one in who]
    sites = [host(one.text("url")) for one in who]
    found = next(filter(None, [*names, *sites, host(url)]), None)
    if found is None:
        raise DocumentError("names no publisher: give author, publisher or url")
    return found
