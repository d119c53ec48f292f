"""What a sentence is, shown on sentences; then what holds for every text."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.sentences import split

# One text a line; "|" stands for the space between two sentences, "¦" for a missing one.
IN_LINE = """
The minister resigned.|His deputy took over.
Who pays for it?|Nobody knows.
What a night!|The crowd would not leave.
He paused … and went on.
He paused ...|Then he left the room.

"Stop!" he said.
"Stop!" the officer shouted.|Nobody moved.
"Is that all?" Ms. Okafor asked.|It was.
"Is that all?" President Adaeze Okafor asked reporters.
"Is that all?" Okafor, who chairs the board, asked reporters.
"Is that all?" I asked.|She nodded.
“Who knows?” Okafor recalled.|“Go!” she urged them.
“Go!” Okafor urged them.|They went.
“Why me?” Coach Bea Okafor tells me.|I do not know.
“Why me?” Okafor laughs, and begs to differ.
“Why me?”|Okafor left the room.
“Why me?” Lomm Radio anchor Bea Okafor asked.|It was late.
“What a game!” Lomm United manager Bea van den Okafor said after the match.
“Can we win?” Prime Minister Sir Bea Anna Okafor asked.
“Where is he?” Okafor's lawyer later asked.
“Is it safe?” Rep. Bea Okafor (R-Ohio) asked.|Nobody knew.
“Go!” Okafor posted on X.|Ruiz replied.
“Why me?”|Critics of the plan say it costs too much.
“Fire!”|Police chased the man until Okafor shouted.
He shouted: “Free Lomm!”|Police said the man, 30, was held.|“He was alone.”
She asked, “Why?”|Okafor said nothing.
Asked “Is he guilty?” Okafor said no.
(Is it over?)|Okafor said no.
“Why me?”|I think that nobody knows.
“Shame!” shouted the crowd.|Police moved in.
"We are done," she said.|"The talks are over."
"The talks failed.|The strike goes on," he said.
“The talks failed.|Nobody was surprised.|The strike goes on.”|The union left.
He called it "a gift."|Critics did not.
He called it 'a gift.'|Critics did not.
They asked "why now?" and "why here?" without an answer.
The banner read "No more!" in red paint.

The bridge (it opened in 1932. It has four lanes.) was closed on Friday.
The bridge (see p. 4. for a map) was closed.
The bridge was closed.|(It had opened in 1932.)|Traffic was diverted.
The bridge was closed.|(It had opened in 1932.|It has four lanes.)|Traffic was diverted.
The vote (the third this year!) failed.
The bank [which had denied it. Twice.] paid the fine.
Profits rose (by 5 per cent).|Shares fell.

The law was repealed.[1]|It returned in 2003.[12][a]|Then it lapsed.
The law was repealed. [1] [2]|It returned in 2003.
The law was repealed.4|It returned in 2003.
The law was repealed.²|It returned in 2003.†|Then it lapsed.
The law was repealed.[^2]|It returned in 2003.[note 3]|Then it lapsed.[citation needed]|It is gone.
Polls close at 8 p.m. EST.|Counting takes the night.
The answer was no.¹|They left.
“The bridge cost Rs. 54 lakh,” Smt. Okafor told The Courier.
The minister, Alh. Musa Bello, met Engr. Okafor.
He was charged under s. 18 of the act.|He denied it.
She told Nation.Africa of it.
SEN. OKAFOR: The bridge was closed.|It is old.
ST. LOUIS (AP) - The bridge was closed.|It is old.
The firm, EST. 1887, closed in May.
Polls close at noon EST.|Counting takes the night.
Floods cut the road. (Photo: Jo Mbeki)|Help arrived late.
Floods cut the road. (AP Photo/Jo Mbeki)|Help arrived late.
Floods cut the road.|(The photo shows it.)|Help arrived late.
Floods cut the road. Photo: Jo Mbeki/Reuters

