"""Which engine annotates."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Literal

from factcheck.run.engine import Engine, Load, Pool
from factcheck.run.local import Here, Workers
from factcheck.run.ray import Cluster

Kind = Literal["local", "ray"]


@contextmanager
def engine_for(
    pools: Iterator[Pool],
    load: Load,
    kind: Kind,
    workers: int | None,
    *,
    small: bool,
    threads: int | None = None,
) -> Iterator[tuple[Engine, Iterator[Pool]]]:
    """An engine for pools, and the pools.

    :param workers: how many processes; None for as many as there is room for.
    :param small: annotate in this process where there is no more than one pool.
    :param threads: of this process meanwhile; with one, it comes to what a worker comes to.
    :raises SettingsError: if the engine is not installed.
    """
    first = list(islice(pools, 2))
    engine: Engine
    if kind == "ray":
        engine = Cluster(load, workers)
    elif not first or (small and len(first) == 1):
        engine = Here(load, threads)
    else:
        engine = Workers(load, workers)
    try:
        yield engine, chain(first, pools)
    finally:
        engine.close()
