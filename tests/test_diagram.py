from xml.etree import ElementTree

import pytest
from diagram import EDGE, SIDE, reliability_svg
from hypothesis import given
from hypothesis import strategies as st

SVG = "{http://www.w3.org/2000/svg}"
BINS = [(0.55, 0.4, 10), (0.75, 0.75, 40), (0.97, 0.9, 90)]


def circles(svg):
    return ElementTree.fromstring(svg).findall(f".//{SVG}circle")


def test_a_dot_a_bin_where_its_figures_are():
    found = circles(reliability_svg("stance", BINS, 0.042))
    places = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in found]
    expected = [(EDGE + SIDE * x, EDGE + SIDE * (1 - y)) for x, y, _ in BINS]
    assert sum(places, ()) == pytest.approx(sum(expected, ()), abs=0.06)
    assert "confidence 0.55, accuracy 0.40, 10 rows" in found[0][0].text
    radii = [float(dot.get("r")) for dot in found]
    assert radii == sorted(radii)


def test_no_bins():
    assert circles(reliability_svg("nothing", [], 0.0)) == []


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"])))
def test_any_title_is_only_text(title):
    svg = reliability_svg(title, BINS, 0.1)
    found = ElementTree.fromstring(svg)
    assert (found.find(f"{SVG}title").text or "") == title
    assert len(circles(svg)) == 3
