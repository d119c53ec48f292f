"""Rows of JSON, a line each, as the training scripts hand them on."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """All rows of a JSONL file, gzipped or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.split(b"\n") if line.strip()]


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write rows as gzipped JSONL, the same bytes for the same rows, and count them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    return len(lines)
