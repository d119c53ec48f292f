import codecs
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.document import Document, FailedDocument
from factcheck.errors import InputError
from factcheck.evidence.index import build
from factcheck.readers import Fields, read
from factcheck.readers.position import Position
from factcheck.readers.rows import LONGEST

NEWS = "The bridge at Oster reopened.\r\n\r\n  Engineers had closed it in May 🙂, cafe\u0301.\n"

PAGE = """<!doctype html><html lang="en"><head>{meta}<title>Bridge reopens | Oster Post</title>
<meta property="og:title" content="Bridge reopens"><meta name="author" content="Ann Bell">
<meta property="article:published_time" content="2024-03-02T08:00:00Z">
<link rel="canonical" href="https://example.org/bridge"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Bridge reopens</h1>
<p>The bridge at Oster reopened on Monday after engineers had closed it for nine days, the county
said.</p><p>Two cables had snapped. Nobody was hurt, according to the fire service of the county
and to the police.</p>
<p>The mayor, Søren Brandt, said repairs would cost €4.8 million and last until June.{extra}</p>
</article><footer>Copyright 2019 Oster Post. All rights reserved.</footer></body></html>"""


def page(meta="", extra=""):
    return PAGE.format(meta=meta, extra=extra)


def one(path, **options):
    (document,) = read([path], **options)
    return document


def message(path, **options):
    """The message of the one failure, checked for its form."""
    failure = one(path, **options)
    assert isinstance(failure, FailedDocument)
    assert failure.error.kind == "DocumentError"
    assert "\n" not in failure.error.message
    assert failure.error.message.startswith(failure.document.id.split(":")[0])
    return failure.error.message


@pytest.fixture
def save(tmp_path):
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


# Text


def test_text_is_unchanged(save):
    assert one(save("a.txt", NEWS)) == Document(id="a.txt", text=NEWS)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + NEWS.encode(),
        codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"),
    ],
)
def test_byte_order_mark_is_no_text(save, data):
    assert one(save("a.txt", data)).text == NEWS


def test_only_the_first_byte_order_mark_is_dropped(save):
    assert one(save("a.txt", codecs.BOM_UTF8 + "\ufeffText.".encode())).text == "\ufeffText."


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Bridge reopens", "Bridge reopens"),
        ("intro\r\n\r\n# Bridge *reopens* ##\r\n", "Bridge *reopens*"),
        ("## Damage\n\n#hashtag", None),
        ("# \n\nNothing", None),
        ("# In C#", "In C#"),
        ("# #", "#"),
        (f"# A{' ' * 100_000}b ## ", f"A{' ' * 100_000}b"),  # in linear time
    ],
)
def test_markdown_title_is_its_first_heading(save, heading, title):
    text = f"{heading}\n\nTwo cables had snapped.\n"
    assert one(save("a.md", text)) == Document(id="a.md", text=text, title=title)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty or blank (0 bytes)"),
        (b" \r\n\t\n", "is empty or blank (5 bytes)"),
        (codecs.BOM_UTF8, "is empty or blank (3 bytes)"),
        (b"The br\x00idge", "is binary (NUL byte at offset 6)"),
        (codecs.BOM_UTF16_LE + "The br\0".encode("utf-16-le"), "is binary (NUL at character 6)"),
        ("Søren".encode("latin-1"), "byte 0xF8 at offset 1 is not UTF-8: save it as UTF-8"),
        (codecs.BOM_UTF8 + b"ab\xff", "byte 0xFF at offset 5 is not UTF-8"),
        (codecs.BOM_UTF16_LE + b"a\0b", "byte 0x62 at offset 4 is not UTF-16-LE"),
        (b"\x89PNG\r\n\x1a\n", "byte 0x89 at offset 0 is not UTF-8"),
    ],
)
def test_unusable_text_fails_with_place_and_value(save, data, said):
    assert said in message(save("a.txt", data))


