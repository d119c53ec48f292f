# ruff: noqa: RUF001 (quotation marks and dashes are the matter here)
"""Finds the sentences of a text.

A text is cut at blank lines, then at those line breaks that are no hard wraps. Each piece is read
from stop to stop: a stop ends a sentence unless the words beside it speak against it.
Every decision looks at a bounded stretch of text, so time is linear.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import accumulate, pairwise
from math import inf

from factcheck.document import Span

_WINDOW = 40  # code points looked at before a stop: longer than any abbreviation
_WRAP = 120  # code points; text with longer lines is not hard-wrapped
_NARROW = 50  # code points; shorter lines may be headings or results as well
_FULL = 0.85  # share of the width that a wrapped line fills at least

_OPEN = "\"'“‘„«‹([{¿¡*_—–`-"
_OPENING = {'"': '"', "'": "'", "”": "“", "’": "‘", "»": "«", "›": "‹"}
_NOON = {"a.m", "p.m"}
_ADDRESS = {"http", "https", "www"}
BULLETS = "*•‣·\u2190-\u21ff\u25a0-\u27bf\U0001f300-\U0001faff-"  # of a class: also →, ►, ✅
_ITEM = re.compile(
    rf"[{BULLETS}]\ufe0f?\s|[–—]\s+[^\W\d_a-z]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)]\s"
)
_RULE = re.compile(r"[\W_]{3,}")
# No group here is possessive: Python 3.11.2, as in Debian 12, matches such groups wrongly.
_BRACKETS = re.compile(r"[(\[](?:[^()\[\]]++|[(\[][^()\[\]]*+[)\]])*[)\]]")
_STOP = re.compile(
    r"""(?P<mark> [.!?…‽।؟۔]++ (?:\s[.!?…]++)* )
    (?P<close> ["'”’»›)\]}*_]*+ (?: \s["'”’)\]](?=\s|\Z) )* )
    (?P<note> (?: (?<=[^\W\d_]{2}\.) \d{1,3} (?=\s) | [¹²³⁰⁴-⁹†‡]+ )?
      (?: \s?\[(?:\^?\w{1,4}|(?:note|nb)\s\d{1,3}|(?:citation|clarification)\sneeded|\.{3}|…)\] )* )
    (?P<gap> \s*+ )""",
    re.VERBOSE,
)
_NEXT = re.compile(r"""["'“‘„«‹(\[{¿¡*_—–`\s]*+(?P<word>\w++|[^,;:.…/&)\]-])(?P<dot>\.?)""")
_GLUED = re.compile(r"[“‘]?(?!Africa\b|Com\b|Net\b|Org\b)(?:[A-Z][a-z’']+|[AI])(?=[\s,;:]|\Z)")
_LABEL = re.compile(
    r"[(\[*]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4}"
    r"|(?:Box|Chapter|Figure|Part|Section|Step|Table) [\dIVX.]{1,6})"
)
_WHOLE = re.compile(  # words that look like abbreviations: a vote of no, the Mass, a post on X
    r"(?:\b(?:sa(?:id|ys?|ying)|vot(?:ed?|es|ing))\sno|[^\s,]\s(?:Alta|Ark|Mass|Miss|Wash)"
    r"|\bon\sX|\b(?:[Hh]epatitis|[Pp]lan|Serie|[Vv]itamin)\s[A-K])\Z"
)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|Ph\.D|W\.Va")
_LOCAL_TIME = re.compile(r"(?:[A-Z]\w+ ){1,3}time\b")
_CREDIT = re.compile(
    r"[(\[](?=[^()\[\]]{0,80}\b(?:AFP|AP|EPA|Getty|Reuters|[Cc]redit|[Ii]mage|[Pp]hoto|[Pp]icture)\b)"
    r"[^()\[\]]{0,120}[^()\[\].!?][)\]]\s*+|(?:Credit|Photo|Picture)s?: [^.!?]{1,80}+\.?\s*+\Z"
)
_ASIDE = re.compile(r"\([^()]{1,80}\)(?:[,;:]|\s[^\W\d_A-Z])")
_SAID = (
    r"(?:add|admitt?|announce|answer|argue|ask|begg?|bellow|boast|call|chant|chuckle|command|comment"
    r"|complain|concede|conclude|confess|continue|counter|cr[iy]|declare|demand|[ei]nquire|exclaim"
    r"|explain|gasp|giggle|groan|growl|implore|insist|interject|joke|laugh|marvel|moan|mumble|murmur"
    r"|muse|mutter|note|object|observe|plead|post|proclaim|promise|protest|quipp?|reason|recall"
    r"|reflect|remark|remember|repeat|repl[iy]|respond|retort|roar|sa[iy]|scoff|scream|shout|shriek"
    r"|sigh|snapp?|sneer|sobb?|state|stress|suggest|tease|tell|thunder|told|tweet|urge"
    r"|vow|warn|whisper|wonder|write|wrote|yell)(?:e?[ds])?\b"
)
_SPEAKER = re.compile(
    rf"(?:[^\W\d_a-z][\w.’'-]{{0,30}},? ){{1,4}}(?:[^,.!?]{{1,60}}, )?{_SAID}"
    # Lomm Radio anchor Ana Ruiz asked. It must be plain here that no claim begins.
    r"|[^\W\d_a-z][\w.’'-]{0,30} (?:(?!(?:and|but|as|when|while|until|after|before|that|who|which"
    r"|because|if|was|were|is|are|has|had)\b)(?:[\w.’'-]{1,30}|\([^()]{1,20}\)) ){0,7}"
    rf"(?:(?:later|then|also|once|had|reportedly) )?{_SAID}"
    r"(?=[.,;:!?]|\Z| (?:about|after|as|at|before|during|from|in|of|on|to|when|while|with|him|her"
    r"|me|them|us|reporters|\w+ly)\b)"
)
_TOLD = re.compile(rf"\S\s(?:.*[\s(])?{_SAID},?\Z|:\Z")  # Ruiz shouted, before a quotation


def _words() -> dict[str, frozenset[str]]:
    """Read the data file: the words of each section."""
    text = files("factcheck").joinpath("abbreviations.txt").read_text("utf-8")
    sections = re.findall(r"\[(.+)\]([^\[]*)", re.sub(r"#.*", "", text))
    return {name: frozenset(words.split()) for name, words in sections}


_WORDS = _words()


def split(text: str) -> list[Span]:
    """Find the sentences of a text.

    :return: spans in order that cover all but whitespace, each free of it at both ends and free
        of blank lines.
    """
    return [sentence for piece in pieces(text) for sentence in _sentences(text, piece)]


def _blocks(text: str) -> Iterator[list[Span]]:
    """Yield the lines between blank lines, without the whitespace around them."""
    block: list[Span] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if content := line.strip():
            start = offset + len(line) - len(line.lstrip())
            block.append(Span(start, start + len(content)))
        elif block:
            yield block
            block = []
        offset += len(line)
    if block:
        yield block


def pieces(text: str) -> Iterator[Span]:
    """Yield the stretches that no sentence crosses: paragraphs, headings, list items."""
    for block in _blocks(text):
        width = _width(text, block)
        listed = sum(bool(_ITEM.match(text, *line)) for line in block) > 1
        start = block[0].start
        for line, after in pairwise(block):
            if _breaks(text, line, after, width, listed):
                yield Span(start, line.end)
                start = after.start
        yield Span(start, block[-1].end)


def _width(text: str, block: list[Span]) -> float:
    """Find the width that a block is hard-wrapped to, infinity if it is not.

    Half of all code points stand in lines so long or longer. Narrow lines are wrapped only if one
    of them goes on with a small letter.
    """
    lengths = sorted((end - start for start, end in block), reverse=True)
    half = sum(lengths) / 2
    width = next(n for n, total in zip(lengths, accumulate(lengths), strict=True) if total >= half)
    wrapped = width >= _NARROW or any(text[line.start].islower() for line in block[1:])
    return width if wrapped and width <= _WRAP else inf


def _breaks(text: str, line: Span, after: Span, width: float, listed: bool) -> bool:
    """Tell whether the break between two lines is meant or a hard wrap.

    :param listed: whether their block has several items of a list; a single one may be no item.
    """
    if any(_RULE.fullmatch(text, *each) for each in (line, after)):
        return True
    if not {"\u2028", "\u2029"}.isdisjoint(text[line.end : after.start]):
        return True
    word = text[after.start : after.end].split(maxsplit=1)[0]
    full = line.end - line.start + 1 + len(word) > _FULL * width
    last = text[line.end - 1]
    if _ITEM.match(text, *after):
        return listed or not (full and last.isalnum())
    unfinished = last in ",;–—-" or _last_word(text[line.start : line.end]) in _WORDS["unfinished"]
    return not (full or unfinished or text[after.start].islower())


def _sentences(text: str, piece: Span) -> Iterator[Span]:
    """Yield the sentences of one piece."""
    start = piece.start
    brackets = _BRACKETS.finditer(text, piece.start, piece.end)
    bracket = next(brackets, None)
    for stop in _STOP.finditer(text, piece.start, piece.end):
        while bracket and bracket.end() <= stop.start():
            bracket = next(brackets, None)
        if bracket and start < bracket.start() < stop.start() and stop.end("note") < bracket.end():
            continue
        if stop.start() < start or not _ends(text, start, stop, piece.end):
            continue
        end, after = stop.end("note"), stop.end()
        if credit := _CREDIT.match(text, after, piece.end):
            end, after = credit.start() + len(credit[0].rstrip()), credit.end()
        yield Span(start, end)
        start = after
    if start < piece.end:
        yield Span(start, piece.end)


def _ends(text: str, start: int, stop: re.Match[str], limit: int) -> bool:
    """Tell whether a stop ends the sentence that began at ``start``."""
    before = text[max(start, stop.start() - _WINDOW) : stop.start()]
    token = _last_word(before)
    if stop["note"][:1].isdecimal() and _is_numbered(token) and not _WHOLE.search(before):
        return False
    if not stop["gap"]:
        return _ends_glued(text, token, stop)
    follow = _NEXT.match(text, stop.end(), limit)
    if follow is None or not before.strip(_OPEN) or _ASIDE.match(text, stop.end(), limit):
        return False
    word = follow["word"]
    opens = word.lower() in _WORDS["opening"] and not follow["dot"] and text[stop.end()] not in "–—"
    if word.islower() and word not in _ADDRESS:
        return stop["mark"] == "." and not stop["close"] and _is_plain(token)
    if token.lower() in _NOON and _LOCAL_TIME.match(text, stop.end(), limit):
        return False
    if stop["mark"] == ".":
        whole = not _abbreviates(token, word, opens) or _WHOLE.search(before)
        return bool(whole) and not _LABEL.fullmatch(before)
    if (word == "I" or not opens) and _is_attributed(text, start, stop, limit):
        return False
    return opens or token not in _WORDS["exclaimed"]


def _is_attributed(text: str, start: int, stop: re.Match[str], limit: int) -> bool:
    """Tell whether a quotation ends here of which what follows says whose it is."""
    opening = next((_OPENING[mark] for mark in stop["close"] if mark in _OPENING), None)
    if opening is None or not _SPEAKER.match(text, stop.end(), limit):
        return False
    begins = text.rfind(opening, start, stop.start())
    return begins < 0 or not _TOLD.search(text[max(start, begins - _WINDOW) : begins].rstrip())


def _last_word(before: str) -> str:
    """Take the last word before a stop, without what is glued to its left."""
    parts = before.split()
    return parts[-1].lstrip(_OPEN).rpartition("-")[2] if parts else ""


def _is_plain(token: str) -> bool:
    """Tell whether a word is so plain that a full stop after it ends a sentence in any case."""
    return (
        len(token) > 3
        and token.isalpha()
        and token.islower()
        and not _abbreviates(token, "", False)
    )


def _is_numbered(token: str) -> bool:
    """Tell whether a word is an abbreviation before a number."""
    return bool({token, token.lower()} & _WORDS["before a number"])


def _abbreviates(token: str, word: str, opens: bool) -> bool:
    """Tell whether a full stop between the two belongs to an abbreviation alone."""
    names = {token, token.lower()}
    if word.isupper():  # ST. LOUIS
        names.add(token.capitalize())
    if token == "EST" and not word[:1].isdigit():  # a time, and not "established"
        return False
    if names & _WORDS["before a name"]:
        return True
    if word[:1].isdigit() and _is_numbered(token):
        return True
    if opens:
        return False
    if token.lower() in _NOON:
        return word in _WORDS["after a time"] or word.isupper()
    initial = len(token) == 1 and token.isupper() and token != "I"
    return initial or bool(_DOTTED.fullmatch(token) or names & _WORDS["anywhere"])


def _ends_glued(text: str, token: str, stop: re.Match[str]) -> bool:
    """Tell whether a stop with no space after it ends a sentence."""
    word = _GLUED.match(text, stop.end())
    if not word or any(c in "/@._" for c in token) or _abbreviates(token, word[0], False):
        return False
    whole = len(token) > 1 and (token[-1].isalnum() or token[-1] == "%")
    return whole or bool(stop["close"] or stop["note"])
