"""The page in a real browser: Debian's chromium, driven by playwright."""

import pytest
from documents import build, claim, evidence, example

from factcheck.report.html import render

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync"),
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 720}


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


class Visit:
    """A page that is open, and all it asked for or complained of."""

    def __init__(self, browser, path, **options):
        self.requests, self.dialogs, self.messages = [], [], []
        self.page = browser.new_context(**options).new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(1), dialog.dismiss()))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.goto(path.as_uri())


@pytest.fixture
def visit(browser, tmp_path):
    opened = []

    def start(document, viewport=WIDE, **options):
        path = tmp_path / "page.html"
        path.write_bytes(render(document).encode())
        opened.append(Visit(browser, path, viewport=viewport, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.page.context.close()


def inside(page, selector):
    """Whether all of an element lies in the window."""
    box, window = page.locator(selector).bounding_box(), page.viewport_size
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["x"] >= 0 <= box["y"] and right <= window["width"] and bottom <= window["height"]


def test_renders_in_its_own_style_without_complaint_or_request(visit):
    one = visit(example())
    assert one.messages == []
    assert len(one.requests) == 1
    assert one.page.locator("h1").inner_text() == example().document.title
    tints = one.page.eval_on_selector_all(
        ".text .claim", "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert len(set(tints)) == 5


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_the_card_appears_on_focus_and_fits_the_window(visit, viewport):
    page = visit(example(), viewport).page
    card = page.locator("#card-3")
    assert not card.is_visible()
    page.focus("#claim-3")
    card.wait_for(state="visible")
    assert inside(page, "#card-3")
    assert inside(page, "#claim-3")
    page.keyboard.press("Tab")  # into the card: a link to the evidence
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#evidence-2"
    assert card.is_visible()
    page.focus("#claim-4")
    card.wait_for(state="hidden")


def test_the_first_tab_after_the_head_reaches_the_first_claim(visit):
    page = visit(example()).page
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id").startswith("claim-"):
            break
    assert page.evaluate("document.activeElement.id") == "claim-1"
    page.locator("#card-1").wait_for(state="visible")


def test_the_card_appears_on_hover_and_can_be_reached_with_the_pointer(visit):
    page = visit(example()).page
    page.hover("#claim-2")
    card = page.locator("#card-2")
    card.wait_for(state="visible")
    assert inside(page, "#card-2")
    link = page.locator("#card-2 .mark").bounding_box()
    page.mouse.move(link["x"] + 4, link["y"] + 4)
    page.wait_for_timeout(600)
    assert card.is_visible()
    page.mouse.move(5, 5)
    card.wait_for(state="hidden")


def test_an_anchor_leads_from_the_card_to_the_evidence_and_on_to_the_next_claim(visit):
    page = visit(example()).page
    page.focus("#claim-4")
    page.locator("#card-4 a", has_text="Next hedged claim").click()
    page.locator("#card-5").wait_for(state="visible")
    page.focus("#claim-3")
    page.locator("#card-3 a.mark").first.click()
    assert page.url.endswith("#evidence-2")


def test_all_of_it_works_without_javascript(visit):
    page = visit(example(), java_script_enabled=False).page
    assert page.locator(".text p").count() == 6
    page.focus("#claim-5")
    page.locator("#card-5").wait_for(state="visible")
    assert "person close to the project" in page.locator("#card-5").inner_text()


BAD = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    '"\' onfocus=alert(1) autofocus x="</style><iframe src=https://a.example>&#0; '
    "{{ 7*7 }} \u202eright to left\u2066 \0\x1b[31m"
)


def test_hostile_text_stays_inert(visit):
    passage = evidence(BAD, document=BAD, title=BAD, url="javascript:alert(1)", published=BAD)
    made = claim(BAD, 0, len(BAD), "refuted", reason=BAD, evidence=[passage])
    fields = {"title": BAD, "author": BAD, "published": BAD, "url": BAD, "language": BAD}
    one = visit(build(BAD, claims=[made], id=BAD, **fields))
    one.page.focus("#claim-0")
    one.page.hover("#claim-0")
    one.page.wait_for_timeout(300)
    assert (one.dialogs, one.messages, len(one.requests)) == ([], [], 1)
    assert one.page.locator("script, img, iframe, [onfocus], [onload], [onerror]").count() == 0
    assert one.page.evaluate("document.querySelector('#claim-0').textContent") == BAD.replace(
        "\0", "\ufffd"
    ).replace("\x1b", "\ufffd")


def test_a_direction_control_moves_nothing_outside_its_sentence(visit):
    def lefts(text):
        first = text.index("Second") - 1
        claims = [
            claim(text, 0, first, "hedged"),
            claim(text, first + 1, len(text), "hedged", id=1),
        ]
        page = visit(build(text, claims=claims)).page
        return [page.locator(f"#claim-{index}").bounding_box()["x"] for index in (0, 1)]

    for control in "\u202e\u2067\u2069":
        one, two = lefts(f"First{control} one. Second one.")
        assert one < two


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_window_never_scrolls_sideways(visit, scheme):
    long_word = "Donaudampfschiff" * 30
    passage = evidence(long_word, title=long_word, url="https://a.example/" + "x" * 400)
    made = claim(long_word, 0, len(long_word), "refuted", evidence=[passage], id=17)
    for document in (example(), build(long_word, claims=[made], title=long_word, id=long_word)):
        page = visit(document, NARROW, color_scheme=scheme).page
        page.focus(".claim[tabindex]")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert inside(page, ".unit:focus-within .card")


def test_print_shows_labels_and_no_cards(visit):
    page = visit(example()).page
    page.focus("#claim-3")
    page.emulate_media(media="print")
    assert page.locator(".card:visible").count() == 0
    assert page.locator(".tag:visible").count() == 13
    assert page.locator("#evidence-2 blockquote").is_visible()
