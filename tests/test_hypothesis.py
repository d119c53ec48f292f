import pytest
from hypothesis import given
from hypothesis import strategies as st
from seam import WordScorer, at_the_seam

from factcheck import Annotator
from factcheck.document import Label
from factcheck.evidence.hypothesis import Statement, hypothesis
from factcheck.evidence.sources import open_evidence
from factcheck.evidence.trimmings import LONGEST, bare
from factcheck.model.tags import TaggedSpan
from factcheck.settings import Settings

SAID = "The mill in Lomm burned in 1911."
SILENT = "Lomm had a mill until a fire in 1911."


@pytest.mark.parametrize(
    "sentence",
    [
        "VELL (AP) — {}",
        "VELL, Norway – {}",
        "NORTH VELL, Sept. 14 (Northwire) - {}",
        "VELL, Norway (AP) — {}",
        "ÅLVIK, Norway (AP) — {}",
        "VELL/LOMM, March 3 (Northwire) - {}",
        "SÃO VELL (Northwire) - {}",
        "Vell (dpa) - {}",
        "Vell, Norway (AP) — {}",
        "March 3 (UPI) -- {}",
        "(CNN) — {}",
        "VELL, May 3 (Reuters) - {}",
        "RUIZ: {}",
        "SEN. RUIZ (on the phone): {}",
        "Q: {}",
        "(CNN) {}",
        "Updated 3pm: {}",
        "[14:22] {}",
        "Lomm, Norway, Nov 28 - {}",
        "New Lomm, Nov. 28 (PTI) {}",
        "LOMM, Nov. 28, 2026 (NAN) {}",
        "Lomm, NOV 28: {}",
        "15:10 CET | {}",
        "- [x] {}",
        "RT @lomm: {}",
        "14:05 - {}",
        "9.30am: {}",
        "14:05 GMT: {}",
        "BREAKING: {}",
        "UPDATE 2: {}",
        "12. {}",
        "(3) {}",
        "(b) {}",
        "b. {}",
        "iv) {}",
        "> {}",
        "✅ {}",
        "→ {}",
        "+ {}",
        "– {}",
        "• {}",
        "## {}",
        "- **The mill** in Lomm burned in 1911.",
        "The [mill](https://a.example/x?y=1) in _Lomm_ burned in 1911.",
        "The mill in Lomm burned in 1911 (see https://a.example/mill).",
        "The mill in Lomm burned in 1911 https://a.example/mill",
        "The mill in Lomm burned in 1911 \U0001f525 #fire @lomm_post",
        'The [mill](https://a.example/Mill_(Lomm) "a mill") in Lomm burned in 1911.',
        "The mill in Lomm burned in 1911.[2,3]",
        "“The mill in Lomm burned in 1911.”",
        "The mill in Lomm burned in 1911.[1]",
        "The mill in Lomm burned in 1911 [4].",
        "The mill in Lomm[^2] burned in 1911.",
        "The mill in Lomm burned in 1911.²",
        "The mill in Lomm burned in 1911¹.",
        "The mill† in Lomm burned in 1911.[citation needed]",
        "{}”",
        '{}"',
        "“{}",
    ],
)
def test_what_news_puts_around_a_claim_is_left_out(sentence):
    found = hypothesis(Statement(sentence.format(SAID)), SILENT)
    assert found == SAID


