"""What an index folder says of itself: its format, what went in, a checksum of every file.

A damaged index is refused instead of believed.
"""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from factcheck.errors import EvidenceError, cause

FORMAT = "factcheck-index/2"
MANIFEST = "index.json"
CONTENT = re.compile(r"passages-[0-9a-f]{32}")  # names of folders
LARGEST = 1_000_000  # bytes of a manifest
_LOCKS = ".tantivy-"


class Manifest(Struct, frozen=True, kw_only=True):
    """What an index says of itself.

    :param failed: number of documents that could not be read, at the first time and at every
        later one.
    :param made_from: digest of the state of the files it was made from, where that is known and
        nothing was added.
    :param sha256: digest of the passages, whatever their order and whenever they are indexed.
    :param folder: name of the folder with tantivy's files, below that of the index; empty for an
        index in memory, as is the next.
    :param files: SHA-256 of each of tantivy's files by name.
    """

    format: str = FORMAT
    name: str
    documents: int
    passages: int
    failed: int
    sha256: str
    made_from: str = ""
    folder: str = ""
    files: dict[str, str] = {}


class _Format(Struct, frozen=True):
    """The part of a manifest that every version shares."""

    format: str


def read_manifest(path: Path) -> Manifest:
    """Read what an index folder says of itself.

    :raises EvidenceError: no index, one of another format, or a manifest that cannot be read.
    """
    if not path.exists():
        raise EvidenceError(f"{path} does not exist: build an index with `factcheck index`")
    try:
        content = Path(path, MANIFEST).read_bytes()
        form = msgspec.json.decode(content, type=_Format).format
        if form == FORMAT:
            return msgspec.json.decode(content, type=Manifest)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise EvidenceError(
            f"{path} is not an evidence index, it has no {MANIFEST}: build one with"
            " `factcheck index`"
        ) from error
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise EvidenceError(
            f"{path / MANIFEST} cannot be read ({cause(error)}): build the index again"
        ) from error
    raise EvidenceError(f"{path} has format {form!r}, not {FORMAT!r}: build the index again")


def is_index(path: Path) -> bool:
    """Whether a folder holds an index, of whatever version or with a damaged manifest."""
    manifest = Path(path, MANIFEST)
    try:
        if not manifest.is_file() or manifest.stat().st_size > LARGEST:  # a pipe would block
            return False
        content = manifest.read_bytes()
    except (OSError, ValueError):  # no such file, or no name of a file
        return False
    with suppress(UnicodeDecodeError, msgspec.DecodeError):
        if msgspec.json.decode(content, type=_Format).format.startswith("factcheck-index/"):
            return True
    return any(CONTENT.fullmatch(file.name) for file in path.iterdir())


def check(path: Path, manifest: Manifest) -> None:
    """Raise unless every file is as it was written.

    :raises EvidenceError: a file is missing or damaged, or would lie outside the index.
    """
    names = [name for name in manifest.files if Path(name).name != name]
    if not CONTENT.fullmatch(manifest.folder):
        names.append(manifest.folder)
    if names:
        raise EvidenceError(
            f"{path / MANIFEST} names {names[0]!r}, which is no part of an index: build the index"
            " again"
        )
    for name, wanted in manifest.files.items():
        file = path / manifest.folder / name
        try:
            damaged = _digest(file) != wanted
        except OSError as error:
            raise EvidenceError(
                f"{file} cannot be read ({cause(error)}): build the index again"
            ) from error
        if damaged:
            raise EvidenceError(
                f"{file} is damaged, its SHA-256 is not {wanted[:12]}…: build the index again"
            )


def seal(folder: Path, manifest: Manifest) -> None:
    """Make a folder of tantivy's files the content of the index around it, in one step."""
    files = [file for file in sorted(folder.iterdir()) if not file.name.startswith(_LOCKS)]
    digests = {file.name: _digest(file) for file in files}
    manifest = msgspec.structs.replace(manifest, folder=folder.name, files=digests)
    own = folder / MANIFEST
    with own.open("wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(manifest)))
        stream.flush()
        os.fsync(stream.fileno())  # what it takes the place of is removed
    for file in files:
        file.chmod(own.stat().st_mode)  # tantivy lets nobody else read some of its files
    own.replace(folder.parent / MANIFEST)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