The U.S. Senate voted.|The House did not.
They flew to the U.S.|The trip took nine hours.
Gen. Ana Ruiz and Lt. Col. Bo Li met Mr. The at noon.
The shop opens at 9 a.m. on Monday and 10 a.m. Sunday.
The shop opens at 9 a.m.|It closes at six.
The strike began at 9 p.m. Kyiv time on Monday.|It ended at 9 a.m.|Kyiv was dark.
Ruiz denied it in a post on X.|Okafor replied.|She takes vitamin D.|Doctors agree with J. Moe.
Pfc. Ana Ruiz and Msgr. Moe spoke in Charleston, W.Va. (AP) on Monday.
The shop opens at 9 a.m.|Police were there at 5 p.m. EST.
World No.1 Ana Ruiz beat No.3 Bo Li in the Oct.7 final.|He lives at No.10 Downing Street.
She lives at No. 5 and works at No. 10 Downing Street.
The answer was no.|Five members left.
The union said no.|14 members voted no.|3 did not.
House no. 14 burned.
The fine was Rs. 500 crore, or Rs. 50 a head.
He is 6 ft. 2 in. tall and weighs 12 st. 4 lb.|She is not.
Ana Ruiz, b. 1868 in Lima, never met Bo Li, d. 1867.
The yield of the 10-yr. Treasury note fell.
They met at Sierra Alta.|Firefighters came.
The bishop said Mass.|Hundreds came.
She won in Salem, Mass. Governor Moe lost in Calgary, Alta. and Tulsa, Okla. as well.
Mass. Governor Ana Moe lost.
He paid $1.5bn. for the mine.
He paid $1.5bn.|Investors cheered.
J. R. R. Tolkien and George W. Bush never met.
Shares in Yahoo! Inc. fell.|Shares in Yahoo! rose later.
In Roe v. Wade the court ruled.
Smith et al. (2004) disagree with Lee et al. on the point.
It sells milk, eggs, etc.|The owner is Dutch.
It sells milk, eggs, etc.|Prices are low.
It sells milk, eggs, etc. to schools.
He left by 2014.¦The next year he died.
The firm joined NATO.¦The next did not.
Ask Dr.Ruiz or Example.Net today.
Acme Corp. and Foo Inc. of St. Louis merged on Jan. 5 of that year.
Acme Inc.|The firm was sold in Dec.|Nobody noticed.
He studied in Washington D.C. under Dr. No.
WASHINGTON, D.C. — The Senate voted.
She was born c. 1818 in Mt. Vernon.
World War I.|Germany lost it.
She holds a Ph.D. in physics.
The dept. of health said so.

The vote has ended.¦The next is on Monday.
Is it over?¦Nobody knows.
Profits rose 5%.¦Analysts had expected more.
He left.¦“Good,” she said.
He said "it is over."¦The crowd left.
Growth was 3.5 percent at 10.30 on version 2.0.1 of the file report.v2.txt today.
See www.example.com or https://example.org/a.Bc?D=e.F for more.
Write to jo.mbeki@example.org or to Example.Com today.
It is on Example.com.|https://example.com has more.
The iPhone sold out.|iPads did not.
the first ended well.|the second did not.
e.g. this one and i.e. that one.

