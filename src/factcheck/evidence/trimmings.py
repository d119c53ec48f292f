# ruff: noqa: RUF001 (quotation marks and dashes are the matter here)
"""A sentence without what news puts around it: dateline, time, tags, links, notes, markup."""

import re
from functools import lru_cache

from factcheck.evidence.peoples import countries
from factcheck.sentences import BULLETS

LONGEST = 2000  # characters of a sentence that is looked at; a model's window holds no longer one
FEWEST = 3  # words of a claim

_DASH = r"(?:[—–]|--?)"
_LARGE = r"[^\W\d_a-zß-ÿ]"  # a capital, also with an accent
_CITY = rf"{_LARGE}(?:{_LARGE}|[’'.])+(?:[ /-]{_LARGE}(?:{_LARGE}|[’'.])+){{0,3}}"
_REGION = rf",\s(?:{_LARGE}|\d)[^—–()-]{{0,40}}"  # or a date
_LABEL = (
    rf"{_LARGE}(?:{_LARGE}|[’'.-])*(?:\s(?:{_LARGE}|\d)(?:{_LARGE}|[\d’'.-])*){{0,3}}"  # SEN. RUIZ
)
_DAY = r"(?:[A-Z][A-Za-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][A-Za-z]{2,8}\.?)(?:,\s\d{4})?"
_TRUTH = (  # labels that say something of the claim
    r"(?:ALTERED|CLAIM|DEBUNKED|DOCTORED|FAKE|FALSE|FICTION|HOAX|IF|LIE|MISLEADING|MYTH|NOT?"
    r"|RUMOU?RS?|SATIRE|SCAM|UN[A-Z]+|WRONG)\b"
)
_AGENCY = (
    r"\((?:AAP|AFP|ANI|ANSA|AP|BBC|Bernama|Bloomberg|CNA|CNN|CP|DPA|dpa|EFE|IANS|KNA|KUNA|NAN|PA|PTI"
    r"|QNA|Reuters|SPA|TASS|UNI|UPI|WAM|Xinhua)\)"
)
_OPENING = re.compile(
    rf"""[>+—–{BULLETS}]\ufe0f?\s+(?:\[[\sxX]\]\s+)? | \#{{1,6}}\s+  # an item or a heading
    | \(?(?:\d{{1,3}}|[abd-uw-z]|[ivx]{{2,4}})[.)]\s+ | \([a-z]\)\s+  # no c. 1900, no v. Berg
    | \d{{1,2}}[:.]\d{{2}}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{{2,4}})?\s*(?:{_DASH}|[:|])\s+  # a time
    | \[\d{{1,2}}:\d{{2}}(?::\d{{2}})?\]\s+
    | Updated?\s[\w:.\s]{{1,20}}:\s+ | RT\s@\w+:\s+
    | (?!{_TRUTH})(?P<label>{_LABEL})(?:\s\([^()]{{1,30}}\))?:\s+(?=[“"‘']?{_LARGE})  # RUIZ:
    | (?:{_LARGE}[\w’'., /-]{{1,50}},\s{_DAY}\s)?{_AGENCY}:?\s+(?={_LARGE})
    | (?:  # a dateline
        (?:{_CITY}(?:{_REGION})?\s*|{_LARGE}[\w’'., /-]{{1,50}}\s)?{_AGENCY}\s*{_DASH}
        | {_CITY}(?:{_REGION})?\s*(?:\([^()]{{1,40}}\)\s*)?{_DASH}(?!.*\s{_DASH}\s)
        | {_LARGE}[\w’'. -]{{1,30}}(?:,\s[\w’'. -]{{1,30}})?,\s{_DAY}\s*(?:{_DASH}|:)
      )\s+(?![a-z])""",
    re.VERBOSE,
)
_NUMBER = (
    r"\[(?:\^?\d{1,3}(?:[,–-]\d{1,3})*|(?:note|nb)\s\d{1,3}|(?:citation|clarification)\sneeded)\]"
)
_NOTE = re.compile(
    rf"(?<=\S){_NUMBER}|\s{_NUMBER}(?!\s[a-z])"  # but not: There were [18] deaths
    r"|(?:(?<=[.,;:!?”])|(?<=[.,;:!?]\"))\[[a-z]\](?!\w)"
    r"|(?:(?<=[^\W\d_]{3})|(?<=\b[12]\d{3})|(?<=[.,;:!?”\"]))"
    r"(?<!feet)(?<!inches)(?<!metre)(?<!metres)(?<!mile)(?<!miles)(?<!yards)[¹²³⁰⁴-⁹†‡]+"
)
_IMAGE_OR_LINK = re.compile(
    r"!?\[([^\[\]]{0,200})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"]{0,200}\")?\)"
)
_ADDRESS = re.compile(r"\s*\((?:see\s+)?https?://[^\s()]+\)|\s*https?://\S+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_PICTURES = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]")
_TAGS = re.compile(r"(?<!\bby)(?<!\bsaid)(?<!\bsays)(?:\s+[#@]\w+)+(?=[.!?]*\s*\Z)")
_COURTESY = re.compile(r"\b(?:Mr|Mrs|Ms|Mx)\.? (?=[A-Z])")
_SINGLE_CLOSES = re.compile(r"\w[.,!?]?[’'](?!\w)")
_PAIRS = (("“", "”"), ("«", "»"))
_QUOTATION_MARKS = '"“”«»'


@lru_cache(1_000)  # wanted to look a claim up, and again for each passage that is found
def bare(sentence: str) -> str:
    """A sentence without dateline, time, number, tag, notes, links, emoji, markup and titles."""
    if len(sentence) > LONGEST:
        return sentence
    text = sentence
    while (opening := _OPENING.match(text)) and not countries((opening["label"] or "").casefold()):
        text = text[opening.end() :]
    text = paired(plain(text))
    return sentence if text == sentence else sentence_of(text) or sentence


def plain(text: str) -> str:
    """A text without links, hashtags, emoji, markup, notes and courtesy titles."""
    text = _ADDRESS.sub("", _IMAGE_OR_LINK.sub(r"\1", text))
    text = _TAGS.sub("", _PICTURES.sub("", _EMPHASIS.sub("", text)))
    return _COURTESY.sub("", _NOTE.sub("", text))


def paired(text: str) -> str:
    """A text without quotation marks around all of it, or at an end without another half."""
    said = text.rstrip(".")
    odd = text.count('"') % 2 or any(text.count(a) != text.count(b) for a, b in _PAIRS)
    around = (said[:1], said[-1:]) in (*_PAIRS, ('"', '"'))
    if odd or (around and not any(mark in said[1:-1] for mark in _QUOTATION_MARKS)):
        text = text.strip(_QUOTATION_MARKS + " ")
    single = text[:1] in ("‘", "'") and text[1:2].isupper() and not _SINGLE_CLOSES.search(text, 1)
    return text[1:] if single else text


def sentence_of(text: str) -> str | None:
    """What is left of a sentence, made one again; nothing where too few words are left."""
    text = text.strip(" ,")
    if len(text.split()) < FEWEST:
        return None
    return text[0].upper() + text[1:] + ("" if text[-1] in '.!?…”"’)' else ".")
