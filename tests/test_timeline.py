from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.report.tallies import Group
from factcheck.report.timeline import MOST, ROOM, Timeline, date_of

DATES = st.one_of(
    st.dates().map(date.isoformat),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()[:4]),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.none() | st.text(max_size=12),
)


def timeline(*dates):
    made = Timeline()
    for each in dates:
        made.add(each, Group(articles=1))
    return made


def chart(*dates):
    return timeline(*dates).chart()


def shown(made):
    return {name: group.articles for name, group in made.bars if group.articles}


@pytest.mark.parametrize(
    ("dates", "unit", "bars"),
    [
        (("2024-05-04", "2024-05-06T10:00:00+02:00"), "day", {"2024-05-04": 1, "2024-05-06": 1}),
        (("2024-01-03", "2024-01-07", "2024-06-30"), "week", {"2024-01-01": 2, "2024-06-24": 1}),
        (("2022-12-31", "2024-05-04"), "month", {"2022-12": 1, "2024-05": 1}),
        (("2022-12", "2024-05"), "month", {"2022-12": 1, "2024-05": 1}),
        (("1990-12-31", "2024-05"), "year", {"1990": 1, "2024": 1}),
        (("2023", "2024"), "year", {"2023": 1, "2024": 1}),
        (("1801", "1899-01-01"), "decade", {"1800s": 1, "1890s": 1}),
    ],
)
def test_the_finest_unit_that_can_be_read(dates, unit, bars):
    made = chart(*dates)
    assert (made.unit, shown(made)) == (unit, bars)


def test_there_is_no_gap_between_the_bars():
    assert [name for name, _ in chart("2023-11", "2024-02").bars] == [
        *("2023-11", "2023-12", "2024-01", "2024-02")
    ]


def test_a_few_vague_dates_are_left_out_and_many_make_the_unit_coarser():
    exact = ["2024-05-04"] * 18
    made = chart(*exact, "2024", None)
    assert (made.unit, made.vague, shown(made)) == ("day", 1, {"2024-05-04": 18})
    assert chart(*exact, "2024", "2024", "2024").unit == "year"


def test_a_stray_date_does_not_squeeze_the_others():
    made = chart(*["2024-05-04", "2024-05-05"] * 100, "1970-01-01", "2099-12-31")
    assert (made.unit, made.outside) == ("day", 1)
    assert shown(made) == {"2024-05-04": 100, "2024-05-05": 100}


@pytest.mark.parametrize(
    ("published", "known"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-02-29", "2024-02-29"),
        ("2024-05-04T23:59:59Z", "2024-05-04"),
        ("2023-02-29", None),
        ("2024-13", None),
        ("0000-01-01", None),
        ("20240504", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_taken_as_precisely_as_it_is_given(published, known):
    assert date_of(published) == known


def test_a_date_that_is_still_to_come_is_taken_for_none():
    ahead = (date.today() + timedelta(days=300)).isoformat()
    made = timeline("2024-05-04", "9999-12-31", "9999")
    assert (made.ends, made.undated) == (("2024-05-04", "2024-05-04"), 2)
    assert shown(made.chart()) == {"2024-05-04": 1}
    assert timeline(ahead).undated == 0


def test_nothing_is_drawn_without_a_date():
    made = timeline(None, "soon")
    assert (made.chart(), made.ends, made.undated) == (None, None, 2)


def test_too_many_days_are_counted_by_month():
    days = [(date(1990, 1, 1) + timedelta(days=n)).isoformat() for n in range(ROOM + 1)]
    made = chart(*days)
    assert made.unit == "year"
    assert sum(shown(made).values()) == ROOM + 1
    assert timeline(*days).ends == ("1990-01", "2003-09")


@given(st.lists(DATES, max_size=30), st.randoms())
def test_each_article_is_in_the_chart_or_counted_beside_it_in_any_order(dates, random):
    made = timeline(*dates)
    drawn = made.chart()
    if drawn:
        assert 1 <= len(drawn.bars) <= MOST
    shown = (
        sum(group.articles for _, group in drawn.bars) + drawn.outside + drawn.vague if drawn else 0
    )
    assert shown + made.undated == len(dates)
    random.shuffle(dates)
    assert timeline(*dates).chart() == drawn
