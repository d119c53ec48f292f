"""What an index folder says of itself: its format, what went in, a checksum of every file.

A damaged index is refused instead of believed, and what is no index is not overwritten.
"""

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from factcheck.errors import EvidenceError, OutputError, cause

FORMAT = "factcheck-index/1"
MANIFEST = "index.json"
_LOCKS = ".tantivy-"


class Manifest(Struct, frozen=True, kw_only=True):
    """What an index says of itself.

    :param failed: number of documents that could not be read.
    :param sha256: digest of the passages in order, the same wherever and whenever they are indexed.
    :param files: SHA-256 of each of tantivy's files by name; empty for an index in memory.
    """

    format: str = FORMAT
    name: str
    documents: int
    passages: int
    failed: int
    sha256: str
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


def check(path: Path, manifest: Manifest) -> None:
    """Raise unless every file is as it was written.

    :raises EvidenceError: a file is missing or damaged.
    """
    for name, wanted in manifest.files.items():
        try:
            damaged = _digest(path / name) != wanted
        except OSError as error:
            raise EvidenceError(
                f"{path / name} cannot be read ({cause(error)}): build the index again"
            ) from error
        if damaged:
            raise EvidenceError(
                f"{path / name} is damaged, its SHA-256 is not {wanted[:12]}…: build the index"
                " again"
            )


def seal(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder that is complete but for it."""
    files = _files(folder)
    manifest = msgspec.structs.replace(manifest, files={file.name: _digest(file) for file in files})
    own = folder / MANIFEST
    own.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    for file in files:
        file.chmod(own.stat().st_mode)  # tantivy lets nobody else read some of its files


def refuse_foreign(path: Path) -> None:
    """Raise unless there is nothing at the path that a new index would destroy.

    :raises OutputError: a file stands there, or a folder of something else than an index.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"{path} is a file: name a new folder for the index")
    names = {file.name for file in _files(path)}
    if not names:
        return
    try:
        ours = {MANIFEST, *read_manifest(path).files}
    except EvidenceError:
        ours = set()
    if foreign := sorted(names - ours):
        raise OutputError(
            f"{path} holds {foreign[0]!r}, which is no part of an index: name another folder"
        )


def _files(folder: Path) -> list[Path]:
    """List what is in a folder, but for tantivy's locks."""
    return [file for file in sorted(folder.iterdir()) if not file.name.startswith(_LOCKS)]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
