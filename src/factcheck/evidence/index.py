"""The evidence index: passages of documents, found by the words of a claim (BM25, tantivy).

An index is a folder: tantivy's files and ``index.json``, which names the format, counts what went
in and holds a checksum of every file, so that a damaged index is refused instead of believed.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import msgspec
import tantivy
from msgspec import Struct

from factcheck.document import Document, FailedDocument, Resource
from factcheck.errors import EvidenceError, OutputError
from factcheck.evidence.copies import Copies
from factcheck.evidence.passages import passages

FORMAT = "factcheck-index/1"
MANIFEST = "index.json"
_LOCKS = ".tantivy-"

MOST_TERMS = 64  # words of a claim that are looked up; a sentence seldom has half as many
SPARE = 8  # passages fetched beyond those wanted, for copies that are dropped

# Weights of a match. Those of names and numbers were chosen on verify/train (5,976 claims, 2,303
# passages): BM25's own weighting of rare words does most. Without them recall@1/3/10 is
# .876/.962/.986, with them .874/.962/.987; a boost of 2 for names loses .014 at 1.
# That of titles, which say what "the company" of a passage is, was chosen on words drawn from
# passage and title (World Factbook, Wikinews): recall@1 .86 and .76 without, .96 and .78 at 1,
# .97 and .76 at 3.
NAME = 1.2
NUMBER = 1.5
TITLE = 1.0

_FREQUENT = """
a an and are as at be been but by for from had has have he her his i if in into is it its no not of
on or our s she so such t than that the their them then there these they this to was we were what
when which who will with would you your
"""
_STOP_WORDS = frozenset(_FREQUENT.split())
_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")  # the comma first: four times as fast


class Passage(Struct, frozen=True, kw_only=True):
    """A passage that may bear on a claim; offsets into the text of its own document.

    :param retrieval_score: BM25 score, not bounded.
    """

    document: str
    title: str | None
    url: str | None
    published: str | None
    start: int
    end: int
    text: str
    retrieval_score: float = 0.0


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


class Index:
    """Passages that can be searched; made by :func:`build` or :meth:`open`."""

    def __init__(self, manifest: Manifest, searcher: tantivy.Searcher) -> None:
        self.manifest = manifest
        self._searcher = searcher

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index folder and check every file of it.

        :raises EvidenceError: no index, one of another format, or damaged.
        """
        manifest = _manifest(path)
        _check(path, manifest)
        try:
            return cls(manifest, _searcher(path, manifest.files))
        except (ValueError, OSError) as error:
            raise EvidenceError(f"{path}: the index cannot be opened ({_line(error)})") from error

    @property
    def resource(self) -> Resource:
        """Name and content, as written to the run block of an annotation."""
        return Resource(name=self.manifest.name, sha256=self.manifest.sha256)

    def search(self, claim: str, *, top: int, exclude: Copies | None = None) -> list[Passage]:
        """Find the passages that share most with a claim.

        :param exclude: the claim's own article, of which no copy is evidence.
        :return: at most ``top``, best first; equal scores in the order of document and offset.
        """
        terms = _terms(claim)
        if not terms or top < 1:
            return []
        found: list[Passage] = []
        for passage in self._hits(_query(terms, exclude), top + SPARE):
            if exclude is None or not exclude.hold(passage.text):
                found.append(passage)
            if len(found) == top:
                break
        return sorted(found, key=lambda hit: (-hit.retrieval_score, hit.document, hit.start))

    def _hits(self, query: tantivy.Query, limit: int) -> Iterator[Passage]:
        """Yield every passage that matches, best first, fetching more as they are used up."""
        offset = 0
        while True:
            hits = self._searcher.search(query, limit, count=False, offset=offset).hits
            for score, address in hits:
                record = self._searcher.doc(address)["record"][0]
                passage = msgspec.json.decode(record, type=Passage)
                yield msgspec.structs.replace(passage, retrieval_score=score)
            if len(hits) < limit:
                return
            offset += limit
            limit *= 2  # few queries even where a thousand copies stand before the first other


