"""Whether what rises in a claim falls in a passage."""

import re
from functools import lru_cache

from factcheck.evidence.figures import SIGN, Figure, figures

BEFORE = 45  # characters before a figure in which its verb is looked for

_RISES = re.compile(
    r"\b(?:rise|rose|grow|grew|gain|increas|climb|jump|soar|higher|dearer|up\b|surplus|profit)",
    re.IGNORECASE,
)
_FALLS = re.compile(
    r"\b(?:fall|fell|drop|declin|shr[aiu]nk|contract|decreas|plunge|slump|lower|cheaper|down\b"
    r"|deficit|loss|lost)",
    re.IGNORECASE,
)
# The verb right before a figure, with nothing between that could make it another's.
_MOVES = re.compile(
    r"\b(?:(?P<rise>r[io]sen?|rises|rising|gr[eo]w(?:n|s|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?"
    r"|soar(?:s|ed|ing)?|gain(?:s|ed|ing)?|increas(?:es?|ed|ing)|surg(?:es?|ed|ing)|up)"
    r"|(?P<fall>fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin(?:es?|ed|ing)"
    r"|shr[aiu]nk|decreas(?:es?|ed|ing)|plung(?:es?|ed|ing)|slump(?:s|ed|ing)?|tumbl(?:es?|ed|ing)"
    r"|slid|down))"
    r"(?: (?:by|to|nearly|about|around|almost|some|more|than|over|just|further|an?))*"
    rf" {SIGN}?\Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;,]|\b(?:and|while|but|after)\b")
_OTHERWISE = re.compile(
    r"\b(?:not|never|no|made|set|taken?|took|shut|shot|sent|round\w*|ended)\b|n\Wt\b|\bup to\b",
    re.IGNORECASE,
)
_TWO_SIDED = re.compile(r"\b(?:against|versus|loss\w*|deficits?)\b", re.IGNORECASE)


def turned(claim: str, sentence: str) -> bool:
    """Whether one speaks of what rises alone, and the other of what falls."""
    return {_ways(claim), _ways(sentence)} == {(True, False), (False, True)}


@lru_cache(64)  # a claim is asked about for each of its figures
def _ways(text: str) -> tuple[bool, bool]:
    """Whether a text speaks of what rises, and of what falls."""
    return bool(_RISES.search(text)), bool(_FALLS.search(text))


def figure_of_other_way(claim: str, passage: str) -> str | None:
    """What the claim has rise by a figure falls by it in the passage, or the other way round.

    Where the passage gives the figure once more, of what moves in no way, it is silent; so it is
    where the dollar rises against the pound, and a loss falls.
    """
    if _TWO_SIDED.search(claim) or _TWO_SIDED.search(passage):
        return None
    given = figures(passage)
    for figure in figures(claim):
        way = _way(claim, figure)
        same = [f for f in given if (f.value, f.share) == (figure.value, figure.share)]
        ways = {_way(passage, each) for each in same}
        other = ways.pop() if way and len(ways) == 1 else None
        # A rate falls to 5% where prices rise by 5%.
        if way and other and way[0] != other[0] and (way[1] == other[1] or not figure.share):
            return f"the passage gives {same[0].text} as a {other[0]}, not a {way[0]}"
    return None


def _way(text: str, figure: Figure) -> tuple[str, bool] | None:
    """Whether what a figure is of rises or falls, and whether to it, by the verb before it."""
    before = _CLAUSE.split(text[max(0, figure.start - BEFORE) : figure.start])[-1]
    match = _MOVES.search(before)
    if match is None or _OTHERWISE.search(before):
        return None
    return "rise" if match["rise"] else "fall", " to " in match.group()
