"""The sample articles show what the program does, and say what it does wrong."""

import re
from pathlib import Path

import pytest

from factcheck import Annotator
from factcheck.document import Label
from factcheck.readers import read
from factcheck.settings import Settings

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
NAMES = ["explainer.html", "financial-blog.md", "op-ed.txt", "science-news.html", "wire-report.txt"]


def listed(heading):
    """The sentences under a heading of the README."""
    (part,) = re.findall(
        rf"## {heading}\n(.*?)(?=\n## |\Z)", (SAMPLES / "README.md").read_text(), re.S
    )
    return set(re.findall(r"^- (.*)$", part, re.M))


def annotated(names):
    """The claims of samples, by the shipped model against the shipped evidence."""
    annotator = Annotator.load(settings=Settings(device="cpu"))
    records = annotator.annotate_many(read([SAMPLES / name for name in names]))
    return [claim for record in records for claim in record.claims]


@pytest.fixture(scope="module")
def claims():
    return annotated(NAMES)


def sentences(claims, label):
    plain = (claim.text.lstrip("- ").replace("’", "'") for claim in claims if claim.label is label)
    return set(plain)


def test_the_demo_shows_every_label_rightly():
    (demo,) = re.findall(
        r"^ARTICLE \?= corpus/samples/(.*)$", (ROOT / "Makefile").read_text(), re.M
    )
    shown = annotated([demo])
    assert {claim.label for claim in shown} == set(Label)
    assert "Helsinki is the capital of Finland." in sentences(shown, Label.SUPPORTED)
    assert "Finland uses the krona as its currency." in sentences(shown, Label.REFUTED)
    assert "It is unclear who will pay for the ships." in sentences(shown, Label.HEDGED)
    assert "Will it work?" in sentences(shown, Label.NONE)
    assert any("most charming deal" in text for text in sentences(shown, Label.OPINION))
    assert any("nursery near Tarnsund" in text for text in sentences(shown, Label.UNVERIFIED))


@pytest.mark.slow
def test_every_wrong_verdict_is_owned_up_to(claims):
    false, known = listed("False on purpose"), listed("Wrongly judged")
    assert len(false) > 10
    wrong = sentences(claims, Label.SUPPORTED) & false | sentences(claims, Label.REFUTED) - false
    assert wrong <= known


@pytest.mark.slow
def test_what_is_false_stands_in_a_sample(claims):
    every = set().union(*(sentences(claims, label) for label in Label))
    assert listed("False on purpose") | listed("Wrongly judged") <= every
