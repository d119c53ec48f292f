"""Reads the years and days that English text names."""

import re
from collections.abc import Iterator

from factcheck.evidence.quantities import STOP

LAST = 9999  # end of "since 2015"

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_YEAR = r"(?:1[1-9]\d\d|20\d\d)"
_BEFORE = "in|of|since|by|during|until|till|from|to|before|after|early|late|mid"
_UNCOUNTED = rf"(?! ?[%°]|\w|[,.:/]\d|[ -](?!(?:{'|'.join(sorted(STOP))})\b)[a-z])"
_NAMED = re.compile(
    rf"(?:\b(?:(?i:{_BEFORE})|{_MONTH})\.?[ -]|\b(?:{_MONTH})\.? \d{{1,2}},? )"
    rf"({_YEAR}){_UNCOUNTED}"
)
_DATED = re.compile(
    rf"(?:\b(?:(?i:in|since|during|until|till|early|late|mid)|{_MONTH})\.?[ -]|\()({_YEAR})(?!\d)"
)
_SINGLE = re.compile(rf"(?<![\d.,]){_YEAR}(?!\d)")
_SURE = re.compile(rf"(?<![\d.,$€£¥₹]){_YEAR}{_UNCOUNTED}|(?<=\(){_YEAR}(?= est\b)")
_RANGE = re.compile(
    rf"\b({_YEAR})(?:\s?[–—/-]\s?|\s(?:to|until|till|and|through)\s)(?:({_YEAR})|(\d\d))\b"  # noqa: RUF001  # as printed
)
_SINCE = re.compile(rf"\b(?:since|from|after) (?:\w+ ){{0,2}}({_YEAR})\b", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:until|till|before|by|to) (?:\w+ ){{0,2}}({_YEAR})\b", re.IGNORECASE)
_DECADE = re.compile(r"\b(1[1-9]\d|20\d)0['’]?s\b")  # noqa: RUF001  # as printed
_CENTURY = re.compile(r"\b(1\d|2[01])(?:th|st)[ -]centur", re.IGNORECASE)
_SHORT = re.compile(r"['’‘](\d\d)\b")  # noqa: RUF001  # as printed
_DAY = re.compile(
    rf"\b(?:({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH}))\b(?!,?\d)"
)
_RELATIVE = re.compile(
    r"\b(?:ago|yesterday|today|tonight|tomorrow|now|currently|recently|later|earlier|following|"
    r"(?:last|this|next|previous|same|past|coming|every|each|per) \w+|\w+ (?:before|after)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|annual(?:ly)?|years?|decades?)\b",
    re.IGNORECASE,
)


def named_years(text: str) -> list[int]:
    """The years that stand where only a year can: in 2015, March 2015, 3 May 2015."""
    return [int(year) for year in _NAMED.findall(text)]


def year_spans(text: str, *, sure: bool = False) -> list[tuple[int, int]]:
    """First and last year of everything that may be a year or a stretch of years.

    :param sure: without what may count something, as in "seats 2000 people".
    """
    return list(_year_spans(text, _SURE if sure else _SINGLE))


def _year_spans(text: str, single: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for year in single.findall(text):
        yield int(year), int(year)
    for first, last, short in _RANGE.findall(text):
        yield int(first), int(last or first[:2] + short)
    for year in _SINCE.findall(text):
        yield int(year), LAST
    for year in _UNTIL.findall(text):
        yield 0, int(year)
    for decade in _DECADE.findall(text):
        yield int(decade) * 10, int(decade) * 10 + 9
    for century in _CENTURY.findall(text):
        yield int(century) * 100 - 100, int(century) * 100
    for short in _SHORT.findall(text):
        yield 1900 + int(short), 1900 + int(short)
        yield 2000 + int(short), 2000 + int(short)


def days(text: str) -> dict[tuple[int, int], str]:
    """Month and day of every dated day, with the words that name it."""
    found = {}
    for match in _DAY.finditer(text):
        month = (match[1] or match[4])[:3]
        number = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month))
        found[number, int(match[2] or match[3])] = match.group()
    return found


def dated(text: str) -> set[int]:
    """Where the numbers of days begin, and those of years that can be nothing else."""
    numbers = {match.start(2 if match[1] else 3) for match in _DAY.finditer(text)}
    return numbers | {match.start(1) for match in _DATED.finditer(text)}


def relative(text: str) -> bool:
    """Whether a text may tell its time by another: last year, today, three days later."""
    return _RELATIVE.search(text) is not None
