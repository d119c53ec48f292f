"""Write the evidence corpus: python corpus/evidence/build.py FACTBOOK_DIR [OUT.jsonl.gz].

OUT is `factbook.jsonl.gz` beside this file, if not given.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import unicodedata
from pathlib import Path

from checks import faults
from passages import passages
from profiles import Profile
from rankings import overviews
from reader import load
from templates import STEADY
from wording import finish

HERE = Path(__file__).parent
Document = dict[str, str | None]
EDITION_NAMES = {"2015-11": "November 2015", "2026-05": "May 2026"}


def main() -> None:
    """Build the corpus and say what came of it."""
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    documents = build(load(Path(sys.argv[1])))
    found = [fault for document in documents for fault in faults(document)]
    if found:
        sys.exit("\n".join(found))
    path = Path(sys.argv[2]) if len(sys.argv) == 3 else HERE / "factbook.jsonl.gz"
    write(documents, path)
    count = sum(str(document["text"]).count("\n\n") + 1 for document in documents)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{len(documents)} documents, {count} passages, {path.stat().st_size} bytes, {digest}")


def build(profiles: list[Profile]) -> list[Document]:
    """All documents, in the order of edition and country; overviews last."""
    newest = max(profile.version for profile in profiles)
    lasting = {
        profile.country: frozenset(
            sentence.text
            for passage in passages(profile)
            for sentence in passage.sentences
            if sentence.key in STEADY
        )
        for profile in profiles
        if profile.version == newest
    }
    documents = []
    for profile in profiles:
        known = (
            lasting.get(profile.country, frozenset()) if profile.version != newest else frozenset()
        )
        texts = [passage.text for passage in passages(profile, known)]
        if texts:
            documents.append(document(profile, finish(profile.name.removeprefix("the ")), texts))
    for version in sorted({profile.version for profile in profiles}):
        edition = [profile for profile in profiles if profile.version == version]
        for title, texts in overviews(edition, lasting=version == newest).items():
            documents.append(document(edition[0], title, texts))
    return documents


def document(profile: Profile, title: str, texts: list[str]) -> Document:
    """One line of the corpus."""
    month = EDITION_NAMES[profile.version]
    return {
        "id": f"factbook-{profile.version}/{slug(title)}",
        "title": f"{title} (The World Factbook, {month})",
        "url": None,
        "published": f"{profile.version}-01",
        "text": "\n\n".join(texts),
    }


def slug(name: str) -> str:
    """Return a name for an identifier."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in letters).split())


def write(documents: list[Document], path: Path) -> None:
    """Write the lines, the same bytes every time."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in documents)
    path.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
