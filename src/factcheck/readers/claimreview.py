"""Fact-checks as their publishers mark them up: schema.org's ClaimReview, written as JSON-LD.

A review becomes a document of one sentence, called ``NAME:NUMBER``. Reviews are found wherever
they stand in the JSON: alone, in a list, a graph or a data feed. A page that holds reviews gives
these and not its article, whose words repeat the claim that they refute.
"""

import json
import math
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from factcheck.document import Document, FactCheck, FailedDocument, Ruling
from factcheck.errors import DocumentError, cause
from factcheck.readers.dates import iso
from factcheck.readers.failures import failed
from factcheck.readers.html import page_of, scripts
from factcheck.readers.ratings import ruling_of_number, ruling_of_words
from factcheck.readers.text import text_of

LONGEST = 2_000  # characters of one value; reviewed claims have about 20 words

_TYPE = "ClaimReview"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?")

# The sentence says what was found before who found it. A quoted claim alone, "X rated the claim
# that ...", reads as if it stood for the claim.
_SENTENCES = {
    Ruling.SUPPORTED: "It is true that “{claim}”: {publisher} rated this claim{by} as “{rating}”.",
    Ruling.REFUTED: "It is not true that “{claim}”: {publisher} rated this claim{by} as “{rating}”.",
    Ruling.UNSETTLED: (
        "It is not settled whether “{claim}”: {publisher} rated this claim{by} as “{rating}”."
    ),
}

_Node = dict[str, Any]


def read_reviews(name: str, data: bytes) -> Iterator[Document | FailedDocument]:
    """Make a document of each review in a file of JSON.

    :raises DocumentError: it is no JSON or holds no review.
    """
    try:
        root = _json(text_of(data))
    except ValueError as error:
        raise DocumentError(f"is no JSON ({cause(error)}): give ClaimReview as JSON-LD") from error
    nodes = list(_nodes(root))
    if not any(map(_is_review, nodes)):
        raise DocumentError(f"holds no {_TYPE}: give fact-checks marked up as schema.org/{_TYPE}")
    return _documents(name, nodes)


def reviews_on_page(name: str, data: bytes) -> list[Document | FailedDocument]:
    """Make a document of each review in the scripts of a page; most pages have none.

    :raises DocumentError: the page cannot be decoded.
    """
    page = page_of(data)
    if _TYPE not in page:
        return []
    nodes: list[_Node] = []
    for script in scripts(page, "application/ld+json"):
        try:
            nodes.extend(_nodes(_json(script)))
        except ValueError:  # a script of the page that no browser could use either
            continue
    return list(_documents(name, nodes))


def _json(text: str) -> object:
    """Decode JSON, leniently as to line ends inside strings, which pages often have.

    :raises ValueError: it is no JSON or nested too deeply.
    """
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _nodes(root: object) -> Iterator[_Node]:
    """Yield every object in the order of the text."""
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _is_review(node: _Node) -> bool:
    """Whether an object is a ClaimReview, with or without the vocabulary's name before it."""
    types = node.get("@type")
    return any(
        isinstance(name, str) and re.split(r"[/:#]", name)[-1] == _TYPE
        for name in (types if isinstance(types, list) else [types])
    )


def _documents(name: str, nodes: list[_Node]) -> Iterator[Document | FailedDocument]:
    named = {node["@id"]: node for node in nodes if len(node) > 1 and _is_name(node.get("@id"))}
    for number, node in enumerate(filter(_is_review, nodes), 1):
        place = f"{name}:{number}"
        try:
            yield _document(place, _Reader(node, named))
        except DocumentError as error:
            yield failed(place, f"{place}: {error}")


def _is_name(value: object) -> bool:
    return isinstance(value, str)
