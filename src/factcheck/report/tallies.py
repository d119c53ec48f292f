"""Counts of things without end, in memory that has one.

Whatever the order in which things come, the result is the same as long as nothing was dropped.
"""

from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import Struct, field

from factcheck.document import Label

Thing = TypeVar("Thing")
Rank = tuple[float | str, ...]  # of the same kinds within one list


class Group(Struct):
    """Articles that have something in common, and their sentences by label."""

    articles: int = 0
    labels: Counter[Label] = field(default_factory=Counter)

    @property
    def claims(self) -> int:
        """Number of sentences that make a claim."""
        return self.labels.total() - self.labels[Label.NONE]

    def share(self, label: Label) -> float:
        """Share of a label in the sentences that make a claim; 0 where none does."""
        return self.labels[label] / self.claims if self.claims else 0.0

    def add(self, other: "Group") -> None:
        """Take in the articles of another group."""
        self.articles += other.articles
        for label, count in other.labels.items():
            self.labels[label] += count


class Frequent:
    """Counts by name. When twice ``room`` names are held, the rarer half is dropped.

    :ivar missed: no count is short by more than this; 0 as long as nothing was dropped.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._counts: Counter[str] = Counter()
        self.missed = 0

    def add(self, name: str) -> None:
        """Count one more of that name."""
        self._counts[name] += 1
        if len(self._counts) > 2 * self._room:
            ranked = self.ranked()
            self.missed += ranked[self._room][1]
            self._counts = Counter(dict(ranked[: self._room]))

    def ranked(self) -> list[tuple[str, int]]:
        """All names that are held with their counts, the most frequent first."""
        return _ranked(self._counts)

    def merged(self) -> list[tuple[str, int]]:
        """The same, a capital at the beginning set aside where the small letter comes as well."""
        counts = Counter(self._counts)
        for name, count in self._counts.items():
            small = name[0].lower() + name[1:]
            if small != name and small in counts:
                counts[small] += count
                del counts[name]
        return _ranked(counts)


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


class Outlets:
    """Articles by who published them. Beyond ``room`` names the rest is one group."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._groups: dict[str, Group] = {}
        self.others = Group()

    def add(self, name: str, group: Group) -> None:
        """Count the articles of a group for an outlet."""
        if name in self._groups or len(self._groups) < self._room:
            self._groups.setdefault(name, Group()).add(group)
        else:
            self.others.add(group)

    def ranked(self) -> list[tuple[str, Group]]:
        """All outlets that are held, the one with the most articles first."""
        return sorted(self._groups.items(), key=lambda pair: (-pair[1].articles, pair[0]))


class Best(Generic[Thing]):
    """The things of the lowest rank, at most ``size``.

    :ivar seen: how many were offered.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: list[tuple[Rank, Thing]] = []
        self._worst: Rank | None = None
        self.seen = 0

    def offer(self, rank: Rank, make: Callable[[], Thing]) -> None:
        """Make and hold a thing unless enough of a lower rank are held."""
        self.seen += 1
        if self._worst is not None and rank > self._worst:
            return
        self._held.append((rank, make()))
        if len(self._held) == 2 * self._size:
            self._cut()
            self._worst = self._held[-1][0]

    def ranked(self) -> list[Thing]:
        """The things that are held, the lowest rank first."""
        self._cut()
        return [thing for _, thing in self._held]

    def _cut(self) -> None:
        self._held.sort(key=lambda pair: pair[0])
        del self._held[self._size :]
