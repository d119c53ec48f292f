import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.document import Relation
from factcheck.evidence.agreement import agree
from factcheck.evidence.guards import objection, other_names, other_number, other_time
from factcheck.evidence.names import names, shares_name
from factcheck.evidence.quantities import quantities
from factcheck.evidence.years import days, named_years, year_spans

SUPPORTS, REFUTES, NEUTRAL = Relation.SUPPORTS, Relation.REFUTES, Relation.NEUTRAL
NO_NAME = "the passage shares no name with the claim"
NOBODY = "the claim does not say who it is about"

NUMBERS = [  # claim, premise, what is said against support
    (
        "Lomm has 9,000 inhabitants.",
        "The village of Lomm has 4,000 inhabitants.",
        "the passage gives 4,000, not 9,000",
    ),
    (
        "The new ferry carries 450 passengers.",
        "The new ferry carries 300 passengers and sixty cars.",
        "the passage gives 300, not 450",
    ),
    (
        "Unemployment in Vell stands at 12%.",
        "Unemployment in Vell stands at 7 per cent.",
        "the passage gives 7 per cent, not 12%",
    ),
    (
        "The dam cost $1.5bn.",
        "The dam, long delayed, cost $900 million.",
        "the passage gives $900 million, not $1.5bn",
    ),
    (
        "The tunnel is 12 km long.",
        "The tunnel is 40 kilometres long.",
        "the passage gives 40 kilometres, not 12 km",
    ),
    (
        "Nearly two-fifths of the voters stayed at home.",
        "Some 71 percent of the voters stayed at home.",
        "the passage gives 71 percent, not two-fifths",
    ),
    (
        "Roughly 45 million people saw the final.",
        "The final was seen by 12 million people.",
        "the passage gives 12 million, not 45 million",
    ),
    (
        "More than 400 houses were flooded.",
        "About 150 houses were flooded.",
        "the passage gives 150, not 400",
    ),
    (
        "Three miners died in the Vell shaft.",
        "In the Vell shaft, five miners died.",
        "the passage gives five, not Three",
    ),
    (
        "The works employ 340 people.",
        "The works are the largest employer of the valley.",
        "the passage does not give 340",
    ),
    (
        "The fine was €2 million.",
        "The court fined the company.",
        "the passage does not give €2 million",
    ),
    (
        "A third of the harvest was lost.",
        "Much of the harvest was lost.",
        "the passage does not give A third",
    ),
    (
        "The firm of Vell employs 2,000 people.",
        "The firm of Vell was founded in 2000.",
        "the passage does not give 2,000",
    ),
    (
        "In Vell 12% of the voters stayed at home.",
        "Vell has 12 council members.",
        "the passage does not give 12%",
    ),
    (
        "Over 5,000 people live in Vell.",
        "Vell has 1,200,000 trees; 300 people live there.",
        "the passage gives 300, not 5,000",
    ),
    (
        "The museum cost $1.5bn.",
        "The museum charges visitors 3 euros.",
        "the passage does not give $1.5bn",
    ),
    (
        "The park covers 50 square kilometres.",
        "The park lies along 50 kilometres of coast.",
        "the passage does not give 50 square kilometres",
    ),
    (
        "The club has 350 members.",
        "In 1650 the club, in Room 1300, had dues of 700 crowns.",
        "the passage does not give 350",
    ),
    (
        "The herd grew by 30 percent.",
        "In spring 200 old oaks fell over the fence of the herd; 60 cows ran away.",
        "the passage does not give 30 percent",
    ),
    ("Kerr won 49% of the vote.", "Kerr won 51%.", "the passage gives 51%, not 49%"),
    (
        "In Texas 45 people were killed.",
        "In Texas 80 people were killed.",
        "the passage gives 80, not 45",
    ),
    (
        "On Monday 45 people were killed.",
        "That day, 80 people were killed.",
        "the passage gives 80, not 45",
    ),
    (
        "The bridge cost US$5 billion.",
        "The bridge cost more than US$9 billion.",
        "the passage gives US$9 billion, not US$5 billion",
    ),
    (
        "The storm hit 30 villages.",
        "The storm of 15 June hit 15 villages.",
        "the passage gives 15, not 30",
    ),
    (
        "The choir has 15 singers.",
        "The choir met on 15 June.",
        "the passage does not give 15",
    ),
    (
        "Half a million people left.",
        "Some 750,000 people left.",
        "the passage gives 750,000, not Half a million",
    ),
    # No objection
    ("The rate rose by 5%.", "The rate was 7% in spring and 12% in winter.", None),
    ("Exactly 40% of the voters agreed.", "Of 1,000 voters, 400 said yes.", None),
    ("No fewer than 20 people died there.", "In all, 35 people died there.", None),
    ("Not less than 40 people died there.", "There 55 people died.", None),
    ("Not more than 50 people died there.", "There 31 people died.", None),
    ("Some 1.5m people live in Vell.", "Vell: about 1.5 million people.", None),
    ("Some 1.5m people live in Vell.", "Vell has 1,480,000 people.", None),
    ("The dam cost 5M dollars.", "The dam cost 5 million dollars.", None),
    ("The calf weighs 120 pounds.", "The calf weighs 54 kg.", None),
    ("The calf weighs 14 stone.", "The calf weighs 89 kg.", None),
    ("The nut weighs 500 grams.", "The nut weighs half a pound, or 0.5 kg.", None),
    ("The pipe is 20 inches wide.", "The pipe is 51 cm wide.", None),
    ("The tank holds 40 litres.", "The tank holds 10 gallons.", None),
    ("The train does 100 km/h.", "The train does 62 mph.", None),
    ("The train does 30 m/s.", "The train does 108 kilometres an hour.", None),
    ("The park covers 5 square kilometres.", "The park covers 500 hectares.", None),
    ("The park covers 5 sq km.", "The park covers 5 km².", None),
    ("A quarter of a million people left.", "Some 250,000 people left.", None),
    ("Three quarters of a million people left.", "Some 750,000 people left.", None),
    ("Two and a half million people left.", "Some 2,500,000 people left.", None),
    ("Two people died.", "Anna and Ben died in the crash: five people were in the car.", None),
    (
        "Two people died in the Vell crash.",
        "Anna and Ben died in the Vell crash, in which five people were in the car.",
        None,
    ),
    (
        "Three coal miners died in the Vell crash.",
        "Anna, Ben and Cy died in the Vell crash; five coal miners were trapped.",
        None,
    ),
    ("The bridge cost A$3bn.", "The bridge cost US$2bn.", None),
    ("The bridge cost 3 billion rupees.", "The bridge cost $40 million.", None),
    ("More than 400 houses were flooded.", "The river flooded 520 homes.", None),
    ("Vell has 1,800 inhabitants.", "Vell has a population of 1800.", None),
    ("On 15 June some 15 people met.", "On June 15 people met.", None),
    ("Lomm has 9,000 inhabitants.", "Some 9,000 inhabitants live in Lomm.", None),
    ("Lomm has 9,000 inhabitants.", "9 000 people live in Lomm.", None),
    ("Lomm has nine thousand inhabitants.", "Lomm: population 9,000.", None),
    ("Roughly 45 million people saw the final.", "The final was seen by 44.9 million.", None),
    ("Some 45 million people saw it.", "It was seen by 44,900,000 people.", None),
    ("Nearly two-fifths of the voters stayed at home.", "Turnout: 38% did not vote.", None),
    ("Nearly two-fifths stayed at home.", "Some 62% of the voters turned out.", None),
    ("Half of the fleet was scrapped.", "Of 40 ships, 20 were scrapped.", None),
    ("More than 400 houses were flooded.", "The river flooded 437 houses.", None),
    ("The flood hit 437 houses.", "The flood hit over 400 houses.", None),
    ("The tunnel is 12 km long.", "The tunnel is seven and a half miles (12 km) long.", None),
    ("The hall is 100 metres long.", "The hall is 328 feet long.", None),
    ("The dam cost $1.5bn.", "The dam cost 1.5 billion dollars.", None),
    ("The dam cost $1.5bn.", "The dam cost €1.4bn.", None),
    ("Console sales passed 132 million units.", "It sold 132m units.", None),
    ("Two people died.", "Anna and Ben died. Five people were taken to hospital.", None),
    ("Twenty people were hurt.", "Twelve men and eight women were hurt.", None),
    ("She ruled for 37 years.", "She ruled from 1980 to 2017.", None),
    ("The crash happened on Route 2.", "The crash happened on the Route of Vell.", None),
    ("The meeting begins at 4 p.m.", "The meeting begins in the afternoon.", None),
    ("The fourth mayor died at 70.", "The mayor (1901-1971) was the fourth.", None),
    ("Together they paid $240 million.", "Each of the three paid $80 million.", None),
    ("Nobody was hurt.", "Nine people were hurt.", None),
    ("The room has one window.", "The room has three windows.", None),
]


