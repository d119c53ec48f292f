from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from factcheck.document import Label
from factcheck.report.tallies import Best, Frequent, Group, Outlets

NAMES = st.lists(st.sampled_from("abcdefghijklmno"), max_size=60)


def group(**labels):
    return Group(articles=1, labels=Counter({Label(name): n for name, n in labels.items()}))


def frequent(names, room):
    counts = Frequent(room)
    for name in names:
        counts.add(name)
    return counts


@given(NAMES)
def test_counts_are_exact_where_there_is_room(names):
    counts = frequent(names, room=15)
    assert dict(counts.ranked()) == Counter(names)
    assert counts.missed == 0


@given(NAMES, st.integers(1, 5))
def test_without_room_no_count_is_short_by_more_than_is_said(names, room):
    counts = frequent(names, room)
    held = dict(counts.ranked())
    assert len(held) <= 2 * room
    for name, count in Counter(names).items():
        assert count - counts.missed <= held.get(name, 0) <= count


def test_the_most_frequent_come_first_and_of_equals_the_first_by_name():
    assert frequent("cabacc", 9).ranked() == [("c", 3), ("a", 2), ("b", 1)]


def test_a_capital_at_the_beginning_of_a_sentence_is_no_other_name():
    names = ["Officials"] * 2 + ["officials"] * 3 + ["Smith", "USA"]
    assert frequent(names, 9).merged() == [("officials", 5), ("Smith", 1), ("USA", 1)]


@given(st.lists(st.integers(0, 20)), st.integers(1, 5))
def test_the_best_are_the_same_in_any_order(numbers, size):
    best = Best(size)
    for number in numbers:
        best.offer((number,), lambda number=number: number)
    assert best.ranked() == sorted(numbers)[:size]
    assert best.seen == len(numbers)


def test_what_is_not_among_the_best_is_not_even_made():
    best, made = Best(2), []
    for number in [1, 2, 3, 4, 9, 8]:
        best.offer((number,), lambda number=number: made.append(number))
    assert made == [1, 2, 3, 4]


def test_a_share_is_one_of_the_claims():
    some = group(hedged=1, opinion=3, none=6)
    assert (some.claims, some.share(Label.HEDGED)) == (4, 0.25)
    assert Group().share(Label.HEDGED) == 0.0


def test_outlets_without_room_are_others():
    outlets = Outlets(2)
    for name in "abcab":
        outlets.add(name, group(hedged=1))
    assert [(name, found.articles) for name, found in outlets.ranked()] == [("a", 2), ("b", 2)]
    assert outlets.others == group(hedged=1)