def build(documents: Iterable[Document | FailedDocument], path: Path | None, *, name: str) -> Index:
    """Index the passages of documents.

    The folder appears under its name only when it is complete. An index that stands there is
    replaced.

    :param path: where to write; ``None`` keeps the index in memory.
    :raises OutputError: the place cannot be written, or holds something else than an index.
    """
    if path is None:
        index = tantivy.Index(_SCHEMA)
        return Index(_fill(index, documents, name), index.searcher())
    path = Path(os.path.realpath(path))
    try:
        _refuse_foreign(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as work:
            _write(Path(work, "new"), documents, name)
            _swap(Path(work, "new"), path, Path(work, "old"))
    except (OSError, ValueError) as error:  # tantivy reports a full disk as a ValueError
        raise OutputError(
            f"{path}: the index cannot be written ({_line(error)}): check space and permissions"
        ) from error
    return Index.open(path)


# Writing


def _write(folder: Path, documents: Iterable[Document | FailedDocument], name: str) -> None:
    """Write a whole index into a new folder."""
    folder.mkdir()  # not the temporary folder itself, which only its owner may read
    manifest = _fill(tantivy.Index(_SCHEMA, path=str(folder)), documents, name)
    files = [file for file in sorted(folder.iterdir()) if not file.name.startswith(_LOCKS)]
    manifest = msgspec.structs.replace(manifest, files={file.name: _digest(file) for file in files})
    own = folder / MANIFEST
    own.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    for file in files:
        file.chmod(own.stat().st_mode)  # tantivy lets nobody else read some of its files


def _fill(
    index: tantivy.Index, documents: Iterable[Document | FailedDocument], name: str
) -> Manifest:
    """Add the passages of all documents; count and digest them."""
    index.register_tokenizer(_TOKENIZER, _ANALYZER)
    indexed = found = failed = 0
    content = hashlib.sha256()
    # One thread gives one order of passages, and keeps up with the cutting.
    with index.writer(num_threads=1) as writer:
        for document in documents:
            if isinstance(document, FailedDocument):
                failed += 1
                continue
            indexed += 1
            origin = [_key(document.id), document.sha256]
            for passage in _passages(document):
                found += 1
                record = msgspec.json.encode(passage)
                content.update(record + b"\n")
                writer.add_document(_entry(passage, record, origin))
    index.reload()
    return Manifest(
        name=name, documents=indexed, passages=found, failed=failed, sha256=content.hexdigest()
    )


def _passages(document: Document) -> Iterator[Passage]:
    for start, end in passages(document):
        yield Passage(
            document=document.id,
            title=document.title,
            url=document.url,
            published=document.published,
            start=start,
            end=end,
            text=document.text[start:end],
        )


def _entry(passage: Passage, record: bytes, origin: list[str]) -> tantivy.Document:
    entry = tantivy.Document(words=_plain(passage.text), origin=origin)
    entry.add_bytes("record", record)  # in the constructor the bytes would be copied one by one
    if passage.title:
        entry.add_text("title", _plain(passage.title))
    return entry


def _key(document: str) -> str:
    """Digest of a document's id; tantivy leaves out terms of over 65,530 bytes."""
    return hashlib.sha256(b"id " + document.encode()).hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refuse_foreign(path: Path) -> None:
    """Raise unless there is nothing at the path that a new index would destroy."""
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"{path} is a file: name a new folder for the index")
    names = {file.name for file in path.iterdir() if not file.name.startswith(_LOCKS)}
    if not names:
        return
    try:
        ours = {MANIFEST, *_manifest(path).files}
    except EvidenceError:
        ours = set()
    if foreign := sorted(names - ours):
        raise OutputError(
            f"{path} holds {foreign[0]!r}, which is no part of an index: name another folder"
        )


def _swap(new: Path, path: Path, old: Path) -> None:
    """Put the new folder in the place of the one that stands there, which becomes the old."""
    if path.exists():
        path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        if old.exists():
            old.rename(path)
        raise


