"""The dashboard in a real browser."""

import msgspec
import pytest
from documents import RUN, build, claim, cue, evidence, example, source

from factcheck.decide import CONFLICT
from factcheck.document import FailedDocument, Resource
from factcheck.report import html
from factcheck.report.dashboard import write
from factcheck.report.files import safe_stem
from factcheck.report.json import encode

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 720}
BAD = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    '"\' onfocus=alert(1) autofocus x="</style><iframe src=https://a.example>&#0; '
    "{{ 7*7 }} \u202eright to left\u2066 \0\x1b[31m" + "Donaudampfschiff" * 12
)


def friendly():
    """Twelve articles over two years, one with every label."""
    for number in range(12):
        text = f"Claim {number} stands. Perhaps it falls. It is a fine one. So be it."
        found = evidence("It does not stand.", "refutes", title="Guide")
        end = text.index(".") + 1
        claims = [
            claim(text, 0, end, "refuted", evidence=[found], confidence=0.9 - number / 100),
            claim(text, end + 1, end + 18, "hedged", id=1, cues=[cue(text, "Perhaps", "doubt")]),
            *(
                claim(text, end + 19 + step, end + 20 + step, "opinion", id=2 + step)
                for step in range(3)
            ),
        ]
        named = {"title": f"Article {number}", "outlet": f"Outlet {number % 11}"}
        day = f"{2022 + number % 2}-{1 + number:02}-04"
        yield build(text, claims=claims, id=f"{number}.txt", published=day, **named)
    yield example()


def hostile():
    """Articles that are hostile wherever they can be, and as many that failed so."""
    passage = evidence(BAD, "refutes", document=BAD, title=BAD, url="javascript:alert(1)")
    other = evidence("No, " + BAD, "supports", 0.8, published=BAD, document=BAD)
    fields = {"cues": [cue(BAD, BAD, "doubt")], "source": source(BAD, BAD, "named")}
    labels = ("refuted", "unverified", "hedged", "opinion", "hedged")
    run = msgspec.structs.replace(RUN, device=BAD, model=Resource(name=BAD, sha256=BAD))
    for number in range(12):
        claims = [
            claim(
                *(BAD, 0, len(BAD), label),
                id=index,
                evidence=[passage, other] if index else [passage],
                reason=CONFLICT if label == "unverified" else None,
                **fields,
            )
            for index, label in enumerate(labels)
        ]
        named = {"title": BAD, "url": "javascript:alert(1)", "published": BAD, "outlet": BAD}
        yield build(BAD, claims=claims, id=f"{number}{BAD}", run=run, **named)
        yield FailedDocument.of(BAD, BAD)


@pytest.fixture
def visit(visit_file, tmp_path):
    """Open a page of the dashboard of these records, whose articles have pages too."""

    def start(records, page="index.html", **options):
        records = list(records)
        (tmp_path / "html").mkdir(exist_ok=True)
        for record in records:
            if not isinstance(record, FailedDocument):
                stem = safe_stem(record.document.id)
                path = tmp_path / "html" / f"{stem}.factcheck.html"
                path.write_bytes(html.render(record).encode())
        lines = tmp_path / "annotations.jsonl"
        lines.write_bytes(b"".join(encode(record) + b"\n" for record in records))
        write(lines, tmp_path)
        return visit_file(tmp_path / page, **options)

    return start


def test_renders_in_its_own_style_without_complaint_or_request(visit):
    one = visit(friendly())
    assert one.messages == []
    assert len(one.requests) == 1
    fills = one.page.eval_on_selector_all(
        "#labels .shares rect", "all => all.map(e => getComputedStyle(e).fill)"
    )
    assert len(set(fills)) == len(fills) == 5
    heights = one.page.eval_on_selector_all(
        "#time .articles .level", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert max(heights) > 20


def test_a_claim_leads_to_its_place_in_the_article_and_a_list_to_the_rest_of_it(visit):
    page = visit(friendly()).page
    page.click("#refuted .more a")
    page.wait_for_url("**/report/refuted-1.html")
    assert page.locator(".findings li").count() == 13
    page.click("text=Article 7")
    page.wait_for_url("**/html/7.txt.factcheck.html#claim-0")
    page.go_back()
    page.click(".crumb a")
    page.wait_for_url("**/index.html")
    page.click(".sections a >> text=Errors")
    page.wait_for_url("**/index.html#errors")


def test_all_of_it_can_be_read_without_javascript(visit):
    page = visit(friendly(), java_script_enabled=False).page
    table = page.locator("#time details table")
    assert not table.is_visible()
    page.click("#time summary")
    assert table.is_visible()
    assert table.locator("tbody tr").count() == page.locator("#time .articles .level").count()
    assert "2023-10" in table.inner_text()


def test_every_chart_has_its_numbers_in_words(visit):
    page = visit(friendly()).page
    assert page.locator("svg:not([aria-hidden=true])").count() == 0
    for section in ("#time", "#confidence"):
        assert page.locator(f"{section} details table").count() == 1
    for svg in page.locator(".bar, .shares").all():
        assert svg.locator("xpath=ancestor::*[self::section or self::div][1]//td").count()


@pytest.mark.parametrize("page", ["index.html", "report/refuted-1.html"])
def test_hostile_text_stays_inert(visit, page):
    one = visit(hostile(), page=page)
    one.page.wait_for_timeout(300)
    assert (one.dialogs, one.messages, len(one.requests)) == ([], [], 1)
    bad = one.page.locator("script, img, iframe, [onfocus], [onload], [onerror], [autofocus]")
    assert bad.count() == 0
    assert one.page.locator("a[href^=javascript]").count() == 0
    assert "<script>alert(1)</script>" in one.page.locator(".findings").first.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("records", [friendly, hostile])
@pytest.mark.parametrize("page", ["index.html", "report/refuted-1.html"])
def test_a_narrow_window_never_scrolls_sideways(visit, scheme, records, page):
    one = visit(records(), page, viewport=NARROW, color_scheme=scheme)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_what_scrolls_can_be_reached_with_the_keyboard(visit):
    page = visit(friendly(), viewport=NARROW).page
    scrolling = page.eval_on_selector_all(
        "main *",
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).overflowX === 'auto').map(e => e.tabIndex)",
    )
    assert scrolling
    assert set(scrolling) == {0}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["index.html", "report/refuted-1.html"])
def test_axe_finds_nothing_wrong(visit, violations, page, scheme):
    one = visit(friendly(), page=page, color_scheme=scheme)
    one.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert violations(one.page) == []


def test_print_leaves_out_what_paper_cannot_do(visit):
    page = visit(friendly()).page
    page.emulate_media(media="print")
    assert page.locator("nav:visible, summary:visible").count() == 0
    assert page.locator("#time .panel:visible").count() == 6
