import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.document import Relation
from factcheck.evidence.dates import dated, months, possible_years, years
from factcheck.evidence.figures import figures
from factcheck.evidence.guards import objection
from factcheck.evidence.names import (
    absent,
    begins_with_name_of,
    missing,
    names,
    points_back,
    subject,
)

SUPPORTS, REFUTES, NEUTRAL = Relation.SUPPORTS, Relation.REFUTES, Relation.NEUTRAL

FIGURES = [  # claim, premise, what is said against support
    (
        "Lomm has 9,000 inhabitants.",
        "The village of Lomm has 4,000 inhabitants.",
        "the passage gives 4,000, not 9,000",
    ),
    (
        "Unemployment in Vell stands at 12%.",
        "Unemployment in Vell stands at 7 per cent.",
        "the passage does not give 12%",
    ),
    (
        "The dam cost $1.5bn.",
        "The dam, long delayed, cost $900 million.",
        "the passage gives $900 million, not $1.5bn",
    ),
    ("The dam cost 3 million.", "The dam cost 3 billion.", "the passage does not give 3 million"),
    (
        "The tunnel is 12 miles long.",
        "The tunnel is 12 kilometres long.",
        "the passage gives 12 kilometres, not 12 miles",
    ),
    (
        "The siege lasted two weeks.",
        "The siege lasted two months.",
        "the passage gives two months, not two weeks",
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
        "Some ninety boats sank.",
        "Many boats sank.",
        "the passage does not give ninety",
    ),
    (
        "The storm hit 30 villages.",
        "The storm of 15 June hit 15 villages.",
        "the passage gives 15, not 30",
    ),
    ("At least 400 died.", "A storm killed 200.", "the passage does not give 400"),
    ("Upwards of 400 died.", "A storm killed 200.", "the passage does not give 400"),
    (
        "Between 40 and 60 boats sank.",
        "A storm sank 90 boats.",
        "the passage gives 90, not 40",
    ),
    ("Between 3 and 5 million left.", "900,000 left.", "the passage gives 900,000, not 3"),
    ("It rose from 200 to 500.", "It rose from 250 to 300.", "the passage does not give 200"),
    ("More than 400 died.", "About 200 died.", "the passage gives 200, not 400"),
    ("Fewer than 400 died.", "A storm killed 900.", "the passage does not give 400"),
    ("No more than 40 died.", "A storm killed 60.", "the passage does not give 40"),
    (
        "Half a million fled.",
        "A storm drove out 200,000.",
        "the passage does not give Half a million",
    ),
    ("The wall is 5m high.", "The wall is 5 km high.", "the passage gives 5 km, not 5m"),
    ("The rate is 12%.", "Among 12 miners the rate is 40%.", "the passage does not give 12%"),
    (
        "Rates rose by 12%.",
        "Rates have risen by 12 percentage points.",
        "the passage does not give 12%",
    ),
    ("It employs 1,950 people.", "It was opened in 2015.", "the passage does not give 1,950"),
    ("The dam cost $5m.", "The dam has cost €5m.", "the passage gives €5m, not $5m"),
    (
        "Six people were hurt on the ferry.",
        "On the ferry, nine people were hurt.",
        "the passage gives nine, not Six",
    ),
    ("The mayor died at the age of 86.", "The mayor died aged 87.", "the passage does not give 86"),
    ("Lomm has 202 farms.", "Lomm has 206 farms.", "the passage gives 206, not 202"),
    ("Turnout was 61%.", "Turnout was 63%.", "the passage does not give 61%"),
    (
        "The mill was built in the 1990s, with 34 looms.",
        "It has 35.",
        "the passage does not give 34",
    ),
    (
        "Sales rose by 25%.",
        "Sales rose by 19% in the fourth quarter.",
        "the passage does not give 25%",
    ),
    (
        "Profit rose by 50%.",
        "Profit rose by 12% in the first half.",
        "the passage does not give 50%",
    ),
    ("Turnout was 61%.", "Turnout was 48%, after 78% in 2019.", "the passage does not give 61%"),
    (
        "The rate fell to 14%.",
        "The rate fell to 4.1% from 4.4%, a poll of 30 banks says.",
        "the passage does not give 14%",
    ),
    ("Some 20 to 25 boats sank.", "A storm sank 40 boats.", "the passage gives 40, not 20"),
    ("The offer is worth $1.5-2bn.", "It is worth $900m.", "the passage gives $900m, not $1.5"),
    ("Sales of Lomm were 3%.", "Sales of Lomm were 3.4%.", "the passage does not give 3%"),
    ("The storm killed 14.", "The storm killed 14,400 sheep.", "the passage does not give 14"),
    ("The dam cost $5m.", "The dam cost €5m.", "the passage gives €5m, not $5m"),
    ("It is worth ¥5bn.", "It is worth $5bn.", "the passage gives $5bn, not ¥5bn"),
    (
        "It cost Rs.45 lakh.",
        "The dam cost Rs.54 lakh.",
        "the passage gives Rs.54 lakh, not Rs.45 lakh",
    ),
    (
        "It cost Ksh45 million.",
        "The dam cost Ksh54 million.",
        "the passage gives Ksh54 million, not Ksh45 million",
    ),
    ("The dam cost R2.5bn.", "The dam cost R9.5bn.", "the passage gives R9.5bn, not R2.5bn"),
    (
        "More than 20 people were killed.",
        "A blast killed seven people, 30 km from the border.",
        "the passage gives seven, not 20",
    ),
    (
        "The quake killed more than 1,000 people.",
        "The 2015 quake killed 40 people.",
        "the passage gives 40, not 1,000",
    ),
    (
        "More than 100 people died.",
        "The storm, with winds of 120 miles an hour, killed 37 people.",
        "the passage gives 37, not 100",
    ),
    (
        "Sales fell 3% in spring.",
        "In spring, sales rose 3%.",
        "the passage gives 3% as a rise, not a fall",
    ),
    (
        "Net profit rose 5%.",
        "Net profit fell 5%.",
        "the passage gives 5% as a fall, not a rise",
    ),
    (
        "The number out of work rose to 4.2%.",
        "The number out of work fell to 4.2%.",
        "the passage gives 4.2% as a fall, not a rise",
    ),
    # No objection
    ("Growth fell to 3% in Lomm.", "Lomm's economy grew by 3%.", None),
    ("Sales rose 3%, down from 4%.", "They rose 3% after they rose 4% in May.", None),
    ("Over 1,500 homes burned.", "The fire took 1900 homes.", None),
    ("Vell paid 5 billion yuan.", "Vell paid ¥5 billion.", None),
    ("The pound fell 3% against the euro.", "The euro rose 3% against the pound.", None),
    ("Women made up 40% of voters.", "Of those who went up to vote, 40% were women.", None),
    ("The rate rose to 5%.", "Two years before it fell to 4%, it had risen to 5%.", None),
    ("The fine was $4.5 million.", "The fine was $4.5 mln.", None),
    ("Turnout was 61%.", "Turnout was 61pc.", None),
    ("More than 100,000 people fled.", "From Vell more than one lakh people fled.", None),
    ("More than 100,000 people fled.", "From Vell 1,20,000 people fled.", None),
    ("The dam cost about ₹5m.", "The dam cost 5.2 million rupees.", None),
    ("The dam cost Rs500 crore.", "The dam cost 5 billion rupees.", None),
    ("The toll topped 400.", "The toll rose to 437.", None),
    ("The 400-plus victims were buried.", "They buried 437 people.", None),
    ("The siege lasted 14 days.", "The siege lasted two weeks.", None),
    ("The road is 6 miles long.", "The road runs for 10 kilometres.", None),
    ("Rates rose 25 basis points.", "Rates rose 0.25 percentage points.", None),
    ("He waited three-and-a-half years.", "He waited 3.5 years.", None),
    ("The deal is worth $5 billion (€4.6 billion).", "The deal is worth $5bn.", None),
    ("Prices were up by 5%.", "Prices rose by 5.02%.", None),
    ("At least 12 people died.", "A storm killed 14 people.", None),
    ("Some 20,000 to 25,000 people marched.", "About 22,000 marched.", None),
    ("The quake killed 20-30 people.", "The quake killed 25.", None),
    ("Rents rose by 5 to 10 percent.", "Rents rose by 7 percent.", None),
    ("The offer is worth $1.5-2bn.", "It is worth $1.8bn.", None),
    ("It rose from 5 to 10 percent.", "It was 5 percent, and rose to 10%.", None),
    ("In 2023-24 the clinic spent £182m.", "It spent £182m in 2023/24.", None),
    ("It made £2.4m in 2023-24.", "In the year to March 2024 it made £2.4m.", None),
    ("The bridge was built in the 1990s.", "The bridge was built in 1994.", None),
    ("Vell has 9,000 people.", "Vell has 9,400 people.", None),
    ("The dam cost $69bn.", "The dam cost $68.7bn.", None),
    ("The rate rose to 5% from 4%.", "The rate climbed one percentage point to 5%.", None),
    ("Two thirds of them agreed.", "Of 900, 600 agreed.", None),
    ("Upwards of 400 died.", "A storm killed 437.", None),
    ("Between 40 and 60 boats sank.", "A storm sank 47 boats.", None),
    ("It cost between $1.6 billion and $2.2 billion.", "It cost about $1.896bn.", None),
    ("Between 3 and 5 million people left.", "Some 4.2 million left.", None),
    ("Between 3 and 5% stayed.", "Some 4% stayed.", None),
    ("About 100 boats sank.", "A storm sank 91 boats.", None),
    ("Fewer than 400 died.", "A storm killed 390.", None),
    ("More than a hundred were hurt.", "Hurt were 90 men and 17 women.", None),
    ("The count passed 1,500.", "The total until now is 1501 and rising.", None),
    ("No fewer than 400 died.", "A storm killed 437.", None),
    ("Up to 400 died.", "A storm killed 410.", None),
    ("Half a million fled.", "A storm drove out 500,000.", None),
    ("Some 12% stayed.", "Between 12 and 14 per cent stayed; 12-14% left.", None),
    ("The mayor died at 70.", "Born in 1901, the mayor died in 1971.", None),
    ("The dam cost $5 million.", "The dam cost 5 million dollars.", None),
    ("Some 1.5m people live in Vell.", "Vell: about 1.5 million people.", None),
    ("Some 1.5m people live in Vell.", "Vell has 1,480,000 people.", None),
    ("Vell has 1,800 inhabitants.", "Vell has a population of 1800.", None),
    ("The bridge was opened on 3 May.", "The bridge was opened that week.", None),
    ("Lomm has nine thousand inhabitants.", "Lomm: population 9,000.", None),
    ("Exactly 40% of the voters agreed.", "Of 1,000 voters, 400 said yes.", None),
    ("Half of the fleet was scrapped.", "Of 40 ships, 20 were scrapped.", None),
    ("More than 400 houses were flooded.", "The river flooded 437 houses.", None),
    ("The tunnel is 12 km long.", "The tunnel is 7.5 miles (12 kilometers) long.", None),
    ("Twenty people were hurt.", "Twelve men and eight women were hurt.", None),
    ("The fourth mayor died at 70.", "The mayor (1901-1971) was the fourth.", None),
    ("Two people died.", "Anna and Ben died in the crash.", None),
    ("Nobody was hurt.", "Nine people were hurt.", None),
    ("The room has one window.", "The room has three windows.", None),
    ("The meeting begins at 4:30.", "The meeting begins in the afternoon.", None),
]


