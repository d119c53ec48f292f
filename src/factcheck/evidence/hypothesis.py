# ruff: noqa: RUF001 (quotation marks and dashes are the matter here)
"""What of a sentence is compared with a passage: its claim, without what news put around it.

A dateline, a time, a tag or a link adds nothing to a claim, but what a passage lacks a small model
takes for a contradiction. Who says so belongs to the claim where the passage knows of them too;
where it does not, it can only tell whether what they say is so. ``benchmarks/chain.py`` measures
what that is worth.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from factcheck.sentences import BULLETS

LONGEST = 2000  # characters of a sentence that is looked at; a model's window holds no longer one
FEWEST = 3  # words of a claim

_DASH = r"(?:[—–]|--?)"
_LARGE = r"[^\W\d_a-zß-ÿ]"  # a capital, also with an accent
_CITY = rf"{_LARGE}(?:{_LARGE}|[’'.])+(?:[ /-]{_LARGE}(?:{_LARGE}|[’'.])+){{0,3}}"
_REGION = rf",\s(?:{_LARGE}|\d)[^—–()-]{{0,40}}"  # or a date
_AGENCY = (
    r"\((?:AAP|AFP|ANI|ANSA|AP|BBC|Bloomberg|CNN|CP|DPA|dpa|EFE|PA|PTI|Reuters|TASS|UPI|Xinhua)\)"
)
_OPENING = re.compile(
    rf"""[>+—–{BULLETS}]\ufe0f?\s+ | \#{{1,6}}\s+  # an item or a heading
    | \(?(?:\d{{1,3}}|[abd-uw-z]|[ivx]{{2,4}})[.)]\s+ | \([a-z]\)\s+  # no c. 1900, no v. Berg
    | \d{{1,2}}[:.]\d{{2}}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{{2,4}})?\s*(?:{_DASH}|:)\s+  # a time
    | (?:ALERT|BREAKING|CORRECTION|DEVELOPING|EXCLUSIVE|JUST\sIN|LIVE|UPDATED?|WATCH)
      (?:\s[A-Z\d]+)?:\s+
    | (?:  # a dateline
        (?:{_CITY}(?:{_REGION})?\s*|{_LARGE}[\w’'., /-]{{1,50}}\s)?{_AGENCY}\s*{_DASH}
        | {_CITY}(?:{_REGION})?\s*(?:\([^()]{{1,40}}\)\s*)?{_DASH}(?!.*\s{_DASH}\s)
      )\s+(?![a-z])""",
    re.VERBOSE,
)
_NUMBER = r"\[(?:\^?\d{1,3}|(?:note|nb)\s\d{1,3}|(?:citation|clarification)\sneeded)\]"
_NOTE = re.compile(
    rf"(?<=\S){_NUMBER}|\s{_NUMBER}(?!\s[a-z])"  # but not: There were [18] deaths
    r"|(?:(?<=[.,;:!?”])|(?<=[.,;:!?]\"))\[[a-z]\](?!\w)"
    r"|(?:(?<=[^\W\d_]{3})|(?<=[.,;:!?”\"]))"
    r"(?<!feet)(?<!inches)(?<!metre)(?<!metres)(?<!mile)(?<!miles)(?<!yards)[¹²³⁰⁴-⁹†‡]+"
)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]*\)")
_ADDRESS = re.compile(r"\s*\((?:see\s+)?https?://[^\s()]+\)|\s*https?://\S+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_PICTURES = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]")
_TAGS = re.compile(r"(?:\s+[#@]\w+)+(?=[.!?]*\s*\Z)")
_COURTESY = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? (?=[A-Z])")
_QUOTATION_MARKS = '"“”'

_SAY = r"(?:(?:has|have|had)\s+)?(?:added|adds|said|says?|stated|states|wrote|writes)"
_TELL = r"(?:tells?|told)(?:\s+[\w’'-]+){1,5}?"
_SHOW = (
    r"(?:(?:has|have|had)\s+)?(?:announced?|argued?|claimed?|concluded?|confirmed?|estimated?"
    r"|explain(?:ed)?|found|finds?|insist(?:ed)?|noted?|recall(?:ed)?|report(?:ed)?|revealed?"
    r"|show(?:ed|n)?|testif(?:y|ied)|warn(?:ed)?)s?"
)
_WHEN = (
    r"(?:\s+(?:(?:early|earlier|late)\s+)?(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|\s+(?:at\s+a\s+(?:news|press)\s+conference|in\s+an?\s+\w+))*"
)
_WHO_THAT_IS = r"(?:,\s[^,]{1,60},)?"
_ROLE = (  # up to five words before the name, such as the foreign minister, that turn nothing round
    r"(?:(?:(?!(?i:alleging|and|are|as|because|but|citing|claiming|contrary|denie[ds]|did|do|does"
    r"|even|fake|false|few|had|hardly|has|have|hoax|if|is|neither|never|no|nobody|none|nor|not|or"
    r"|quoting|saying|suggesting|than|that|unlike|was|were|what|when|where|which|while|who)\b)"
    r"[\w’'.-]+\s+){1,5}?(?<!\bof\s)(?<!\bby\s)(?<!\bto\s)(?<!\bfor\s)(?<!\bon\s))??"
)
_AT_THE_END = r"(?:,\s(?:an?|his|her|its|the|their|who)\s[^,]{1,60})?[.!?]?\Z"
_SOURCE = "\0"  # in the place of the words that name the source; no text that is read holds it
_ATTRIBUTIONS = [
    re.compile(pattern)
    for pattern in (
        rf"\AAccording\s+to\s+{_ROLE}{_SOURCE}{_WHO_THAT_IS}[^,]{{0,40}},\s*",
        rf",?\s+according\s+to\s+{_ROLE}{_SOURCE}[^,.]{{0,30}},(?=\s)",
        rf",?\s+according\s+to\s+{_ROLE}{_SOURCE}[^,]{{0,40}}{_AT_THE_END}",
        rf"\A{_ROLE}{_SOURCE}{_WHO_THAT_IS}\s+"
        rf"(?:{_SAY}{_WHEN}(?:\s+that|,|:)?|(?:{_TELL}|{_SHOW}{_WHEN})\s+that)\s+",
        rf"[,”\"]+\s+{_ROLE}{_SOURCE}{_WHO_THAT_IS}\s+(?:{_SAY}|{_SHOW}|{_TELL}){_WHEN}[.!]?\Z",
        rf"[,”\"]+\s+(?:{_SAY}|{_SHOW})\s+{_ROLE}{_SOURCE}[^,“\"]{{0,60}}{_AT_THE_END}",
    )
]
_NOBODY_SAID = re.compile(r"(?:no|nobody|none|neither|few)\b", re.IGNORECASE)
_POINTS_TO_SOURCE = re.compile(  # before it names anybody else: Its profit fell
    r"\W*(?:\w+\W+(?![A-Z]))*?"
    r"(?i:(?:it|its|he|him|his|she|her|they|them|their|we|us|our|i|my)\b)"
)
_WORD = re.compile(r"\w{2,}")  # not the s of Norway's
_DOT = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # of U.N.
_NO_ONE = frozenset(  # words that tell nobody from another
    "a an and at by for from her his i in it its my of on our she he that the their they to we"
    " which who".split()
)


class Statement(NamedTuple):
    """A sentence that makes a claim.

    :param source: the words in it that name who makes the claim, if any.
    :param about: for one that points back, the name of what it points to, word by word.
    :param hedged: whether it is put with doubt itself.
    """

    text: str
    source: str | None = None
    about: tuple[str, ...] = ()
    hedged: bool = False


@lru_cache(1_000)  # wanted to look a claim up, and again for each passage that is found
def bare(sentence: str) -> str:
    """A sentence without dateline, time, number, tag, notes, links, emoji, markup and titles."""
    if len(sentence) > LONGEST:
        return sentence
    text = sentence
    while opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = _paired(_plain(text))
    return sentence if text == sentence else _sentence(text) or sentence


def _plain(text: str) -> str:
    """A text without links, hashtags, emoji, markup, notes and courtesy titles."""
    text = _ADDRESS.sub("", _IMAGE_OR_LINK.sub(r"\1", text))
    text = _TAGS.sub("", _PICTURES.sub("", _EMPHASIS.sub("", text)))
    return _COURTESY.sub("", _NOTE.sub("", text))


def looked_up(statement: Statement) -> str:
    """What evidence is looked up by: the claim, and the name of what it points back to."""
    return " ".join((bare(statement.text), *statement.about))


def hypothesis(statement: Statement, passage: str) -> str:
    """What a passage is asked about: what a source says, where the passage does not know of it.

    :param passage: with the title of its document.
    """
    text, source = bare(statement.text), _plain(statement.source or "").strip()
    if not source or _NOBODY_SAID.match(source) or _known(source, passage):
        return text
    if len(text) > LONGEST or _SOURCE in text:
        return text
    marked = text.replace(source, _SOURCE)  # so that no pattern is compiled for each source
    for pattern in _ATTRIBUTIONS:
        rest, times = pattern.subn("", marked, count=1)
        if times and (said := _sentence(_paired(rest.replace(_SOURCE, source)))):
            return text if _POINTS_TO_SOURCE.match(said) else said
    return text


def _known(source: str, passage: str) -> bool:
    """Whether a passage has any of the words that tell a source from others."""
    telling, given = (_WORD.findall(_DOT.sub("", text).lower()) for text in (source, passage))
    return not (set(telling) - _NO_ONE).isdisjoint(given)


def _paired(text: str) -> str:
    """A text without a quotation mark at its ends that has no other half."""
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return text.strip(_QUOTATION_MARKS + " ")
    return text


def _sentence(text: str) -> str | None:
    """What is left of a sentence, made one again; nothing where too few words are left."""
    text = text.strip(" ,")
    if len(text.split()) < FEWEST:
        return None
    return text[0].upper() + text[1:] + ("" if text[-1] in '.!?…”"’)' else ".")
