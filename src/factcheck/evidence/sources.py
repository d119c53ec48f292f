"""The evidence of a run: one index or several, opened or built from what the user named."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import asdict
from platformdirs import user_cache_path

from factcheck.document import Document, FailedDocument, Resource
from factcheck.errors import EvidenceError, OutputError
from factcheck.evidence.copies import Copies
from factcheck.evidence.index import FORMAT, Index, Passage, build
from factcheck.evidence.manifest import is_index
from factcheck.readers import read
from factcheck.readers.inputs import utf8
from factcheck.shipped import shipped

Paths = str | Path | Sequence[str | Path]

RUN = "run"  # name of the index of a run's own articles


class OfRun(Passage, frozen=True, kw_only=True):
    """A passage of another article of the run."""


class Sources:
    """Several indexes searched as one.

    BM25 scores depend on the whole index, so those of different indexes compare only roughly.

    :ivar unread: documents of evidence that could not be read.
    """

    def __init__(
        self,
        indexes: Sequence[Index],
        run: Index | None = None,
        unread: Sequence[FailedDocument] = (),
    ) -> None:
        self.unread = unread
        self._run = run
        self._indexes = [*indexes, run] if run else indexes

    @property
    def within_run(self) -> bool:
        """Whether the other documents of the run are among the evidence."""
        return self._run is not None

    @property
    def passages(self) -> int:
        """How many there are in all."""
        return sum(index.manifest.passages for index in self._indexes)

    @property
    def resource(self) -> Resource:
        """Names joined by +; the digest of the one index, or over the digests of all."""
        parts = [index.resource for index in self._indexes]
        joined = "".join(part.sha256 for part in parts).encode()
        digest = parts[0].sha256 if len(parts) == 1 else hashlib.sha256(joined).hexdigest()
        return Resource(name="+".join(part.name for part in parts), sha256=digest)

    def search(
        self, claim: str, *, top: int, exclude: Copies, published: str | None = None
    ) -> list[Passage]:
        """The best passages of all indexes, best first.

        :param published: of the claim's article; documents of the run from a later day are no
            evidence.
        """
        found = [
            OfRun(**asdict(passage)) if index is self._run else passage
            for index in self._indexes
            for passage in index.search(
                claim,
                top=top,
                exclude=exclude,
                until=published if index is self._run else None,
            )
        ]
        return sorted(found, key=lambda passage: -passage.retrieval_score)[:top]


def open_evidence(paths: Paths | None, corpus: Paths = ()) -> Sources | None:
    """Open or build the evidence of a run.

    :param paths: one or several index folders, and documents that are indexed in memory; empty for
        none; None for the corpus that ships.
    :param corpus: one or several paths of the articles of the run, which are indexed too, or the
        index that :func:`~factcheck.evidence.shared.index_run` made of them.
    :raises EvidenceError: if an index is damaged or of another version.
    :raises InputError: if a path does not exist or cannot be read.
    """
    articles = _listed(corpus)
    run = _opened_run(articles) if articles else None
    if paths is None:
        return Sources([shipped_index()], run)
    folders, documents = parted(_listed(paths))
    indexes = [Index.open(folder) for folder in folders]
    unread: list[FailedDocument] = []
    if documents:
        indexes.append(indexed(documents, unread, _in_memory))
    return Sources(indexes, run, unread) if indexes or run else None


def _listed(paths: Paths) -> Sequence[str | Path]:
    return [paths] if isinstance(paths, str | Path) else paths


def _opened_run(corpus: Sequence[str | Path]) -> Index:
    if len(corpus) == 1 and is_index(Path(corpus[0])):
        return Index.open(Path(corpus[0]))
    return _in_memory(read(corpus), RUN)


def _in_memory(documents: Iterable[Document | FailedDocument], name: str) -> Index:
    return build(documents, None, name=name)


def parted(paths: Sequence[str | Path]) -> tuple[list[Path], list[str | Path]]:
    """Indexes, and what else is named."""
    folders = [Path(path) for path in paths if is_index(Path(path))]
    return folders, [path for path in paths if Path(path) not in folders]


def indexed(
    paths: Sequence[str | Path],
    unread: list[FailedDocument],
    make: Callable[[Iterable[Document | FailedDocument], str], Index],
) -> Index:
    """Index documents of evidence.

    :param unread: gets those that cannot be read.
    :param make: makes the index from documents and a name.
    :raises EvidenceError: if no document can be read.
    """
    name = "+".join(utf8(Path(path).name or str(path)) for path in paths)
    index = make(_noting(read(paths, evidence=True), unread), name)
    if not index.manifest.passages:
        raise EvidenceError(
            f"no evidence in {', '.join(map(str, paths))}: no document could be read; "
            "give documents with text, or none"
        )
    return index


def _noting(
    documents: Iterable[Document | FailedDocument], unread: list[FailedDocument]
) -> Iterator[Document | FailedDocument]:
    """Pass the documents on, and collect those that failed."""
    for document in documents:
        if isinstance(document, FailedDocument):
            unread.append(document)
        yield document


def shipped_index() -> Index:
    """The corpus that ships, indexed once and kept in the user's cache folder.

    :raises EvidenceError: if the package holds no corpus.
    """
    corpus = shipped("corpus", "evidence", "factbook.jsonl.gz")
    if corpus is None:
        raise EvidenceError(
            "the shipped evidence is missing: install factcheck again, or name other evidence"
        )
    digest = hashlib.sha256(corpus.read_bytes() + FORMAT.encode()).hexdigest()
    folder = user_cache_path("factcheck") / f"factbook-{digest[:16]}"
    try:
        return Index.open(folder)
    except EvidenceError:  # not there yet, or damaged: build it anew
        pass
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return build(read([corpus]), folder, name="factbook")
    except (OutputError, OSError):  # no place to keep it
        return build(read([corpus]), None, name="factbook")
