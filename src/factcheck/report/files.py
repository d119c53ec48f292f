"""Writing files whole or not at all, under names that no document id can turn against the user."""

import hashlib
import os
import re
import secrets
import shutil
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from factcheck.errors import OutputError, cause

_PLAIN = re.compile(r"[a-z0-9_][a-z0-9_.-]*(?<!\.)")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # devices of Windows
_LONGEST = 80  # leaves room for the hash and for suffixes within the 255 bytes of a file name


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file so that it is either there whole or as it was before; text as UTF-8.

    :raises OutputError: the place cannot be written; nothing is left behind.
    """
    try:
        content = data.encode() if isinstance(data, str) else data
    except ValueError as error:  # a lone surrogate
        raise OutputError(f"cannot write {str(path)!r}: {error}") from error
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when it is complete and leaves nothing if it is not.

    :raises OutputError: the place cannot be written.
    """
    with _unfinished(path) as (target, temporary):
        with _begun(path, target, temporary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)


def check_place(path: Path) -> None:
    """Try whether a file can be written, before the work that it is for.

    :raises OutputError: the place cannot be written.
    """
    with _unfinished(path) as (target, temporary):
        _begun(path, target, temporary).close()


def _begun(path: Path, target: Path, temporary: Path) -> BinaryIO:
    """Begin a file, unless it is to take the place of something else."""
    if target.exists() and not target.is_file():
        raise OutputError(f"cannot write {str(path)!r}: it is not a regular file")
    return temporary.open("xb")


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes its name when it is complete, as ``whole_file``.

    :raises OutputError: the place cannot be written, or something is there already.
    """
    with _unfinished(path) as (target, temporary):
        if target.exists():
            raise OutputError(
                f"cannot write {str(path)!r}: something is there; remove it or choose another"
            )
        temporary.mkdir()
        yield temporary
        temporary.replace(target)


@contextmanager
def _unfinished(path: Path) -> Iterator[tuple[Path, Path]]:
    """What is to be written and a place beside it for the meantime, which is cleared at the end."""
    try:
        target = path.resolve()  # a link stays a link, what it points to is written
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise OutputError(f"cannot write {str(path)!r}: {cause(error)}") from error
    temporary = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        yield target, temporary
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            remove(temporary)  # after the rename, or without it, there is none


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it, where there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def safe_stem(document_id: str) -> str:
    """Turn a document id into a file name without suffix, safe on every system.

    An id of plain small letters, digits and ``_.-`` stays as it is. Any other is tidied and
    ends in ``~`` and a hash of the id, so that two ids never share a name, not even where
    capitals do not count.
    """
    plain = _PLAIN.fullmatch(document_id) and not _RESERVED.match(document_id)
    if plain and len(document_id) <= _LONGEST:
        return document_id
    head = document_id[: 4 * _LONGEST]
    ascii_head = unicodedata.normalize("NFKD", head).encode("ascii", "ignore").decode()
    tidy = re.sub(r"[^A-Za-z0-9_.-]+", "-", ascii_head)
    tidy = re.sub(r"\.{2,}", ".", tidy)[:_LONGEST].strip("-.") or "document"
    if _RESERVED.match(tidy):
        tidy = f"_{tidy}"
    digest = hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{tidy}~{digest[:12]}"


class PageNames:
    """Names of the pages of a run, without suffix, given in the order of its documents."""

    def __init__(self) -> None:
        self._seen: Counter[int] = Counter()

    def of(self, document_id: str) -> str:
        """The name for the next document; one whose id was there before gets a number."""
        self._seen[hash(document_id)] += 1
        before = self._seen[hash(document_id)]
        number = f"~{before}" if before > 1 else ""
        return f"{safe_stem(document_id)}{number}"


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing.

    :raises OutputError: if it cannot be made.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


def temporary_folder() -> TemporaryDirectory[str]:
    """A folder that is removed when it is left.

    :raises OutputError: if there is no place for one.
    """
    try:
        return TemporaryDirectory()
    except OSError as error:
        raise OutputError(
            f"no temporary folder can be made ({cause(error)}): set TMPDIR to a folder that can be"
            " written"
        ) from error


@contextmanager
def writing(place: Path | str) -> Iterator[None]:
    """Say where writing failed; that a reader has gone, as with ``| head``, is left to the command.

    :raises OutputError: if the body raises an error of the system.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write {place}: {error.strerror}; choose another place with -o"
        ) from error


def show(view: str) -> None:
    """Print to standard output, with ? for a character it cannot take.

    :raises OutputError: it takes nothing more.
    """
    encoding = sys.stdout.encoding
    with writing("standard output"):
        sys.stdout.write(view.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
