"""Processes that work for this one."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers(count: int) -> ProcessPoolExecutor:
    """Processes to hand functions to; a script that calls this needs a ``__main__`` guard."""
    return ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context(
            "spawn"
        ),  # a fork would copy locks that threads hold
        initializer=become_worker,
    )


def become_worker() -> None:
    """Leave interrupts to the parent, and end when it does, even if it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
