"""What must not stand in a sentence of the corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping

FORBIDDEN = {
    "two spaces": r"  ",
    "missing value": r"\bNA\b|\bNone\b|\bnull\b",
    "percent sign twice": r"%%",
    "empty brackets or slot": r"\(\s*\)|[{}]|\[\]",
    "remark of the source": r"\bnote\b|\best\.|\+\+|--|;",
    "article twice": r"\b(the|The|a|an) (the|The|a|an)\b",
    "word twice": r"\b(of|in|and|is|was|has|had) \1\b",
    "space before a stop": r" [.,](?![a-z]{2}\b)",
    "broken possessive": r"'s's|s's\b",
    "no value": r"\babout (people|barrels|in|of)\b|\$ |\bof %",
    "surname in capitals": r"\b(President|Minister|King|Queen) [^.]*\b[A-Z]{5,}\b",
}
"""Fault and the pattern that shows it."""


def faults(document: Mapping[str, str | None]) -> list[str]:
    """All faults of a document, each with its sentence."""
    found = []
    for passage in str(document["text"]).split("\n\n"):
        for fault, pattern in FORBIDDEN.items():
            match = re.search(pattern, passage)
            if match:
                part = passage[max(match.start() - 60, 0) : match.end() + 40]
                found.append(f"{document['id']}: {fault}: {part}")
        if passage.count("(") != passage.count(")"):
            found.append(f"{document['id']}: brackets: {passage[:80]}")
        if not re.match(r"[A-Z0-9]", passage) or not passage.endswith("."):
            found.append(f"{document['id']}: fragment: {passage[:80]}")
    return found