def test_stdin():
    (document,) = read(["-"], stdin=io.BytesIO(codecs.BOM_UTF8 + NEWS.encode()))
    assert document == Document(id="stdin", text=NEWS)
    (failure,) = read(["-"], stdin=io.BytesIO(b"\xff"))
    assert failure.document.id == "stdin"
    assert "byte 0xFF at offset 0" in failure.error.message


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(exclude_characters="\0\ufeff", codec="utf-8")))
def test_any_text_is_unchanged(text):
    (document,) = read(["-"], stdin=io.BytesIO(text.encode()))
    if text.strip():
        assert document.text == text
    else:
        assert isinstance(document, FailedDocument)


# HTML


def test_html_gives_the_article_and_what_is_said_of_it(save):
    document = one(save("a.html", page('<meta charset="utf-8">')))
    assert document.text.split("\n\n") == [
        "Bridge reopens",
        "The bridge at Oster reopened on Monday after engineers had closed it for nine days, the"
        " county said.",
        "Two cables had snapped. Nobody was hurt, according to the fire service of the county and"
        " to the police.",
        "The mayor, Søren Brandt, said repairs would cost €4.8 million and last until June.",
    ]
    assert document.title == "Bridge reopens"
    assert document.author == "Ann Bell"
    assert document.published == "2024-03-02"
    assert document.url == "https://example.org/bridge"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ('The capital is Lomm<a href="#fn1"><sup>4</sup></a>.', "The capital is Lomm."),
        ('It grew in 2023<sup><a href="page.html#n3">3</a></sup>.', "It grew in 2023."),
        ('It grew in 2023<sup class="reference">[3]</sup>.', "It grew in 2023."),
        ("It has 34 million people in 2024<sup>1</sup>.", "It has 34 million people in 2024¹."),
        ("It made 10<sup>6</sup> tonnes.", "It made 10⁶ tonnes."),
        ("It weighs 10<sup>-3</sup> grams.", "It weighs 10⁻³ grams."),
        ("It grew in 1999<sup>1,2</sup>.", "It grew in 1999."),
        ("It has 12 km<sup>2</sup> of woods.", "It has 12 km² of woods."),
        ("It is in its 21<sup>st</sup> year.", "It is in its 21st year."),
    ],
)
def test_of_a_page_no_note_becomes_part_of_a_word(save, said, text):
    filling = "The council of Lomm met on Monday to speak of the mill and of its roof. " * 5
    page = f"<html><body><article><p>{said}</p><p>{filling}</p></article></body></html>"
    (document,) = read([save("a.html", page)])
    assert document.text.splitlines()[0] == text


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252"),
        ("<meta charset=iso-8859-15>", "iso-8859-15"),
        ("<meta charset=UTF-16>", "utf-8"),
    ],
)
def test_html_encoding_is_the_page_s_own(save, meta, encoding):
    document = one(save("a.htm", page(meta).encode(encoding)))
    assert "Søren Brandt, said repairs would cost €4.8 million" in document.text


TABLE = (
    "<table><tr><th>Bridge</th><th>Built</th></tr><tr><td>Oster</td><td>1932</td></tr>"
    "<tr><td>It was painted in the spring.</td><td>See p. 4</td></tr></table>"
)


def test_of_a_table_only_sentences_are_read(save):
    text = one(save("a.html", page().replace("</article>", f"{TABLE}</article>"))).text
    assert text == one(save("b.html", page())).text + "\n\nIt was painted in the spring."


def test_a_page_of_figures_is_no_article(save):
    rows = "<tr><td>Oster</td><td>1932</td></tr>" * 30
    said = message(save("a.html", f"<html><body><table>{rows}</table></body></html>"))
    assert "no article was found" in said


@pytest.mark.parametrize("day", ["2031-12-20", "2068-01-02"])
def test_a_page_says_the_same_on_whatever_day_it_is_read(save, day):
    text = page().replace("2024-03-02T08:00:00Z", f"{day}T08:00:00Z")
    assert one(save("a.html", text)).published == day


@pytest.mark.parametrize("code", ["&#11;", "&#x1f;", "&#xFFFF;", "&#0;", "&#xD800;", "&#x1F"])
def test_one_odd_character_reference_does_not_lose_a_page(save, code):
    text = one(save("a.html", page(extra=f" Un{code} til then it is &#8364;3 &#x1F642;."))).text
    assert "The bridge at Oster reopened" in text
    assert "til then it is €3 🙂." in text


