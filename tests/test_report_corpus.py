import os
import re
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from documents import annotated, build, claim, cue, evidence, source
from hypothesis import given
from hypothesis import strategies as st

from factcheck.decide import CONFLICT
from factcheck.document import FailedDocument, Label, SourceKind
from factcheck.errors import InputError
from factcheck.report.corpus import BINS, LEAST, Corpus
from factcheck.report.json import encode

INFO = st.fixed_dictionaries(
    {
        "published": st.sampled_from(["2024-05-04", "2024-06", "2023", "soon", None]),
        "outlet": st.sampled_from(["Post", "Wire", None]),
        "url": st.sampled_from(["https://www.post.example/a", "javascript:alert(1)", None]),
    }
)


@st.composite
def published(draw):
    """A document as ``annotated`` makes them, by an outlet on a day."""
    document = draw(annotated())
    info = msgspec.structs.replace(document.document, **draw(INFO))
    return msgspec.structs.replace(document, document=info)


FAILED = st.builds(FailedDocument.of, st.text(max_size=5), st.text())


def read(folder, records):
    path = folder / "annotations.jsonl"
    path.write_bytes(b"".join(encode(record) + b"\n" for record in records))
    return Corpus.read(path)


def seen(corpus):
    """All that is counted and listed, but for failed documents, which come as in the file."""
    return (
        *(corpus.total, corpus.outlets.ranked(), corpus.timeline.chart(), corpus.confidence),
        *(corpus.cue_types, corpus.source_kinds, corpus.reasons.ranked(), corpus.runs),
        [frequent.ranked() for frequent in (*corpus.cues.values(), *corpus.sources.values())],
        [
            sorted(map(repr, best.ranked()))
            for best in (corpus.refuted, corpus.conflicting, *corpus.leaning.values())
        ],
    )


@given(
    st.lists(published() | FAILED, max_size=6, unique_by=lambda record: record.document.id),
    st.randoms(),
)
def test_counts_are_those_of_the_records_in_any_order(tmp_path_factory, records, random):
    folder = tmp_path_factory.mktemp("run")
    corpus = read(folder, records)
    documents = [record for record in records if not isinstance(record, FailedDocument)]
    claims = [claim for document in documents for claim in document.claims]
    said = [claim for claim in claims if claim.label is not Label.NONE]
    assert corpus.total.articles == len(documents)
    assert corpus.total.labels == Counter(claim.label for claim in claims)
    assert corpus.failed.seen == len(records) - len(documents)
    assert {label: sum(bins) for label, bins in corpus.confidence.items()} == {
        label: sum(claim.label is label for claim in claims) for label in Label
    }
    assert corpus.cue_types == Counter(cue.type for claim in said for cue in claim.cues)
    assert corpus.source_kinds == Counter(claim.source.kind for claim in said)
    assert corpus.refuted.seen == corpus.total.labels[Label.REFUTED]
    outlets = Counter()
    for document in documents:
        info = document.document
        host = "post.example" if info.url and info.url.startswith("https") else ""
        outlets[info.outlet or host] += 1
    assert {name: group.articles for name, group in corpus.outlets.ranked()} == outlets
    random.shuffle(records)
    assert seen(read(folder, records)) == seen(corpus)


def test_confidence_falls_into_bins_of_equal_width(tmp_path):
    claims = [
        claim("abcd", place, place + 1, "hedged", id=place, confidence=confidence)
        for place, confidence in enumerate([0.0, 0.049, 0.05, 1.0])
    ]
    bins = read(tmp_path, [build("abcd", claims=claims)]).confidence[Label.HEDGED]
    assert bins == [2, 1, *[0] * (BINS - 3), 1]


def test_words_and_names_are_counted_without_what_names_nobody(tmp_path):
    text = "He said it may rain. THE\nMINISTRY said it May snow."
    claims = [
        claim(
            *(text, 0, 20, "hedged"),
            cues=[cue(text, "may", "possibility")],
            source=source(text, "He", "named"),
        ),
        claim(
            *(text, 21, 51, "hedged"),
            id=1,
            cues=[cue(text, "May", "possibility")],
            source=source(text, "THE\nMINISTRY", "named"),
        ),
    ]
    corpus = read(tmp_path, [build(text, claims=claims)])
    assert [pair for each in corpus.cues.values() for pair in each.ranked()] == [("may", 2)]
    assert corpus.sources[SourceKind.NAMED].ranked() == [("THE MINISTRY", 1)]
    assert corpus.source_kinds[SourceKind.NAMED] == 2


