"""Reads the numbers of English text: 9,000 inhabitants, $1.5bn, nearly two-fifths, 12 per cent.

A parser of our own, since no library fits (as of November 2026): quantulum3 0.10 reads 140
sentences a second and takes $1.5bn for "dollar bit newton"; text2num 3.1 is quick, but makes
"hundreds of people" 100 and leaves "45 million" and fractions apart.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from factcheck.evidence.units import NAMED, PERCENT, POWERS, SECONDS, SHARE, SYMBOLS, UNITS

_ONES = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_PARTS = "half third quarter fifth sixth seventh eighth ninth tenth".split()

ONES = {word: float(value) for value, word in enumerate(_ONES, 1)}
TENS = {word: 10.0 * value for value, word in enumerate(_TENS, 2)}
SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SCALES |= {"dozen": 12.0, "k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7}
OF_MONEY = {"m": 1e6, "b": 1e9}  # $5m; elsewhere 5m are metres
PARTS = {word: float(value) for value, word in enumerate(_PARTS, 2)}
PARTS |= {f"{word}s": value for word, value in PARTS.items()}

ROUGHLY = (
    "about|around|roughly|nearly|almost|some|approximately|circa|c|estimated|close to"
    "|an estimate of"
)
AT_LEAST = (
    "more than|over|at least|above|exceeding|exceeds|(?:no|not) (?:fewer|less) than|upwards of"
    "|topped|surpassed|exceeded"
)
AT_MOST = (
    "less than|fewer than|under|below|at most|up to|(?:no|not) more than|as many as|as much as"
    "|short of"
)

MOST_ZEROS = 15  # beyond, a float does not tell the places apart

_TOKEN = re.compile(
    r"[$€£¥₹%]|\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d+(?:\.\d+|,\d{1,2}(?!\d))?|[²³]|[^\W\d_²³]+"
)
_DECIMAL_COMMA = re.compile(r",\d{1,2}$")
_PER = re.compile(r"(?: ?/ ?| per | an? (?=(?:second|minute|hour|day|year)\b))([^\W\d_]+)")
_AND_HALF = ["and", "a", "half"]
_BEGINS = ONES.keys() | TENS.keys() | {"a", "an", "half"}
_JOINED = re.compile(r"[ \u00a0\u202f-]?")
_BEFORE = 24  # code points before a number in which "no fewer than" or "roughly" stands
_ENDS = "(?:^|[^a-z])(?:{}) (?:the |an? )?$"
_ROUGHLY = re.compile(_ENDS.format(ROUGHLY) + "|[~≈]$")
_BOUND = re.compile(_ENDS.format(f"({AT_LEAST})|{AT_MOST}"))
_OR_MORE = re.compile(r"\+|[ ]?(?:[^\W\d_]+ )?or more\b")
_OR_SO = re.compile(r" (?:[^\W\d_]+ )?or so\b")
STOP = frozenset(
    """
