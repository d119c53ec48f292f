import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files

import msgspec
import pytest
from documents import annotated, build, claim, cue, evidence, example, source
from hypothesis import given

from factcheck.addresses import link
from factcheck.document import (
    Contradiction,
    Corroboration,
    Cue,
    CueType,
    FactCheck,
    Label,
    Ruling,
    Span,
)
from factcheck.report.html import direction, render
from factcheck.report.walk import paragraphs, segments
from factcheck.report.wording import date_in_words, percent

VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """What is on a page: its tags in order, and the text of the article without the notes."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.text = ""
        self.open = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append((tag, dict(attributes)))

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        inside = any(attributes.get("id") == "text" for _, attributes in self.open)
        if inside and not any(tag == "a" for tag, _ in self.open):
            self.text += data

    def all(self, attribute):
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


def shown(text):
    """The text as a page can carry it."""
    return re.sub("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", "\ufffd", text)


def body(page):
    """What stands inside #text."""
    return page.partition('id="text">')[2].partition("</div>\n</article>")[0]


@given(annotated())
def test_the_text_of_the_page_is_the_text_of_the_document(document):
    assert Page(render(document)).text == shown(document.text)


@given(annotated())
def test_hostile_text_adds_no_script_no_handler_and_no_address(document):
    page = Page(render(document))
    assert not {"link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert [attributes for tag, attributes in page.tags if tag == "script"] == [{}]
    for name in {name for _, attributes in page.tags for name in attributes}:
        assert not name.startswith("on")
        assert name not in ("src", "style", "srcset")
    for href in page.all("href"):
        assert re.match(r"#[a-z]+(-\d+)?\Z|https?://", href)


@given(annotated())
def test_anchors_are_unique_and_lead_somewhere(document):
    page = Page(render(document))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href") if href.startswith("#")} <= set(ids)
    assert {*page.all("for"), *page.all("aria-labelledby"), *page.all("data-of")} <= set(ids)


@given(annotated())
def test_the_page_holds_no_control_that_acts_beyond_its_words(document):
    page = render(document)
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\r]", page)
    alone = re.sub(r"<span hidden>[\u202a-\u202e\u2066-\u2069]</span>", "", page)
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", alone)


@given(annotated())
def test_paragraphs_tile_the_text(document):
    spans = []
    for paragraph in paragraphs(document):
        spans += [*(piece.span for piece in paragraph.pieces), paragraph.blank]
    assert "".join(document.text[slice(*span)] for span in spans) == document.text


@given(annotated())
def test_segments_tile_a_claim_and_carry_its_marks(document):
    for made in document.claims:
        cursor = made.start
        for segment in segments(document.text, Span(made.start, made.end), made):
            end = cursor + len(segment.text)
            assert segment.text == document.text[cursor:end]
            kinds = {cue.type for cue in made.cues if cue.start < end and cursor < cue.end}
            assert set(segment.cues) == kinds
            assert segment.source == (made.source.start is not None) * (
                (made.source.start or 0) < end and cursor < (made.source.end or 0)
            )
            cursor = end
        assert cursor == made.end


