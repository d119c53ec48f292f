"""Annotates pools of documents on this machine, in this process or in several.

A worker is a process of one thread that holds the model: two of them do more than one process of
two threads, and they read, tokenise, compare and write at the same time. On Linux the
weights are in memory once for all of them.

A worker that dies, as when memory runs out, is replaced and its pool tried again; if that dies too,
its documents are tried one by one, and the one that brings a worker down becomes a failed document.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.document import Run
from factcheck.errors import ModelError
from factcheck.processes import Processes, cores, workers
from factcheck.run.engine import ON_ACCELERATOR, Done, Load, Pool, Stopping, annotated, buried
from factcheck.run.outcome import Outcome, outcomes

if TYPE_CHECKING:
    from factcheck.pipeline import Annotator

Waiting = deque[tuple[Pool, Future[list[Outcome]]]]

AHEAD = 1  # pools that wait beside those being annotated, so that no worker does

_load: Load  # of this worker
_shared: Path | None  # with the others


class Here:
    """Annotates in this process: the quickest for what fits into one pool.

    :param threads: with which it calculates until it is closed; None for as many as it has.
    """

    def __init__(self, load: Load, threads: int | None = None) -> None:
        # Here, since a process that has workers does without torch.
        from factcheck.model.threads import use_threads

        self._annotator = load()
        self._threads = use_threads(threads)

    def about(self) -> Run:
        """As ``Engine.about``."""
        return self._annotator.run

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """As ``Engine.annotate``."""
        for pool in takewhile(lambda _: not stopping(), pools):
            yield pool, list(outcomes(self._annotator, pool))

    def close(self) -> None:
        """As ``Engine.close``."""
        from factcheck.model.threads import use_threads

        use_threads(self._threads)


class Workers:
    """Annotates in several processes.

    :param load: makes the annotator in each of them; it must be picklable.
    :param count: how many; None for one for each core, or a few that share an accelerator.
    """

    def __init__(self, load: Load, count: int | None) -> None:
        self._load = load
        self._count = count
        self._shared = _memory()
        self._processes = self._started()

    def about(self) -> Run:
        """As ``Engine.about``.

        :raises ModelError: if a worker dies over it.
        """
        try:
            found = self._processes.submit(_work_about).result()
        except BrokenProcessPool as error:
            raise ModelError(
                "a worker died while it loaded the model, perhaps for want of memory: give fewer"
                " --workers"
            ) from error
        if self._count is None and found.device != "cpu":
            self._count = ON_ACCELERATOR
            self._restart()
        return found

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """As ``Engine.annotate``."""
        waiting: Waiting = deque()
        busy = self._count or cores()
        for pool in takewhile(lambda _: not stopping(), pools):
            waiting.append((pool, self._submitted(pool)))
            if len(waiting) > busy + AHEAD:
                yield self._first(waiting)
        while waiting and not (stopping() and waiting[0][1].cancel()):
            yield self._first(waiting)

    def close(self) -> None:
        """As ``Engine.close``."""
        self._processes.end()
        if self._shared is not None:
            os.close(self._shared)
            self._shared = None

    def _started(self) -> Processes:
        # A path of this process: it leads nowhere when that has ended, however it did.
        path = None if self._shared is None else Path(f"/proc/{os.getpid()}/fd/{self._shared}")
        return workers(self._count or cores(), _prepare, self._load, path)

    def _restart(self) -> None:
        self._processes.end()
        self._processes = self._started()

    def _submitted(self, pool: Pool) -> Future[list[Outcome]]:
        try:
            return self._processes.submit(_work, pool)
        except BrokenProcessPool as error:  # a worker died while this process did something else
            lost: Future[list[Outcome]] = Future()
            lost.set_exception(error)
            return lost

    def _first(self, waiting: Waiting) -> Done:
        """The result of the pool that has waited longest, whichever of them killed a worker."""
        pool, future = waiting.popleft()
        try:
            return pool, future.result()
        except BrokenProcessPool:  # all are lost, and one is to blame
            self._restart()
        found = self._alone(pool)
        if found is None:
            found = [outcome for task in pool for outcome in self._alone([task]) or [buried(task)]]
        for place, (other, result) in enumerate(waiting):
            if result.exception() is not None:
                waiting[place] = (other, self._submitted(other))
        return pool, found

    def _alone(self, pool: Pool) -> list[Outcome] | None:
        """Annotate with nothing beside it; None if it kills the worker."""
        try:
            return self._processes.submit(_work, pool).result()
        except BrokenProcessPool:
            self._restart()
            return None


def _memory() -> int | None:
    """The descriptor of a file that is nowhere but in memory, where the system has such."""
    try:
        return os.memfd_create("weights")
    except (AttributeError, OSError):  # not Linux, or forbidden
        return None


def _prepare(load: Load, shared: Path | None) -> None:
    """Use one thread, and know what to load.

    :param shared: of ``Annotator.load``; it may be hidden from other processes.
    """
    global _load, _shared
    _load = load
    _shared = shared if shared and os.access(shared, os.R_OK | os.W_OK) else None
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


@cache
def _annotator() -> "Annotator":
    """The annotator of this worker, made when it is first asked for, so that errors come out."""
    return _load(shared=_shared)


def _work_about() -> Run:
    return _annotator().run


def _work(pool: Pool) -> list[Outcome]:
    return annotated(_annotator(), pool)
