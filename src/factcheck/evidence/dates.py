"""Reads the years, months and days that English text names."""

import re

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_FULL = {month[:3]: month for month in _MONTHS}
_ABBREVIATED = rf"(?:{'|'.join((*_MONTHS, *_FULL, 'Sept'))})\b\.?"
_YEAR = re.compile(  # what stands before a plural counts it, but not in "the 2020 elections"
    r"(?i:\b(in|of|the|since|by|until|from) )?(?<![\w.,:/$€£-])(?P<year>1[1-9]\d\d|20[0-4]\d)"
    r"(?![\w%-]|[.,:/]\d| (?:people|men|women|children|GMT|UTC|hours)\b)(?(1)|(?! [a-z]+s\b))"
)
_IN_YEAR = re.compile(
    r"\b(?:in|since) ((?:1[1-9]|20)\d\d)(?![\w%-]|[.,:/]\d| [a-z])", re.IGNORECASE
)
_ANY_YEAR = re.compile(r"(?<!\d)(?:1[1-9]|20)\d\d(?!\d)")
_TWO_YEARS = r"(1[1-9]|20)\d\d[–/-](\d\d)\b"  # 2023-24, 2023/24  # noqa: RUF001  # as printed
_SECOND_YEAR = re.compile(rf"(?<!\d){_TWO_YEARS}")
_PERIOD = re.compile(rf"(?<![\d.,])(?:{_TWO_YEARS}(?![.,]?\d|%)|(?:1[1-9]|20)\d0s\b)")
_SHORT_YEAR = re.compile(r"['’](\d\d)\b")  # noqa: RUF001  # as printed
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_BEGINNING = re.compile(rf"\b({'|'.join(_FULL)})")
_DAY = re.compile(rf"\b{_ABBREVIATED} (\d{{1,2}})\b|\b(\d{{1,2}})(?: of)? {_ABBREVIATED}\b")
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TOLD = re.compile(  # when a passage was written, which need not be what it is about
    r"\b(?:announced|issued|published|released|reported|said|told|updated)\b[^.;:]{0,20}?"
    rf"\b(?:(?:in|on) )?(?:\d{{1,2}} )?(?:{_ABBREVIATED} )?(?:\d{{1,2}},? )?(?:1[1-9]|20)\d\d\b"
)
_AS_OF = re.compile(rf"\b[Aa]s of (?:{_ABBREVIATED} )?(?:1[1-9]|20)\d\d\b")
_OF_OTHER_DAYS = re.compile(
    r"\d ?[-\u2013/] ?\d|\b(?:yesterday|overnight|nights?|through|earlier|later|ago|last|next"
    rf"|previous\w*|before|after|until|between|from|since|by|to|{WEEKDAY}|report\w*|statement|said"
    r"|announced|published|expected)\b",
    re.IGNORECASE,
)
_RELATIVE_MONTH = re.compile(r"\b(?:last|this|next|previous|following) month\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:last|this|next|previous|following) (?:year|spring|summer|autumn|fall|winter)\b"
    r"|\byears? (?:ago|later|earlier|before|after)\b|\b(?:annual|anniversary|decade|century|since)",
    re.IGNORECASE,
)


def years(text: str) -> set[str]:
    """The years that a text names, without what may count something: 2000 people."""
    return {match["year"] for match in _YEAR.finditer(text)}


def in_years(text: str) -> set[int]:
    """Where the years begin that can be nothing else, after "in" or "since"."""
    return {match.start(1) for match in _IN_YEAR.finditer(text)}


def possible_years(text: str) -> set[str]:
    """Every number that may be a year, also the second of 1775-76."""
    second = {first + last for first, last in _SECOND_YEAR.findall(text)}
    short = {first + last for last in _SHORT_YEAR.findall(text) for first in ("19", "20")}
    return {*_ANY_YEAR.findall(text), *second, *short}


def relative(text: str) -> bool:
    """Whether a text may tell a year by another: last year, a decade later."""
    return _RELATIVE.search(text) is not None


def states_alone(text: str) -> bool:
    """Whether every year of a text is one as of which something held."""
    rest = _AS_OF.sub("", text)
    return rest != text and not years(rest)


def without_when_told(text: str) -> str:
    """A text without the dates of reports: "data published in January 2025" may be on 2024."""
    return _TOLD.sub("", text)


def months(text: str) -> set[str]:
    """The months that a text names in full."""
    return set(_MONTH.findall(text))


def possible_months(text: str) -> set[str]:
    """Every month of which a word has the beginning, also Sept. and Marching."""
    return {_FULL[beginning] for beginning in _BEGINNING.findall(text)}


def relative_month(text: str) -> bool:
    """Whether a text may tell a month by another."""
    return _RELATIVE_MONTH.search(text) is not None


def days(text: str) -> set[tuple[str, int]]:
    """The days of the month that a text names, by the first letters of the month: ("Mar", 3)."""
    found = set()
    for match in _DAY.finditer(text):
        month = _BEGINNING.search(match.group())
        if month:
            found.add((month[1], int(match[1] or match[2])))
    return found


def of_other_days(text: str) -> bool:
    """Whether a text may name a day by another, or is about more than one, as most news is."""
    return _OF_OTHER_DAYS.search(text) is not None


def dated(text: str) -> set[int]:
    """Where the numbers begin that are days of the month, or of periods: 3 May, 2023-24, 1990s."""
    days = {match.start(1 if match[1] else 2) for match in _DAY.finditer(text)}
    periods = (match.start(part) for match in _PERIOD.finditer(text) for part in (0, 2))
    return days.union(place for place in periods if place >= 0)  # a decade has no second part
