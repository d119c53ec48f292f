import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "corpus" / "evidence"
FILE = FOLDER / "factbook.jsonl.gz"

# Rows in the format of the Factbook, in part invented.
PLAIN = [
    (
        "Geography > Location",
        "Eastern Europe, bordering the Black Sea, between Ukraine and Romania",
    ),
    ("Geography > Land boundaries > border countries", "Ukraine 1,202 km; Romania 683 km"),
    ("Government > Country name > conventional long form", "Republic of Moldova"),
    ("Government > Capital > name", "Chisinau in Romanian (Kishinev in Russian)"),
    ("Government > Government type", "parliamentary republic"),
    ("Government > Independence", "27 August 1991 (from the Soviet Union)"),
    (
        "Government > Executive branch > chief of state",
        "President Maia SANDU (since 24 December 2020)",
    ),
    (
        "Government > Executive branch > head of government",
        "Prime Minister Maj. Gen. (ret.) Alexandru Petrovich MUNTEANU (since 1 November 2025)",
    ),
    ("People and Society > Nationality > adjective", "Moldovan"),
]
FIGURES = [
    ("People and Society > Population > total", "3,599,528 (2024 est.)"),
    ("People and Society > Median age > total", "39.5 years"),
    ("People and Society > Median age > female", "40.8 years (2025 est.)"),
    ("Economy > Real GDP growth rate > Real GDP growth rate 2024", "0.1% (2024 est.)"),
    ("Economy > Real GDP growth rate > Real GDP growth rate 2023", "-4.6% (2023 est.)"),
    ("Economy > Exports > Exports 2024", "$4.871 billion (2024 est.)"),
    ("Economy > Exports - partners", "Romania 31%, US 9%, Bahamas, The 6%, other 5% (2023)"),
    ("Economy > Exports - commodities", "wine, wheat, insulated wire (2023)"),
    ("Economy > Unemployment rate > Unemployment rate 2024", "NA"),
]

EXPECTED_PLAIN = "\n\n".join(
    [
        "Moldova lies in Eastern Europe. Moldova borders the Black Sea. Moldova lies between"
        " Ukraine and Romania. The neighbors of Moldova by land are Ukraine and Romania. The"
        " longest border of Moldova is with Ukraine and runs for 1,202 km.",
        "Chisinau is the capital of Moldova. The official name of Moldova is the Republic of"
        " Moldova. As of January 2026, the form of government of Moldova was a parliamentary"
        " republic.",
        "President Maia Sandu was the head of state of Moldova as of January 2026. Maia Sandu"
        " became president of Moldova on 24 December 2020. As of January 2026, the head of"
        " government of Moldova was Prime Minister Alexandru Munteanu. Alexandru Munteanu became"
        " prime minister of Moldova on 1 November 2025. Moldova became independent from the"
        " Soviet Union on 27 August 1991.",
    ]
)
EXPECTED_FIGURES = "\n\n".join(
    [
        "The Gambia had a population of about 3.6 million in 2024. In 2025, the median age of the"
        " population of the Gambia stood at 39.5 years. The Gambia's economy grew by 0.1% in 2024."
        " In 2023, the economy of the Gambia shrank by about 4.6%.",
        "The Gambia's exports were worth about $4.871 billion in 2024. The Gambia's exports went"
        " mainly to Romania (31%), the United States (9%) and the Bahamas (6%) in 2023. Goods that"
        " the Gambia sold abroad in 2023 included wine, wheat and insulated wire.",
    ]
)


def rows(version, country, fields):
    return [
        {"country": country, "code": "xx", "field": field, "text": text, "version": version}
        for field, text in fields
    ]


@pytest.fixture
def build(tmp_path):
    """Build a corpus from rows: text by identifier."""

    def run(*editions):
        for version, found in editions:
            lines = "".join(json.dumps(row) + "\n" for row in found)
            (tmp_path / f"factbook_{version}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
        out = tmp_path / "out.jsonl.gz"
        command = [sys.executable, str(FOLDER / "build.py"), str(tmp_path), str(out)]
        subprocess.run(command, check=True, capture_output=True)
        return {row["id"]: row for row in read(out)}

    return run


def read(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.fixture(scope="module")
def documents():
    return read(FILE)


def paragraphs(documents):
    return [part for document in documents for part in document["text"].split("\n\n")]


def test_the_corpus_is_small_and_rich(documents):
    assert FILE.stat().st_size < 3_000_000
    assert len(paragraphs(documents)) >= 5_000


def test_documents_have_the_fields_of_a_document(documents):
    assert len({document["id"] for document in documents}) == len(documents)
    for document in documents:
        assert list(document) == ["id", "title", "url", "published", "text"]
        assert document["url"] is None
        assert re.fullmatch(r"\d{4}-\d\d-01", document["published"])
        assert " (The World Factbook, " in document["title"]
        assert document["title"].endswith(f" {document['published'][:4]})")


def test_passages_are_whole_and_stand_alone(documents):
    for document in documents:
        for part in document["text"].split("\n\n"):
            assert re.fullmatch(r"[A-Z0-9].*\.", part), part
            assert len(re.findall(r"\.(?: |$)(?=[A-Z0-9]|$)", part)) >= 3, part
            assert part.count("(") == part.count(")"), part


@pytest.mark.parametrize(
    "pattern",
    [
        r"  ",
        r"\bNA\b|\bNone\b",
        r"%%",
        r"[{}\[\];]|\+\+",
        r"\bnote\b|\best\.",
        r"\b(the|a|an|The) (the|a|an|The)\b",
        r"'s's|s's\b",
        r"\(\)",
    ],
)
def test_no_passage_has_a_broken_sentence(documents, pattern):
    found = [part for part in paragraphs(documents) if re.search(pattern, part)]
    assert found == []


def test_the_readme_names_the_file():
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert digest in (FOLDER / "README.md").read_text("utf-8")


def test_names_and_lists_become_sentences(build):
    found = build(("2026-05", rows("2026-05", "Moldova", PLAIN)))
    document = found["factbook-2026-05/moldova"]
    assert document["published"] == "2026-05-01"
    assert document["text"] == EXPECTED_PLAIN


def test_figures_become_sentences(build):
    found = build(("2026-05", rows("2026-05", "The Gambia", FIGURES)))
    document = found["factbook-2026-05/gambia"]
    assert document["title"] == "Gambia (The World Factbook, May 2026)"
    assert document["text"] == EXPECTED_FIGURES


def test_what_stays_is_said_in_the_newest_edition_only(build):
    older = rows("2015-11", "Moldova", PLAIN[:6])
    newer = rows("2026-05", "Moldova", PLAIN[:6])
    found = build(("2015-11", older), ("2026-05", newer))
    assert "borders" in found["factbook-2026-05/moldova"]["text"]
    assert "borders" not in found["factbook-2015-11/moldova"]["text"]
