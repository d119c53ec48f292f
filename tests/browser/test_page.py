"""The page of an article in a real browser."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from documents import build, claim, evidence, example, source

from factcheck.document import Label
from factcheck.report.html import render

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 720}


def inside(page, selector):
    """Whether all of an element lies in the window."""
    box, window = page.locator(selector).bounding_box(), page.viewport_size
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["x"] >= 0 <= box["y"] and right <= window["width"] and bottom <= window["height"]


def focused(page):
    return page.evaluate("document.activeElement.id")


def scrolled(page):
    """Wait until the page stands still: it scrolls smoothly."""
    page.evaluate("""async () => {
        for (let still = 0, before; still < 20; ) {
            await new Promise(requestAnimationFrame);
            still = before === (before = scrollY) ? still + 1 : 0;
        }
    }""")


def test_renders_in_its_own_style_without_complaint_or_request(visit):
    one = visit(render(example()))
    assert one.messages == []
    assert len(one.requests) == 1
    assert one.page.locator("h1").inner_text() == example().document.title
    tints = one.page.eval_on_selector_all(
        ".text .claim", "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert len(set(tints)) == 6  # five labels, and nothing behind what is no claim


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, NARROW])
def test_a_click_on_a_sentence_puts_its_note_beside_it(visit, viewport):
    page = visit(render(example()), viewport=viewport).page
    page.click("#claim-3")
    assert focused(page) == "claim-3"
    assert page.url.endswith("#claim-3")
    assert page.locator(".note.current").get_attribute("id") == "note-3"
    scrolled(page)
    assert inside(page, "#note-3")
    assert inside(page, "#claim-3")
    if viewport == NARROW:
        note, words = (page.locator(one).bounding_box() for one in ("#note-3", "#claim-3"))
        assert words["y"] + words["height"] <= note["y"]


@pytest.mark.parametrize("fragment", ["#claim-14", "#note-14"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 500}, NARROW])
def test_a_deep_link_scrolls_to_its_claim_and_gives_it_the_focus(visit, fragment, viewport):
    page = visit(render(example()), fragment=fragment, viewport=viewport).page
    scrolled(page)
    assert focused(page) == "claim-14"
    assert inside(page, "#claim-14")
    assert page.locator("#note-14").evaluate("note => getComputedStyle(note).position") == "fixed"


def test_a_link_to_another_claim_is_followed_on_an_open_page(visit):
    page = visit(render(example())).page
    page.locator("#note-13 h3 a").click()
    page.locator("#note-13.current").wait_for()
    assert focused(page) == "claim-13"


def test_the_keyboard_leads_through_the_claims(visit):
    page = visit(render(example())).page
    seen = []
    for key in "jjjkj":
        page.keyboard.press(key)
        seen.append(focused(page))
    assert seen == ["claim-1", "claim-2", "claim-3", "claim-2", "claim-3"]
    assert page.locator("#where").inner_text() == "3 of 13 claims"
    page.keyboard.press("Escape")
    assert page.locator(".current").count() == 0
    assert "#" not in page.url
    page.keyboard.press("k")  # from nowhere: the last
    assert focused(page) == "claim-15"
    page.keyboard.press("j")  # there is none after it
    assert focused(page) == "claim-15"


def test_a_label_leads_the_keyboard_into_the_note_and_escape_back(visit):
    page = visit(render(example())).page
    page.locator('.tag[href="#note-3"]').press("Enter")
    assert focused(page) == "note-3"
    assert page.locator("#note-3.current").is_visible()
    page.keyboard.press("Tab")
    first = page.locator("#note-3 a").first
    assert first.evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    assert focused(page) == "claim-3"
    assert page.locator(".current").count() == 0


def test_keys_and_clicks_with_a_modifier_are_left_to_the_browser(visit):
    page = visit(render(example())).page
    for key in ("Control+j", "Alt+j", "Meta+k"):
        page.keyboard.press(key)
    with page.context.expect_page() as opened:
        page.locator('.tag[href="#note-3"]').click(modifiers=["Control"])
    assert page.locator(".current").count() == 0
    opened.value.wait_for_load_state()
    assert opened.value.locator(".current").first.get_attribute("id") == "claim-3"


def test_the_buttons_lead_through_the_claims_too(visit):
    page = visit(render(example())).page
    for _ in range(2):
        page.click("#next")
    page.click("#previous")
    assert page.url.endswith("#claim-1")


def test_filter_by_label(visit):
    page = visit(render(example())).page
    for label in ("supported", "unverified", "opinion"):
        page.locator(f"input[value={label}]").uncheck()
    assert page.locator(".tag:visible").all_inner_texts() == ["\xa0refuted", *["\xa0hedged"] * 3]
    assert page.locator("#where").inner_text() == "4 claims"
    plain = page.locator("#claim-2").evaluate("one => getComputedStyle(one).backgroundColor")
    assert plain == "rgba(0, 0, 0, 0)"
    assert page.locator(".note:visible").count() == 4
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "claim-4"


def test_filter_by_confidence(visit):
    page = visit(render(example())).page
    page.keyboard.press("j")
    page.locator("#least").fill("90")
    assert page.locator("#least-output").inner_text() == "90%"
    shown = [made for made in example().claims if made.confidence >= 0.9]
    assert page.locator(".tag:visible").count() == sum(made.label != "none" for made in shown)
    assert page.locator(".current").count() == 0  # it is not among them


def test_a_link_to_a_claim_that_is_filtered_out_shows_it(visit):
    page = visit(render(example())).page
    page.locator("input[value=refuted]").uncheck()
    page.locator("#least").fill("90")
    page.evaluate("location.hash = 'claim-3'")
    page.locator("#note-3.current").wait_for()
    assert focused(page) == "claim-3"
    assert page.locator(".tag:visible").count() == 13
    assert page.locator("#least-output").inner_text() == "0%"


def test_a_filter_reaches_what_follows_of_a_claim(visit):
    text = "One\n\ntwo."
    page = visit(render(build(text, claims=[claim(text, 0, len(text), "opinion")]))).page
    page.locator("input[value=opinion]").uncheck()
    assert page.locator(".claim.off").count() == 2


def test_sentences_without_a_claim_have_no_note_to_open(visit):
    text = "What now\n\nand then? It rains."
    made = [claim(text, 0, 19, "none"), claim(text, 20, len(text), "unverified", id=1)]
    one = visit(render(build(text, claims=made)), fragment="#claim-0")
    one.page.click("#claim-0")
    assert one.page.locator(".current").count() == 0
    one.page.keyboard.press("j")
    assert focused(one.page) == "claim-1"
    assert one.messages == []


def test_a_lane_leads_to_the_nearest_claim_of_its_label(visit):
    page = visit(render(example())).page
    page.locator("svg[data-label=hedged]").click(position={"x": 2, "y": 5})
    assert focused(page) == "claim-4"
    box = page.locator("svg[data-label=hedged]").bounding_box()
    page.locator("svg[data-label=hedged]").click(position={"x": box["width"] - 2, "y": 5})
    assert focused(page) == "claim-6"


def test_copies_a_claim_as_a_quotation(visit):
    page = visit(render(example()), permissions=["clipboard-read"]).page
    assert page.locator("#copy").is_disabled()
    page.click("#claim-3")
    page.evaluate("window.setTimeout = () => 0")  # after two seconds it says something else again
    page.click("#copy")
    assert page.locator("#where").inner_text() == "copied"
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“It is the longest steel arch in the world.” — Marta Lindqvist, Harbour bridge to close "
        "for two years, city says, portelliscourier.example, 4 May 2024 "
        "https://www.portelliscourier.example/city/harbour-bridge [refuted, 88%]"
    )


def test_without_javascript_the_notes_follow_the_article_and_a_label_leads_to_its_note(visit):
    page = visit(render(example()), java_script_enabled=False).page
    assert page.locator(".text p").count() == 6
    assert page.locator(".note:visible").count() == 13
    assert "person close to the project" in page.locator("#note-5").inner_text()
    assert page.locator("input:visible, button:visible").count() == 0
    page.locator('a[href="#note-5"]').click()
    assert inside(page, "#note-5")
    page.locator("#note-5 h3 a").click()
    assert page.url.endswith("#claim-5")


BAD = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    '"\' onfocus=alert(1) autofocus x="</style><iframe src=https://a.example>&#0; '
    "{{ 7*7 }} \u202eright to left\u2066 \0\x1b[31m"
)


def test_hostile_text_stays_inert(visit):
    passage = evidence(BAD, document=BAD, title=BAD, url="javascript:alert(1)", published=BAD)
    fields = {"title": BAD, "author": BAD, "published": BAD, "url": BAD, "language": BAD}
    made = claim(BAD, 0, len(BAD), "refuted", reason=BAD, evidence=[passage])
    one = visit(render(build(BAD, claims=[made], id=BAD, **fields)))
    for key in ("j", "Tab", "Enter"):
        one.page.keyboard.press(key)
    one.page.click("#copy")
    one.page.hover("#claim-0")
    one.page.wait_for_timeout(300)
    assert (one.dialogs, one.messages, len(one.requests)) == ([], [], 1)
    assert one.page.locator("img, iframe, [onfocus], [onload], [onerror]").count() == 0
    assert one.page.locator("script").count() == 1
    assert one.page.evaluate("document.querySelector('#claim-0').textContent") == BAD.replace(
        "\0", "\ufffd"
    ).replace("\x1b", "\ufffd")


@pytest.fixture
def listener():
    """A server that counts those who ask it for anything."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_the_policy_stops_any_other_script_style_and_request(visit, listener):
    address, asked = listener
    page = render(example()).replace(
        "<main>",
        f"<main><script>alert(1)</script><img src='{address}/x' onerror='alert(2)'>"
        f"<p id='red' style='color: red'>red</p><iframe src='{address}'></iframe>",
    )
    one = visit(page)

    def complaints():
        return sum("Content Security Policy" in message for message in one.messages)

    deadline = time.monotonic() + 60
    while complaints() < 4 and time.monotonic() < deadline:  # they come as events
        one.page.wait_for_timeout(50)
    one.page.wait_for_timeout(300)
    assert one.dialogs == []
    assert asked == []
    assert complaints() >= 4
    assert one.page.locator("#red").evaluate("e => getComputedStyle(e).color") != "rgb(255, 0, 0)"


