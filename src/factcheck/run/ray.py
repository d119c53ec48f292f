"""Annotates pools of documents on the machines of a Ray cluster, and gives them back in order.

An actor holds the model on one core, or on a share of a GPU where the cluster has GPUs. One that
dies is started again by Ray and its pool tried once more; if that dies too, the documents of the
pool are tried one by one, and the one that brings an actor down becomes a failed document.
"""

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from factcheck.document import Run
from factcheck.errors import ModelError, SettingsError, cause
from factcheck.run.engine import ON_ACCELERATOR, Done, Load, Pool, Stopping, annotated, buried
from factcheck.run.ledger import differences
from factcheck.run.outcome import Outcome

if TYPE_CHECKING:
    from factcheck.pipeline import Annotator

WAITING = 4  # results for each actor that may wait for one before them
RETRIES = 1  # of a pool or document whose actor died; it may not be to blame


class Cluster:
    """Annotates on the cluster that ``RAY_ADDRESS`` names, else on this machine.

    :param load: makes the annotator in each actor; what it reads must be there on every machine.
    :param count: most actors; as many as the cluster has room for at the beginning if not given.
    :raises SettingsError: if Ray is not installed, or there is no cluster at that address.
    """

    def __init__(self, load: Load, count: int | None) -> None:
        try:
            import ray
        except ImportError as error:
            raise SettingsError("--engine ray needs Ray: pip install 'ray>=2.40'") from error
        self._ray = ray
        handler = signal.getsignal(signal.SIGTERM)
        try:
            ray.init(log_to_driver=False, ignore_reinit_error=True)
        except (ValueError, ConnectionError, RuntimeError) as error:
            where = os.environ.get("RAY_ADDRESS", "none given")
            raise SettingsError(
                f"no Ray cluster can be had (RAY_ADDRESS: {where}): {cause(error)}"
            ) from error
        if handler is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, handler)  # Ray would end at once
        while not (free := ray.available_resources()):
            time.sleep(0.1)  # until the machines have said what they have
        gpus = int(free.get("GPU", 0))
        room = gpus * ON_ACCELERATOR or int(free.get("CPU", 0)) or 1
        kind = ray.remote(
            num_cpus=0 if gpus else 1,
            num_gpus=1 / ON_ACCELERATOR if gpus else 0,
            max_restarts=-1,
            max_task_retries=RETRIES,
        )(_Actor)
        # one more than there is room for would wait for ever
        self._actors = [kind.remote(load) for _ in range(min(count or room, room))]

    def about(self) -> Run:
        """As ``Engine.about``."""
        try:
            found: Run = self._ray.get(self._actors[0].about.remote())
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from error
        except self._ray.exceptions.RayError as error:
            raise ModelError(f"an actor of Ray died while it loaded the model: {error}") from error
        self._run = found
        return found

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """As ``Engine.annotate``.

        :raises SettingsError: if a machine annotates with something else than the first.
        """
        idle = list(self._actors)
        running: dict[Any, tuple[int, Pool, Any]] = {}
        done: dict[int, Done] = {}
        given = 0  # to whoever asked
        for number, pool in enumerate(takewhile(lambda _: not stopping(), pools)):
            while not idle or number - given > WAITING * len(self._actors):
                idle.append(self._settle(running, done))
                while given in done:
                    yield done.pop(given)
                    given += 1
            actor = idle.pop()
            running[actor.work.remote(pool, self._run)] = (number, pool, actor)
        while running:
            self._settle(running, done)
            while given in done:
                yield done.pop(given)
                given += 1

    def close(self) -> None:
        """As ``Engine.close``."""
        self._ray.shutdown()

    def _settle(self, running: dict[Any, tuple[int, Pool, Any]], done: dict[int, Done]) -> Any:  # noqa: ANN401  # an actor
        """Wait for a pool, keep what became of it and say which actor is free."""
        (reference, *_), _ = self._ray.wait(list(running), num_returns=1)
        number, pool, actor = running.pop(reference)
        try:
            found = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from error
        except self._ray.exceptions.RayError:  # the actor, its machine or its memory is gone
            found = [outcome for task in pool for outcome in self._alone(actor, [task])]
        done[number] = (pool, found)
        return actor

    def _alone(self, actor: Any, pool: Pool) -> list[Outcome]:  # noqa: ANN401
        """Annotate one document; it fails if no actor survives it."""
        try:
            found: list[Outcome] = self._ray.get(actor.work.remote(pool, self._run))
        except self._ray.exceptions.RayError:  # the actor, its machine or its memory is gone
            return [buried(task) for task in pool]
        return found


class _Actor:
    """Holds an annotator, made when it is first asked for, so that errors come out."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._annotator: Annotator | None = None

    def about(self) -> Run:
        """With what it annotates."""
        return self._loaded().run

    def work(self, pool: Pool, run: Run) -> list[Outcome]:
        """Annotate a pool.

        :param run: with what the others annotate.
        :raises SettingsError: if it is something else here.
        """
        annotator = self._loaded()
        if changed := differences(run, annotator.run):
            what = ", ".join(f"{name} is {a!r} and {b!r}" for name, a, b in changed)
            raise SettingsError(
                f"the machines of the cluster differ: {what}; give all of them the same, by"
                " --precision fp32 if it is that, or choose --engine local"
            )
        return annotated(annotator, pool)

    def _loaded(self) -> "Annotator":
        self._annotator = self._annotator or self._load()
        return self._annotator
