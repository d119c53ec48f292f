"""Reads the figures of English text: 9,000 inhabitants, $1.5bn, two-fifths, 12 per cent.

A parser of our own, since no library fits (as of November 2026): quantulum3 0.10 reads 140
sentences a second and takes $1.5bn for "dollar bit newton"; text2num 3.1 is quick, but makes
"hundreds of people" 100 and leaves "45 million" and fractions apart.
"""

import re
from functools import lru_cache
from math import prod
from typing import NamedTuple

_UNITS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

_WORDS = {word: float(value) for value, word in enumerate(_UNITS, 1)}
_WORDS |= {word: 10.0 * value for value, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"dozen": 12.0, "k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_SCALES |= {"mln": 1e6, "bln": 1e9, "trn": 1e12, "lakh": 1e5, "crore": 1e7}
_LETTERS = {"m": 1e6, "b": 1e9}  # m may be metres

UNITS = frozenset(
    "second minute hour day week month year decade century mile kilometre metre foot inch acre "
    "hectare kilogram gram pound tonne litre gallon degree dollar euro yen rouble rupee naira rand "
    "ringgit shilling dirham".split()
)
_UNIT = {"km": "kilometre", "kilometer": "kilometre", "meter": "metre", "feet": "foot"}
_UNIT |= {"inche": "inch", "kg": "kilogram", "lb": "pound", "ton": "tonne", "liter": "litre"}
_UNIT |= {"basi": "basis", "yuan": "yen", "renminbi": "yen"}  # ¥ may be either
_UNIT |= {"centurie": "century", "ruble": "rouble", "m": "metre"}
SYMBOLS = "$€£¥₹₦"
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₦": "naira"}
_CURRENCIES |= {"R": "rand", "N": "naira"}  # before large figures alone, as A12 is a road
_CODES = {"Rs": "rupee", "INR": "rupee", "ZAR": "rand", "RM": "ringgit", "NGN": "naira"}
_CODES |= {"Dh": "dirham", "Dhs": "dirham", "AED": "dirham", "KES": "shilling"}
_CODES |= dict.fromkeys(("Sh", "KSh", "Ksh", "TSh", "Tsh", "USh", "Ush"), "shilling")
_CURRENCIES |= _CODES
SIGN = rf"(?:[{SYMBOLS}]|\b(?:R|N|(?:{'|'.join(_CODES)})\.? ?))"  # stands before a figure
_LONGEST_SIGN = len("KSh. ")

_SCALE = rf"(?:{'|'.join(_SCALES)})\b"
_WORD = rf"(?:{'|'.join(_WORDS)})\b(?!-(?:first|second|third|(?:four|fif|six|seven|eigh|nin)th)\b)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}|\d+(?:\.\d+)?"  # 1,00,000 too
_LETTER = r"(?(money) ?[mb]\b|m\b(?= (?:people|[a-z]{2,}[a-rt-z]s)\b))"  # $5m, 5m voters
_PER_CENT = r"(?: ?(?:%|per ?cent\b)|(?<=\d)pc\b)"
# Also the 12 of "12 to 14%", or with a dash as printed.
_PERCENT = rf"{_PER_CENT}|(?=(?: ?[-\u2013] ?| to | or | and )(?:{_DIGITS}|{_WORD}){_PER_CENT})"
# The third quarter, the first half, the fifth.
_NO_PERIOD = "".join(
    rf"(?<!\b{word} )"
    for word in "the this next last first second third fourth final opening closing".split()
)
# Codes are no figures (A12, COVID-19), but Rs500 and, being so large, R2.5bn and N400,000 are.
_LARGE = rf"(?=\d[\d.,]*(?:[ -]?{_SCALE}|[mb]\b|,\d{{3}}))"
_CODED = "|".join(rf"(?<=\b{code}{end})" for code in _CODES for end in ("", r"\.", " ", r"\. "))
_SIGNED = rf"(?-i:(?<=[{SYMBOLS}])|{_CODED}|(?:(?<=\bR)|(?<=\bN)){_LARGE})"
_CURRENCY = re.compile(rf"{SIGN}\Z")
_FIGURE = re.compile(
    rf"(?:{_SIGNED}(?P<money>)|(?<![\w.,:/#])(?<![^\W\d]-))"
    rf"(?P<digits>{_DIGITS})(?![\d:/]|[.,]\d|(?:st|nd|rd|th)\b)"
    rf"(?P<scales>(?:[ -]?{_SCALE}|{_LETTER})*)(?!b\b)(?P<percent>{_PERCENT})?"
    rf"|\b(?:(?P<whole>{_WORD})[ -]and[ -]a[ -]half|half(?= (?:an? )?{_SCALE}))(?: an?)?"
    rf"(?P<halved>(?: {_SCALE})*)"
    rf"|\b(?P<over>(?:an?|{_WORD})[ -])?(?<!ty-){_NO_PERIOD}(?P<part>{'|'.join(_PARTS)})s?\b"
    r"(?!-final|-time|-year| past\b)"
    rf"|\b(?:{_WORD}|an?(?= {_SCALE}))(?:(?: and |[ -]){_WORD}|[ -]{_SCALE})*"
    rf"(?P<percent_in_words>{_PERCENT})?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[a-z]+")
_NOUN = re.compile(
    r"(?:[ -]|(?=(?:km|kg|m)\b))"
    r"(?!(?:of|and|or|to|in|on|at|for|by|other|more)\b)([a-z]+?)s?\b"
)


class Figure(NamedTuple):
    """A number of a text, with its scale.

    :param value: in percent for a share.
    :param noun: the currency before it, or the word after it without the ending of a plural;
        empty if there is none.
    :param text: with the noun if that is one of ``UNITS``.
    :param start: of its digits or words, behind a sign, in code points.
    :param end: of its text.
    """

    value: float
    share: bool
    noun: str
    text: str
    start: int
    end: int


@lru_cache(256)  # each rule asks for those of a claim and of its passage
def figures(text: str) -> tuple[Figure, ...]:
    """Every number of a text in order, years and days among them, but no codes and times."""
    return tuple(_figure(match) for match in _FIGURE.finditer(text))


def _figure(match: re.Match[str]) -> Figure:
    said = match.group().lower()
    percent = (match["part"], match["percent"], match["percent_in_words"])
    share = any(part is not None for part in percent)
    if match["part"]:
        over = _WORDS.get((match["over"] or "a").lower().rstrip(" -"), 1.0)
        value = 100 * over / _PARTS[match["part"].lower()]
    elif match["digits"]:
        value = float(match["digits"].replace(",", "")) * _scaled(match["scales"])
    elif match["halved"] is not None:
        value = (_WORDS.get((match["whole"] or "").lower(), 0.0) + 0.5) * _scaled(match["halved"])
    else:
        value = _in_words(_TOKEN.findall(said))
    if match["money"] is not None:
        sign = _CURRENCY.search(match.string[max(0, match.start() - _LONGEST_SIGN) : match.start()])
        assert sign is not None  # or there would be no such group
        noun = _CURRENCIES[sign.group().strip(". ")]
        return Figure(value, share, noun, sign.group() + match.group(), *match.span())
    after = _NOUN.match(match.string, match.end())
    noun = _UNIT.get(after[1], after[1]) if after else ""
    end = after.end() if after and noun in UNITS else match.end()
    return Figure(value, share, noun, match.string[match.start() : end], match.start(), end)


def _scaled(scales: str) -> float:
    """The product of scales: hundred million."""
    return prod((_SCALES | _LETTERS)[scale] for scale in _TOKEN.findall(scales.lower()))


def _in_words(words: list[str]) -> float:
    """The value of two hundred and fifty thousand: words add up, scales multiply."""
    total = current = 0.0
    for word in words:
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _SCALES:
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] >= 1e3:
                total, current = total + current, 0.0
    return total + current
