"""Which files the inputs mean, checked before anything is read.

A document is called after its file: the path below the folder or pattern that was given, or the
bare file name. Where two files would share a name, every file is called by its path as given.
Results of an earlier run, the file that standard output goes to, and indexes are passed over in a
folder or pattern, lest they be taken for articles or evidence.
"""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from factcheck.errors import InputError, cause
from factcheck.evidence.manifest import CONTENT, is_index
from factcheck.results import ANNOTATIONS, DASHBOARD, LEDGER, LISTS, PAGES, are_records, vouches

ROWS = (".jsonl", ".jsonl.gz", ".jsonl.zst")
TABLES = (".csv", ".parquet", ".arrow")
ARTICLES = (".txt", ".md", ".html", ".htm")
REVIEWS = (".json", ".jsonld")
# What ``datasets`` writes beside the tables of a set that is saved to disk, and its caches.
_BESIDE_TABLES = re.compile(r"state\.json|dataset_info\.json|dataset_dict\.json|cache-.*\.arrow")
_DEEP = re.compile(r"(?<![^/])\*\*(?:/+|$)")  # in a pattern, any folders
_SUFFIXES = (*ARTICLES, *ROWS, *TABLES, *REVIEWS)
_KINDS = ", ".join(_SUFFIXES)
_STDOUT = 1  # its descriptor, whatever stands in for it in Python
_RESULTS = (ANNOTATIONS, LEDGER, DASHBOARD, LISTS, PAGES)  # in the folder of a run


class Source(NamedTuple):
    """A file to read.

    :param name: what its document is called.
    :param suffix: the one that says how to read it, in small letters.
    """

    path: Path
    name: str
    suffix: str


STDIN = Source(Path("-"), "stdin", "")


def sources(inputs: Sequence[str | Path]) -> list[Source]:
    """List the files behind the inputs, each once and with a name of its own.

    :raises InputError: an input is not there, holds no article or is of no known kind.
    """
    if not inputs:
        raise InputError("no input: give a file, a folder, a pattern or - for standard input")
    found: dict[str, Source] = {}
    for given in inputs:
        for source in _expand(os.fspath(given)):
            found.setdefault(os.path.realpath(source.path), source)
    return _named(list(found.values()))


def file_of_rows(path: Path) -> Source:
    """One file of JSON lines.

    :raises InputError: it does not exist or is of another kind.
    """
    if not path.is_file():
        raise InputError(f"{path} is no file: check the path")
    suffix = _suffix(path.name)
    if suffix not in ROWS:
        raise InputError(f"{path} is of another kind: give {' or '.join(ROWS)}")
    return Source(path, path.name, suffix)


def _named(found: list[Source]) -> list[Source]:
    """Give every file a name of its own."""
    shared = len({source.name for source in found}) < len(found)
    named: list[Source] = []
    for source in found:
        name = source.path.as_posix() if shared and source != STDIN else source.name
        named.append(source._replace(name=utf8(name)))
    return named


def utf8(name: str) -> str:
    """A file name, which need not be UTF-8, as what it names must be called."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _expand(given: str) -> list[Source]:
    """Turn one input into files, or raise."""
    if given == "-":
        return [STDIN]
    if not given:
        raise InputError("an input is empty: give a file, a folder, a pattern or -")
    path = Path(given)
    if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where this says no
        found = _folder(path, path)
    elif os.path.exists(path):  # noqa: PTH110
        if not _suffix(path.name):
            raise InputError(f"{given} is of no known kind: give {_KINDS}")
        if _is_output(path):
            raise InputError(f"standard output goes to {given}, which is an input: give another")
        found = [_source(path, path.parent)]
    elif _has_wildcard(given):
        found = _pattern(given)
    else:
        raise InputError(f"{given} does not exist or cannot be reached: check the path")
    if not found:
        raise InputError(f"{given} holds no article: give {_KINDS}")
    return found


def _folder(folder: Path, root: Path) -> list[Source]:
    """List the articles in a folder and the folders in it, by path."""
    paths: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=_unlisted):
        if is_index(Path(place)):
            folders[:] = []
            continue
        ours = _RESULTS if LEDGER in names and vouches(Path(place, LEDGER)) else ()
        folders[:] = [
            name
            for name in folders
            if not (_is_passed_over(name) or name in ours or CONTENT.fullmatch(name))
        ]
        files = (Path(place, name) for name in names if _is_article(name) and name not in ours)
        paths.extend(filter(_is_read, files))
    return [_source(path, root) for path in sorted(paths)]


def _unlisted(error: OSError) -> None:
    raise InputError(f"{error.filename} cannot be listed ({cause(error)}): check its permissions")


def _pattern(given: str) -> list[Source]:
    """List the articles that a shell pattern stands for, named below its fixed part."""
    parts = Path(given).parts
    fixed = next(i for i, part in enumerate(parts) if _has_wildcard(part))
    root = Path(*parts[:fixed])
    found: list[Source] = []
    made = cache(_is_made)
    for path in sorted(map(Path, _matches(given))):
        places = (*path.relative_to(root).parents, path.relative_to(root))
        if any(made(root / place) for place in places):
            continue
        if path.is_dir():
            found.extend(_folder(path, root))
        elif _is_article(path.name) and _is_read(path):
            found.append(_source(path, root))
    return found


def _matches(given: str) -> Iterator[str]:
    """The paths that a shell pattern stands for; ``**`` leaves out hidden and linked folders."""
    before, *after = _DEEP.split(given, maxsplit=1)
    if not after:
        yield from glob.iglob(given)  # noqa: PTH207  # any root
        return
    for top in glob.iglob(before or "."):  # noqa: PTH207
        for place, folders, _ in os.walk(top, onerror=_unlisted):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from _matches(f"{glob.escape(place)}/{after[0]}")


def _is_made(path: Path) -> bool:
    """Whether a file or folder is a result of a run, or an index or a part of one."""
    result = path.name in _RESULTS and vouches(path.parent / LEDGER)
    return result or ".factcheck." in path.name or is_index(path) or is_index(path.parent)


def _is_article(name: str) -> bool:
    """Whether a file found in a folder is meant: not hidden, nor made of the results of a run."""
    return not (_is_passed_over(name) or _BESIDE_TABLES.fullmatch(name)) and bool(_suffix(name))


def _is_read(path: Path) -> bool:
    """Whether a path is a file, not of records of ours, or a broken link, to be reported.

    A pipe or socket would block.
    """
    if not os.path.isfile(path):  # noqa: PTH113  # never raises
        return not os.path.exists(path)  # noqa: PTH110
    return not (_is_output(path) or (path.suffix.lower() == ".jsonl" and are_records(path)))


def _is_output(path: Path) -> bool:
    """Whether standard output goes to this file, which then would grow as it is read."""
    try:
        return os.path.samestat(path.stat(), os.fstat(_STDOUT))
    except OSError:  # no such file, or standard output is closed
        return False


def _is_passed_over(name: str) -> bool:
    """Whether a file or folder found in a folder is hidden, or made of the results of a run."""
    return name.startswith(".") or ".factcheck." in name


def _has_wildcard(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def _source(path: Path, root: Path) -> Source:
    return Source(path, path.relative_to(root).as_posix(), _suffix(path.name))


def _suffix(name: str) -> str:
    """Return the known suffix of a file name, or nothing."""
    return next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")
