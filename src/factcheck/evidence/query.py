"""The words of passages and claims: how they are stored, weighed and looked up."""

import hashlib
import re
import unicodedata

import tantivy

from factcheck.evidence.copies import Copies

MOST_TERMS = 64  # words of a claim that are looked up; a sentence seldom has half as many

# Weights of a match. Those of names and numbers were chosen on verify/train (5,976 claims, 2,303
# passages): BM25's own weighting of rare words does most. Without them recall@1/3/10 is
# .876/.962/.986, with them .874/.962/.987; a boost of 2 for names loses .014 at 1.
# That of titles, which say what "the company" of a passage is, was chosen on words drawn from
# passage and title (World Factbook, Wikinews): recall@1 .86 and .76 without, .96 and .78 at 1,
# .97 and .76 at 3.
NAME = 1.2
NUMBER = 1.5
TITLE = 1.0

_FREQUENT = """
a an and are as at be been but by for from had has have he her his i if in into is it its no not of
on or our s she so such t than that the their them then there these they this to was we were what
when which who will with would you your
"""
_STOP_WORDS = frozenset(_FREQUENT.split())
_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")  # the comma first: four times as fast


def _analyzer() -> tantivy.TextAnalyzer:
    """Treat the words of passages and claims alike: lower case, no accents, English stem."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field("words", tokenizer_name=TOKENIZER, index_option="freq")
        .add_text_field("title", tokenizer_name=TOKENIZER, index_option="freq")
        .add_text_field("origin", tokenizer_name="raw", index_option="basic", stored=True)
        .add_bytes_field("record", stored=True)
        .build()
    )


TOKENIZER = "factcheck_en"
ANALYZER = _analyzer()
SCHEMA = _schema()

_SHORT = [  # countries that reference works write out
    (re.compile(rf"\b(?:{short})(?!\w)"), full)
    for short, full in (
        (r"U\.?S\.?(?:A\.?)?", "United States"),
        (r"U\.?K\.?|Britain", "United Kingdom"),
        (r"U\.?A\.?E\.?", "United Arab Emirates"),
        (r"DRC", "Congo"),
    )
]


def query(claim: str, exclude: Copies | None) -> tantivy.Query | None:
    """Ask for any of a claim's words, in text or title, but nothing from the excluded document.

    :return: nothing where no word of the claim is worth looking up.
    """
    wanted = terms(claim)
    if not wanted:
        return None
    clauses = [
        (tantivy.Occur.Should, _boosted(field, term, weight * factor))
        for term, weight in wanted.items()
        for field, factor in (("words", 1.0), ("title", TITLE))
    ]
    if exclude is not None:
        for origin in (key(exclude.document), exclude.sha256):
            own = tantivy.Query.term_query(SCHEMA, "origin", origin, "basic")
            clauses.append((tantivy.Occur.MustNot, own))
    return tantivy.Query.boolean_query(clauses)


def terms(claim: str) -> dict[str, float]:
    """Stems of the words of a claim that are looked up, the weightiest where it has too many.

    :return: the factor by which each multiplies its BM25 score, at least 1; weightiest first.
    """
    found: dict[str, float] = {}
    text = plain(claim)
    whole = [full for short, full in _SHORT if short.search(text)]
    for match in _WORD.finditer(" ".join((text, *whole))):
        word = match.group()
        acronym = len(word) > 1 and word.isupper()  # WHO, US
        if word.lower() in _STOP_WORDS and not acronym:
            continue
        weight = 1.0
        if any(map(str.isdigit, word)):
            weight = NUMBER
        elif acronym or (word[0].isupper() and match.start() > 0):
            weight = NAME
        for term in ANALYZER.analyze(word):
            found[term] = max(weight, found.get(term, 0.0))
    return dict(sorted(found.items(), key=lambda item: -item[1])[:MOST_TERMS])


def plain(text: str) -> str:
    """Write letters and numbers in one way: é as one code point, 1,200 as 1200."""
    return _THOUSANDS.sub("", unicodedata.normalize("NFC", text))


def key(document: str) -> str:
    """Digest of a document's id; tantivy leaves out terms of over 65,530 bytes."""
    return hashlib.sha256(b"id " + document.encode()).hexdigest()


def _boosted(field: str, term: str, weight: float) -> tantivy.Query:
    found = tantivy.Query.term_query(SCHEMA, field, term, "freq")
    return tantivy.Query.boost_query(found, weight)