def test_courtesy_titles_are_left_out():
    assert bare("The prize went to Mrs Anna Berg and Mr. Per Aune.") == (
        "The prize went to Anna Berg and Per Aune."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "NATO — the alliance of the north — met in Lomm.",
        "NATO — the alliance of the north met in Lomm.",
        "Lomm has 12 km² of woods.",
        "Nothing [is] left of [the] mill.",
        'He said: "[w]e will build the mill again."',
        "There were [18] fires.",
        "The mill stood on 500 miles² of woods.",
        "FALSE: The mill in Lomm burned.",
        "US: The mill in Lomm burned.",
        "UK: 3, France: 2 was the final score.",
        "‘The Mill’ was shown in Lomm in 1911.",
        "c. 1900 the town was founded.",
        "Miss Lomm was crowned in Vell.",
        "Vell: a town of mills",
        "Lomm has a new mayor, says @ruiz.",
        "v. Berg was heard in Lomm.",
        "Per Berg (pictured) – the mayor of Lomm – resigned.",
        "Lomm, Vell and Oster – Friends since 1945 – agreed.",
        "Ebola (EVD) — A virus — spread in Lomm.",
        "Oster (Lomm) - Vell (Norway) ended level.",
        "IBM opened a plant.",
        "14:05 is when the train leaves.",
        "2024. That was the year of the fire.",
        "It rained: 3 mm fell.",
        "He called it a “farce” and left.",
        '"Go," he said, "and close the door."',
        "He #1.",
        "Miss!",
    ],
)
def test_other_sentences_stay_as_they_are(sentence):
    assert bare(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The mill in Lomm burned in 1911, according to the Vell Gazette.", "the Vell Gazette"),
        ("The mill in Lomm, according to the Vell Gazette, burned in 1911.", "the Vell Gazette"),
        ("According to the Vell Gazette, the mill in Lomm burned in 1911.", "the Vell Gazette"),
        ("The mill in Lomm burned in 1911, Per Aune said.", "Per Aune"),
        ("The mill in Lomm burned in 1911, Per Aune said on Monday.", "Per Aune"),
        ("The mill in Lomm burned in 1911, Mr. Aune said.", "Mr. Aune"),
        ("The mill in Lomm burned in 1911, said Mr Aune.", "Mr Aune"),
        ("According to Mr. Aune, the mill in Lomm burned in 1911.", "Mr. Aune"),
        ("The mill in Lomm burned in 1911, Foreign Minister Per Aune said.", "Per Aune"),
        ("The mill in Lomm burned in 1911, said Foreign Minister Per Aune.", "Per Aune"),
        ("The mill in Lomm burned in 1911, company spokesman Per Aune said.", "Per Aune"),
        ("The mill in Lomm burned in 1911, the U.N. said.", "U.N."),
        ("According to Foreign Minister Per Aune, the mill in Lomm burned in 1911.", "Per Aune"),
        (
            "Foreign Minister Per Aune said on Monday that the mill in Lomm burned in 1911.",
            "Per Aune",
        ),
        ("The mill in Lomm burned in 1911, Vell's Gazette said.", "Vell's Gazette"),
        ("The mill in Lomm burned in 1911, according to Per Aune, the mayor.", "Per Aune"),
        ("The mill in Lomm burned in 1911, according to Per Aune, who has seen it.", "Per Aune"),
        (
            "The mill in Lomm burned in 1911, according to Per Aune, director of the mill.",
            "Per Aune",
        ),
        ("The mill in Lomm, according to Per Aune, the mayor, burned in 1911.", "Per Aune"),
        ("The mill in Lomm, Per Aune said, burned in 1911.", "Per Aune"),
        ("“The mill in Lomm,” Per Aune said, “burned in 1911.”", "Per Aune"),
        ("‘The mill in Lomm burned in 1911,’ Per Aune said.", "Per Aune"),
        ("«The mill in Lomm burned in 1911», Per Aune said.", "Per Aune"),
        ("“The mill in Lomm burned in 1911,” added Per Aune, Ph.D., Vice President.", "Per Aune"),
        ("The mill in Lomm burned in 1911, said Per Aune, Vell's mayor.", "Per Aune"),
        ("Per Aune said last week that the mill in Lomm burned in 1911.", "Per Aune"),
        ("Per Aune said at a rally in Vell that the mill in Lomm burned in 1911.", "Per Aune"),
        ("According to Per Aune, the former mayor, the mill in Lomm burned in 1911.", "Per Aune"),
        ("According to Per Aune, head of the bank, the mill in Lomm burned in 1911.", "Per Aune"),
        ("“The mill in Lomm burned in 1911,” he told The Gazette.", "he"),
        ("The mill in Lomm burned in 1911, as per Per Aune.", "Per Aune"),
        ("The mill in Lomm burned in 1911, per Per Aune.", "Per Aune"),
        ("As per Per Aune, the mill in Lomm burned in 1911.", "Per Aune"),
        ("Per Aune was quoted as saying the mill in Lomm burned in 1911.", "Per Aune"),
        ("“The mill in Lomm burned in 1911,” Per Aune added in French.", "Per Aune"),
        ("The mill in Lomm burned in 1911, Per Aune said, citing a report from Vell.", "Per Aune"),
        ("Per Aune, 34, of Vell, said that the mill in Lomm burned in 1911.", "Per Aune"),
        ("Per Aune (Lab, Vell) said that the mill in Lomm burned in 1911.", "Per Aune"),
        ("Per Aune MP says the mill in Lomm burned in 1911.", "Per Aune"),
        ("In a statement on Monday, Per Aune said the mill in Lomm burned in 1911.", "Per Aune"),
        ("Speaking in Vell, Per Aune also said that the mill in Lomm burned in 1911.", "Per Aune"),
        ("Vell's mayor, Per Aune, said that the mill in Lomm burned in 1911.", "Per Aune"),
        ("Asked about it, Per Aune said: “The mill in Lomm burned in 1911.”", "Per Aune"),
        ("The mill in Lomm burned in 1911, said Per Aune, the mayor.", "Per Aune"),
        ("Per Aune said the mill in Lomm burned in 1911.", "Per Aune"),
        (
            "Per Aune, the mayor, said late on Monday that the mill in Lomm burned in 1911.",
            "Per Aune",
        ),
        ("Officials told the Vell Gazette that the mill in Lomm burned in 1911.", "Officials"),
        ("Researchers have found that the mill in Lomm burned in 1911.", "Researchers"),
        ("“The mill in Lomm burned in 1911,” Per Aune told reporters.", "Per Aune"),
        ('"The mill in Lomm burned in 1911," said Per Aune.', "Per Aune"),
        ("VELL (AP) — The mill in Lomm burned in 1911, Mr Per Aune said.", "Per Aune"),
    ],
)
def test_who_says_so_is_left_out_where_the_passage_does_not_know_of_them(sentence, source):
    assert hypothesis(Statement(sentence, source), SILENT) == SAID
    told = f"{SILENT} The {source} wrote of it."
    assert source.split()[-1] in hypothesis(Statement(sentence, source), told)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Per Aune denied that the mill burned.", "Per Aune"),
        ("Per Aune found it easier in those days.", "Per Aune"),
        ("The mill of Per Aune burned.", "Per Aune"),
        ("Per Aune said so.", "Per Aune"),
        ("Per Aune, who said nothing, left the town.", "Per Aune"),
        ("It was Per Aune.", "("),
        ("Per Aune said his mill lost 5 million crowns.", "Per Aune"),
        ("Aune Mills said on Monday that sales in its shops rose.", "Aune Mills"),
        ("The mill, it was told, would close, Per Aune said.", "Per Aune"),
        ("Per Aune said: “We will close the mill.”", "Per Aune"),
        ("No one said that the mill in Lomm burned.", "No one"),
        ("Neither firm said that the mill in Lomm burned.", "Neither firm"),
        ("Prices in Lomm fell less than economists said.", "economists"),
        ("The town of Lomm did what Per Aune said.", "Per Aune"),
        ("Lomm fell, but by less than economists said.", "economists"),
        ("Neither Berg nor Aune said the mill in Lomm burned.", "Aune"),
        ("Not even Aune said the mill in Lomm burned.", "Aune"),
        ("Berg denied Aune said the mill in Lomm burned.", "Aune"),
        ("No evidence shows Aune said the mill in Lomm burned.", "Aune"),
        ("Fake posts claiming Aune said the mill in Lomm burned.", "Aune"),
        ("Contrary to Aune said the mill in Lomm burned.", "Aune"),
        ("Critics of Aune said the mill in Lomm burned.", "Aune"),
        ("According to critics of Aune, the mill in Lomm burned.", "Aune"),
        ("Did Aune say the mill in Lomm burned?", "Aune"),
        ("Lomm declared war on Vell in 1911.", "Lomm"),
        ("Lomm declared the fire a crime in 1911.", "Lomm"),
        ("The economy added 250,000 jobs in Lomm.", "The economy"),
        ("Per Aune said that is not the case in Lomm.", "Per Aune"),
        ("A video falsely shows Aune said the mill in Lomm burned.", "Aune"),
        ("Protesters against Aune said the mill in Lomm burned.", "Aune"),
        ("The mill in Lomm sells at £5 per head.", "head"),
        ("The war began in Lomm, Aune said in 1990.", "Aune"),
        ("Aune, who denied it, said the mill in Lomm burned.", "Aune"),
        ("In Lomm, the mayor of Vell, no Aune, said the mill burned.", "Aune"),
    ],
)
def test_what_is_more_than_an_attribution_stays(sentence, source):
    assert hypothesis(Statement(sentence, source), "Rain fell.") == sentence


