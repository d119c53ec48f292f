"""What one edition of The World Factbook says of one country."""

from __future__ import annotations

from dataclasses import dataclass, field

from field_names import EDITIONS


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number; the year is null where the field gives none."""

    value: float
    year: int | None


@dataclass(frozen=True, kw_only=True)
class Share:
    """One entry of a list, with its percentage where given."""

    name: str
    percent: float | None = None
    official: bool = False


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who held an office at the time of the edition."""

    title: str
    name: str
    since: str | None
    deputy: str | None = None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What one edition says of one country.

    :param name: as used inside a sentence, with its article ("the Gambia").
    :param adjective: null where it is ambiguous or unusual.
    """

    version: str
    country: str
    name: str
    adjective: str | None
    sovereign: bool
    figures: dict[str, tuple[Figure, ...]] = field(default_factory=dict)
    shares: dict[str, tuple[Share, ...]] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    offices: dict[str, Holder] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    borders: tuple[tuple[str, float], ...] = ()
    cities: tuple[tuple[str, float], ...] = ()
    memberships: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """The edition in words."""
        return EDITIONS[self.version]

    def latest(self, key: str) -> Figure | None:
        """Return the newest figure."""
        series = self.figures.get(key)
        return series[0] if series else None