@pytest.mark.parametrize(("claim", "premise", "reason"), FIGURES)
def test_figure(claim, premise, reason):
    assert objection(claim, premise, None, SUPPORTS) == reason
    assert objection(claim, premise, "Lomm, Vell", SUPPORTS) == reason
    assert reason is None or objection(claim, premise, "Lomm, Vell", REFUTES) is None


OTHER_YEAR = "the passage is about 2015, the claim about 2026"
TIMES = [  # claim, premise, relation, reason
    ("In 2026, Lomm had 9,000 people.", "Lomm had 4,000 people in 2015.", REFUTES, OTHER_YEAR),
    ("In 2026, Lomm had 9,000 people.", "Lomm had 9,000 people in 2015.", SUPPORTS, OTHER_YEAR),
    (
        "The bridge was opened in March 1932.",
        "The bridge was opened in March 1957.",
        SUPPORTS,
        "the passage is about 1957, the claim about 1932",
    ),
    (
        "The bridge was opened on 3 May.",
        "The mayor opened the bridge on March 3.",
        SUPPORTS,
        "the passage is about March, the claim about May",
    ),
    (
        "The bridge was opened on 3 June.",
        "In May, Mary Lund opened the bridge.",
        SUPPORTS,
        "the passage is about May, the claim about June",
    ),
    (
        "The 2011 census counted all of Vell.",
        "All of Vell was counted in the 2021 census.",
        SUPPORTS,
        "the passage is about 2021, the claim about 2011",
    ),
    (
        "The ferry sank on 14 May.",
        "The ferry sank on 24 May.",
        SUPPORTS,
        "the passage is about 24 May, the claim about 14 May",
    ),
    (
        "Norway joined NATO in 1949.",
        "Norway was a member of NATO as of January 2026. Its king was crowned in 2015.",
        REFUTES,
        "the passage is about 2015, the claim about 1949",
    ),
    (
        "The album was released in 2020.",
        "The album was released in 2019.",
        SUPPORTS,
        "the passage is about 2019, the claim about 2020",
    ),
    # No objection
    ("The fire began on 3 May.", "The fire burned May 2-4.", SUPPORTS, None),
    ("Built in 1968, it killed 12.", "It was built in 1986 and killed 12.", REFUTES, None),
    ("Berg died in 2015.", "As of 2023, Berg is still alive.", REFUTES, None),
    ("It was built in 1968.", "It was built in 1986. As of 2020, it stood.", REFUTES, None),
    ("The storm hit on March 12.", "It hit on the night of March 11.", SUPPORTS, None),
    ("Nine died on 14 May.", "On the 14th nine died, police said on 16 May.", SUPPORTS, None),
    ("Vell had 9% in 2024.", "It was 9%, the office said in a report of May 2025.", REFUTES, None),
    ("Lomm grew in 2024.", "It grew over the year, data published in 2025 show.", SUPPORTS, None),
    ("The bridge opened in May.", "Begun in March, it opened last month.", SUPPORTS, None),
    ("The storm left 2000 people in tents.", "In 2021 it left 2,000 in tents.", SUPPORTS, None),
    ("It begins at 1900 GMT.", "The final of 2024 begins at 19:00 GMT.", REFUTES, None),
    ("The bridge was opened on 3 June.", "Mary Lund opened the bridge.", SUPPORTS, None),
    ("Lomm was founded in 1932.", "Lomm, pop. 1,950, has 1600 cars.", SUPPORTS, None),
    ("Lomm was founded in 1932.", "Lomm, of 1,950 people, is old. Pay: 1932.", SUPPORTS, None),
    ("The hall seats 2000 people.", "The hall, built in 1950, seats 2000 people.", SUPPORTS, None),
    ("Lomm had 9,000 inhabitants.", "Lomm had 4,000 inhabitants in 2015.", REFUTES, None),
    ("In 2026, Lomm had 9,000 inhabitants.", "Lomm has 4,000 inhabitants.", REFUTES, None),
    ("The bridge was opened in 1932.", "The bridge was opened in 1957.", REFUTES, None),
    ("She was elected in 2018.", "Born in 1951, she was elected last year.", SUPPORTS, None),
    ("It burned down in 1776.", "It burned down in the winter of 1775-76.", SUPPORTS, None),
    ("The bridge was opened on 3 May.", "It was opened on May 3rd.", SUPPORTS, None),
    ("The bridge was opened on 3 May.", "It was opened in spring.", SUPPORTS, None),
]