def test_script_stays_words_wherever_it_comes_from():
    bad = '"><script>alert(1)</script>'
    passage = evidence(bad, document=bad, title=bad, url="javascript:alert(1)", published=bad)
    made = claim(bad, 0, len(bad), "refuted", reason=bad, evidence=[passage])
    fields = {"id": bad, "title": bad, "author": bad, "published": bad, "url": bad, "language": bad}
    page = render(build(bad, claims=[made], **fields))
    assert page.count("<script>") == 1
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else():
    page = render(example())
    parts = [re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1] for tag in ("style", "script")]
    style, script = (
        f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'"
        for part in parts
    )
    policy = (
        f"default-src 'none'; style-src {style}; script-src {script}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy}) in Page(page).tags
    assert "@import" not in parts[0]
    assert "url(" not in parts[0]


def test_each_claim_has_its_label_in_words_and_its_note():
    text = "One. Two. Three. Four. Five. Six."
    page = render(build(text, [*Label]))
    assert re.findall(r'<a class="tag (\w+)" href="#note-(\d)"[^>]*>&nbsp;(\w+)</a>', page) == [
        (label, str(index), label) for index, label in enumerate([*Label][:5])
    ]
    assert '<span class="claim none" id="claim-5">Six.</span></p>' in page
    assert 'id="note-5"' not in page


def test_lanes_show_where_each_label_stands():
    page = render(build("One. Two. Three. Four.", ["opinion", "none", "hedged", "hedged"]))
    lanes = re.findall(r'<svg viewBox="0 0 4 1".*?aria-label="(.*?)".*?<path d="(.*?)"', page)
    assert lanes[3:] == [
        ("hedged: 0, 1, 1 in the first, second and last third", "M2 0h.9v1h-.9zM3 0h.9v1h-.9z"),
        ("opinion: 1, 0, 0 in the first, second and last third", "M0 0h.9v1h-.9z"),
    ]


def test_cues_and_the_source_are_marked_by_type_where_they_overlap():
    text = "Some aides say it may fail."
    cues = [cue(text, "Some", "hearsay"), cue(text, "may fail", "possibility")]
    cues.append(cue(text, "fail", "evaluation"))
    made = claim(
        text, 0, len(text), "hedged", cues=cues, source=source(text, "Some aides", "anonymous")
    )
    page = body(render(build(text, claims=[made])))
    page = re.sub(r' title="[^"]*"', "", page.partition("&nbsp;")[0])
    assert (
        '<span class="source anonymous"><span class="cue hearsay">Some</span> aides</span> say it '
        '<span class="cue possibility">may </span><span class="cue possibility">'
        '<span class="cue evaluation">fail</span></span>.'
    ) in page


def test_every_cue_type_has_its_own_underline():
    style = (files("factcheck.report") / "templates/article.css").read_text()
    rules = [re.search(rf"^\.{kind} {{(.*)}}$", style, re.MULTILINE)[1] for kind in CueType]
    assert len({rule for rule in rules if "text-decoration-style" in rule}) == len(CueType)


def note(page, position):
    """The note of one claim."""
    return page.partition(f'id="note-{position}">')[2].partition('<div class="note')[0]


def test_the_note_says_what_there_is_to_say():
    said = note(render(example()), 3)
    for words in ("refuted</b>", "88%", "claim 3", "How it is put", "Evidence says", "author"):
        assert words in said
    assert "List of the longest arch bridges</bdi></a>, <bdi>30 January 2024</bdi>" in said
    assert said.count("<figure>") == 2
    assert note(render(example()), 14).count("<details>") == 1  # neutral


def test_the_note_emphasises_the_part_that_speaks_of_the_claim():
    assert '<blockquote><mark class="supported">The Harbour Bridge at Port Ellis was opened' in (
        note(render(example()), 2)
    )
    passage = evidence("It rained. The <old> bridges were closed in 1932. Later, snow.")
    made = claim("The bridge opened in 1932.", 0, 26, "supported", evidence=[passage])
    assert (
        'It rained. <mark class="supported">The &lt;old&gt; bridges were closed in 1932.</mark>'
        " Later, snow.</blockquote>"
    ) in render(build("The bridge opened in 1932.", claims=[made]))


def test_the_note_says_what_does_not_count():
    text = "One died."
    passages = [
        evidence("Two died.", "supports", objection="the passage gives <4>, not 2"),
        evidence("Rain.", "supports", truncated=True),
    ]
    made = claim(text, 0, len(text), "unverified", evidence=passages)
    said = note(render(build(text, claims=[made])), 0)
    assert "(not counted: the passage gives &lt;4&gt;, not 2)" in said
    assert "(cut to fit the model)" in said


def test_the_note_names_the_fact_check_its_rating_and_who_else_agrees():
    text = "One died."
    found = FactCheck(
        publisher="Ch<e>ck",
        claim="One died.",
        rating="Pants & fire",
        verdict=Ruling.REFUTED,
        url="https://check.example/1",
    )
    passages = [evidence("No.", "refutes", fact_check=found), evidence("Yes.", outlet="The <Sun>")]
    made = claim(text, 0, len(text), "refuted", evidence=passages)
    made = msgspec.structs.replace(made, corroboration=Corroboration(agree=1, disagree=2))
    said = note(render(build(text, claims=[made])), 0)
    assert "Fact-check by <a " in said
    assert 'href="https://check.example/1" rel="external nofollow noopener noreferrer"' in said
    assert "Ch&lt;e&gt;ck</bdi></a>" in said
    assert "rated “<bdi>Pants &amp; fire</bdi>”" in said
    assert "<bdi>The &lt;Sun&gt;</bdi>" in said
    assert "1 agree, 2 disagree" in said


def test_a_claim_without_evidence_gives_its_reason():
    page = render(build("One. Two.", ["unverified", "opinion"]))
    assert "<b>Why unverified</b> <bdi>no passage shares its names</bdi>" in note(page, 0)
    assert "Why unverified" not in note(page, 1)


def test_blank_lines_part_paragraphs_and_meant_line_ends_stay():
    text = "\n\nHead\nline\r\n\r\n- One.\n- Two.\n \nA claim\nwrapped. Next\nline."
    start = text.index("A claim")
    wrapped = claim(text, start, start + 16, "none")
    items = [claim(text, text.index("- One"), text.index("- One") + 6, "none")]
    page = re.sub("</?span.*?>", "", body(render(build(text, claims=[*items, wrapped]))))
    assert page == (
        "\n\n<p>Head<br>\nline</p>&#13;\n&#13;\n<p>- One.<br>\n- Two.</p>\n \n"
        "<p>A claim\nwrapped. Next\nline.</p>"
    )


def test_a_line_end_between_sentences_parts_paragraphs_unless_the_text_is_wrapped():
    lines = re.sub("</?span.*?>", "", body(render(build("One.\r\nTwo. Three.", ["none"] * 3))))
    assert lines == "<p>One.&#13;</p>\n<p>Two. Three.</p>"
    wrapped = re.sub("</?span.*?>", "", body(render(build("One.\nTwo\nmore.", ["none"] * 2))))
    assert wrapped == "<p>One.\nTwo\nmore.</p>"


def test_a_claim_across_a_blank_line_is_one_claim():
    text = "One\n\ntwo."
    page = render(build(text, claims=[claim(text, 0, len(text), "opinion")]))
    assert page.count('id="claim-0"') == 1
    assert '<span class="claim opinion" data-of="claim-0">two.</span>' in page
    assert Page(page).text == text


def test_direction_controls_are_shown_and_cannot_act():
    page = body(render(build("a\u202eb", ["none"])))
    assert 'data-code="U+202E"' in page
    assert "<span hidden>\u202e</span></span>b" in page


def test_language_and_direction_are_those_of_the_document():
    assert '<article lang="ar" dir="rtl">' in render(build("", language="ar"))
    assert '<article lang="en" dir="ltr">' in render(build(""))
    assert '<article lang="und" dir="ltr">' in render(build("", language='x" onclick="'))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("he", "rtl"),
        ("fa-IR", "rtl"),
        ("AR", "rtl"),
        ("sv", "ltr"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction(language, expected):
    assert direction(language) == expected


@pytest.mark.parametrize("url", ["http://a.example/", "https://a.example:8/x?y=<>#z", "HTTPS://a"])
def test_web_addresses_become_links(url):
    assert link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " https://a.example",
        "https://a.example/\u202e",
        "https://evil.example\\@bbc.example/x",
        "https:\\\\a.example",
        "https://a.example:port/",
        *(
            "data:text/html,x",
            "//a.example",
            "https://",
            "https://[",
            "file:///etc/passwd",
            "",
            None,
        ),
    ],
)
def test_other_addresses_do_not(url):
    assert link(url) is None


