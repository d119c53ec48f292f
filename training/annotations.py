"""Our own annotations, joined with the texts they are about.

``annotations/`` holds what was written for this project under the guidelines of its README:

    sentences.jsonl.gz  {"file", "document", "start", "end", "stance", "cues", "source"}
    articles.jsonl.gz   {"article", "text", "stance", "cues", "source"}
    variations.jsonl.gz {"set", "sentences": [{"text", "stance", "cues", "source"}]}
    claims.jsonl.gz     {"file", "document", "start", "end", "claim", "kind"}
    passages.jsonl.gz   {"passage", "premise", "claim", "kind"}
    contrasts.jsonl.gz  {"subject", "premises": [a, b], "claims": [[claim, label of a, of b]]}

``file`` and ``document`` name a row of the data that is not ours to pass on, ``start`` and ``end``
the stretch of its text that was read, with every run of blanks as one. Cues are [start, end, type]
and sources [start, end, kind] or null, offsets into that stretch.
"""

from functools import cache
from pathlib import Path

from rows import Row, read_rows

FOLDER = Path(__file__).parent / "annotations"
HELD_OUT = 20  # every so many contrasting stories, and sets of variations, are for development
LABEL_OF = {
    "supported": ("a", "b", "c"),
    "refuted": ("number", "date", "entity", "place", "negation", "reversal", "certainty"),
    "unverified": ("detail", "motive", "outcome", "overclaim"),
}


@cache
def documents(path: Path) -> list[Row]:
    """The rows of a file of the data."""
    return read_rows(path)


def stretch(data: Path, row: Row) -> str:
    """The text that an annotation is about."""
    text = documents(data / row["file"])[row["document"]]["text"]
    return " ".join(text[row["start"] : row["end"]].split())


def annotated_sentences(folder: Path, data: Path) -> list[Row]:
    """Sentences of other people's texts with our labels."""
    rows = read_rows(folder / "sentences.jsonl.gz")
    kept = ("stance", "cues", "source")
    return [{"text": stretch(data, row)} | {name: row[name] for name in kept} for row in rows]


def written_sentences(folder: Path) -> list[Row]:
    """Sentences of articles that are ours too."""
    rows = read_rows(folder / "articles.jsonl.gz")
    return [{name: row[name] for name in ("text", "stance", "cues", "source")} for row in rows]


def written_claims(folder: Path, data: Path) -> list[Row]:
    """Our claims about other people's passages and our own, in the form of ``verify``."""
    label_of = {kind: label for label, kinds in LABEL_OF.items() for kind in kinds}
    others = [
        {
            "premise": stretch(data, row),
            "claim": row["claim"],
            "label": label_of[row["kind"]],
            "document": document_of(data, row),
            "passage_id": f"{row['file']}:{row['document']}:{row['start']}",
        }
        for row in read_rows(folder / "claims.jsonl.gz")
    ]
    ours = [
        {
            "premise": row["premise"],
            "claim": row["claim"],
            "label": label_of[row["kind"]],
            "document": row["passage"],
            "passage_id": row["passage"],
        }
        for row in read_rows(folder / "passages.jsonl.gz")
    ]
    return others + ours


def part_of(path: Path, part: str) -> list[Row]:
    """The rows of a file for a part: every twentieth for ``dev``, the others for ``train``."""
    rows = enumerate(read_rows(path), 1)
    return [row for place, row in rows if (place % HELD_OUT == 0) == (part == "dev")]


def varied_sentences(folder: Path, part: str) -> list[Row]:
    """Sentences of ours in sets that differ in how they put a claim."""
    rows = part_of(folder / "variations.jsonl.gz", part)
    return [sentence for row in rows for sentence in row["sentences"]]


def contrasting_claims(folder: Path, part: str) -> list[Row]:
    """Our claims about two versions of a story, before each of them, in the form of ``verify``."""
    return [
        {
            "premise": premise,
            "claim": claim,
            "label": labels[number],
            "document": row["subject"],
            "passage_id": f"{row['subject']}:{number}",
        }
        for row in part_of(folder / "contrasts.jsonl.gz", part)
        for number, premise in enumerate(row["premises"])
        for claim, *labels in row["claims"]
    ]


def document_of(data: Path, row: Row) -> str:
    """The document that a passage is from; rows of ``verify`` name their own."""
    if row["file"] == "verify/passages.jsonl":
        return str(documents(data / row["file"])[row["document"]]["document"])
    return f"{row['file']}:{row['document']}"