@pytest.mark.parametrize(("claim", "premise", "relation", "reason"), TIMES)
def test_time(claim, premise, relation, reason):
    assert objection(claim, premise, "Lomm, Vell", relation) == reason


BELONGING = [  # claim, premise, what is said against support
    (
        "Prices in Vell rose by 7.1% in 2024.",
        "In 2024, prices in Vell rose by 4.1%. They rose by 7.1% in 2023.",
        "the passage gives 7.1% for 2023, not 2024",
    ),
    (
        "In 2023, 26% of exports from Oster went to the town of Lomm.",
        "Exports from Oster went to Vell (26%), the Old Port of Thorn (9%) and Lomm (7%) in 2023.",
        "the passage gives 7% for Lomm, not 26%",
    ),
    (
        "The Old Port of Thorn takes 26%.",
        "It went to Vell (26%), the Old Port of Thorn (9%) and Lomm (7%).",
        "the passage gives 9% for Old Port of Thorn, not 26%",
    ),
    # No objection
    (
        "Prices rose by 7.1% in 2024.",
        "In 2024, taxes rose by 2%. A report of January 2025 put prices 7.1% higher.",
        None,
    ),
    (
        "In 2024 the economy grew by 2.1%.",
        "In 2024, exports grew by 4%. The economy grew by 2.1%, compared with 1.3% in 2023.",
        None,
    ),
    (
        "Unemployment rose from 5% in 2019 to 7% in 2023.",
        "Unemployment was 5% in 2019. It was 7% in 2023. Among the young it was 12%.",
        None,
    ),
    ("The Vell sold 20 million.", "The Vell (2021) sold 20 million in its first week.", None),
    ("Okafor scored 12.", "Okafor (36) scored 12 in all.", None),
    (
        "Lomm took 45% of the vote.",
        "Lomm (12%) gained on Oster (9%) in the west; in all, Lomm took 45%.",
        None,
    ),
    ("Prices rose by 7.1% in 2024.", "In 2024, 40 banks closed. By 2025, it was 7.1%.", None),
    ("Prices rose by 7.1% in 2024.", "They rose by 7.1% in 2024, and by 5% in 2023.", None),
    ("Prices rose by 7.1% in 2024.", "They rose by 7.1%. In 2024, it had been 5%.", None),
    ("Some 26% went to Vell.", "It went to Vell (26%) and Lomm (7%).", None),
    ("Vell and Lomm took 33%.", "It went to Vell (26%), Oster (8%) and Lomm (33%).", None),
    ("Lomm took 26 boats.", "It went to Vell (26 boats) and Lomm (7%).", None),
    ("Lomm is the largest, before Vell.", "The largest are Lomm (7,000) and Vell (26).", None),
]