def test_a_finding_comes_with_the_strongest_passages_that_count(tmp_path):
    passages = [
        evidence("It burned in 1911, all say.", "refutes", 0.7),
        evidence("It burned down, fully.", "refutes", 0.9, title="Fire", url="https://a.example/"),
        evidence("It stands in Oster.", "refutes", 0.95, objection="another mill"),
        evidence("It stands where it stood.", "supports", 0.8, url="javascript:alert(1)"),
    ]
    text = "The mill stands."
    refuted = claim(text, 0, 16, "refuted", evidence=passages[:3])
    opposed = claim(text, 0, 16, "unverified", evidence=passages, reason=CONFLICT)
    corpus = read(tmp_path, [build(text, claims=[refuted]), build(text, claims=[opposed], id="b")])
    [first], [second] = corpus.refuted.ranked(), corpus.conflicting.ranked()
    assert [(each.relation, each.origin, each.url) for each in first.passages] == [
        ("refutes", "Fire", "https://a.example/")
    ]
    assert [(each.relation, each.url) for each in second.passages] == [
        *(("refutes", "https://a.example/"), ("supports", None))
    ]
    assert (first.text, first.position, second.article.stem) == (text, 0, "b")


def test_short_articles_are_not_ranked_and_of_equal_shares_the_longer_comes_first(tmp_path):
    def article(id, hedged, opinion):
        labels = ["hedged"] * hedged + ["opinion"] * opinion
        return build("Yes. " * len(labels), labels, id=id)

    records = [
        *(article("short", LEAST - 1, 0), article("half", 5, 5), article("most", 6, 2)),
        *(article("long-half", 9, 9), article("none", 0, 9)),
    ]
    best = read(tmp_path, records).leaning[Label.HEDGED].ranked()
    assert [found.article.stem for found in best] == ["most", "long-half", "half"]
    assert (best[0].times, best[0].claims) == (6, 8)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "truncated"),
        (b'{"schema": "factcheck/2", "document": {"id": "a"}}', "factcheck/2"),
        (b'{"schema": "factcheck/1", "document": {"id": 1}}', "document.id"),
        (b'{"schema": "factcheck/1", "document": {"id": "a"}}', "neither a run nor an error"),
        (b'{"schema": "factcheck/1", "document": {"id": "\xff"}}', "utf-8"),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path, line, says):
    path = tmp_path / "annotations.jsonl"
    path.write_bytes(encode(build("One.", ["hedged"])) + b"\n\n" + line)
    with pytest.raises(InputError, match=rf"annotations.jsonl, line 3: .*{says}"):
        Corpus.read(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"annotations\.jsonl cannot be read"):
        Corpus.read(tmp_path / "annotations.jsonl")


def many(articles, sentences):
    """Lines of as many articles, each with an outlet, words, names and findings of its own."""
    text = "Officials may say. " * sentences
    passage = evidence("They did not. " * 12, "refutes", title="A title")
    claims = [
        claim(
            *(text, 19 * number, 19 * number + 18, "refuted" if number % 7 == 0 else "hedged"),
            id=number,
            cues=[cue(text, "may", "possibility", 19 * number)],
            source=source(text, "Officials", "named", 19 * number),
            evidence=[passage],
        )
        for number in range(sentences)
    ]
    line = encode(build(text, claims=claims, id="ID", published="2024-05-04", outlet="OUTLET"))
    for number in range(articles):
        day = f"{1900 + number % 120}-{1 + number % 12:02}-{1 + number % 28:02}"
        own = line.replace(b'"ID"', b'"%d"' % number).replace(b"2024-05-04", day.encode())
        own = own.replace(b'"text":"Officials"', b'"text":"Name %d"' % number)
        own = own.replace(b'"text":"may"', b'"text":"may %d"' % number)
        yield own.replace(b"OUTLET", b"Outlet %d" % number) + b"\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("articles", "sentences", "seconds"),
    [(20_000, 1, 60), pytest.param(100_000, 20, 60, marks=pytest.mark.slow)],
)
def test_a_large_corpus_takes_little_memory_and_time(tmp_path, articles, sentences, seconds):
    pipe = tmp_path / "annotations.jsonl"
    os.mkfifo(pipe)
    code = (
        "from factcheck.cli import main\n"
        "try: main()\n"
        "finally: print(open('/proc/self/status').read())"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with subprocess.Popen(
        [sys.executable, "-c", code, "report", str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        with pipe.open("wb") as lines:
            lines.writelines(many(articles, sentences))
        status = process.communicate()[0]
    assert process.returncode == 0
    assert int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) < 200_000  # the most it ever held
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < seconds
    pages = [tmp_path / "index.html", *(tmp_path / "report").iterdir()]
    assert max(page.stat().st_size for page in pages) < 3_000_000
