"""What the ratings of fact-checkers mean: true, false or neither.

Words count before numbers, which publishers often leave at what a form proposes. Words that are
not in the table settle nothing.
"""

import math
import re

from factcheck.document import Ruling

# Each rating without its filling words. A claim that is true in part, misleading, unproven or
# taken from satire may still be true to the letter, so it is not called false.
_RATINGS = {
    Ruling.SUPPORTED: """
        true, mostly true, largely true, mainly true, accurate, mostly accurate, correct,
        mostly correct, confirmed, verified, fact, factual, legit, real, geppetto checkmark,
        supported
    """,
    Ruling.REFUTED: """
        false, mostly false, largely false, mainly false, totally false, completely false, not true,
        untrue, inaccurate, mostly inaccurate, not accurate, incorrect, mostly incorrect,
        not correct, wrong, pants on fire, lie, fake, fake news, hoax, debunked, fabricated,
        refuted, made up, four pinocchios, 4 pinocchios, three pinocchios, 3 pinocchios
    """,
    Ruling.UNSETTLED: """
        half true, halftrue, half truth, half false, partly true, partially true, partly false,
        partially false, mixture, mixed, mixed bag, misleading, mostly misleading, distorted,
        exaggerated, cherry picked, spins facts, missing context, lacks context, needs context,
        out of context, no context, unproven, unverified, unsupported, unsubstantiated, no evidence,
        inconclusive, disputed, in dispute, research in progress, outdated, old news, altered,
        miscaptioned, misattributed, scam, satire, labeled satire, labelled satire,
        originated as satire, opinion, two pinocchios, 2 pinocchios, one pinocchio, 1 pinocchio
    """,
}
_MEANINGS = {
    " ".join(words.split()): ruling
    for ruling, listed in _RATINGS.items()
    for words in listed.split(",")
}
_FILLING = frozenset(
    ["a", "claim", "is", "our", "rated", "rating", "ruling", "the", "this", "verdict"]
)
_WORD = re.compile(r"[^\W_]+")

# Share of the way from the worst rating to the best: on five steps, the outer two each side.
_LOW, _HIGH = 0.25, 0.75


def ruling_of_words(rating: str) -> Ruling:
    """The meaning of a rating in words, however it is spaced, hyphenated or capitalised."""
    words = [word for word in _WORD.findall(rating.lower()) if word not in _FILLING]
    return _MEANINGS.get(" ".join(words), Ruling.UNSETTLED)


def ruling_of_number(value: float, worst: float, best: float) -> Ruling:
    """The meaning of a number between the worst and the best; the best may be the lower."""
    place = (value - worst) / (best - worst) if best != worst else math.nan
    if 0 <= place <= _LOW:
        return Ruling.REFUTED
    return Ruling.SUPPORTED if _HIGH <= place <= 1 else Ruling.UNSETTLED
