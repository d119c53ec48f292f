import base64
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import msgspec
import pytest
from documents import RUN, build, claim, cue, evidence, example, source

from factcheck.decide import CONFLICT
from factcheck.document import FailedDocument, Label, Resource
from factcheck.errors import InputError, OutputError
from factcheck.report import html
from factcheck.report.corpus import LISTED
from factcheck.report.dashboard import A_PAGE, FINDINGS, write
from factcheck.report.files import safe_stem
from factcheck.report.json import encode

VOID, BLOCKS = {"meta"}, {"p", "th", "td", "dt", "dd", "figcaption"}
BAD = '<script>alert(1)</script>"\' onload="x" &amp; {{ 7*7 }} \x1b[31m\u202e'


class Page(HTMLParser):
    """The tags and the words of a page whose elements are all closed in order."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.text = [], [], []
        self.page = path.read_text("utf-8")
        self.feed(self.page)
        self.close()
        assert not self.open
        self.words = " ".join("".join(self.text).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.text.append(" " if tag in BLOCKS else "")

    def handle_data(self, data):
        self.text.append("" if "style" in self.open else data)

    def all(self, attribute):
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


def report(folder, records):
    path = folder / "annotations.jsonl"
    path.write_bytes(b"".join(encode(record) + b"\n" for record in records))
    return write(path, folder)


def refuted(number=0):
    text = f"Claim {number:,} is here."
    found = evidence("It is not here.", "refutes", title="Guide", url="https://guide.example/g")
    made = claim(text, 0, len(text), "refuted", confidence=1 - number / 10_000, evidence=[found])
    return build(text, claims=[made], id=f"a/{number}", title=f"Article {number:,}")


def test_the_index_comes_last_and_says_what_there_is(tmp_path):
    failed = FailedDocument.of("c.txt", "c.txt: is empty")
    assert report(tmp_path, [example(), refuted(), failed]) == [tmp_path / "index.html"]
    page = Page(tmp_path / "index.html")
    for words in (
        "articles 2 sentences 18 claims 14 refuted 2 failed 1",
        *("Published 4 May 2024.", "supported Evidence from outside the article supports it. 7% 1"),
        *("It is the longest steel arch in the world.", "Claim 0 is here. Article 0"),
        *("refuted 90% by Guide: It is not here.", "c.txt: is empty"),
        *("portelliscourier.example 1 13", "so-called irony 1", "Some engineers 1"),
    ):
        assert words in page.words


def test_a_page_is_whole_in_itself_and_allows_nothing_but_its_style(tmp_path):
    for path in report(tmp_path, map(refuted, range(FINDINGS + 1))):
        page = Page(path)
        style = re.search(r"<style>(.*?)</style>", page.page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert page.all("content")[0] == (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "base"}
        assert not page.all("style")
        assert not page.all("src")
        assert len(page.all("id")) == len(set(page.all("id")))
        names = page.all("aria-labelledby")
        assert set(names) <= set(page.all("id"))


def test_a_run_without_a_document_has_a_page_too(tmp_path):
    report(tmp_path, [])
    page = Page(tmp_path / "index.html")
    assert "articles 0" in page.words
    assert "No article has a date." in page.words
    assert "No claim is refuted." in page.words


@pytest.mark.parametrize("count", [FINDINGS, FINDINGS + 1, A_PAGE, A_PAGE + 1])
def test_a_long_list_goes_on_on_further_pages(tmp_path, count):
    written = report(tmp_path, map(refuted, range(count)))
    pages = [path for path in written if path.name.startswith("refuted-")]
    assert len(pages) == (0 if count == FINDINGS else 1 if count <= A_PAGE else 2)
    index = Page(tmp_path / "index.html")
    assert (f"All {count}: Refuted claims" in index.words) == bool(pages)
    found = [number for path in pages for number in re.findall(r"Article (\d+)", Page(path).words)]
    assert found == ([str(number) for number in range(count)] if pages else [])


def test_what_is_not_listed_is_counted_and_can_be_found(tmp_path):
    report(tmp_path, map(refuted, range(LISTED + 5)))
    assert f"The first 2,000 of {LISTED + 5:,}" in Page(tmp_path / "index.html").words
    last = Page(tmp_path / "report" / f"refuted-{LISTED // A_PAGE}.html").words
    said, command = re.search(r"And (5 more), in annotations.jsonl: (jq .*)\.$", last).groups()
    assert said == "5 more"
    if shutil.which("jq"):
        found = subprocess.run(command, shell=True, cwd=tmp_path, stdout=-1, check=True).stdout
        assert len(found.splitlines()) == LISTED + 5
        assert json.loads(found.splitlines()[0]) == {
            "document": "a/0",
            "claim": 0,
            "text": "Claim 0 is here.",
        }


def test_pages_of_an_earlier_report_go_and_other_files_stay(tmp_path):
    report(tmp_path, map(refuted, range(A_PAGE + 1)))
    for mine in ("notes.html", "chapter-1.html"):
        (tmp_path / "report" / mine).write_text("mine")
    report(tmp_path, [refuted()])
    kept = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert kept == ["chapter-1.html", "notes.html"]


def local(page):
    """The links of a page that stay in the folder."""
    return [link for link in page.all("href") if not urlsplit(link).scheme]


def test_every_link_inside_the_folder_leads_somewhere(tmp_path):
    records = [example(), *map(refuted, range(A_PAGE + 1))]
    (tmp_path / "html").mkdir()
    for record in records[:-1]:
        name = f"{safe_stem(record.document.id)}.factcheck.html"
        (tmp_path / "html" / name).write_text(html.render(record))
    written = report(tmp_path, records)
    seen = set()
    for path in written:
        for link in local(Page(path)):
            place, _, anchor = link.partition("#")
            target = (path.parent / unquote(place)).resolve() if place else path
            assert target.is_file(), link
            assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), link
            seen.add(target)
    assert seen >= {*written}
    assert len([target for target in seen if target.parent.name == "html"]) == A_PAGE + 1


def test_articles_of_one_id_lead_each_to_its_own_page(tmp_path):
    (tmp_path / "html").mkdir()
    for name in ("0", "0~2"):
        (tmp_path / "html" / f"{name}.factcheck.html").write_text("")
    report(tmp_path, [msgspec.structs.replace(refuted(), document=of("0"))] * 2)
    links = [link for link in local(Page(tmp_path / "index.html")) if link.startswith("html/")]
    assert sorted(links) == [f"html/{name}.factcheck.html#claim-0" for name in ("0", "0~2")]


def of(id):
    return msgspec.structs.replace(refuted().document, id=id)


def test_an_article_without_a_page_is_linked_where_it_was_published(tmp_path):
    document = msgspec.structs.replace(
        refuted(),
        document=msgspec.structs.replace(
            refuted().document, url="https://post.example/a", outlet="The Post", published="2024"
        ),
    )
    report(tmp_path, [document])
    page = Page(tmp_path / "index.html")
    assert page.all("href")[-2:] == ["https://post.example/a", "https://guide.example/g"]
    assert "Article 0 The Post 2024" in page.words


def hostile():
    """A document that is hostile wherever it can be."""
    passage = evidence(BAD, "refutes", document=BAD, title=BAD, url="javascript:alert(1)")
    other = evidence("No, " + BAD, "supports", 0.8, published=BAD, document=BAD)
    fields = {"cues": [cue(BAD, BAD, "doubt")], "source": source(BAD, BAD, "named")}
    at = (BAD, 0, len(BAD))
    claims = [
        claim(*at, "refuted", evidence=[passage], **fields),
        claim(*at, "unverified", evidence=[passage, other], reason=CONFLICT, **fields),
        claim(*at, "unverified", reason=BAD, id=2),
        *(claim(*at, label, id=3 + number) for number, label in enumerate(("hedged", "opinion"))),
    ]
    run = msgspec.structs.replace(
        RUN, version=BAD, device=BAD, model=Resource(name=BAD, sha256=BAD)
    )
    named = {"title": BAD, "url": "javascript:alert(1)", "published": BAD, "outlet": BAD}
    return build(BAD, claims=claims, id=BAD, run=run, **named)


def test_nothing_in_a_record_becomes_markup(tmp_path):
    folder = tmp_path / "a&<b>"
    folder.mkdir()
    failed = FailedDocument.of(BAD, BAD)
    report(folder, [hostile(), failed] * (FINDINGS + 1))
    for path in (folder / "index.html", *(folder / "report").iterdir()):
        page = Page(path)
        assert {tag for tag, _ in page.tags} & {"script", "b>"} == set()
        assert not [link for link in page.all("href") if "script" in urlsplit(link).scheme]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.page)
        assert "<script>alert(1)</script>" in page.words
        assert "49" not in re.sub(r"[0-9a-f+/=]{40,}", "", page.words)


def test_runs_with_other_settings_are_told_apart(tmp_path):
    other = msgspec.structs.replace(RUN, device="cuda")
    report(tmp_path, [build("One.", ["hedged"], run=run) for run in (RUN, RUN, other)])
    page = Page(tmp_path / "index.html")
    assert "0.1.0 (2 articles)" in page.words
    assert "cuda, fp32" in page.words


def test_the_records_must_be_there(tmp_path):
    with pytest.raises(InputError, match=r"annotations\.jsonl cannot be read"):
        write(tmp_path / "annotations.jsonl", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "report").write_text("a file of the user")
    with pytest.raises(OutputError, match=r"cannot write .*report"):
        report(tmp_path, [refuted()])


def test_shares_are_of_the_sentences_that_claim_something(tmp_path):
    report(tmp_path, [build("A. B. C. D.", ["hedged", "opinion", "none", "none"])])
    page = Page(tmp_path / "index.html")
    assert f"{html.LABELS[Label.HEDGED]} 50% 1" in page.words
    assert f"{html.LABELS[Label.NONE]} – 2" in page.words
