"""What a signal to end does to a run."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible(say: Callable[[str], None]) -> Iterator[Callable[[], bool]]:
    """Let a signal ask the run to stop at the next good place, and a second stop it at once.

    Gives what tells whether to stop. Outside the main thread, signals stay with whoever has them.

    :param say: takes a line for the user.
    :raises KeyboardInterrupt: at the second signal, where the body happens to be.
    """
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        with suppress(RuntimeError):  # it came upon a line that is being told, which goes on
            say("stopping when what is begun is done; a second signal stops at once")

    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