def test_an_address_is_named_by_its_host_alone():
    for user in ("bbc.example", "bbc.example:443", "bbc.example%2f", "a@bbc.example"):
        page = render(build("", url=f"https://{user}@www.evil.example/"))
        assert "<bdi>evil.example</bdi>" in page


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0, "0%"),
        (0.001, "<1%"),
        (0.009, "<1%"),
        (0.5, "50%"),
        (0.99, "99%"),
        (0.991, ">99%"),
        (1, "100%"),
    ],
)
def test_per_cent_claims_no_certainty(probability, words):
    assert percent(probability) == words


def test_dates_are_written_in_words():
    assert date_in_words("2024-05-04T08:30:00+01:00") == "4 May 2024"
    assert date_in_words("1932-03-19") == "19 March 1932"
    assert date_in_words("last week") == "last week"


def colours():
    """Each set of colours in the style: light, dark, print."""
    style = (files("factcheck.report") / "templates/base.css").read_text()
    for block in re.findall(r":root {(.*?)}", style, re.DOTALL):
        yield dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_meets_wcag_aa_in_every_scheme():
    schemes = list(colours())
    assert len(schemes) == 3
    for scheme in schemes:
        for ground in ("paper", "panel", *(f"{label}-tint" for label in Label)):
            assert contrast(scheme["ink"], scheme[ground]) >= 7
            assert contrast(scheme["frame"], scheme[ground]) >= 3
        for label in Label:
            for ground in ("paper", "panel", f"{label}-tint"):
                assert contrast(scheme[label], scheme[ground]) >= 4.5
        for name in ("muted", "accent"):
            assert (
                min(contrast(scheme[name], scheme[ground]) for ground in ("paper", "panel")) >= 4.5
            )