def test_a_direction_control_moves_nothing_outside_its_sentence(visit):
    def lefts(text):
        first = text.index("Second") - 1
        claims = [
            claim(text, 0, first, "hedged"),
            claim(text, first + 1, len(text), "hedged", id=1),
        ]
        page = visit(render(build(text, claims=claims))).page
        return [page.locator(f"#claim-{index}").bounding_box()["x"] for index in (0, 1)]

    for control in "\u202e\u2067\u2069":
        one, two = lefts(f"First{control} one. Second one.")
        assert one < two


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_window_never_scrolls_sideways(visit, scheme):
    long_word = "Donaudampfschiff" * 30
    passage = evidence(long_word, title=long_word, url="https://a.example/" + "x" * 400)
    stands = source(long_word, long_word, "named")
    made = claim(long_word, 0, len(long_word), "refuted", evidence=[passage], id=17, source=stands)
    for document in (example(), build(long_word, claims=[made], title=long_word, id=long_word)):
        page = visit(render(document), viewport=NARROW, color_scheme=scheme).page
        page.keyboard.press("j")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert inside(page, ".note.current")
        assert inside(page, "#copy")


def test_print_shows_labels_with_numbers_and_every_note(visit):
    page = visit(render(example())).page
    page.keyboard.press("j")
    page.emulate_media(media="print")
    assert page.locator(".tag:visible").count() == 13
    assert page.locator(".note:visible").count() == 13
    assert page.locator(".note.current").evaluate("e => getComputedStyle(e).position") == "static"
    assert page.locator("button:visible, input:visible").count() == 0
    assert page.locator("#note-3 blockquote").first.is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_print_shows_the_note_that_is_open_like_the_others(visit, script):
    page = visit(render(example()), fragment="#note-3", java_script_enabled=script).page
    page.emulate_media(media="print")
    style = page.locator("#note-3").evaluate(
        "note => [getComputedStyle(note).position, getComputedStyle(note).boxShadow]"
    )
    assert style == ["static", "none"]
    assert page.locator(".axes:visible").count() == page.locator(".said:visible").count() == 13
    assert page.locator(".lead:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, NARROW])
def test_axe_finds_no_violation(visit, violations, scheme, viewport):
    page = visit(render(example()), viewport=viewport, color_scheme=scheme).page
    assert violations(page) == []
    page.click("#claim-3")
    scrolled(page)
    assert violations(page) == []
    page.locator("input[value=opinion]").uncheck()
    page.keyboard.press("Escape")
    assert violations(page) == []


def test_five_thousand_claims_are_ready_in_two_seconds(visit, tmp_path):
    passage = evidence(title="Harbour Bridge", url="https://encyclopedia.example/harbour-bridge")
    sentence = "The bridge carries about 41,000 vehicles a day, the council said. "
    text = "".join(sentence + "\n\n" * (index % 4 == 3) for index in range(5000))
    starts = [index for index in range(len(text)) if text.startswith("The bridge", index)]
    claims = [
        claim(
            *(text, start, start + len(sentence) - 1, [*Label][index % 5]),
            id=index,
            evidence=[passage] if index % 5 < 3 else (),
        )
        for index, start in enumerate(starts)
    ]
    page = render(build(text, claims=claims, title="Long"))
    assert len(page.encode()) / 5000 < 2000  # bytes a claim
    one = visit("")
    metrics = one.page.context.new_cdp_session(one.page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})  # not the work of others
    path = tmp_path / "long.html"
    path.write_bytes(page.encode())

    def spent():
        measured = metrics.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in measured}["TaskDuration"]

    def painted():
        before = spent()
        one.page.goto(path.as_uri())
        one.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        return spent() - before

    assert min(painted() for _ in range(2)) < 2  # seconds of its one thread
    one.page.keyboard.press("k")
    assert focused(one.page) == "claim-4999"