# Reading


def _manifest(path: Path) -> Manifest:
    """Read what an index folder says of itself."""
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
            f"{path / MANIFEST} cannot be read ({_line(error)}): build the index again"
        ) from error
    raise EvidenceError(f"{path} has format {form!r}, not {FORMAT!r}: build the index again")


def _check(path: Path, manifest: Manifest) -> None:
    """Raise unless every file is as it was written."""
    for name, wanted in manifest.files.items():
        try:
            damaged = _digest(path / name) != wanted
        except OSError as error:
            raise EvidenceError(
                f"{path / name} cannot be read ({_line(error)}): build the index again"
            ) from error
        if damaged:
            raise EvidenceError(
                f"{path / name} is damaged, its SHA-256 is not {wanted[:12]}…: build the index"
                " again"
            )


def _searcher(path: Path, files: Iterable[str]) -> tantivy.Searcher:
    """Open tantivy's files, from a folder that may be read-only."""
    if os.access(path, os.W_OK):
        return tantivy.Index.open(str(path)).searcher()
    with TemporaryDirectory() as work:  # tantivy needs a lock file beside its own, even to read
        for name in files:
            Path(work, name).symlink_to(os.path.realpath(path / name))
        return tantivy.Index.open(work).searcher()


def _line(error: Exception) -> str:
    """First line of an error's message, without the path that ours already names."""
    text = error.strerror if isinstance(error, OSError) else str(error)
    return (text or type(error).__name__).splitlines()[0]


# Words


def _analyzer() -> tantivy.TextAnalyzer:
    """Treat the words of passages and claims alike: lower case, no accents, English stem."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field("words", tokenizer_name=_TOKENIZER, index_option="freq")
        .add_text_field("title", tokenizer_name=_TOKENIZER, index_option="freq")
        .add_text_field("origin", tokenizer_name="raw", index_option="basic")
        .add_bytes_field("record", stored=True)
        .build()
    )


_TOKENIZER = "factcheck_en"
_ANALYZER = _analyzer()
_SCHEMA = _schema()


def _plain(text: str) -> str:
    """Write letters and numbers in one way: é as one code point, 1,200 as 1200."""
    return _THOUSANDS.sub("", unicodedata.normalize("NFC", text))


def _terms(claim: str) -> dict[str, float]:
    """Terms to look up, each with its weight; the weightiest where a claim has too many."""
    terms: dict[str, float] = {}
    for match in _WORD.finditer(_plain(claim)):
        word = match.group()
        acronym = len(word) > 1 and word.isupper()  # WHO, US
        if word.lower() in _STOP_WORDS and not acronym:
            continue
        weight = 1.0
        if any(map(str.isdigit, word)):
            weight = NUMBER
        elif acronym or (word[0].isupper() and match.start() > 0):
            weight = NAME
        for term in _ANALYZER.analyze(word):
            terms[term] = max(weight, terms.get(term, 0.0))
    return dict(sorted(terms.items(), key=lambda item: -item[1])[:MOST_TERMS])


def _query(terms: dict[str, float], exclude: Copies | None) -> tantivy.Query:
    """Any of the words, in text or title, but nothing from the excluded document."""
    clauses = [
        (tantivy.Occur.Should, _boosted(field, term, weight * factor))
        for term, weight in terms.items()
        for field, factor in (("words", 1.0), ("title", TITLE))
    ]
    if exclude is not None:
        for key in (_key(exclude.document), exclude.sha256):
            own = tantivy.Query.term_query(_SCHEMA, "origin", key, "basic")
            clauses.append((tantivy.Occur.MustNot, own))
    return tantivy.Query.boolean_query(clauses)


def _boosted(field: str, term: str, weight: float) -> tantivy.Query:
    found = tantivy.Query.term_query(_SCHEMA, field, term, "freq")
    return tantivy.Query.boost_query(found, weight)