@given(st.text(max_size=80), st.text(min_size=1, max_size=9), st.text(max_size=40))
def test_any_text_has_a_hypothesis(text, source, passage):
    for sentence in (text, f"{text} {source} said", f"According to {source}, {text}"):
        found = hypothesis(Statement(sentence, source), passage)
        assert found.strip() or not sentence.strip()


def test_words_of_many_names_do_not_tell_who_says_so():
    text = "The mill in Lomm burned in 1911, Statistics Norway said."
    assert hypothesis(Statement(text, "Statistics Norway"), "Norway has mills.") == (
        "The mill in Lomm burned in 1911."
    )
    known = "Statistics Norway has counted mills."
    assert hypothesis(Statement(text, "Statistics Norway"), known) == text


@pytest.mark.parametrize(
    "said",
    [
        "The pickup of Lomm hauled nothing behind it.",
        "Despite his age, Berg ran for mayor in Lomm.",
        "A show that was about dogs was seen in Lomm.",
    ],
)
def test_a_pronoun_for_something_in_the_claim_does_not_keep_its_source(said):
    for text in (f"Per Aune said {said}", f"{said.rstrip('.')}, according to Per Aune."):
        assert hypothesis(Statement(text, "Per Aune"), "Rain fell.") == said


def test_names_in_a_row_are_all_that_is_left_out_after_according_to():
    text = "According to Reuters, Norway, Sweden and Iceland voted no."
    said = hypothesis(Statement(text, "Reuters"), "Rain fell.")
    assert said == "Norway, Sweden and Iceland voted no."


