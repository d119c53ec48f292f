import re
import unicodedata

import msgspec
import pytest
from documents import annotated, build, claim, evidence, example
from hypothesis import given
from hypothesis import strategies as st

from factcheck.document import Contradiction, Label, VerdictScores
from factcheck.report.terminal import render

STYLE = re.compile(r"\x1b\[(?:0|1|2|3[1-6])m")


def plain(document, width=80):
    return render(document, width=width, colour=False)


def width_of(line):
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    zero = sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in line)
    return len(line) + wide - zero


def test_every_label_but_none_stands_in_words_after_its_claim():
    text = "One. Two. Three. Four. Five. Six."
    assert plain(build(text, [*Label]), 100).splitlines()[2] == (
        "One. [supported] Two. [refuted] Three. [unverified] Four. [hedged] Five. [opinion] Six."
    )


def test_a_sentence_without_a_label_is_parted_from_a_label_behind_it():
    labels = ["none", "none", "opinion", "none"]
    text = "Who? No. He left. Why?"
    assert plain(build(text, labels)).splitlines()[2] == "Who? No. · He left. [opinion] Why?"
    assert plain(build("Who?\nHe left.", ["none", "opinion"])).splitlines()[2:4] == [
        "Who?",
        "He left. [opinion]",
    ]


def test_ends_with_the_counts():
    assert plain(example(), 100).endswith(
        "\n\n13 claims: 1 supported, 1 refuted, 6 unverified, 3 hedged, 2 opinion; "
        "4 sentences without a claim\n"
    )
    assert plain(build("One. Two?", ["hedged", "none"]), 100).splitlines()[-1] == (
        "1 claim: 0 supported, 0 refuted, 0 unverified, 1 hedged, 0 opinion; "
        "1 sentence without a claim"
    )


def test_each_label_has_a_colour_that_ends_with_its_line():
    for line in render(example(), width=60, colour=True).splitlines():
        styles = STYLE.findall(line)
        assert not styles or styles[-1] == "\x1b[0m"
    page = render(build("One. Two.", ["refuted", "none"]), width=60, colour=True)
    assert "\x1b[31mOne. [refuted]\x1b[0m Two." in page
    page = render(build("One. Two.", ["none", "refuted"]), width=60, colour=True)
    assert "One. \x1b[2m·\x1b[0m \x1b[31mTwo. [refuted]\x1b[0m" in page


def test_the_passage_that_decided_stands_below_the_paragraph():
    text = "The bridge is old.\n\nIt is long."
    passages = [
        evidence("Not this.", "refutes", 0.99),
        evidence("Nor this.", "supports", 0.5),
        evidence("Opened in 1932.", "supports", 0.8, title="Bridge", url="https://a.example/b"),
    ]
    first = claim(text, 0, 18, "supported", evidence=passages)
    second = claim(text, 20, 31, "hedged", evidence=passages)
    assert plain(build(text, claims=[first, second])).split("\n\n")[1:3] == [
        "The bridge is old. [supported]\n"
        "    [supported] Bridge, https://a.example/b: “Opened in 1932.”",
        "It is long. [hedged]",
    ]


@pytest.mark.parametrize(
    ("supported", "shown"), [(0.9, ["    [supported] reference/1: “Opened in 1932.”"]), (0.6, [])]
)
def test_below_a_hedged_claim_that_was_checked_stands_what_the_evidence_says(supported, shown):
    text = "It may be old."
    verdict = VerdictScores(supported=supported, refuted=0.0, unverified=1 - supported)
    hedged = claim(text, 0, 14, "hedged", evidence=[evidence("Opened in 1932.", "supports", 0.9)])
    hedged = msgspec.structs.replace(hedged, verdict=verdict)
    page = plain(build(text, claims=[hedged]))
    assert page.split("\n\n")[1].splitlines() == ["It may be old. [hedged]", *shown]


def test_a_passage_that_has_no_say_is_not_shown_as_deciding():
    text = "The bridge is old."
    passages = [
        evidence("Opened in 1932.", "supports", 0.99, objection="the passage is about a ferry"),
        evidence("Built long ago.", "supports", 0.8),
    ]
    page = plain(build(text, claims=[claim(text, 0, 18, "supported", evidence=passages)]))
    assert "Built long ago." in page
    assert "1932" not in page


def test_contradictions_come_last():
    document = build("One died. Two died.", ["unverified"] * 2, title="Three die")
    found = (
        Contradiction(claim=0, other=None, score=0.9),
        Contradiction(claim=1, other=0, score=1),
    )
    lines = plain(msgspec.structs.replace(document, contradictions=found)).splitlines()
    assert lines[-2:] == [
        "contradicts itself (0.90): the headline “Three die” and “One died.”",
        "contradicts itself (1.00): “One died.” and “Two died.”",
    ]


def test_hard_wrapped_lines_are_filled_and_list_items_kept():
    text = "One two\nthree.\n- Item one.\n- Item two."
    document = build(text, claims=[claim(text, 0, 14, "none"), claim(text, 15, 26, "none")])
    assert plain(document).split("\n\n")[1] == "One two three.\n- Item one.\n- Item two."


def test_text_in_no_paragraph_is_no_error():
    assert plain(build(""), 100).endswith(
        "\n0 claims: 0 supported, 0 refuted, 0 unverified, 0 hedged, 0 opinion; "
        "0 sentences without a claim\n"
    )
    assert plain(build("\n\n \n"))


@given(annotated())
def test_nothing_in_a_document_can_command_the_terminal(document):
    for output in (plain(document), STYLE.sub("", render(document, width=80, colour=True))):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", output)
        assert not re.search(r"[\u061c\u200e\u200f\ud800-\udfff]", output)
        output.encode()


@given(annotated(), st.integers(20, 120))
def test_colour_adds_nothing_but_colour(document, width):
    assert STYLE.sub("", render(document, width=width, colour=True)) == plain(document, width)


@given(annotated(), st.integers(20, 120))
def test_no_line_is_wider_than_the_terminal(document, width):
    assert all(width_of(line) <= width for line in plain(document, width).splitlines())


def test_words_survive_in_order():
    words = " ".join(plain(example(), 40).split())
    for sentence in ("The bridge, opened in 1932, carries", '"If the winter is as hard as'):
        assert sentence in words


@pytest.mark.parametrize("width", [-1, 0, 1, 19])
def test_a_terminal_without_width_gets_a_narrow_one(width):
    assert plain(example(), width) == plain(example(), 20)


def test_a_long_word_is_cut():
    assert plain(build("x" * 50, ["none"]), 20).split("\n\n")[1] == "\n".join(
        ["x" * 20] * 2 + ["x" * 10]
    )


def test_characters_take_the_columns_that_terminals_give_them():
    def lines(text):
        return plain(build(text, ["none"]), 20).split("\n\n")[1].splitlines()

    assert lines("soft\u00adhyphen") == ["softhyphen"]
    assert lines("❤\ufe0f" * 15) == ["❤\ufe0f" * 10, "❤\ufe0f" * 5]
    assert lines("\u0600" * 30) == ["\u0600" * 20, "\u0600" * 10]
    assert lines("e\u0301" * 30) == ["e\u0301" * 20, "e\u0301" * 10]


def test_the_address_stands_on_its_own_line_below_author_and_day():
    assert plain(example()).splitlines()[1:3] == [
        "Marta Lindqvist · 4 May 2024",
        "https://www.portelliscourier.example/city/harbour-bridge",
    ]


def test_wide_characters_take_two_columns():
    assert plain(build("東" * 15, ["none"]), 20).split("\n\n")[1] == "東" * 10 + "\n" + "東" * 5
