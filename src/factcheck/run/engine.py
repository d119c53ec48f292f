"""Annotates pools of documents, in this process or in several, and gives them back in order.

A worker is a process of one thread that holds the model: two of them do more than one process of
two threads, and they read, tokenise, compare and write at the same time. A pool is scored in the
same batches wherever it is scored, so what comes out does not depend on the number of workers.

A worker that dies, as when memory runs out, is replaced and its pool tried again; if that dies too,
its documents are tried one by one, and the one that brings a worker down becomes a failed document.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Any, Protocol

from factcheck.document import FailedDocument, Run
from factcheck.run.outcome import Outcome, Task, outcomes

if TYPE_CHECKING:
    from factcheck.pipeline import Annotator

Load = Callable[[], "Annotator"]
Pool = Sequence[Task]
Done = tuple[Pool, list[Outcome]]
Waiting = deque[tuple[Pool, Future[list[Outcome]]]]
Stopping = Callable[[], bool]

AHEAD = 1  # pools that wait beside those being annotated, so that no worker does
ON_ACCELERATOR = 2  # workers that share one, so that it has work while the other reads and writes

_load: Load  # of this worker


class Engine(Protocol):
    """What annotates pools; results come in the order of the pools."""

    def about(self) -> Run:
        """What the documents are annotated with; errors of loading it are raised here."""

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """Annotate pools one after the other.

        :param stopping: tells whether to begin no other pool.
        """

    def close(self) -> None:
        """Let go of what was held; what is not finished is dropped."""


class Here:
    """Annotates in this process: the quickest for what fits into one pool."""

    def __init__(self, load: Load) -> None:
        self._annotator = load()

    def about(self) -> Run:
        """As ``Engine.about``."""
        return self._annotator.run

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """As ``Engine.annotate``."""
        for pool in takewhile(lambda _: not stopping(), pools):
            yield pool, list(outcomes(self._annotator, pool))

    def close(self) -> None:
        """As ``Engine.close``."""


class Workers:
    """Annotates in several processes.

    :param load: makes the annotator in each of them; it must be picklable.
    :param count: how many; None for one for each core, or a few on an accelerator.
    """

    def __init__(self, load: Load, count: int | None) -> None:
        self._load = load
        self._count = count
        self._processes = self._started()

    def about(self) -> Run:
        """As ``Engine.about``."""
        return self._processes.submit(_work_about).result()

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """As ``Engine.annotate``."""
        waiting: Waiting = deque()
        busy = self._count or (_cores() if self.about().device == "cpu" else ON_ACCELERATOR)
        for pool in takewhile(lambda _: not stopping(), pools):
            waiting.append((pool, self._processes.submit(_work, pool)))
            if len(waiting) > busy + AHEAD:
                yield self._first(waiting)
        while waiting and not (stopping() and waiting[0][1].cancel()):
            yield self._first(waiting)

    def close(self) -> None:
        """As ``Engine.close``."""
        self._processes.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count or _cores(),  # made as they are needed
            mp_context=multiprocessing.get_context("spawn"),  # a fork would share torch's locks
            initializer=_become_worker,
            initargs=(self._load,),
        )

    def _first(self, waiting: Waiting) -> Done:
        """The result of the pool that has waited longest, whichever of them killed a worker."""
        pool, future = waiting.popleft()
        try:
            return pool, future.result()
        except BrokenProcessPool:  # all are lost, and one is to blame
            found = self._alone(pool)
            for place, (other, _) in enumerate(waiting):
                waiting[place] = (other, self._processes.submit(_work, other))
            return pool, found

    def _alone(self, pool: Pool) -> list[Outcome]:
        """Annotate a pool with nothing beside it; if that kills a worker, one by one."""
        self.close()
        self._processes = self._started()
        try:
            return self._processes.submit(_work, pool).result()
        except BrokenProcessPool:
            if len(pool) > 1:
                return [outcome for task in pool for outcome in self._alone([task])]
            return [self._buried(pool[0])]

    def _buried(self, task: Task) -> Outcome:
        """What is said of a document that no worker survives."""
        self.close()
        self._processes = self._started()
        if isinstance(task.document, FailedDocument):  # it was never judged: something else fails
            return Outcome.of_failure(task.document)
        name = " ".join(task.document.id.splitlines())
        said = f"{name}: the process that annotated it died, perhaps for want of memory"
        return Outcome.of_failure(FailedDocument.of(task.document.id, "WorkerError", said))


@contextmanager
def engine_for(
    pools: Iterator[Pool], load: Load, workers: int | None, *, small: bool
) -> Iterator[tuple[Engine, Iterator[Pool]]]:
    """An engine for pools, and the pools.

    :param small: whether no more than one pool may be annotated in this process.
    """
    first = list(islice(pools, 2))
    here = not first or (small and len(first) == 1)
    engine: Engine = Here(load) if here else Workers(load, workers)
    try:
        yield engine, chain(first, pools)
    finally:
        engine.close()


def load_annotator(model: str, **choices: Any) -> "Annotator":  # noqa: ANN401  # as Annotator.load
    """Load an annotator in whatever process asks for it, and only there."""
    from factcheck.pipeline import Annotator

    return Annotator.load(model, **choices)


def _cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _become_worker(load: Load) -> None:
    """Use one thread, end with the parent, and leave interrupts to it."""
    global _load
    _load = load
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End when the parent does, even if it was killed; a worker would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _annotator() -> "Annotator":
    """The annotator of this worker, made when it is first asked for, so that errors come out."""
    return _load()


def _work_about() -> Run:
    return _annotator().run


def _work(pool: Pool) -> list[Outcome]:
    return list(outcomes(_annotator(), pool))
