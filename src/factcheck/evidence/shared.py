"""Evidence that several processes open: documents are indexed once, in a folder.

An index of the same files that stands there, left by a run that was cut off, is used again.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from factcheck.document import Document, FailedDocument
from factcheck.errors import EvidenceError, OutputError
from factcheck.evidence.index import Index, build
from factcheck.evidence.manifest import is_index, read_manifest
from factcheck.evidence.sources import RUN, indexed, parted, shipped_index
from factcheck.processes import cores
from factcheck.readers import FIELDS, Fields, read
from factcheck.readers.inputs import sources

EVIDENCE, RUN_INDEX = "evidence.index", "run.index"  # folders in that of a run


class Shared(NamedTuple):
    """The evidence of a run as ``Annotator.load`` takes it, in any process and working folder.

    :param unread: documents that could not be read.
    """

    paths: list[Path] | None
    corpus: list[Path]
    unread: list[FailedDocument]


@contextmanager
def shared(
    paths: Sequence[str | Path] | None,
    corpus: Sequence[str | Path],
    folder: Path,
    fields: Fields = FIELDS,
) -> Iterator[Shared]:
    """Index what is no index yet in the folder of a run, and remove that when the run is finished.

    :param paths: as of :func:`prepare`.
    :param corpus: the articles of the run, if they are evidence too.
    :param fields: of their rows.
    :raises EvidenceError: if no document can be read.
    :raises InputError: if a path does not exist or cannot be read.
    :raises OutputError: if the folder cannot be written, or an index that no run made is there.
    """
    found = prepare(paths, folder / EVIDENCE)
    run = [index_run(corpus, folder / RUN_INDEX, fields)] if corpus else []
    indexes = None if found.paths is None else [path.absolute() for path in found.paths]
    yield Shared(indexes, run, found.unread)
    for name in (EVIDENCE, RUN_INDEX):  # not after an error: a run that goes on needs them
        if _is_kept(folder / name):
            shutil.rmtree(folder / name, ignore_errors=True)


class Prepared(NamedTuple):
    """Evidence that every process opens as it is.

    :param paths: indexes alone; None for the corpus that ships.
    :param unread: documents that could not be read; none where an old index was used again.
    """

    paths: list[Path] | None
    unread: list[FailedDocument]


def prepare(paths: Sequence[str | Path] | None, folder: Path) -> Prepared:
    """Index the documents among the evidence of a run in a folder; indexes stay what they are.

    :param paths: as for :func:`~factcheck.evidence.sources.open_evidence`.
    :raises EvidenceError: if no document can be read.
    :raises InputError: if a path does not exist or cannot be read.
    :raises OutputError: if the folder cannot be written.
    """
    if paths is None:
        shipped_index()  # built here, lest each process builds it
        return Prepared(None, [])
    folders, documents = parted(paths)
    unread: list[FailedDocument] = []
    if documents:
        indexed(
            documents, unread, lambda found, name: _kept(found, documents, FIELDS, folder, name)
        )
        folders.append(folder)
    return Prepared(folders, unread)


def index_run(inputs: Sequence[str | Path], folder: Path, fields: Fields = FIELDS) -> Path:
    """Index the articles of a run in a folder, to be opened as the ``corpus`` of each process.

    :return: the folder.
    :raises InputError: if a path does not exist or cannot be read.
    :raises OutputError: if the folder cannot be written.
    """
    _kept(read(inputs, fields), inputs, fields, folder, RUN)
    return folder


def _kept(
    documents: Iterable[Document | FailedDocument],
    inputs: Sequence[str | Path],
    fields: Fields,
    folder: Path,
    name: str,
) -> Index:
    """The index of the inputs that stands in a folder, or a new one of their documents."""
    state = _state(inputs, fields)
    if is_index(folder):
        with suppress(EvidenceError):  # damaged: it is built anew
            index = Index.open(folder)
            if not index.manifest.made_from:
                raise OutputError(
                    f"{folder} is an index that no run made: move it, or give the run another"
                    " folder"
                )
            if (index.manifest.name, index.manifest.made_from) == (name, state):
                return index
    return build(documents, folder, name=name, made_from=state, processes=cores())


def _is_kept(folder: Path) -> bool:
    """Whether an index in the folder of a run was made by one, and not put there by a person."""
    try:
        return bool(read_manifest(folder).made_from)
    except EvidenceError:  # there is none
        return False


def _state(inputs: Sequence[str | Path], fields: Fields) -> str:
    """Digest over the names of the fields, and names, sizes and times of the files.

    It is another each time for what may have another content each time.
    """
    digest = hashlib.sha256(f"{tuple(fields)!r}\n".encode())
    for source in sources(inputs):
        try:
            status = source.path.stat()
            told = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
        except OSError:  # standard input, or what cannot be reached
            told = uuid4().hex
        digest.update(f"{source.name!r} {source.path!r} {told}\n".encode())
    return digest.hexdigest()
