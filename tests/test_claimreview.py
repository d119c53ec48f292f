import json
import re

import pytest
from click.testing import CliRunner
from documents import build, claim, evidence
from hypothesis import given
from hypothesis import strategies as st

from factcheck.cli import main
from factcheck.document import Document, FactCheck, FailedDocument, Ruling
from factcheck.errors import InputError
from factcheck.evidence.index import Index
from factcheck.evidence.passages import passages
from factcheck.evidence.sources import open_evidence
from factcheck.readers import read
from factcheck.readers.claimreview import LONGEST
from factcheck.report import html, terminal

CLAIM = "The ferry to Lomm burns 900 litres of diesel an hour."
PAGE = """<!doctype html><html lang="en"><head><title>Does the ferry burn so much?</title>
{scripts}</head><body><article><h1>Does the ferry burn so much?</h1>
<p>A post shared ten thousand times says the ferry to Lomm burns 900 litres of diesel an hour, and
that the county has known of it for many years.</p><p>The engine's makers put it at 210 litres on
an ordinary crossing, and the county's own accounts agree with them.</p></article></body></html>"""


def review(claim=CLAIM, rating="False", **fields):
    """A review as the markup tools of fact-checkers write it."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "datePublished": "2024-05-03",
        "url": "https://sundfacts.example/ferry",
        "claimReviewed": claim,
        "author": {"@type": "Organization", "name": "Sund Facts", "url": "https://a.example/"},
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Per Aune"},
            "datePublished": "2024-04-30",
            "appearance": {"@type": "CreativeWork", "url": "https://social.example/p/1"},
        },
    } | fields


def rated(**rating):
    return review(reviewRating={"@type": "Rating"} | rating)


def page(*scripts):
    tags = [f'<script type="application/ld+json">{script}</script>' for script in scripts]
    return PAGE.format(scripts="\n".join(tags))


@pytest.fixture
def read_file(tmp_path):
    """Save a file and read it as evidence."""

    def saved_and_read(content, name="feed.json"):
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read([path], evidence=True))

    return saved_and_read


def test_a_review_becomes_one_sentence_with_its_record(read_file):
    found = FactCheck(
        publisher="Sund Facts",
        claim=CLAIM,
        rating="Pants on Fire!",
        verdict=Ruling.REFUTED,
        url="https://sundfacts.example/ferry",
        published="2024-05-03",
    )
    (document,) = read_file(review(rating="Pants on Fire!", headline="No, it does not"))
    assert document == Document(
        id="feed.json:1",
        text="It is not true that “The ferry to Lomm burns 900 litres of diesel an hour”: Sund"
        " Facts rated this claim by Per Aune “Pants on Fire!”.",
        title="No, it does not",
        url=found.url,
        published="2024-05-03",
        author="Sund Facts",
        fact_check=found,
    )
    assert len(passages(document)) == 1


def test_a_claim_of_several_sentences_stays_one_passage(read_file):
    (document,) = read_file(review('"The ferry burns.\n\n It sank. Nobody came!"'))
    assert len(passages(document)) == 1
    assert document.fact_check.claim == '"The ferry burns. It sank. Nobody came!"'


ONE, TWO = review("The ferry burns."), review("The ferry sank.")


@pytest.mark.parametrize(
    "feed",
    [
        [ONE, TWO],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ONE, TWO]},
        {
            "@type": "DataFeed",
            "dateModified": "2024-05-04T00:00:00Z",
            "dataFeedElement": [
                {"@type": "DataFeedItem", "item": [ONE], "url": "https://a.example"},
                {"@type": "DataFeedItem", "item": []},
                {"@type": "DataFeedItem", "item": TWO},
            ],
        },
        [{"@type": ["Review", "schema:ClaimReview"]} | ONE, TWO],
        [ONE | {"@type": ["CreativeWork", "http://schema.org/ClaimReview"]}, TWO],
        {"@type": "NewsArticle", "review": [ONE, TWO]},
    ],
)
@pytest.mark.parametrize("name", ["feed.json", "FEED.JSONLD"])
def test_reviews_are_found_in_order_wherever_they_stand(read_file, feed, name):
    documents = read_file(feed, name)
    assert [d.fact_check.claim for d in documents] == ["The ferry burns.", "The ferry sank."]
    assert [d.id for d in documents] == [f"{name}:1", f"{name}:2"]


def test_what_a_graph_names_elsewhere_is_looked_up(read_file):
    graph = [
        review(author={"@id": "#org"}, reviewRating={"@id": "#r"}),
        {"@id": "#org", "@type": "Organization", "name": "Sund Facts"},
        {"@id": "#r", "@type": "Rating", "alternateName": "True"},
    ]
    (document,) = read_file({"@graph": graph})
    assert document.fact_check.publisher == "Sund Facts"
    assert document.fact_check.verdict is Ruling.SUPPORTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_json(read_file, encoding):
    (document,) = read_file(json.dumps(review("Søren sank."), ensure_ascii=False).encode(encoding))
    assert document.fact_check.claim == "Søren sank."


# Ratings


@pytest.mark.parametrize(
    ("rating", "verdict"),
    [
        ("True", "supported"),
        ("MOSTLY TRUE", "supported"),
        ("mostly-true", "supported"),
        ("Accurate.", "supported"),
        ("False", "refuted"),
        ("FALSE!", "refuted"),
        ("This claim is false.", "refuted"),
        ("Mostly_False", "refuted"),
        ("Pants on Fire", "refuted"),
        ("pants-on-fire!", "refuted"),
        ("Four Pinocchios", "refuted"),
        ("Not true", "refuted"),
        ("Half True", "unsettled"),
        ("half-true", "unsettled"),
        ("Mixture", "unsettled"),
        ("Misleading", "unsettled"),
        ("Unproven", "unsettled"),
        ("Satire", "unsettled"),
        ("True, but misleading", "unsettled"),
        ("Not false", "unsettled"),
        ("Verdadero a medias", "unsettled"),
        ("Is it true?", "unsettled"),
        ("?!", "unsettled"),
    ],
)
def test_words_of_ratings(read_file, rating, verdict):
    (document,) = read_file(review(rating=rating))
    assert (document.fact_check.rating, document.fact_check.verdict) == (rating, verdict)


@pytest.mark.parametrize(
    ("rating", "verdict", "words"),
    [
        ({"ratingValue": 1}, "refuted", "1 on a scale from 1 to 5"),
        ({"ratingValue": "2"}, "refuted", "2 on a scale from 1 to 5"),
        ({"ratingValue": 3}, "unsettled", "3 on a scale from 1 to 5"),
        ({"ratingValue": "4.0"}, "supported", "4 on a scale from 1 to 5"),
        ({"ratingValue": 1, "bestRating": 1, "worstRating": 6}, "supported", "1 on a scale"),
        ({"ratingValue": 7, "bestRating": "10", "worstRating": "0"}, "unsettled", "7 on a scale"),
        ({"ratingValue": -1}, "unsettled", "-1 on a scale"),
        ({"ratingValue": 6}, "unsettled", "6 on a scale"),
        ({"ratingValue": 1, "bestRating": 1, "worstRating": 1}, "unsettled", "1 on a scale"),
        ({"ratingValue": 1, "bestRating": "best"}, "unsettled", "1 on a scale"),
        ({"ratingValue": "False"}, "refuted", "False"),
        ({"name": "Mostly true", "ratingValue": 1}, "supported", "Mostly true"),
        ({"alternateName": "Falso", "ratingValue": 5}, "unsettled", "Falso"),
        ({"alternateName": ["False", "Falsch"]}, "refuted", "False"),
        ({"alternateName": {"@value": "False", "@language": "en"}}, "refuted", "False"),
        ({"alternateName": "&lt;b&gt;False&lt;/b&gt;"}, "refuted", "False"),
    ],
)
def test_numbers_count_where_there_are_no_words(read_file, rating, verdict, words):
    (document,) = read_file(rated(**rating))
    assert document.fact_check.verdict == verdict
    assert document.fact_check.rating.startswith(words)


@pytest.mark.parametrize(
    ("fields", "publisher"),
    [
        ({"author": "Sund Facts"}, "Sund Facts"),
        ({"author": [{"name": "Sund Facts"}]}, "Sund Facts"),
        ({"author": {"name": "Ann Bell"}, "publisher": {"name": "Sund Facts"}}, "Sund Facts"),
        ({"author": {"url": "https://www.b.example/x"}}, "b.example"),
        ({"author": None}, "sundfacts.example"),
    ],
)
def test_the_publisher_is_the_one_named_best(read_file, fields, publisher):
    (document,) = read_file(review(**fields))
    assert document.fact_check.publisher == publisher


# Pages


def test_a_page_gives_its_reviews_in_place_of_its_article(read_file):
    content = page(json.dumps({"@type": "WebPage"}), json.dumps([ONE, TWO]))
    documents = read_file(content, "ferry.html")
    assert [d.id for d in documents] == ["ferry.html:1", "ferry.html:2"]
    assert all(d.fact_check for d in documents)


def test_a_page_that_is_to_be_judged_gives_its_article(tmp_path):
    path = tmp_path / "ferry.html"
    path.write_text(page(json.dumps(ONE)))
    (document,) = read([path])
    assert document.fact_check is None
    assert "The engine's makers put it at 210 litres" in document.text


@pytest.mark.parametrize(
    "scripts",
    [
        [],
        ['{"@type": "NewsArticle", "about": "what ClaimReview is"}'],
        [f"<!-- {json.dumps(ONE)} --> and no JSON".replace("ClaimReview", "Review")],
    ],
)
def test_a_page_without_reviews_gives_its_article(read_file, scripts):
    (document,) = read_file(page(*scripts), "ferry.htm")
    assert document.fact_check is None
    assert "210 litres" in document.text


def test_line_ends_inside_strings_of_a_page_are_allowed(read_file):
    script = json.dumps(review("The ferry burns.")).replace("ferry burns", "ferry\nburns")
    (document,) = read_file(page(script), "a.html")
    assert document.fact_check.claim == "The ferry burns."


def test_a_broken_script_fails_alone(read_file):
    documents = read_file(page('{"@type": "ClaimReview",,}', json.dumps(ONE)), "a.html")
    assert [type(document) for document in documents] == [Document, FailedDocument]
    assert "a.html: a ClaimReview on the page is no JSON (" in documents[1].error.message


# What cannot be read, and what is meant to harm


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "feed.json: holds no ClaimReview"),
        ('{"@type": "NewsArticle"}', "holds no ClaimReview"),
        ("[1, null]", "holds no ClaimReview"),
        ("", "is no JSON (Expecting value"),
        ('{"@type": "ClaimReview"', "is no JSON ("),
        (b"\xff{}", "is no JSON ("),
        ("[" * 200_000, "is no JSON (nested too deeply)"),
        ('{"x": ' * 200_000 + "1" + "}" * 200_000, "is no JSON (nested too deeply)"),
        ("1" * 10_000, "is no JSON ("),
    ],
)
def test_a_file_without_a_review_fails_clearly(read_file, content, said):
    (failure,) = read_file(content)
    assert isinstance(failure, FailedDocument)
    assert said in failure.error.message
    assert "\n" not in failure.error.message


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (review(claim=None), "has no claimReviewed"),
        (review(claim=["", "x"]), "has no claimReviewed"),
        (review(claim={"a": 1}), "has no claimReviewed"),
        (review(claim=" <b>…</b> "), "has no claimReviewed"),
        (review(claim="x" * (LONGEST + 1)), f"claimReviewed has {LONGEST + 1} characters"),
        (review(rating="x" * 10_000_000), "alternateName has 10000000 characters"),
        (review(reviewRating=7), "has no reviewRating"),
        (rated(ratingValue=True), "has no reviewRating"),
        (rated(ratingValue={"x": []}), "has no reviewRating"),
        (rated(ratingValue=float("nan")), "has no reviewRating"),
        (rated(ratingValue=10**400), "has no reviewRating"),
        (review(reviewRating={"@id": {"x": 1}}), "has no reviewRating"),
        (review(author=1, url="javascript:alert(1)"), "names no publisher"),
        (review(author=None, url="https://["), "names no publisher"),
        ({"@type": "ClaimReview"}, "has no claimReviewed"),
        (review(creativeWorkStatus="Draft"), "is a draft: check and publish it first"),
        (review(creativeWorkStatus=[{"name": "draft"}]), "is a draft: check and publish it first"),
    ],
)
def test_one_broken_review_never_stops_the_rest(read_file, broken, said):
    first, failure, last = read_file([ONE, broken, TWO])
    assert (first.id, last.id) == ("feed.json:1", "feed.json:3")
    assert failure.document.id == "feed.json:2"
    assert failure.error.message.startswith("feed.json:2: ")
    assert said in failure.error.message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "data:text/html,x"),
        ("url", ["ftp://a.example"]),
        ("url", "https://evil.example\\@bbc.example/"),
        ("url", 7),
        ("datePublished", "yesterday"),
        ("datePublished", {"x": 1}),
    ],
)
def test_values_that_lead_nowhere_are_left_out(read_file, field, value):
    (document,) = read_file(review(**{field: value}))
    kept = {"url": document.url, "datePublished": document.published}
    assert kept[field] is None
    assert {"url": document.fact_check.url, "datePublished": document.fact_check.published} == kept


def test_half_of_a_surrogate_pair_is_replaced(read_file):
    (document,) = read_file('{"x": ' + json.dumps(review("The \ud800 sank.")) + "}")
    assert document.fact_check.claim == "The ? sank."
    assert document.sha256


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@id", "@value", "name", "@type"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(["@type", "@id", *review(), "publisher", "headline", "name"])


@given(st.dictionaries(FIELDS, VALUES))
def test_any_review_is_a_document_or_a_failure(tmp_path_factory, fields):
    folder = tmp_path_factory.getbasetemp()
    odd = review() | fields | {"@type": "ClaimReview"}
    for name, content in [("odd.json", json.dumps(odd)), ("odd.html", page(json.dumps(odd)))]:
        (folder / name).write_text(content)
        documents = list(read([folder / name], evidence=True))
        assert documents
        for document in documents:
            if isinstance(document, Document) and document.fact_check:
                assert re.match(r"https?://", document.url or "http://")
                assert passages(document)
                assert document.sha256


# Where fact-checks are read


def test_index_and_evidence_read_fact_checks(tmp_path):
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed/a.json").write_text(json.dumps([ONE, {"@type": "ClaimReview"}, TWO]))
    (tmp_path / "feed/b.html").write_text(page(json.dumps(review())))
    arguments = ["index", str(tmp_path / "feed"), "-o", str(tmp_path / "index")]
    result = CliRunner().invoke(main, arguments)
    assert "failed: a.json:2: has no claimReviewed" in result.stderr
    assert Index.open(tmp_path / "index").manifest.documents == 3
    sources = open_evidence([tmp_path / "feed"])
    assert sources.resource.sha256 == Index.open(tmp_path / "index").resource.sha256


def test_fact_checks_are_no_articles(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(ONE))
    for inputs in ([tmp_path / "a.json"], [tmp_path], [str(tmp_path / "*")]):
        with pytest.raises(InputError, match=r"a\.json is no article: give fact-checks to --evid"):
            read(inputs)
    (tmp_path / "b.txt").write_text("The ferry sank.")
    assert [document.id for document in read([tmp_path])] == ["b.txt"]
    with pytest.raises(InputError, match="is no article"):
        read([tmp_path / "b.txt", tmp_path / "a.json"])


# How they are shown

BAD = '"><script>alert(1)</script>\x1b[31m\u202e'


def shown(**fields):
    values = {
        "publisher": "Sund Facts",
        "claim": CLAIM,
        "rating": "Pants on Fire!",
        "verdict": Ruling.REFUTED,
        "url": "https://sundfacts.example/ferry",
        "published": "2024-05-03",
    }
    found = FactCheck(**values | fields)
    passage = evidence("It is not true.", "refutes", fact_check=found)
    text = "The ferry burns."
    return build(text, claims=[claim(text, 0, len(text), "refuted", evidence=[passage])])


def test_the_page_names_publisher_rating_and_link():
    written = html.render(shown())
    link = '<a href="https://sundfacts.example/ferry" rel="external nofollow noopener noreferrer">'
    assert written.count(f"Fact-check by {link}<bdi>Sund Facts</bdi></a>, <bdi>3 May 2024") == 1
    assert written.count("rated “<bdi>Pants on Fire!</bdi>”") == 1


def test_the_terminal_names_publisher_rating_and_link():
    view = " ".join(terminal.render(shown(), width=200, colour=False).split())
    assert (
        "[refuted] Fact-check by Sund Facts, 3 May 2024, https://sundfacts.example/ferry: rated"
        f" “Pants on Fire!”: “{CLAIM}”"
    ) in view


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<script>", BAD, None])
def test_only_web_addresses_are_links(url):
    assert set(re.findall(r'href="([^#"]*)', html.render(shown(url=url)))) <= {""}
    view = terminal.render(shown(url=url), width=200, colour=False)
    assert "javascript:" not in view
    assert "data:" not in view


def test_words_of_a_review_stay_words():
    document = shown(publisher=BAD, claim=BAD, rating=BAD, url=BAD, published=BAD)
    written = html.render(document)
    assert written.count("<script") == 1  # ours
    assert (
        written.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4
    )  # publisher, date, address, rating
    for output in (written, terminal.render(document, width=200, colour=False)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", output)