def test_html_without_a_date_gets_none(save):
    text = page().replace("2024-03-02T08:00:00Z", "")
    assert one(save("a.html", text)).published is None


def test_stray_byte_outside_the_article_is_harmless(save):
    data = page().encode()
    assert "Søren" in one(save("a.html", data.replace(b"Copyright", b"\xa9"))).text
    said = message(save("b.html", data.replace(b"Monday", b"Mon\xe9day")))
    assert "byte 0xE9 at offset" in said


def test_replacement_character_of_the_page_itself_is_text(save):
    assert "\ufffd" in one(save("a.html", page(extra=" \ufffd"))).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no article was found in 0 bytes of HTML"),
        (b"<html><body><nav></nav></body></html>", "no article was found in 37 bytes"),
        (b"%PDF-1.7 something else", "no article was found"),
        (b"<html>\0</html>", "is binary (NUL at character 6)"),
        (b"<meta charset=klingon><p>Text", "the page's encoding 'klingon' cannot be read"),
        (b"<meta charset=hex><p>Text", "the page's encoding 'hex' cannot be read"),
        (b"<meta charset=punycode><p>Te-xt", "the page's encoding 'punycode' cannot be read"),
        (b"<meta charset=utf7><p>+2AA-", "the page's encoding 'utf7' cannot be read"),
    ],
)
def test_unusable_html_fails(save, data, said):
    assert said in message(save("a.html", data))


def test_html_reading_is_silent(save):
    save("a.html", page())
    save("b.html", "<html><body>nothing</body></html>")
    code = (
        "import logging; logging.basicConfig(level=0); from factcheck.readers import read;"
        "print(len(list(read(['a.html', 'b.html']))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=save("c", "").parent, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


@settings(deadline=None)  # the machine may be busy
@given(st.binary() | st.text().map(lambda extra: page(extra=extra).encode(errors="replace")))
def test_any_page_is_a_document_or_a_failure(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.html"
    path.write_bytes(data)
    document = one(path)
    if isinstance(document, Document):
        assert document.sha256
        assert document.text.strip()


# JSON lines


def test_rows_with_all_fields(save):
    row = {
        "id": "n1",
        "text": NEWS,
        "title": "Bridge",
        "url": "https://example.org/n1",
        "date": "2024-03-02T08:00:00Z",
        "author": "Ann Bell",
        "section": {"unknown": [1]},
    }
    assert one(save("a.jsonl", json.dumps(row))) == Document(
        id="n1",
        text=NEWS,
        title="Bridge",
        url="https://example.org/n1",
        published="2024-03-02T08:00:00Z",
        author="Ann Bell",
    )


def test_rows_are_named_by_id_or_line(save):
    rows = b'{"text": "One."}\r\n\n{"id": 7, "text": "Two."}\n{"id": " ", "text": "3\\u0000"}'
    documents = list(read([save("a.jsonl", codecs.BOM_UTF8 + rows)]))
    assert [(d.id, d.text) for d in documents] == [
        ("a.jsonl:1", "One."),
        ("7", "Two."),
        ("a.jsonl:4", "3\0"),
    ]


def test_fields_can_be_renamed(save):
    path = save("a.jsonl", '{"key": "n1", "body": "One.", "text": 5}')
    assert one(path, fields=Fields("body", "key")) == Document(id="n1", text="One.")


@pytest.mark.parametrize(
    ("given_date", "published"),
    [
        ("2024-03-02", "2024-03-02"),
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("2024-13", None),
        ("20240302", "2024-03-02"),
        ("2024-W09-6", "2024-03-02"),
        ("20240302T080000", "2024-03-02T08:00:00"),
        ("2024-03-02T08:00:00Z", "2024-03-02T08:00:00Z"),
        (" 2024-03-02\n", "2024-03-02"),
        ("2 March 2024", None),
        ("", None),
        (" ", None),
    ],
)
def test_published_is_iso_or_nothing(save, given_date, published):
    row = json.dumps({"text": "One.", "published": given_date})
    assert one(save("a.jsonl", row)).published == published


@pytest.mark.parametrize("unread", ["junk", " ", "", None])
def test_published_that_cannot_be_read_leaves_the_date(save, unread):
    row = json.dumps({"text": "One.", "published": unread, "date": "2024-03-02"})
    assert one(save("a.jsonl", row)).published == "2024-03-02"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b'["text"]', "a.jsonl:2: is a list, not an object"),
        (b"null", "a.jsonl:2: is null, not an object"),
        (b'{"body": "x", "id": 1}', "has no field 'text' (fields: 'body', 'id')"),
        (b"{}", "has no field 'text' (fields: none)"),
        (b'{"text": 12}', "field 'text' is 12: give a string"),
        (b'{"text": null}', "field 'text' is null: give a string"),
        (b'{"text": ["a"]}', "field 'text' is a list: give a string"),
        (b'{"text": " \\n"}', "field 'text' is empty or blank"),
        (b'{"text": "a", "id": 1.5}', "field 'id' is 1.5: give a string or a whole number"),
        (b'{"text": "a", "id": true}', "field 'id' is true"),
        (b'{"text": "a", "author": {}}', "field 'author' is an object"),
        (b'{"text": "a\\ud800"}', "\\ud800 is half a surrogate pair: give whole characters"),
        (b'{"text": "a\\udc00b"}', "\\udc00 is half a surrogate pair"),
        (b'{"text": "a"', "is no JSON ("),
        (b"not JSON", "is no JSON ("),
        (b'{"text": NaN}', "is no JSON ("),
        (b"[" * 100_000, "is no JSON ("),
        (b'{"text": "S\xf8ren"}', "byte 0xF8 at offset 11 is not UTF-8"),
    ],
)
def test_a_broken_row_is_one_failure(save, row, said):
    path = save("a.jsonl", b'{"text": "One."}\n' + row + b'\n{"text": "Three."}\n')
    first, failure, last = read([path])
    assert (first.text, last.text) == ("One.", "Three.")
    assert failure.error.message.startswith("a.jsonl:2: ")
    assert said in failure.error.message
    assert "\n" not in failure.error.message