@pytest.mark.parametrize(("claim", "premise", "reason"), BELONGING)
def test_a_figure_of_something_else_does_not_support(claim, premise, reason):
    assert objection(claim, premise, "Vell, Lomm and Oster", SUPPORTS) == reason


FITTING = [  # claim, premise, what is said against refutation
    ("More than 400 died.", "A storm killed 437.", "the passage gives 437, which fits 400"),
    ("Nearly 110 million live there.", "It has 106.7 million people.", "106.7 million"),
    ("Between 40 and 60 boats sank.", "A storm sank 47 boats.", "the passage gives 47"),
    ("Some 1.5m people live in Vell.", "Vell has 1,480,000 people.", "gives 1,480,000"),
    ("The share is 88%.", "87.8% of them are.", "the passage gives 87.8%, which fits 88%"),
    ("Between 3 and 5 million left.", "4.2 million left.", "the passage gives 4.2 million"),
    ("Rents fell by over 3%.", "Rents dropped 3.4%.", "the passage gives 3.4%, which fits 3%"),
    ("In 2024 it was over 7%.", "In 2024 it was 7.4%. In 2023 it was 5%.", "gives 7.4%"),
    # No objection
    ("Exactly 437 died.", "A storm killed 437.", None),
    ("More than 400 died.", "A storm killed 300.", None),
    ("More than 400 died.", "A storm killed 4,000.", None),
    ("The share is 2.3%.", "The share is 2.4%.", None),
    ("No more than 400 died.", "A storm killed 390.", None),
    ("It did not cost over $400.", "It cost $437.", None),
    ("In 2024 it was over 7%.", "In 2023 it was 7.4%. In 2024 it was 5%.", None),
    ("Over 400 died and 12 were hurt.", "A storm killed 437 and hurt 30.", None),
    ("The dam is over 12 miles long.", "The dam is 14 kilometres long.", None),
    ("The mayor resigned.", "The mayor stayed.", None),
    ("The attack killed 10 people.", "The attack killed 14 people.", None),
    ("Turnout was 60%.", "Turnout was 64%.", None),
    ("Half of them agreed.", "Only 46% of them agreed.", None),
    ("Shares fell nearly 3%.", "Shares gained 2.9%.", None),
    ("Nearly half voted yes.", "54% voted yes.", None),
    ("More than 20 people died.", "All 25 passengers survived.", None),
    ("More than 400 people died.", "It killed 300 people and destroyed 437 homes.", None),
    ("The tax rose from 10% to 20%.", "The tax rose from 12% to 15%.", None),
    ("Between 3 and 5 million left.", "900,000 left.", None),
    ("Sales rose by more than 20%.", "Sales rose by 12% in the third quarter.", None),
    ("Profit rose by more than 40%.", "Profit rose by 12% in the first half.", None),
]


