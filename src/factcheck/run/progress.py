"""What is told on standard error while a corpus is annotated."""

import sys
import time
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec
from tqdm import tqdm

from factcheck.breaches import Forbidden
from factcheck.document import Label
from factcheck.readers.position import Position
from factcheck.report import json
from factcheck.run.ledger import Counts
from factcheck.run.outcome import Outcome

Say = Callable[[str], None]
Style = Literal["bar", "lines", "json", "none"]

NOTHING = Forbidden(unchecked=False, labels=())
EVERY = 10.0  # seconds between two lines


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is, as a program is told.

    :param documents: done, those of earlier runs and those that failed among them.
    :param claims_per_second: since this run began.
    :param share: of the bytes of the inputs that is done, from 0 to 1, which is the end; null where
        unknown.
    :param seconds_left: by that share and the time so far; null where unknown.
    """

    documents: int
    failed: int
    claims: int
    labels: dict[Label, int]
    claims_per_second: float
    share: float | None
    seconds_left: float | None


class Progress:
    """Tells which documents failed and how far the run is.

    :param say: takes a line for standard error.
    :param forbidden: what claims to tell of.
    :param style: a bar, a line or an object of JSON now and then, or failures alone.
    """

    def __init__(
        self, say: Say, style: Style, position: Position, forbidden: Forbidden = NOTHING
    ) -> None:
        self.say = say
        self._style = style
        self.position = position
        self._forbidden = forbidden
        self._bar = None
        self._start = self._next = 0.0
        self._claims = 0
        self._read = self._before = 0  # bytes of the inputs: of what is done, and was done before

    def start(self, counts: Counts) -> None:
        """Begin to measure; what is counted already was done earlier."""
        self._start = time.monotonic()
        self._next = self._start + EVERY
        self._claims = counts.claims
        self._read = self._before = self.position.read if counts.documents else 0
        if counts.documents and self._style in ("bar", "lines"):
            self.say(f"going on after {counts.documents} documents")
        if self._style == "bar":
            self._bar = tqdm(
                total=self.position.total or None,
                initial=self._read,
                file=sys.stderr,
                dynamic_ncols=True,
                leave=False,
                bar_format="{percentage:3.0f}% {bar} {elapsed}, {remaining} left; {postfix}",
            )

    def add(self, counts: Counts, outcomes: Iterable[Outcome], read: int) -> None:
        """Tell of documents that are done, and have been counted.

        :param read: bytes of the inputs that were read for them and all before them.
        """
        self._read = read
        with tqdm.external_write_mode(sys.stderr):
            for outcome in outcomes:
                self._tell_of(outcome)
        if self._bar is not None:
            self._bar.n = read
            self._bar.set_postfix_str(f"{counts}; {_rate(self.told(counts))}")
        elif time.monotonic() > self._next:
            self._next = time.monotonic() + EVERY
            self._tell(counts)

    def close(self) -> None:
        """Make room for what is said next, however the run ended."""
        if self._bar is not None:
            self._bar.close()

    def end(self, counts: Counts) -> None:
        """Tell what came out."""
        self.close()
        if self._style != "none":
            self._tell(counts, done=True)

    def _tell_of(self, outcome: Outcome) -> None:
        """Tell what is wrong with a document, if anything is."""
        if outcome.failure:
            self.say(f"failed: {outcome.failure}")
        elif self._forbidden != NOTHING:
            record = json.decode(outcome.line)
            for breach in self._forbidden.breaches(record):
                self.say(f"forbidden: {breach}")

    def _tell(self, counts: Counts, *, done: bool = False) -> None:
        told = self.told(counts)
        if done:  # with --limit, say, there are bytes that nobody reads
            told = msgspec.structs.replace(told, share=1.0, seconds_left=0.0)
        if self._style == "json":
            self.say(msgspec.json.encode(told).decode())
        elif self._style != "none":
            left = f"; {_time(told.seconds_left)} left" if told.seconds_left else ""
            self.say(f"{counts}; {_rate(told)}{left}")

    def told(self, counts: Counts) -> Told:
        """How far the run is."""
        passed = max(time.monotonic() - self._start, 1e-9)
        share = self.position.share(self._read)
        since = self._read - self._before
        return Told(
            documents=counts.documents,
            failed=counts.failed,
            claims=counts.claims,
            labels=counts.labels,
            claims_per_second=round((counts.claims - self._claims) / passed, 1),
            share=share,
            seconds_left=round(passed * max(0, self.position.total - self._read) / since, 1)
            if share and since > 0
            else None,
        )


def _rate(told: Told) -> str:
    return f"{told.claims_per_second:.0f} claims a second"


def _time(seconds: float) -> str:
    """Hours and minutes, or seconds if there are few."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