and or of in on at to for by from with as than the a an is are was were be been has have had but
who that which when while after before per this last its their his her not
he she it they we you there
""".split()
)


class Quantity(NamedTuple):
    """A number of a text; offsets are code points.

    :param value: with scale; a share in [0, 1] for percentages and fractions, and in the first
        unit of its kind for a length, mass and the like.
    :param written: as written, without unit: 12 for 12%.
    :param step: the last place it is written to, as a part of it: 0.25 for 40, 0.002 for 44.9.
    :param kind: ``share``, what the unit measures, the currency, or empty for a plain count.
    :param nouns: stems of the words after a plain count, among them what is counted.
    :param bound: 1 for "more than", -1 for "less than", 0 for neither.
    """

    value: float
    written: float
    step: float
    kind: str
    nouns: frozenset[str]
    rough: bool
    bound: int
    text: str
    start: int
    end: int

    @property
    def year(self) -> bool:
        """Whether it is written like a year, and nothing measured or paid."""
        return not self.kind and self.text.isdecimal() and 1100 <= self.value <= 2100


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class _Run(NamedTuple):
    """A number that begins at a token, and the index of the first token after it."""

    value: float
    step: float
    after: int
    share: bool = False


def quantities(text: str) -> list[Quantity]:
    """Every number of a text, in order, also those in names, dates and codes."""
    tokens = [_Token(m.group().lower(), *m.span()) for m in _TOKEN.finditer(text)]
    found = []
    index = 0
    while index < len(tokens):
        if tokens[index].text not in _BEGINS and not tokens[index].text[0].isdecimal():
            index += 1
            continue
        run = _fraction(text, tokens, index) or _number(text, tokens, index)
        if run is None:
            index += 1
            continue
        found.append(_quantity(text, tokens, index, run))
        while index < len(tokens) and tokens[index].start < found[-1].end:
            index += 1
    return found


def stem(word: str) -> str:
    """A word in lower case without the ending of its plural."""
    word = word.lower()
    if word in {"people", "persons"}:
        return "person"
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _joined(text: str, tokens: Sequence[_Token], index: int) -> bool:
    """Whether only a space or hyphen stands before this token."""
    if not 0 < index < len(tokens):
        return False
    return _JOINED.fullmatch(text, tokens[index - 1].end, tokens[index].start) is not None


def _number(text: str, tokens: Sequence[_Token], index: int) -> _Run | None:
    """A number in figures or words: 9,000, 45 million, two hundred and fifty, a dozen."""
    total = current = 0.0
    step = 0.0
    last = "start"
    place = index
    while place == index or _joined(text, tokens, place):
        word = tokens[place].text
        if word == "and" and last == "scale" and _follows(text, tokens, place + 1):
            place += 1
            last = "and"
            continue
        if word == "and" and last != "scale" and _words(text, tokens, place)[:3] == _AND_HALF:
            current, step, last = current + 0.5, 0.5, "half"
            place += 3
            continue
        kind = _kind_of(word, last, text, tokens, place)
        if kind is None:
            break
        if kind == "scale":
            size = SCALES[word]
            step = step * size if step else size
            current = max(current, 1.0) * size
            if size >= 1e3:
                total, current = total + current, 0.0
        else:
            value, step = _digits(word) if kind == "figures" else (_word_value(word), 1.0)
            current += value
        last = kind
        place += 1
    value = total + current
    return _Run(value, step / value if value else 0.0, place) if last != "start" else None


def _follows(text: str, tokens: Sequence[_Token], index: int) -> bool:
    return _joined(text, tokens, index) and tokens[index].text in ONES | TENS


def _kind_of(word: str, last: str, text: str, tokens: Sequence[_Token], place: int) -> str | None:
    """What a token adds to a number of which the last part is known; nothing if it ends it."""
    first = last == "start"
    if word[0].isdecimal():
        return "figures" if first else None
    if word in SCALES:
        return None if first else "scale"
    if word in {"a", "an"}:
        scaled = _joined(text, tokens, place + 1) and tokens[place + 1].text in SCALES
        return "ones" if first and scaled else None
    if word in TENS and last in {"start", "scale", "and"}:
        return "tens"
    if word in ONES and last in {"start", "scale", "and", "tens"}:
        return "ones"
    return None


def _word_value(word: str) -> float:
    return TENS.get(word) or ONES.get(word, 1.0)


def _digits(word: str) -> tuple[float, float]:
    """The value of figures and the place of the last that is not a closing zero."""
    if _DECIMAL_COMMA.search(word):
        word = word.replace(",", ".")
    plain = re.sub(r"[^\d.]", "", word)
    whole, _, decimals = plain.partition(".")
    if decimals:
        return float(plain), 10.0 ** -len(decimals)
    return float(whole), 10.0 ** min(len(whole) - len(whole.rstrip("0")), MOST_ZEROS)


def _fraction(text: str, tokens: Sequence[_Token], index: int) -> _Run | None:
    """A fraction in words: two-fifths, half the, one in five, a quarter of a million."""
    words = [*_words(text, tokens, index), "", "", ""]
    if words[0] == "half":
        return _part(0.5, words, index, 1)
    over = 1.0 if words[0] in {"a", "an"} else ONES.get(words[0])
    if over is None:
        return None
    if words[1] in PARTS:
        return _part(over / PARTS[words[1]], words, index, 2)
    inside = {"in": 2, "out": 3}.get(words[1], 0)
    under = ONES.get(words[inside]) if inside == 2 or words[1:3] == ["out", "of"] else None
    return _Run(over / under, 0.1, index + inside + 1, True) if under and under > over else None


def _part(part: float, words: list[str], index: int, length: int) -> _Run:
    """A fraction of so many words: of a large number if one follows, or else a share."""
    rest = words[length:]
    between = 2 if rest[:2] == ["of", "a"] else int(rest[0] == "a")
    size = SCALES.get(rest[between], 0.0)
    if size < 1e3:
        return _Run(part, 0.1, index + length, True)
    return _Run(part * size, 1.0, index + length + between + 1)


def _words(text: str, tokens: Sequence[_Token], index: int) -> list[str]:
    """Up to five words that follow each other from a token on."""
    found = [tokens[index].text]
    while len(found) < 5 and _joined(text, tokens, index + len(found)):
        found.append(tokens[index + len(found)].text)
    return found


def _quantity(text: str, tokens: Sequence[_Token], index: int, run: _Run) -> Quantity:
    """Put a number together with what stands before and after it."""
    value, step, after, share = run
    first = index
    money = SYMBOLS.get(tokens[index - 1].text) if _joined(text, tokens, index) else None
    if money:
        first -= 1
        country, sign = tokens[first - 1], tokens[first]
        if first and country.end == sign.start and country.text + sign.text in SYMBOLS:
            money = SYMBOLS[country.text + sign.text]
            first -= 1
    if money and _joined(text, tokens, after) and tokens[after].text in OF_MONEY:
        value *= OF_MONEY[tokens[after].text]
        after += 1
    kind, size, after = (money, 1.0, after) if money else _measure(text, tokens, after)
    nouns = frozenset[str]() if kind else _nouns(text, tokens, after)
    if share:
        kind, size = SHARE, 1.0
    start, end = tokens[first].start, tokens[after - 1].end
    before = text[max(0, start - _BEFORE) : start].lower()
    limit = _BOUND.search(before)
    bound = (1 if limit[1] else -1) if limit else int(bool(_OR_MORE.match(text, end)))
    rough = share or bool(_ROUGHLY.search(before) or _OR_SO.match(text, end))
    shown = text[start:end]
    return Quantity(value * size, value, step, kind, nouns, rough, bound, shown, start, end)


def _measure(text: str, tokens: Sequence[_Token], after: int) -> tuple[str, float, int]:
    """Kind and size of the unit after a number, and the index of the first token after it."""
    if not _joined(text, tokens, after):
        return "", 1.0, after
    word = tokens[after].text
    if word in PERCENT:
        return SHARE, 0.01, after + 1
    if word == "per" and _joined(text, tokens, after + 1) and tokens[after + 1].text == "cent":
        return SHARE, 0.01, after + 2
    power = POWERS.get(word)
    place = after + 1 if power else after
    if place == len(tokens):
        return "", 1.0, after
    word = tokens[place].text
    name = stem(word)
    if word not in UNITS and name not in UNITS:
        known = not power and name in NAMED
        return (name, 1.0, after + 1) if known else ("", 1.0, after)
    kind, size = UNITS.get(word) or UNITS[name]
    end = tokens[place].end
    place += 1
    if place < len(tokens) and tokens[place].start == end and tokens[place].text in POWERS:
        power = POWERS[tokens[place].text]
        place += 1
    if power and kind == "length":
        kind, size = power[0], size ** power[1] * power[2]
    return _rate(text, tokens, place, kind, size)


def _rate(
    text: str, tokens: Sequence[_Token], after: int, kind: str, size: float
) -> tuple[str, float, int]:
    """What a unit measures with all that follows it: metres per second, litres/day."""
    rate = _PER.match(text, tokens[after - 1].end)
    if rate is None:
        return kind, size, after
    while after < len(tokens) and tokens[after].start < rate.end():
        after += 1
    unit = stem(rate[1])
    if kind == "length" and unit in SECONDS:
        return "speed", size / SECONDS[unit], after
    return f"{kind}/{unit}", size, after


def _nouns(text: str, tokens: Sequence[_Token], after: int) -> frozenset[str]:
    """Stems of up to three words after a number, among which the counted noun stands."""
    found = []
    for place in range(after, min(after + 3, len(tokens))):
        word = tokens[place].text
        if not _joined(text, tokens, place) or word in STOP or word[0].isdecimal():
            break
        found.append(stem(word))
    return frozenset(found)