def test_a_long_sentence_is_not_looked_at():
    sentence = "- #a" + " #a" * LONGEST + " x"
    assert hypothesis(Statement(sentence, "a"), "") == sentence


class Quotes(WordScorer):
    """Reads the words before "said" as the source; what a passage says itself is entailed."""

    def _reading(self, sentence):
        found = super()._reading(sentence)
        end = sentence.find(" said")
        return found._replace(source=TaggedSpan(0, end, "named", 0.9) if end > 0 else None)

    def compare(self, pairs):
        judged = super().compare(pairs)
        return [
            found._replace(entailment=0.9, neutral=0.1) if claim in premise else found
            for found, (premise, claim) in zip(judged, pairs, strict=True)
        ]


def test_a_record_says_what_was_compared():
    annotator = at_the_seam("The mill burned in 1911. It was old.", scorer=Quotes())
    whole, part = annotator.annotate(
        "The mill burned in 1911. Per Aune said the mill burned in 1911."
    ).claims
    assert (whole.label, whole.evidence[0].hypothesis) == (Label.SUPPORTED, None)
    assert (part.label, part.evidence[0].hypothesis) == (
        Label.SUPPORTED,
        "The mill burned in 1911.",
    )


@pytest.mark.parametrize(
    "form",
    [
        "OSLO (AP) — {}.",
        "{}, according to the Vell Gazette.",
        "Fergus Docherty said {}.",
        "{}, Fergus Docherty said.",
        "“{},” Fergus Docherty told reporters.",
        "{} \U0001f389 #news",
        "{} (see https://a.example/b).",
        "{}.”",
    ],
)
def test_the_shipped_model_supports_what_is_put_as_news_puts_it(small, form):
    annotator = Annotator(small, open_evidence(None), Settings(device="cpu"))
    facts = ("Lima is the capital of Peru", "Nairobi is the capital of Kenya")
    for fact in facts:
        (claim,) = annotator.annotate(form.format(fact)).claims
        assert claim.label is Label.SUPPORTED
