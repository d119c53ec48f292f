"""The geometry of small charts: what a template needs to draw bars without arithmetic."""

import math
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Bar(NamedTuple):
    """One bar.

    :param height: in per cent of the height of the chart.
    :param words: what it stands for, with its value.
    """

    height: float
    words: str


class Panel(NamedTuple):
    """One of several charts with the same bars, on a scale of its own.

    :param name: of a label, which gives the bars their colour, or of what is counted.
    :param top: what the height of the chart stands for, in words.
    """

    name: str
    top: str
    bars: list[Bar]


def panel(
    name: str,
    values: Sequence[float],
    places: Sequence[str],
    words: Callable[[float], str],
) -> Panel:
    """Draw values that are not negative, from 0 up to a round number.

    :param words: writes a value.
    """
    top = ceiling(max(values))
    bars = [
        Bar(round(100 * value / top, 2), f"{place}: {words(value)}")
        for place, value in zip(places, values, strict=True)
    ]
    return Panel(name, words(top), bars)


def ceiling(value: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that reaches a value; 1 for next to nothing."""
    if value < sys.float_info.min:  # powers of ten end there
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9))