@pytest.mark.parametrize(("claim", "premise", "reason"), NUMBERS)
def test_number(claim, premise, reason):
    assert other_number(claim, premise) == reason
    assert objection(claim, premise, "Lomm, Vell", SUPPORTS) == reason
    assert objection(claim, premise, "Lomm, Vell", REFUTES) is None


TIMES = [  # claim, premise, relation, reason
    (
        "In 2026, Lomm had 9,000 inhabitants.",
        "Lomm had 4,000 inhabitants in 2015.",
        REFUTES,
        "the passage is about 2015, the claim about 2026",
    ),
    (
        "In 2026, Lomm had 9,000 inhabitants.",
        "Lomm had 9,000 inhabitants in 2015.",
        SUPPORTS,
        "the passage is about 2015, the claim about 2026",
    ),
    (
        "Unemployment in Vell was 7% in 2026.",
        "A new hall was built in 2026. Unemployment was 9% (2015 est.).",
        REFUTES,
        "the passage is about 2015, the claim about 2026",
    ),
    (
        "The bridge was opened in March 1932.",
        "The bridge was opened in March 1957.",
        SUPPORTS,
        "the passage is about 1957, the claim about 1932",
    ),
    (
        "The bridge was opened on 3 May.",
        "The mayor opened the bridge on May 5.",
        SUPPORTS,
        "the passage is about May 5, the claim about 3 May",
    ),
    # No objection
    ("In 2016, Vell was cut off.", "The hall of Vell seats 2000 people.", SUPPORTS, None),
    ("In 2016, Vell was cut off.", "Vell lies over 1500 metres high.", SUPPORTS, None),
    ("In 2016, Vell was cut off.", "Vell paid $1500 for a crowd of 2000 people.", SUPPORTS, None),
    ("The ship sank on 3 May.", "Some 30 may have drowned when the ship sank.", SUPPORTS, None),
    ("The troops left on 3 May.", "The order was: march 20 miles.", SUPPORTS, None),
    ("Lomm had 9,000 inhabitants.", "Lomm had 4,000 inhabitants in 2015.", REFUTES, None),
    ("In 2026, Lomm had 9,000 inhabitants.", "Lomm has 4,000 inhabitants.", REFUTES, None),
    ("In 2016, 9,000 people lived there.", "From 2010 to 2020, 4,000 people did.", REFUTES, None),
    ("In 2016, 9,000 people lived there.", "Since 2010, 4,000 people live there.", REFUTES, None),
    ("In 1994, 9,000 people lived there.", "In the 1990s 4,000 people did.", REFUTES, None),
    ("In 1994, 9,000 people lived there.", "In the 20th century 4,000 did.", REFUTES, None),
    ("The bridge was opened in 1932.", "The bridge was opened in 1957.", REFUTES, None),
    (
        "She was elected in 2018.",
        "She was elected last year. She was born in 1951.",
        SUPPORTS,
        None,
    ),
    ("It burned down in 1776.", "It burned down in the winter of 1775-76.", SUPPORTS, None),
    ("It was built between 1950 and 2014.", "It was built in 1990.", SUPPORTS, None),
    ("The bridge was opened on 3 May.", "It was opened a week after 26 April.", SUPPORTS, None),
    ("The bridge was opened on 3 May.", "It was opened on May 3rd.", SUPPORTS, None),
    ("The fair is on 3 May.", "The fair is from 1 May to 5 May.", SUPPORTS, None),
]