Who wrote Cats? (1981) was the question.
1. Close the door.
Figure 2. A map of the river.|The source is in the north.
Why?|Because.|He said so . . .|Then he left.
Really?!|Yes!!!
"""

ON_LINES = {
    "blank line": ("A heading\n\nthe text", ["A heading", "the text"]),
    "blank line with spaces": ("It was\n \t\nover", ["It was", "over"]),
    "hard wrap": (
        "The central bank raised its rate by a quarter of a point on\n"
        "Thursday, the third rise this year. Analysts at\n"
        "Nordea had expected it to wait until the figures for the\n"
        "fourth quarter were known. It did not.",
        [
            "The central bank raised its rate by a quarter of a point on\n"
            "Thursday, the third rise this year.",
            "Analysts at\nNordea had expected it to wait until the figures for the\n"
            "fourth quarter were known.",
            "It did not.",
        ],
    ),
    "short hard wrap": (
        "The minister said on Monday that\nParliament would vote.",
        ["The minister said on Monday that\nParliament would vote."],
    ),
    "narrow hard wrap": (
        "The minister said on Monday in\n"
        "Oslo that Parliament would not\n"
        "Vote before the end of the year\n"
        "and that he was sorry for it.",
        [
            "The minister said on Monday in\n"
            "Oslo that Parliament would not\n"
            "Vote before the end of the year\n"
            "and that he was sorry for it.",
        ],
    ),
    "results": (
        "Rovers 3-2 United\nTown 0-4 City\nAthletic 1-0 Harriers",
        ["Rovers 3-2 United", "Town 0-4 City", "Athletic 1-0 Harriers"],
    ),
    "headline and subheading": (
        "Storm kills three on the north coast\nThousands are without power",
        ["Storm kills three on the north coast", "Thousands are without power"],
    ),
    "byline and date": (
        "By Jo Mbeki, Nairobi\nPublished: 3 May 2024\n14:32\nSummary so far",
        ["By Jo Mbeki, Nairobi", "Published: 3 May 2024", "14:32", "Summary so far"],
    ),
    "heading on hard-wrapped text": (
        "Bank raises rate\n"
        "The central bank raised its rate by a quarter of a point on\n"
        "Thursday, the third rise this year.",
        [
            "Bank raises rate",
            "The central bank raised its rate by a quarter of a point on\n"
            "Thursday, the third rise this year.",
        ],
    ),
    "heading on long lines": (
        "Bank raises its rate for the third time this year, and more will follow in spring\n"
        + "The bank met on Monday " * 6
        + "again.\nIt will meet in May.",
        [
            "Bank raises its rate for the third time this year, and more will follow in spring",
            "The bank met on Monday " * 6 + "again.",
            "It will meet in May.",
        ],
    ),
    "dash in a hard wrap": (
        "The book was written by the last mayor of the old town of Foo\n"
        "- a former teacher - and printed in a run of three thousand.",
        [
            "The book was written by the last mayor of the old town of Foo\n"
            "- a former teacher - and printed in a run of three thousand.",
        ],
    ),
    "link in a hard wrap": (
        "The central bank raised its rate by a quarter of a point on\n"
        "Thursday, the third rise this year. The notes are found at\n"
        f"https://example.org/{'a' * 110}\n"
        "Nordea had expected it to wait until the figures for the\n"
        "Fourth quarter were known.",
        [
            "The central bank raised its rate by a quarter of a point on\n"
            "Thursday, the third rise this year.",
            f"The notes are found at\nhttps://example.org/{'a' * 110}\n"
            "Nordea had expected it to wait until the figures for the\n"
            "Fourth quarter were known.",
        ],
    ),
    "list": (
        "The plan has three parts:\n- Cut the tax.\n- build 400 homes\n2) plant trees",
        ["The plan has three parts:", "- Cut the tax.", "- build 400 homes", "2) plant trees"],
    ),
    "list below a heading as long": (
        "Three things that we learned from the first weekend\n"
        "1. United cannot defend corners against tall teams\n"
        "2. Adeyemi is back to his best, and City is not at all",
        [
            "Three things that we learned from the first weekend",
            "1. United cannot defend corners against tall teams",
            "2. Adeyemi is back to his best, and City is not at all",
        ],
    ),
    "list below a short heading": (
        "What we know\n- One person has died\n- two are missing",
        ["What we know", "- One person has died", "- two are missing"],
    ),
    "number in a hard wrap": (
        "The report on the flood of May gives the figures on page\n"
        "5. It was not read before the vote on the new dam was over.",
        [
            "The report on the flood of May gives the figures on page\n5.",
            "It was not read before the vote on the new dam was over.",
        ],
    ),
    "numbered list": ("1. Wash it.\n2. Dry it.", ["1. Wash it.", "2. Dry it."]),
    "list with pictures": (
        "✅ The council of Lomm announced a new plan to build homes\n"
        "✅ The parliament of Vell voted down a proposal on its taxes\n"
        "➤ the mayors of both met on Monday",
        [
            "✅ The council of Lomm announced a new plan to build homes",
            "✅ The parliament of Vell voted down a proposal on its taxes",
            "➤ the mayors of both met on Monday",
        ],
    ),
    "line separator": (
        "The council announced a plan to build homes\u2028the mayor did not come",
        ["The council announced a plan to build homes", "the mayor did not come"],
    ),
    "rule": ("The first part\n-----\nthe second", ["The first part", "-----", "the second"]),
    "CRLF": (
        "One ends.\r\nTwo\r\ngoes on.\r\n\r\nThree",
        ["One ends.", "Two\r\ngoes on.", "Three"],
    ),
}


PROSE = st.text(
    st.sampled_from(
        "aB9 .!?…,:;'\"“”()[]-—*\n\r\t\x0b\x0c\x1c\x85\u2028\u2029\u200b\u202e\ud800\0é中"
    )
)
TEXTS = st.one_of(st.text(), PROSE, st.lists(st.sampled_from(IN_LINE.split())).map(" ".join))

LENGTH = 100_000
HOSTILE = [
    ".",
    '"',
    "(",
    ")",
    "[",
    "a",
    "A",
    " ",
    "\n",
    "1.",
    ". ",
    "(a ",
    "((b)",
    ". (",
    "? ? ",
    '."',
]
HOSTILE += [
    "A. ",
    "([x]",
    "a.B",
    "http://",
    " -",
    "\r\n- ",
    "I said, ",
    "! (A ",
    "“Hm!” Jo, x",
    ". Photo: ",
]


@pytest.mark.parametrize("line", [line for line in IN_LINE.splitlines() if line])
def test_in_line(line):
    text = line.replace("|", " ").replace("¦", "")
    found = [text[start:end] for start, end in split(text)]
    assert found == line.replace("¦", "|").split("|")
    assert all(split(sentence) == [(0, len(sentence))] for sentence in found)


@pytest.mark.parametrize(("text", "sentences"), ON_LINES.values(), ids=ON_LINES)
def test_on_lines(text, sentences):
    assert [text[start:end] for start, end in split(text)] == sentences


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example("\ud800.\ud800 \udfff")
@example("A.\r\n\r\n\x85B.\x0b\x0bC")
def test_spans_tile_the_text(text):
    spans = split(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    assert all(start < end for start, end in spans)
    assert not "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()
    for start, end in spans:
        assert text[start:end] == text[start:end].strip()
        assert all(line.strip() for line in text[start:end].splitlines())


@settings(deadline=None, max_examples=300)
@given(TEXTS, TEXTS)
def test_paragraphs_do_not_touch(before, after):
    first = before + "\n\n"
    moved = [(start + len(first), end + len(first)) for start, end in split(after)]
    assert split(first + after) == split(before) + moved


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit):
    begin = time.thread_time()  # not that of other programs
    split(unit * (LENGTH // len(unit)) + "b" * LENGTH)
    assert time.thread_time() - begin < 10  # about a second; minutes if quadratic


def test_many_sentences():
    assert len(split("It rained on Monday. " * 100_000)) == 100_000