@pytest.mark.parametrize(("claim", "premise", "reason"), FITTING)
def test_a_figure_that_fits_does_not_refute(claim, premise, reason):
    said = objection(claim, premise, None, REFUTES)
    assert said is None if reason is None else reason in said


NAMES = [  # claim, premise, title, reason
    (
        "The mayor, Ines Okafor, resigned.",
        "The mayor, Ines Lund, resigned.",
        "Lomm",
        "Okafor",
    ),
    (
        "A fire broke out in Vell.",
        "The blaze destroyed a barn near Lomm.",
        None,
        "Vell",
    ),
    ("Talks with Iran ended.", "Talks with Iraq ended.", None, "Iran"),
    ("Troops left Niger.", "Troops left Nigeria.", None, "Niger"),
    ("Troops left Nigeria.", "Niger's troops left.", None, "Nigeria"),
    (
        "The two Austrian skiers fell.",
        "The two Australian skiers fell.",
        None,
        "Austrian",
    ),
    ("Lomm thanked the United Kingdom.", "Lomm thanked the United States.", None, "United Kingdom"),
    ("The striker Marcus Williams fell.", "The striker Marcus Wilson fell.", None, "Williams"),
    ("The friends of Ines Lund left.", "Only Olaf Lund has left.", None, "Ines"),
    ("The fans of Vell United won.", "Fans of Lomm United won.", None, "Vell"),
    ("The coach of Real Madrid left.", "Police in Madrid left.", None, "Real"),
    ("The Bank of Japan acted.", "The BoE acted.", None, "Bank"),
    ("On Monday Gov. Lund signed the bill.", "Gov. Okafor signed the bill.", None, "Lund"),
    ("Here M. K. Lund resigned.", "Okafor resigned.", None, "Lund"),
    ("Police shot Alex Petrov in Lomm.", "LOMM (AP) - Police shot a man.", None, "Alex"),
    ("Fans of Ines Swift came.", "Swift action came, and a swift.", None, "Ines"),
    # No objection
    ("Lomm thanked the United Kingdom.", "It thanked Britain.", "Lomm", None),
    ("Lomm thanked Britain.", "It thanked the United Kingdom.", "Lomm", None),
    ("The law of Chancellor Olaf Lund failed.", "Lund lost the vote.", None, None),
    ("The visit of Foreign Minister Ines Okafor ended.", "Mrs Okafor went home.", None, None),
    ("The European Central Bank raised rates.", "The ECB raised them.", None, None),
    ("The Bank of England raised rates.", "The BoE raised them.", None, None),
    ("The United Nations left Vell.", "The U.N. has left Vell.", None, None),
    ("The World Health Organization left.", "The World Health Organisation left.", None, None),
    ("There is water on Mars.", "Martian water was found.", None, None),
    ("Talks with Iran ended.", "The Iranian talks ended.", None, None),
    ("The two Iraqis left.", "Iraq's envoys left.", None, None),
    ("Troops went to South Korea.", "South Koreans met the troops.", None, None),
    ("A Chinese ship sank.", "A ship sank off Chile.", None, None),
    ("The Austrian skiers fell.", "On the Zugspitze the skiers fell.", None, None),
    ("The mayor of Łódź resigned.", "Lodz has lost its mayor.", None, None),
    ("A boat of the Ørland fleet sank.", "The Orland fleet lost a boat.", None, None),
    ("A tower of Paris leans.", "The Parisian tower leans.", None, None),
    ("Most German towns have one.", "Towns have one.", None, None),
    ("A fire broke out in Vell.", "The blaze destroyed a barn.", "Vell: latest news", None),
    ("Doctors of the WHO left.", "The World Health Organization called them home.", None, None),
    ("Voters in the United States stayed at home.", "American turnout was low.", None, None),
    ("The parliament of Poland met.", "Polish deputies met in spring.", None, None),
    ("The river Sûre rose.", "The SURE rose by a metre.", None, None),
    ("Farmers in France marched.", "French farmers marched.", None, None),
    ("The bank's Chief Executive left.", "The chief executive of the bank left.", None, None),
    ("Vell has a mayor.", "The town on the coast has a mayor.", None, None),
    ("On Monday the mayor resigned.", "The mayor resigned.", None, None),
    ("Council Approves New Budget For Schools", "The council approved it.", None, None),
    ("She said that the tower leans.", "The tower leans.", None, None),
    ("He paid 300 crowns.", "She paid 300 crowns.", None, None),
]