@pytest.mark.parametrize(("claim", "premise", "relation", "reason"), TIMES)
def test_time(claim, premise, relation, reason):
    assert other_time(claim, premise, relation) == reason
    if reason:
        assert objection(claim, premise, "Lomm, Vell", relation) == reason


NAMES = [  # claim, premise, title, reason
    ("The mayor, Ines Okafor, resigned.", "The mayor resigned over a loan.", "Lomm", NO_NAME),
    ("A fire broke out in Vell.", "The blaze destroyed a barn near Lomm.", None, NO_NAME),
    ("The strike hit Port Grael.", "He hit back at critics of his plans.", None, NO_NAME),
    ("She is the oldest of them.", "The tower is the oldest of the town.", None, NOBODY),
    ("They closed the old one.", "The board closed the old market.", "Vell", NOBODY),
    ("The bridge in Iran collapsed.", "The bridge fell into the river.", "Lomm", NO_NAME),
    ("The bridge in Milan collapsed.", "The bridge fell into the river.", "Lomm", NO_NAME),
    ("Voters in the US stayed at home.", "Turnout was low, he told us.", "Lomm", NO_NAME),
    ("Doctors of the WHO left.", "A man who fell was treated.", "Lomm", NO_NAME),
    # No objection
    ("Most German and Islamic towns have one.", "Towns have one.", None, None),
    ("A fire broke out in Vell.", "The blaze destroyed a barn.", "Vell: latest news", None),
    ("The mayor, Ines Okafor, resigned.", "Okafor resigned over a loan.", None, None),
    ("Doctors of the World Health Organization left.", "The WHO called them home.", None, None),
    ("Doctors of the WHO left.", "The World Health Organization called them home.", None, None),
    ("The UN left.", "The United Nations called its staff home.", None, None),
    ("Voters in the United States stayed at home.", "American turnout was low.", None, None),
    ("The parliament of Poland met.", "Polish deputies met in spring.", None, None),
    ("The river Sûre rose.", "The SURE rose by a metre.", None, None),
    ("Vell has a mayor.", "The town on the coast has a mayor.", None, None),
    ("Most Polish towns have a mayor.", "Towns have a mayor.", None, None),
    ("On Monday the mayor resigned.", "The mayor resigned.", None, None),
    ("Council Approves New Budget For Schools", "The council approved it.", None, None),
    ("The old tower in York is closed.", "The old tower is closed.", None, None),
    ("She said that the tower leans.", "The tower leans.", None, None),
    ("The tower leans.", "He leans on the bar.", None, None),
    ("He paid 300 crowns.", "She paid 300 crowns.", None, None),
]


