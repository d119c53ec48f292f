"""Articles over time, by the unit that gives a chart one can read."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from factcheck.report.tallies import Group

MOST = 60  # bars of a chart
ENOUGH = 0.9  # share of the dated articles whose date must be precise enough for a unit
TAIL = 0.01  # share of the articles at either end that may be cut off for a finer unit
ROOM = 5_000  # dates that are held apart; more are put together by month, then by year

_DATE = re.compile(r"(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?(?![\d-])")


class Unit(NamedTuple):
    """A unit of time.

    :param least: characters of the shortest date that it can place, such as 7 of 2024-05.
    :param number: turns a date into a whole number; those of two neighbours differ by one.
    :param name_of: turns the number back into a date in short.
    """

    name: str
    least: int
    number: Callable[[str], int]
    name_of: Callable[[int], str]


def _day(published: str) -> int:
    return date.fromisoformat(published).toordinal()


def _month(published: str) -> int:
    return 12 * int(published[:4]) + int(published[5:7]) - 1


UNITS = (
    Unit("day", 10, _day, lambda number: date.fromordinal(number).isoformat()),
    Unit(
        *("week", 10, lambda published: (_day(published) - 1) // 7),
        lambda number: date.fromordinal(7 * number + 1).isoformat(),  # its Monday
    ),
    Unit("month", 7, _month, lambda number: f"{number // 12:04}-{number % 12 + 1:02}"),
    Unit("year", 4, lambda published: int(published[:4]), lambda number: f"{number:04}"),
    Unit("decade", 4, lambda published: int(published[:3]), lambda number: f"{number}0s"),
)


class Chart(NamedTuple):
    """Articles by time.

    :param unit: day, week, month, year or decade.
    :param bars: without a gap; the first day stands for a week.
    :param outside: dated articles before the first bar or after the last.
    :param vague: articles whose date is less precise than the unit.
    """

    unit: str
    bars: list[tuple[str, Group]]
    outside: int
    vague: int


class Timeline:
    """Counts articles by the date that they give.

    :ivar undated: articles without a date, or with one over a year ahead, which must be wrong.
    """

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self._precision = 10
        self._latest = (date.today() + timedelta(days=366)).isoformat()
        self.undated = 0

    def add(self, published: str | None, group: Group) -> None:
        """Count the articles of a group at a date in ISO 8601, or at none."""
        day = date_of(published)
        if day is None or day > self._latest:
            self.undated += group.articles
            return
        self._groups.setdefault(day[: self._precision], Group()).add(group)
        while len(self._groups) > ROOM and self._precision > 4:
            self._precision -= 3
            groups, self._groups = self._groups, {}
            for key, found in groups.items():
                self._groups.setdefault(key[: self._precision], Group()).add(found)

    @property
    def ends(self) -> tuple[str, str] | None:
        """The first and the last date; nothing where no article is dated."""
        return (min(self._groups), max(self._groups)) if self._groups else None

    def chart(self) -> Chart | None:
        """Choose a unit and count by it; nothing where no article is dated."""
        if not self._groups:
            return None
        dated = sum(group.articles for group in self._groups.values())
        for unit in UNITS:
            placed: dict[int, Group] = {}
            for key, group in self._groups.items():
                if len(key) >= unit.least:
                    placed.setdefault(unit.number(key), Group()).add(group)
            articles = sum(group.articles for group in placed.values())
            if articles < ENOUGH * dated:
                continue
            first, last = _window(placed, articles)
            if last - first < MOST:
                break
        first = max(first, last - MOST + 1)  # of more than sixty decades the latest
        bars = [
            (unit.name_of(number), placed.get(number, Group())) for number in range(first, last + 1)
        ]
        shown = sum(group.articles for _, group in bars)
        return Chart(unit.name, bars, articles - shown, dated - articles)


def date_of(published: str | None) -> str | None:
    """The date of an ISO 8601 date or time, as precise as it is given; nothing for another text."""
    match = _DATE.match(published or "")
    if match is None:
        return None
    try:
        date.fromisoformat((match[0] + "-01-01")[:10])
    except ValueError:  # such as 31 June
        return None
    return match[0]


def _window(placed: dict[int, Group], articles: int) -> tuple[int, int]:
    """The first and last number to show: all, or if those are too many all but the tails."""
    numbers = sorted(placed)
    if numbers[-1] - numbers[0] < MOST:
        return numbers[0], numbers[-1]
    upto = list(accumulate(placed[number].articles for number in numbers))
    tail = int(TAIL * articles)
    first = next(n for n, count in zip(numbers, upto, strict=True) if count > tail)
    last = next(n for n, count in zip(numbers, upto, strict=True) if count >= articles - tail)
    return first, last
