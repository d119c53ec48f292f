"""What the commands share: how they speak, how they end, and the options of a model."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TextIO

import click

from factcheck.errors import DocumentError, FactcheckError, InputError


def fill_streams() -> None:
    """Put something in the place of a standard stream that is closed, lest a file takes its number.

    Standard output then refuses what is written, and what is told on standard error goes nowhere.
    """
    for name, mode in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, mode)  # the lowest that is free, so that of the stream
            os.set_inheritable(number, True)
            if name != "stdin":  # whoever reads it says that it is closed
                setattr(sys, name, os.fdopen(number, "w"))


def say(message: str) -> None:
    """Tell the user something on standard error, in one line that no terminal obeys.

    Where that takes nothing more, the work goes on and nothing is told.
    """
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in message)
    try:
        click.echo(line, err=True)
    except OSError:
        drop(sys.stderr)


def say_left_out(failed: int, format: str) -> None:
    """Tell the user that an export is without the documents that failed, if there are any."""
    if failed:
        say(f"{failed} failed documents left out: {format} cannot say why they failed")


def drop(stream: TextIO) -> None:
    """Drop what a standard stream does not take: Python would fail again at its end, with 120."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def reported(command: Callable[..., int]) -> Callable[..., None]:
    """Turn our errors into one line and an exit code, and a returned code into the exit code.

    SIGTERM interrupts as SIGINT does, so that nothing is left half-written.
    """

    @wraps(command)
    def run(*args: Any, debug: bool, **options: Any) -> None:  # noqa: ANN401  # click's values
        if threading.current_thread() is threading.main_thread():  # no other may say so
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            sys.exit(command(*args, **options))
        except FactcheckError as error:
            if debug:
                raise
            say(f"factcheck: {error}")
            drop(sys.stdout)
            sys.exit(1 if isinstance(error, DocumentError) else 2)
        except BrokenPipeError:  # the reader of standard output has gone, as with | head
            drop(sys.stdout)
            sys.exit(141)  # in silence, as a shell reports what SIGPIPE ends
        except KeyboardInterrupt as error:
            say(f"factcheck: {str(error) or 'interrupted; nothing was left half-written'}")
            sys.exit(130)

    return click.option("--debug", is_flag=True, help="Show the traceback of an error.")(run)


def model_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose a model and what it runs on, the same for every command."""
    options = (
        click.option(
            "--model",
            default="small",
            show_default=True,
            metavar="NAME|PATH|HUB-ID",
            help="A shipped model, a model folder, or a plain NLI model: a folder of transformers "
            "or a Hugging Face ID, which is fetched.",
        ),
        click.option(
            "--device",
            default="auto",
            show_default=True,
            metavar="auto|cpu|cuda|cuda:N|mps",
            help="What to run on.",
        ),
        click.option(
            "--precision",
            default="auto",
            show_default=True,
            metavar="auto|fp32|bf16|fp16",
            help="Arithmetic; auto is bf16 on CUDA and on x86 CPUs that have it.",
        ),
        click.option(
            "--max-tokens",
            type=int,
            metavar="N",
            help="Tokens in one batch.  [default: as suits the device]",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def named(place: Path | str | None, what: str) -> None:
    """Refuse standard output for what is written whole or not at all, and an empty name.

    :raises InputError: if the place is ``-`` or empty.
    """
    if place is not None and str(place) in ("-", ""):
        raise InputError(f"{place or repr(place)} is no place for {what}")


def sources(evidence: tuple[str, ...]) -> tuple[str, ...] | None:
    """The paths of evidence that the options name; None for the shipped corpus.

    ``self`` comes beside any evidence; ``run`` takes the place of the shipped corpus.

    :raises InputError: if ``none`` stands beside a path.
    """
    paths = tuple(path for path in evidence if path not in ("self", "run"))
    if "none" in paths:
        if len(paths) > 1 or "run" in evidence:
            raise InputError("--evidence none cannot stand beside other evidence: leave one out")
        return ()
    return paths or (() if "run" in evidence else None)