@pytest.mark.parametrize(("claim", "premise", "title", "reason"), NAMES)
def test_name(claim, premise, title, reason):
    assert other_names(claim, premise, title, SUPPORTS) == reason
    assert objection(claim, premise, title, SUPPORTS) == reason


def test_same_matter_under_another_name_may_refute():
    claim = "The highest rate of road deaths was found in Vell."
    premise = "The rate of road deaths was found to be highest in Lomm."
    assert objection(claim, premise, "Road deaths", REFUTES) is None
    assert objection(claim, premise, "Road deaths", SUPPORTS) == NO_NAME


def test_other_matter_does_not_refute():
    assert objection("A fire broke out in Vell.", "No barn was lost near Lomm.", None, REFUTES)


def test_nothing_is_said_against_silence():
    assert objection("Lomm has 9,000 inhabitants.", "Vell has 4,000.", None, NEUTRAL) is None


def test_title_may_give_the_number():
    claim = "The blaze destroyed 340 houses."
    premise = "Firemen came too late for the houses."
    assert objection(claim, premise, None, SUPPORTS) == "the passage does not give 340"
    assert objection(claim, premise, "Blaze: 340 houses lost", SUPPORTS) is None


# Readers


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("9,000", 9000, ""),
        ("1 200", 1200, ""),
        ("1,8 metres", 1.8, "length"),
        ("two hundred and fifty thousand", 250_000, ""),
        ("fifty-two thousand four hundred", 52_400, ""),
        ("forty-five million", 45e6, ""),
        ("half a million", 5e5, ""),
        ("a quarter of a million", 250_000, ""),
        ("two and a half million", 2.5e6, ""),
        ("two dozen", 24, ""),
        ("1.5 km", 1500, "length"),
        ("3 tonnes", 3000, "mass"),
        ("40 litres", 40, "volume"),
        ("5 km2", 500, "area"),
        ("2 cubic metres", 2000, "volume"),
        ("36 km/h", 10, "speed"),
        ("3 tonnes/day", 3000, "mass/day"),
        ("US$5 billion", 5e9, "dollar"),
        ("A$5 billion", 5e9, "australian"),
        ("$1.5bn", 1.5e9, "dollar"),
        ("£5m", 5e6, "pound"),
        ("3.2 million euros", 3.2e6, "euro"),
        ("12%", 0.12, "share"),
        ("five per cent", 0.05, "share"),
        ("two-fifths", 0.4, "share"),
        ("three quarters", 0.75, "share"),
        ("one in five", 0.2, "share"),
        ("two out of three", 2 / 3, "share"),
        ("seven years", 7, "year"),
    ],
)
def test_quantity(text, value, kind):
    (found,) = quantities(f"they say {text}.")
    assert (found.value, found.kind, found.text) == (pytest.approx(value), kind, text)


