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

from factcheck.evidence.copies import contains
from factcheck.evidence.dates import WEEKDAY
from factcheck.evidence.names import tells
from factcheck.evidence.trimmings import LONGEST, bare, paired, plain, sentence_of

_SELDOM = (
    r"(?:(?:has|have|had)\s+)?(?:(?:again|also|further|later|once|previously|repeatedly|then)\s+)?"
)
_SAY = rf"{_SELDOM}(?:added|adds|declared|posted|said|says?|stated|states|tweeted|wrote|writes)"
_SAY_ALONE = rf"{_SELDOM}(?:said|says?|stated|states|tweeted)"  # with no "that": one adds jobs, too
_THAT = (  # on Monday that, and at a rally in Lomm that, but not: said that is so
    r"(?:\s+(?:after|at|before|by|during|earlier|early|from|in|last|late|of|on|this)\s"
    r"(?:(?!that\b)[\w’'.-]+\s+){0,8}?that|\s+that)"
    r"(?!\s+(?:are|can|could|had|has|have|is|may|might|must|was|were|will|would)\b)"
)
_TELL = r"(?:tells?|told)(?:\s+[\w’'-]+){1,5}?"
_SHOW = (
    rf"{_SELDOM}(?:affirm(?:ed)?|alleged?|announced?|argued?|claimed?|concluded?|confirmed?"
    r"|disclosed?|estimated?|explain(?:ed)?|found|finds?|heard|inform(?:ed)?|insist(?:ed)?"
    r"|maintain(?:ed)?|noted?|recall(?:ed)?|report(?:ed)?|revealed?"
    r"|show(?:ed|n)?|testif(?:y|ied)|warn(?:ed)?)s?"
)
_WHEN = (
    rf"(?:\s+(?:(?:early|earlier|late)\s+)?(?:on\s+)?{WEEKDAY}"
    r"|\s+(?:at\s+a\s+(?:news|press)\s+conference|in\s+(?:court|parliament|an?\s+\w+)"
    r"|in\s+an\s+interview\s+with\s+[\w ]{1,30}|on\s+(?:Facebook|Telegram|Twitter|X)))*"
)
_WHERE = (  # before the source: In a statement on Monday, the mayor said
    r"(?:(?:In\s+an?\s+(?:joint\s+)?(?:briefing|interview|letter|post|report|speech|statement)"
    rf"|On\s+{WEEKDAY}|Addressing|Asked|Speaking|Earlier|Later"
    r"|At\s+an?\s+(?:news|press)\s+conference)[^,“\"]{0,80},\s)?"
)
_WHO_THAT_IS = (  # MP (Lab, Leeds), or: , 34, of Leeds,
    r"(?:\s[A-Z]{1,2}[A-Z.]{1,4}){0,3}(?:\s\([^()]{1,40}\))?"
    r"(?:(?:,\s(?!(?:but|that|who\s(?:den|did|doubt)\w*)\b)[^,“\"]{1,60}){1,3},)?"
)
_PLACE = r"(?:\s(?:after|at|during|from|in|on|to|via)\s[^“”\"\d,]{1,60})?"
_SAYING = r"(?:addressing|citing|noting|pointing|quoting|referring|speaking)\b"
_WORDS = (  # that turn nothing round
    r"(?:(?!(?i:accus\w+|against|alleg\w+|and|are|as|because|but|citing|claim\w*|contrary|denie[ds]"
    r"|denying|did|do|does|even|fake|false|falsely|few|had|hardly|has|have|hoax|if|is|neither|never|no"
    r"|nobody|none|nor|not|or|quoting|reportedly|said|saying|says?|show\w*|suggest\w*|than|that|under"
    r"|unlike|was|were|what|when|where|which|while|who|wrongly)\b)"
    r"[\w’'.-]+\s+)"
)
_ROLE = (  # before the name, such as the foreign minister
    rf"(?:{_WORDS}{{1,5}}?(?<!\bof\s)(?<!\bby\s)(?<!\bto\s)(?<!\bfor\s)(?<!\bon\s))??"
)
_ROLES = (
    r"(?:analyst|author|chair|chief|deputy|director|economist|editor|executive|founder|head|leader"
    r"|managing|mayor|minister|president|professor|senior|spokes|vice)\w*\b"
)
_OFFICE = rf",\s(?:(?:an?|his|her|its|the)\s)?(?:\w+\s){{0,2}}?{_ROLES}"  # the former mayor
_APPOSITION = (
    r",\s(?:(?:an?|his|her|its|our|the|their|who|whose|which|[\w’'.-]+['’]s)\s"
    rf"|{_ROLES}|{_SAYING}|(?:CEO|MP|Ph\.?D|M\.?D)\b)"
)
_END = r"[.!?]?\Z"
_CLOSING = r"(?:[,”\"»]+|,[’'])"
_SOURCE = "\0"  # in the place of the words that name the source; no text that is read holds it
_ACCORDING = rf"(?:[Aa]ccording\s+to|[Aa]s\s+per)\s+{_ROLE}{_SOURCE}"
_ATTRIBUTIONS = [
    (re.compile(pattern), put)
    for pattern, put in (
        (rf"\A{_ACCORDING}[^,]{{0,40}}(?:{_OFFICE}[^,]{{0,60}})?,\s*", ""),
        (
            rf"(?:,?\s+{_ACCORDING}|,\s+per\s+{_ROLE}{_SOURCE})[^,]{{0,40}}"
            rf"(?:{_APPOSITION}[^,“\"]{{1,60}})?{_END}",
            "",
        ),
        (rf",?\s+{_ACCORDING}[^,.]{{0,30}}(?:{_APPOSITION}[^,]{{1,60}})?,\s", " "),
        (
            rf"\A{_WHERE}(?:{_ROLE}{_SOURCE}{_WHO_THAT_IS}|{_WORDS}{{0,5}}[\w’'.-]+,\s{_SOURCE},)\s+"
            rf"(?:{_SAY_ALONE}{_WHEN}(?:,|:)?(?!{_THAT}|\s+that\b)"
            r"|was\s+quoted(?:\s+by\s+[^,]{1,40})?\s+as\s+saying(?:\s+that|,|:)?"
            rf"|{_SAY}{_WHEN}(?:,|:|{_THAT})|(?:{_TELL}|{_SHOW}{_WHEN}){_THAT})\s+",
            "",
        ),
        (
            rf"{_CLOSING}\s+{_ROLE}{_SOURCE}{_WHO_THAT_IS}\s+(?:{_SAY}|{_SHOW}|{_TELL})"
            rf"{_WHEN}{_PLACE}(?:,\s{_SAYING}[^“”\"]{{1,80}})?{_END}",
            "",
        ),
        (
            rf"{_CLOSING}\s+(?:{_SAY}|{_SHOW})\s+{_ROLE}{_SOURCE}[^,“\"]{{0,60}}"
            rf"(?:{_APPOSITION}[^“\"]{{1,90}})?{_END}",
            "",
        ),
        (rf",[”\"’']?\s+{_ROLE}{_SOURCE}\s+(?:{_SAY}|{_SHOW}){_WHEN},\s+[“\"‘']?", " "),
    )
]
_NOBODY_SAID = re.compile(r"(?:no|nobody|none|neither|few)\b", re.IGNORECASE)
_POINTS_TO_SOURCE = re.compile(  # at its front: Its profit fell, Sales in its shops rose
    r"\W*(?:(?!(?i:after|although|as|because|before|by|despite|during|if|since|though|when|while)\b)"
    r"\w+\W+(?![A-Z])){0,3}?"
    r"(?i:(?:it|its|he|him|his|she|her|they|them|their|we|us|our|i|my)\b)"
)
_WORD = re.compile(r"\w{2,}")  # not the s of Norway's
_DOT = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # of U.N.
_NO_ONE = frozenset(  # words that tell nobody from another
    "a al an and at bin by de den der for from her his i ibn in it its la le my of on our she he"
    " that the their they to van von we which who".split()
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


def looked_up(statement: Statement) -> str:
    """What evidence is looked up by: the claim, and the name of what it points back to."""
    return " ".join((bare(statement.text), *statement.about))


def hypothesis(statement: Statement, passage: str) -> str:
    """What a passage is asked about: what a source says, where the passage does not know of it.

    :param passage: with the title of its document.
    """
    text, source = bare(statement.text), plain(statement.source or "").strip()
    if not source or _NOBODY_SAID.match(source) or _known(source, passage):
        return text
    if len(text) > LONGEST or _SOURCE in text:
        return text
    return _unattributed(text, source)


@lru_cache(1_000)  # the same for every passage
def _unattributed(text: str, source: str) -> str:
    """A sentence without its source, if the form of the attribution is known."""
    marked = re.sub(rf"(?<!\w){re.escape(source)}(?!\w)", _SOURCE, text)
    for pattern, put in _ATTRIBUTIONS:
        rest, times = pattern.subn(put, marked, count=1)
        if times and (said := sentence_of(paired(rest.replace(_SOURCE, source)))):
            return text if _POINTS_TO_SOURCE.match(said) else said
    return text


def _known(source: str, passage: str) -> bool:
    """Whether a passage has any of the words that tell a source from others, or all in a row.

    A passage on a president, or on Canada, need not know of the President of Canada.
    """
    words = _WORD.findall(_DOT.sub("", source))
    given = set(_WORD.findall(_DOT.sub("", passage).lower()))
    telling = {word.lower() for word in words if word.lower() not in _NO_ONE and tells(word)}
    return not telling.isdisjoint(given) if telling else contains(passage, source)
