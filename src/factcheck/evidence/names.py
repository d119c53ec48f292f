"""Finds the proper names of English text by their capitals, and whether a text has them too."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:[^\W_]|[.’'](?=[^\W_]))*+(?!\$)")  # noqa: RUF001  # as printed
_POSSESSIVE = re.compile(r"[’']s?$")  # noqa: RUF001  # as printed
_OPENS = re.compile(r"(?:^|[.!?:;–—\"“”‘(\[])\W*$")  # noqa: RUF001  # as printed
_LINKS = frozenset("of the and for de la du von van der den bin al".split())
_NO_NAMES = frozenset(
    "i january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr prof sir lord lady "
    "president minister prime parliament government congress senate senator state king queen pope "
    "chancellor governor mayor judge court council church god internet north south east west "
    "northern southern eastern western general captain police army navy opposition treasury "
    "cabinet republican democrat democratic party house earth sun moon".split()
)
_SAME = (  # names of one country that do not begin alike
    {"us", "usa", "america", "american", "americans", "united", "washington"},
    {"uk", "britain", "british", "united", "england", "english"},
    {"france", "french", "paris"},
    {"netherlands", "dutch", "holland"},
    {"eu", "european", "europe", "brussels"},
    {"un", "united"},
    {"wales", "welsh"},
    {"germany", "german", "deutschland"},
    {"myanmar", "burma", "burmese"},
    {"philippines", "filipino", "filipinos"},
)
_ADJECTIVES = (
    *("ian", "ians", "ean", "eans", "can", "cans", "ish", "ese"),
    *"german germans afghan french dutch greek swiss thai czech welsh cuban roman kenyan".split(),
    *"islamic catholic arabic nordic slavic hispanic".split(),
)
_PRONOUNS = frozenset(["us", "who"])  # unlike the US and the WHO
_COMMON = frozenset(
    "a an the in on at of to for by from with as and but or if it he she they we you i this that "
    "these those there his her its their our my one two some many most all no not when while after "
    "before during since according what who how why".split()
)
_BEGINNING = 3  # letters that Poland and Polish share
_TITLED = 0.8  # share of capitals above which a text is a headline
_COUNTED = 4  # letters of a word from which on a headline writes it with a capital


def names(text: str) -> list[str]:
    """Words that are names, in order; none of a headline, where capitals mean nothing.

    The first word of a sentence is left out, since its capital means nothing either.
    """
    matches = list(_WORD.finditer(text))
    long = [match.group() for match in matches if len(match.group()) >= _COUNTED]
    if sum(word[0].isupper() for word in long) > max(1.0, _TITLED * len(long)):
        return []
    return [
        match.group()
        for match in matches
        if match.group()[0].isupper()
        and not _OPENS.search(text[max(0, match.start() - 4) : match.start()])
        and fold(match.group()) not in _NO_NAMES
    ]


def telling(found: list[str]) -> bool:
    """Whether one of the names is more than an adjective: a passage on Łódź need not say Polish."""
    return any(not fold(name).endswith(_ADJECTIVES) for name in found)


@lru_cache(50_000)
def fold(word: str) -> str:
    """A word in lower case, without accents, full stops and a possessive ending."""
    letters = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def shares_name(claim: str, text: str) -> bool:
    """Whether a text has one of a claim's names: the word, a kindred form, or an acronym.

    The first word of the claim counts too, where the text writes it with a capital.
    """
    wanted = {fold(name) for name in names(claim)}
    found = [word for word in _WORD.findall(text) if word not in _LINKS | _PRONOUNS]
    folded = {fold(word) for word in found}
    capital = {fold(word) for word in found if word[0].isupper()} - _COMMON
    opening = {fold(word) for word in _WORD.findall(claim) if word[0].isupper()}
    if not folded.isdisjoint(wanted) or not capital.isdisjoint(opening):
        return True
    beginnings = {word[:_BEGINNING] for word in capital}
    if any(name[:_BEGINNING] in beginnings for name in wanted):
        return True
    if any(not group.isdisjoint(wanted) and not group.isdisjoint(folded) for group in _SAME):
        return True
    return _abbreviated(claim, text) or _abbreviated(text, claim)


def _abbreviated(short: str, long: str) -> bool:
    """Whether an acronym of one text is made of the initials of names in the other."""
    acronyms = [
        fold(word) for word in _WORD.findall(short) if len(word) > 1 and fold(word).upper() == word
    ]
    if not acronyms:
        return False
    return any(acronym in run for run in _initials(long) for acronym in acronyms)


def _initials(text: str) -> Iterator[str]:
    """Initials of each run of words with a capital, over small words such as "of"."""
    run = ""
    for word in _WORD.findall(text):
        if word[0].isupper():
            run += word[0].lower()
        elif word not in _LINKS:
            yield run
            run = ""
    yield run
