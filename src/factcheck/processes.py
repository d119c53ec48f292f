"""Processes that work for this one."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker(SpawnProcess):
    """A process that leaves signals to end to the one that starts it, from its first moment on."""

    if hasattr(signal, "pthread_sigmask"):  # not on Windows

        def start(self) -> None:
            """As ``Process.start``; what is blocked here is blocked there."""
            before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
            try:
                super().start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def terminate(self) -> None:
        """End at once: the signal that otherwise does so is blocked."""
        self.kill()


class _Context(SpawnContext):
    Process = _Worker


class Processes(ProcessPoolExecutor):
    """Processes that can be ended in the middle of their work."""

    def end(self) -> None:
        """End the processes, whatever they do; what waits is dropped."""
        for process in list((self._processes or {}).values()):  # None after the end
            process.terminate()
        self.shutdown(cancel_futures=True)


def workers(count: int, begin: Callable[..., None] | None = None, *given: object) -> Processes:
    """Processes to hand functions to, made as they are needed.

    They leave signals to end to this process, and end when it does, even if it was killed. A script
    that calls this needs a ``__main__`` guard.

    :param begin: called with what is given in each process before anything else.
    """
    return Processes(
        count,
        mp_context=_Context(),  # a fork would copy locks of threads
        initializer=_become_worker,
        initargs=(begin, given),
    )


def give_back_memory() -> None:
    """Return what was freed to the system, where the C library is glibc.

    By itself it keeps holes between what is still in use, and with arrays of ever other sizes those
    grow: a worker that scored news for minutes held 220 MB of them.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)


def _become_worker(begin: Callable[..., None] | None, given: Sequence[object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it cannot be blocked
    sys.stdout = sys.stderr  # what the parent writes there is for programs
    threading.Thread(target=_follow_parent, daemon=True).start()
    if begin:
        begin(*given)


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