@pytest.mark.parametrize(
    "text", ["", "hundreds of people", "a man", "tens of millions", "a dozen?"]
)
def test_vague_numbers_are_not_read(text):
    assert [found.value for found in quantities(text)] == ([12] if "dozen" in text else [])


def test_numbers_that_follow_each_other_are_apart():
    assert [found.value for found in quantities("between five and six, or seven eight")] == [
        5,
        6,
        7,
        8,
    ]


@pytest.mark.parametrize(
    ("claim", "given", "same"),
    [
        ("about 40", "36", True),
        ("about 40", "35", False),
        ("40", "41", True),  # 40 may be rounded to tens, but not by more than a twentieth
        ("40", "43", False),
        ("41", "42", False),
        ("9,000", "9,400", True),
        ("9,000", "9,500", False),
        ("at least 20", "25", True),
        ("at least 20", "15", False),
        ("no less than 20", "25", True),
        ("not more than 20", "25", False),
        ("20 pounds", "9 kg", True),
        ("$300", "€20", False),
        ("up to 20", "15", True),
        ("up to 20", "25", False),
        ("20", "up to 500", False),
        ("close to 40", "36", True),
        ("from 2 to 40", "36", False),
    ],
)
def test_rounding(claim, given, same):
    assert agree(quantities(claim)[-1], quantities(given)[0]) is same


def test_years_and_days():
    assert named_years("In 2015, on 3 May 2016 and May 3, 2017 they sold 2018 cars.") == [
        2015,
        2016,
        2017,
    ]
    assert (1776, 1777) in year_spans("the winter of 1776-77")
    assert (1990, 1999) in year_spans("in the 1990s")
    assert days("On 3 May, June 4th and 2 of July") == {
        (5, 3): "3 May",
        (6, 4): "June 4th",
        (7, 2): "2 of July",
    }


def test_names():
    assert names("Yesterday the mayor of Lomm, Ines Okafor, said: The end.") == [
        "Lomm",
        "Ines",
        "Okafor",
    ]
    assert shares_name("Vell's mayor left Lomm.", "LOMM is a village.")
    assert not shares_name("The mayor left Lomm.", "The village is old.")


# Properties

TEXT = st.text(max_size=80) | st.lists(
    st.sampled_from(
        "Lomm Vell WHO 9,000 4.5 2015 1990s 1776-77 % $ bn half a third of two fifths million and "
        "hundred dozen inhabitants km in May 3 31 more than about the she . , – ' ٣٤ ½ 1e9".split()
    ),
    max_size=14,
).map(" ".join)
RELATIONS = st.sampled_from(Relation)


@settings(deadline=None)
@given(TEXT, TEXT, st.none() | TEXT, RELATIONS)
def test_any_text_gets_an_answer(claim, premise, title, relation):
    reason = objection(claim, premise, title, relation)
    assert reason is None or reason.strip()


@settings(deadline=None)
@given(TEXT, TEXT, TEXT, st.none() | TEXT, RELATIONS)
def test_nothing_is_said_against_a_passage_that_contains_the_claim(
    claim, before, after, title, relation
):
    assert objection(claim, f"{before} {claim} {after}", title, relation) is None


@pytest.mark.parametrize("text", ["9" * 500, "0" * 500, "1." + "0" * 500, "5 " * 999])
def test_absurd_numbers_get_an_answer(text):
    for relation in Relation:
        objection(f"They paid ${text} crowns.", f"It cost {text[:7]} crowns.", None, relation)


def test_tens_of_thousands_of_pairs_a_minute():
    claim = "In 2026, Lomm had 9,000 inhabitants and a debt of $1.5bn, Ines Okafor said."
    premise = "The village of Lomm, where 4,000 people lived in 2015, is in debt by 12%. " * 4
    begun = time.process_time()
    for _ in range(200):
        objection(claim, premise, None, SUPPORTS)
    assert time.process_time() - begun < 1.0