@pytest.mark.parametrize(("claim", "premise", "title", "reason"), NAMES)
def test_name(claim, premise, title, reason):
    said = objection(claim, premise, title, SUPPORTS)
    assert said is None if reason is None else said == f"the passage does not name {reason}"


@pytest.mark.parametrize(
    ("claim", "premise", "reason"),
    [
        ("France has a queen.", "The EU paid Italy and Malta.", "the passage does not name France"),
        (
            "The U.K. uses the pound.",
            "Jersey and Lebanon use it.",
            "the passage does not name UK",
        ),
        (
            "Madagascar lies in the Indian Ocean.",
            "Diego Garcia is in the British Indian Ocean Territory, south of India.",
            "the passage does not name Madagascar",
        ),
        # No objection
        ("Kenya borders Chad.", "Kenya borders Uganda.", None),
        ("The United Kingdom uses the euro.", "Britain uses the pound.", None),
        ("Kenya has a queen.", "The president sits in Nairobi.", None),
        ("Most German towns have one.", "Towns in France have none.", None),
        ("Georgia officials met.", "The Georgia officials of Atlanta, in the US, met.", None),
        ("The US election was lost in Georgia.", "Georgia found no fraud in it.", None),
        ("Kyiv signed the deal.", "Ukraine did not sign the deal.", None),
        ("Jordan Berg died in May.", "Berg, a Canadian, is alive.", None),
        ("New Mexico banned it.", "The US state did not ban it.", None),
        ("Germany won the cup in 2018.", "France won the cup in 2018.", None),
        ("The painter moved to Ghana.", "The painter moved to Nigeria.", None),
        ("Chad is in it.", "Those in it are Fiji, Kiribati, Nauru, Palau, Samoa and Tonga.", None),
    ],
)
def test_what_is_on_other_countries_does_not_refute(claim, premise, reason):
    assert objection(claim, premise, None, REFUTES) == reason