def test_many_overlapping_cues_stay_quick():
    text = "x" * 100_000
    cues = [
        Cue(start=start, end=start + 500, text=text[:500], type=CueType.DOUBT)
        for start in range(0, 90_000, 90)
    ]
    page = render(build(text, claims=[claim(text, 0, len(text), "hedged", cues=cues)]))
    assert Page(page).text == text


@pytest.mark.slow
def test_a_hundred_thousand_claims_become_a_page():
    text = "The town has a bridge. " * 100_000
    labels = [label for label in Label for _ in range(20_000)][:100_000]
    assert render(build(text, labels)).count('id="claim-') == 100_000


def test_golden(golden):
    golden("article.html", render(example()))


def test_contradictions_and_objections_are_shown_and_escaped():
    text = "<b>One</b> died. Two died."
    passage = evidence("Rain.", "refutes", objection="the passage gives <4>, not 2")
    claims = [
        claim(text, 0, 16, "unverified", evidence=[passage]),
        claim(text, 17, 26, "unverified", index=1),
    ]
    document = build(text, claims=claims, title="Three <i>die")
    found = (
        Contradiction(claim=0, other=None, score=0.9),
        Contradiction(claim=1, other=0, score=1),
    )
    page = render(msgspec.structs.replace(document, contradictions=found))
    said = page.partition('class="contradictions"')[2].partition("</section>")[0]
    assert "The headline <q>Three &lt;i&gt;die</q> and" in said
    assert "<q>&lt;b&gt;One&lt;/b&gt; died.</q>" in said
    assert said.count('href="#claim-') == 3
    assert "<b>Contradicts</b> the headline" in note(page, 0)
    assert '<b>Contradicts</b> <a href="#claim-0">claim 0</a> of this article' in note(page, 1)
    assert "(not counted: the passage gives &lt;4&gt;, not 2)" in page
    assert "contradictions-heading" not in render(document)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (" " * 300, " …"),
        ("x " * 150, "x " * 118 + "x …"),
        ("x" * 300, "x" * 240 + " …"),
        ("x" * 240, "x" * 240),
    ],
)
def test_what_is_long_is_cut_between_words(address, shown):
    passage = evidence("Rain.", "supports", url=address)
    page = render(build("Rain.", claims=[claim("Rain.", 0, 5, "supported", evidence=[passage])]))
    assert f'<bdi class="host">{shown}</bdi>' in page