def test_a_broken_row_keeps_its_id(save):
    assert one(save("a.jsonl", '{"id": "n1", "text": 3}')).document.id == "n1"


@pytest.mark.parametrize("data", [b"", b"\n \r\n", codecs.BOM_UTF8])
def test_file_without_rows_fails(save, data):
    assert "is empty or blank" in message(save("a.jsonl", data))


def test_utf16_rows_fail(save):
    assert "is UTF-16" in message(save("a.jsonl", '{"text": "One."}'.encode("utf-16")))


def rows(count):
    return b"".join(b'{"id": "%d", "text": "Row %d of many."}\n' % (i, i) for i in range(count))


def test_gzipped_rows(save):
    documents = list(read([save("a.JSONL.GZ", gzip.compress(rows(3)))]))
    assert [d.text for d in documents] == [f"Row {i} of many." for i in range(3)]


def test_truncated_gzip_keeps_the_rows_before(save):
    *documents, failure = read([save("a.jsonl.gz", gzip.compress(rows(20_000))[:-20_000])])
    assert len(documents) > 1_000
    assert [d.id for d in documents] == [str(i) for i in range(len(documents))]
    assert failure.document.id == f"a.jsonl.gz:{len(documents) + 1}"
    assert "the file breaks off here (Compressed file ended" in failure.error.message