def test_another_name_may_refute():
    claim = "The highest rate of road deaths was found in Vell."
    premise = "The rate of road deaths was found to be highest in Lomm."
    assert objection(claim, premise, "Road deaths", REFUTES) is None
    assert objection(claim, premise, "Road deaths", SUPPORTS)


def test_nothing_is_said_against_silence():
    assert objection("Lomm has 9,000 inhabitants.", "Vell has 4,000.", None, NEUTRAL) is None


def test_title_may_give_the_number():
    claim = "The blaze destroyed 340 houses."
    premise = "Firemen came too late for the houses."
    assert objection(claim, premise, None, SUPPORTS) == "the passage does not give 340"
    assert objection(claim, premise, "Blaze: 340 houses lost", SUPPORTS) is None


# Readers


@pytest.mark.parametrize(
    ("text", "value", "share"),
    [
        ("9,000", 9000, False),
        ("two hundred and fifty thousand", 250_000, False),
        ("fifty-two thousand four hundred", 52_400, False),
        ("forty-five million", 45e6, False),
        ("two dozen", 24, False),
        ("a million", 1e6, False),
        ("1.5bn", 1.5e9, False),
        ("12%", 12, True),
        ("five per cent", 5, True),
        ("two-fifths", 40, True),
        ("three quarters", 75, True),
        ("half a million", 500_000, False),
        ("half a dozen", 6, False),
        ("two and a half million", 2.5e6, False),
        ("two and a half", 2.5, False),
        ("5k", 5000, False),
    ],
)
def test_value(text, value, share):
    (found,) = figures(f"they say {text}.")
    assert (found.value, found.share, found.text) == (pytest.approx(value), share, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hundreds of people",
        "a man",
        "tens of millions",
        "COVID-19",
        "K2-18b contains it",
        "the twenty-fifth",
    ],
)
def test_vague_numbers_and_codes_are_not_read(text):
    assert not figures(text)


def test_what_is_counted():
    assert [(f.noun, f.text) for f in figures("five old boats, 12 km, 3 feet of snow")] == [
        ("old", "five"),
        ("kilometre", "12 km"),
        ("foot", "3 feet"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("5m tall", 5), ("5m across", 5), ("$5m", 5e6), ("£5 m", 5e6), ("5m voters", 5e6)],
)
def test_letter_is_a_scale_of_money_and_of_what_is_counted(text, value):
    assert [figure.value for figure in figures(text)] == [value]


@pytest.mark.parametrize("text", ["the 2020 census", "In 2020 elections were held", "2020"])
def test_year_before_a_word_that_looks_like_a_plural(text):
    assert years(text) == {"2020"}


@pytest.mark.parametrize("text", ["killed 12 Marines", "12 Decembrists", "Maryland 72, Duke 70"])
def test_a_word_that_begins_like_a_month_makes_no_day(text):
    assert not dated(text)


def test_years_and_months():
    assert years("In 2015, on 3 May 2016 and May 3, 2017 they sold 2018 cars.") == {
        "2015",
        "2016",
        "2017",
    }
    assert "1777" in possible_years("the winter of 1776-77")
    assert months("On 3 May, he may march to June.") == {"May", "June"}


def test_names():
    assert names("Yesterday the mayor of Lomm, Ines Okafor, said: The end.") == [
        "Lomm",
        "Ines",
        "Okafor",
    ]
    assert names("Putin met Biden.") == ["Biden"]
    assert names("Barack Obama met Angela Merkel.") == ["Obama", "Angela", "Merkel"]
    assert names("Mayor Of Lomm Meets Ines Okafor") == []
    assert missing("The mayor left Lomm.", "LOMM is a village.") is None
    assert missing("The mayor left Lomm.", "The village is old.") == "Lomm"


@pytest.mark.parametrize(
    ("claim", "text", "shared"),
    [
        ("The mayor of Lomm met Ines Okafor.", "Rain fell in Vell.", False),
        ("The mayor of Lomm met Ines Okafor.", "Okafor was ill.", True),
        ("The mayor of Lomm met Ines Okafor.", "The Lommers voted.", True),
        ("Most German towns have one.", "Rain fell in Vell.", True),
        ("The mayor of Tham left.", "It said that rain fell in Vell.", False),
        ("Rents in New Jersey fell.", "Jersey is an island.", False),
        ("New Jersey had the lowest rate.", "Jersey is an island.", False),
        ("Rents in New Jersey fell.", "New Jersey is a state.", True),
        ("Talks in South Korea failed.", "North Korea is a state.", False),
        ("Talks in South Korea failed.", "The South Koreans left.", True),
        ("The mayor was ill.", "Rain fell in Vell.", True),
    ],
)
def test_a_passage_that_shares_no_name_is_unrelated(claim, text, shared):
    assert absent(names(claim), text) is not shared


@pytest.mark.parametrize(
    ("claim", "text", "begins"),
    [
        ("Lomm's mayor is Ola Berg.", "The mayor of Lomm is Per Aune.", True),
        ("Police met Ola Berg.", "The police met Per Aune.", False),
        ("The UK's capital is Vell.", "The capital of the United Kingdom is Lomm.", True),
        ("Britain's capital is Vell.", "The capital of the United Kingdom is Lomm.", True),
        ("The US firm Lomm lost money.", "The United States has a capital.", False),
        ("Police met Ola Berg.", "Police came. The police met Per Aune.", False),
        ("The mayor is Ola Berg.", "The mayor of Lomm is Per Aune.", False),
        ("", "", False),
    ],
)
def test_the_first_word_is_a_name_where_the_passage_has_it_as_one(claim, text, begins):
    assert begins_with_name_of(claim, text) is begins


@pytest.mark.parametrize(
    ("claim", "back"),
    [
        ("Its shares fell 3.2 percent.", True),
        ("The company's finance chief did not resign.", True),
        ("He said I was late.", True),
        ("Its coast is on the Indian Ocean.", True),
        ("The capital of Peru is Lima.", False),
        ("The election is scheduled for March 24.", True),
        ("Among adults, it was 89% and 85%.", True),
        ("The mill in Lomm burned.", False),
        ("The EU agreed.", False),
        ("Water boils at 100 degrees.", False),
        ("But its capital is Lima.", True),
        ("Yes, it borders Brazil.", True),
        ("There, the language is Quechua.", True),
        ("There are five million people in Norway.", False),
        ("The country joined the United Nations in 2002.", True),
        ("The country's capital is Lima.", True),
        ("The South American nation lies on the Pacific.", True),
        ("The country of Peru borders Chile.", False),
        ("The Peruvian government met in Lima.", False),
        ("The Bank of England raised rates.", False),
        ("The company Teleq fell.", False),
        ("But Peru borders Chile.", False),
        ("Our currency is the yen.", True),
        ("Malay is one of its languages.", True),
        ("Lomm is raising its forecast.", False),
        ('"We will fight this tax," said Ines Okafor.', False),
        ("World War I killed 20 million people.", False),
        ('"Swahili is one of our languages.', True),
        ("US troops left Kenya.", False),
        ("", False),
    ],
)
def test_a_claim_whose_subject_was_named_before_points_back(claim, back):
    assert points_back(claim) is back


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Uruguay lies between Argentina and Brazil.", "Uruguay"),
        (
            "Vell lies between Lomm and Oster.",
            "Vell Lomm",
        ),  # perhaps no name: as in "Mills in Lomm"
        ("Officials in Kenya met those of Peru.", "Officials Kenya"),
        ("The owner of Hallam Lines met Per Aune.", "Hallam Lines"),
        ("On Monday the European Union and NATO met in Brussels.", "European Union"),
        ("On Monday New Hampshire voted.", "New-Hampshire"),
        ("It rained.", ""),
    ],
)
def test_the_first_name_of_a_sentence_is_its_subject(sentence, name):
    assert subject(sentence, {"Uruguay"}) == [word.replace("-", " ") for word in name.split()]


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


@pytest.mark.parametrize("least", ["0", "0.0", "0 million", "nought"])
def test_a_range_from_nought_gets_an_answer(least):
    claim = f"Between {least} and 5 million people left."
    assert objection(claim, "Some 4.2 million people left.", None, NEUTRAL) is None
    for relation in (SUPPORTS, REFUTES):
        objection(claim, "Some 4.2 million people left.", None, relation)


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


@pytest.mark.parametrize("unit", ["Home ", "Home of ", "NATO ", "Home-"])
def test_names_are_read_in_time(unit):
    begun = time.process_time()
    missing(f"The {unit * (10_000 // len(unit))}.", "The NATO and BBC chief Home spoke.")
    assert time.process_time() - begun < 3.0


@pytest.mark.parametrize("unit", ["$1 ", "Rs 5 ", "N1,000 ", "1,00,", "1-", "A ", "three and a "])
def test_figures_are_read_in_linear_time(unit):
    begun = time.process_time()
    figures(unit * (50_000 // len(unit)))
    assert time.process_time() - begun < 5.0