def test_damaged_gzip_keeps_the_rows_before(save):
    data = bytearray(gzip.compress(rows(20_000)))
    data[len(data) // 2 :] = b"\xff" * 1_000
    *documents, failure, after = read([save("a.jsonl.gz", bytes(data)), save("b.txt", "Next.")])
    assert documents
    assert "the file breaks off here (" in failure.error.message
    assert after.text == "Next."


def test_file_that_is_no_gzip_fails(save):
    assert "a.jsonl.gz:1: the file breaks off here" in message(save("a.jsonl.gz", rows(2)))


@pytest.mark.parametrize("filling", [b"x", b" "])
def test_very_long_row_fails_alone(save, filling):
    long = b'{"text": "' + filling * (5 * LONGEST // 2) + b'"}'
    data = rows(1) + long + b"\n" + filling * LONGEST + b"\n" + rows(1)
    path = save("a.jsonl.gz", gzip.compress(data, 1))
    tracemalloc.start()
    try:
        first, *failures, last = read([path])
        assert tracemalloc.get_traced_memory()[1] < 4 * LONGEST
    finally:
        tracemalloc.stop()
    assert (first.id, last.id) == ("0", "0")
    assert [failure.document.id for failure in failures] == ["a.jsonl.gz:2", "a.jsonl.gz:3"]
    assert f"has {LONGEST} bytes or more" in failures[0].error.message


def test_rows_are_streamed(save):
    path = save("a.jsonl", rows(5))
    stream = read([path])
    assert next(stream).id == "0"
    with path.open("ab") as file:
        file.write(b'{"id": "' + b"x" * 2**20 + b'", "text": "Late."}\n')
    assert [d.text for d in stream][-1] == "Late."


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(codec="utf-8")))
def test_any_text_of_a_row_is_unchanged(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(json.dumps({"text": text}))
    document = one(path)
    assert isinstance(document, Document) == bool(text.strip())
    assert isinstance(document, FailedDocument) or document.text == text


# Inputs


def test_folder_is_read_in_order_without_hidden_and_unknown_files(save, tmp_path):
    for name in ("b.txt", "a/z.md", "a/b/c.txt", "a.txt", ".hidden.txt", ".git/x.txt", "logo.png"):
        save(f"news/{name}", "One sentence.")
    documents = read([tmp_path / "news"])
    assert [d.id for d in documents] == ["a/b/c.txt", "a/z.md", "a.txt", "b.txt"]


def test_results_of_an_earlier_run_are_no_articles(save, tmp_path):
    for name in (
        *("a.txt", "a.factcheck.html", "html/b~1.factcheck.html"),
        *("a.factcheck.report/index.html", "b/c.factcheck.report/report/refuted-1.html"),
    ):
        save(name, "<p>The bridge is closed.</p>")
    for folder in (tmp_path, f"{tmp_path}/*", f"{tmp_path}/**"):
        assert [document.id for document in read([folder])] == ["a.txt"]
    with pytest.raises(InputError, match="holds no article"):
        read([f"{tmp_path}/**/*.html"])


def test_linked_folders_are_not_followed(save, tmp_path):
    save("news/a.txt", "One.")
    (tmp_path / "news/loop").symlink_to(tmp_path / "news")
    (tmp_path / "news/b.txt").symlink_to(tmp_path / "news/a.txt")
    (tmp_path / "news/self.txt").symlink_to(tmp_path / "news/self.txt")
    document, failure = read([tmp_path / "news"])
    assert document.id == "a.txt"
    assert failure.error.message.startswith("self.txt: cannot be read (")


def test_pipe_in_a_folder_does_not_block(save, tmp_path):
    save("news/a.txt", "One.")
    os.mkfifo(tmp_path / "news/b.txt")
    assert [d.id for d in read([tmp_path / "news"])] == ["a.txt"]


@pytest.mark.parametrize("pattern", ["**", "**/*", "*", "*/*", "*/*/*", "*.jsonl"])
def test_what_runs_and_indexes_wrote_is_in_no_pattern(save, tmp_path, pattern):
    for name in ("1.txt", "a/2.txt", "a/b/3.txt", "4.jsonl"):
        save(f"news/{name}", "It rained." if name.endswith("txt") else '{"text": "It rained."}')
    record = '{"schema":"factcheck/1","text":"It rained."}'
    save("news/out/run.json", '{"format": "factcheck-run/1"}')
    for name in ("out/annotations.jsonl", "saved.jsonl"):
        save(f"news/{name}", record)
    for name in ("out/report/refuted-1.html", "out/html/a.html", "out/index.html"):
        save(f"news/{name}", page())
    build(read([save("b.txt", NEWS)]), tmp_path / "news/x.index", name="x")
    found = list(read([f"{tmp_path}/news/{pattern}"], evidence=True))
    assert found
    ours = {"1.txt", "a/2.txt", "a/b/3.txt", "4.jsonl:1"}
    assert {document.id for document in found} <= ours
    assert all(isinstance(document, Document) for document in found)


@pytest.mark.parametrize("given", ["news", "news/*"])
def test_the_file_that_standard_output_goes_to_is_not_read(save, tmp_path, given):
    save("news/a.jsonl", '{"text": "It rained."}\n')
    code = (
        "import itertools, sys; from factcheck.readers import read\n"
        "for document in itertools.islice(read(sys.argv[1:]), 99):\n"
        '    print(\'{"text": "It rained."}\', flush=True)'
    )
    with (tmp_path / "news/out.jsonl").open("w") as out:
        subprocess.run([sys.executable, "-c", code, given], cwd=tmp_path, stdout=out, check=True)
    assert len((tmp_path / "news/out.jsonl").read_text().splitlines()) == 1
    with (tmp_path / "news/out.jsonl").open("a") as out:
        command = [sys.executable, "-c", code, "news/out.jsonl"]
        done = subprocess.run(command, cwd=tmp_path, stdout=out, stderr=subprocess.PIPE, text=True)
    assert "standard output goes to news/out.jsonl, which is an input" in done.stderr


@pytest.mark.parametrize("name", ["b.txt", "b.md", "b.html"])
def test_a_file_that_would_not_fit_the_memory_is_a_failed_document(save, tmp_path, name):
    save("news/a.txt", NEWS)
    save("news/c.txt", NEWS)
    with (tmp_path / "news" / name).open("wb") as file:
        file.truncate(1 << 42)  # it takes no room on the disk
    first, failure, last = read([tmp_path / "news"])
    assert (first.text, last.text) == (NEWS, NEWS)
    assert failure.error.message == f"{name}: has more than {LONGEST} bytes: give an article a file"


def test_a_pipe_with_the_name_of_an_index_is_passed_over(save, tmp_path):
    save("news/a.txt", "One.")
    os.mkfifo(tmp_path / "news/index.json")
    assert [d.id for d in read([tmp_path / "news"])] == ["a.txt"]


def test_pattern_is_expanded(save, tmp_path):
    for name in ("2024/b.txt", "2023/a.txt", "2023/a.png", "2023/deep/c.txt"):
        save(f"news/{name}", "One.")
    assert [d.id for d in read([f"{tmp_path}/news/*/*.txt"])] == ["2023/a.txt", "2024/b.txt"]
    every = ["2023/a.txt", "2023/deep/c.txt", "2024/b.txt"]
    assert [d.id for d in read([f"{tmp_path}/news/*"])] == every
    assert [d.id for d in read([f"{tmp_path}/**/*.txt"])] == [f"news/{name}" for name in every]


@pytest.mark.parametrize("pattern", ["**/*.txt", "**", "**/**/*.txt", "**/*", "../news/**/a/*/*"])
def test_pattern_in_depth_follows_no_linked_folder(save, tmp_path, monkeypatch, pattern):
    save("news/a/b/1.txt", "One.")
    save("news/.hidden/2.txt", "Two.")
    for place in ("news/a/c/self", "news/a/b/again", "news/a/up"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path / "news")
    assert [d.id.removeprefix("news/") for d in read([pattern])] == ["a/b/1.txt"]


@pytest.mark.parametrize("pattern", ["*.txt", "*", "**/*.txt"])
def test_pipe_that_a_pattern_matches_does_not_block(save, tmp_path, pattern):
    save("news/a.txt", "One.")
    os.mkfifo(tmp_path / "news/b.txt")
    (tmp_path / "news/c.txt").symlink_to(tmp_path / "news/b.txt")
    (tmp_path / "news/d.txt").symlink_to(tmp_path / "news/none.txt")
    document, failure = read([f"{tmp_path}/news/{pattern}"])
    assert document.id == "a.txt"
    assert failure.error.message.startswith("d.txt: cannot be read (")
    assert len(list(read([tmp_path / "news"]))) == 2


def test_relative_pattern(save, tmp_path, monkeypatch):
    save("b.txt", "One.")
    monkeypatch.chdir(tmp_path)
    assert [d.id for d in read(["*.txt"])] == ["b.txt"]


def test_file_whose_name_looks_like_a_pattern(save):
    assert one(save("a[1].txt", "One.")).id == "a[1].txt"


def test_several_inputs_in_their_order_each_once(save, tmp_path):
    paths = [save("b.txt", "B."), save("a.txt", "A.")]
    documents = read([*paths, "-", tmp_path, "-"], stdin=io.BytesIO(b"Typed."))
    assert [d.id for d in documents] == ["b.txt", "a.txt", "stdin"]


def test_files_of_one_name_are_named_by_path(save, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save("x/a.txt", "A.")
    save("y/a.txt", "B.")
    documents = read(["x", "y/a.txt", "-"], stdin=io.BytesIO(b"Typed."))
    assert [d.id for d in documents] == ["x/a.txt", "y/a.txt", "stdin"]


def test_file_name_that_is_not_utf8(tmp_path):
    with open(os.fsencode(tmp_path) + b"/S\xf8ren.txt", "wb") as file:  # noqa: PTH123
        file.write(b"One.")
    assert [d.id for d in read([tmp_path])] == ["S\\xf8ren.txt"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.txt", "none.txt does not exist or cannot be reached"),
        ("The bridge reopened.", "The bridge reopened. does not exist"),
        ("*.txt", "*.txt holds no article"),
        ("empty", "empty holds no article: give .txt, .md, .html, .htm, .jsonl, .jsonl.gz"),
        ("table.xyz", "table.xyz is of no known kind: give .txt"),
        ("nul\0.txt", "does not exist or cannot be reached"),
        ("nul\0*.txt", "nul"),
    ],
)
def test_unusable_input_raises_before_anything_is_read(tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("empty/logo.png").touch()
    Path("table.xyz").touch()
    with pytest.raises(InputError) as caught:
        read(["-", name])  # not iterated
    assert said in str(caught.value)


def test_empty_input_is_not_the_current_folder():
    with pytest.raises(InputError, match="an input is empty"):
        read([""])


def test_no_input_raises():
    with pytest.raises(InputError, match="no input"):
        read([])


def test_import_is_light():
    code = (
        "import sys, factcheck.readers;"
        "print({'torch', 'trafilatura', 'lxml', 'tantivy'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
def test_position_tells_how_much_of_all_inputs_is_read(save, tmp_path, packed):
    import pyarrow

    rows = "".join(
        json.dumps({"text": f"It rained {random.random()}."}) + "\n" for _ in range(49_999)
    )
    raw = rows.encode()
    data = {
        "": lambda: raw,
        ".gz": lambda: gzip.compress(raw),
        ".zst": lambda: pyarrow.compress(raw, codec="zstd", asbytes=True),
    }[packed]()
    save(f"a.jsonl{packed}", data)
    save("b.txt", "It snowed.")
    save("c.csv", "text\nIt hailed.\n")
    position = Position()
    shares = [position.share(position.read) for _ in read([tmp_path], position=position)]
    assert position.total == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.9
    assert position.share(position.read) == 1.0


def test_position_of_standard_input_is_not_known():
    position = Position()
    list(read(["-"], stdin=io.BytesIO(b"It rained."), position=position))
    assert position.share(position.read) is None


@pytest.mark.parametrize("given", [["."], ["**/*.html"]])
def test_what_a_run_wrote_is_no_article(save, tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    for name in ("out/index.html", "out/report/refuted-2.html", "out/html/a.factcheck.html"):
        save(name, page())
    save("out/annotations.jsonl", "{}")
    save("out/evidence.index/passages-0123456789abcdef0123456789abcdef/meta.json", "{}")
    save("report/index.html", page())
    save("index.html", page())
    save("out/mine.html", page())
    save("out/run.json", '{"format": "factcheck-run/1"}')
    found = [document.id for document in read(given)]
    assert sorted(found) == ["index.html", "out/mine.html", "report/index.html"]


@pytest.mark.parametrize("given", ["site", "site/**/*.html"])
def test_what_only_looks_like_a_run_is_read(save, tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    for name in ("index.html", "sub.html", "html/a.html", "report/c.html"):
        save(f"site/{name}", page())
    save("site/run.json", '{"crawler": "scrapy"}')
    found = [document.id for document in read([given])]
    assert sorted(found) == ["html/a.html", "index.html", "report/c.html", "sub.html"]


@pytest.mark.parametrize("given", ["rows", "rows/*"])
def test_rows_called_as_ours_are_read(save, tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    save("rows/annotations.jsonl", '{"text": "The bridge is closed."}')
    assert [document.text for document in read([given])] == ["The bridge is closed."]
