"""Finds the proper names of English text by their capitals, and whether a text has them too."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from factcheck.evidence.peoples import countries, is_people

BEGINNING = 3  # letters that kindred words share at least, as Texas and Texan
ENDING = 4  # letters that either has after them at most, as Mars and Martian
SUBJECT = 3  # words of a claim within which the country stands that it is about
LONGEST_NAME = 12  # words of a name that is written out
LIST = 5  # countries that make a list
TITLED = 0.8  # share of capitals above which a text is a headline, where they mean nothing

_OWNER = re.compile(
    r"(?:The )?[A-Z][\w. ]{1,30}(?:[\u2019']s?(?!\w)| (?:capital|currency|population)\b)"
)
_AFTER = "|".join(rf"(?<=\b{title}\. )" for title in "[A-Z] Dr Gen Gov Lt Prof Rep Sen".split())
_NAME = re.compile(  # not the first word of a sentence or quote
    rf"(?:(?<=[\w,;] )|{_AFTER})[A-Z][^\W\d_]{{2,}}"
)
_OTHER = r"\b(?:New|North|South|East|West|United) "  # makes another place of a name
_BEFORE = re.compile(rf"{_OTHER}\Z")
_LEADS = re.compile(rf"{_OTHER}(?=[A-Z])")
_CAPITAL = re.compile(rf"(?:{_OTHER})?\b[A-Z][^\W\d_]{{2,}}")
_LONG = re.compile(r"[^\W\d_]{4,}")  # a headline may write "of" and "the" small
_SENTENCE = re.compile(r"\.\W*$")
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"\b[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)+")
_WRITTEN_OUT = re.compile(r"\b[A-Z][^\W\d_]+(?:[ -](?:(?:and|for|in|of|on|the) )*[A-Z][^\W\d_]+)+")
_INITIALS = re.compile(r"(?<=\b[A-Z])\.(?=[A-Z]\b)")  # the dot of U.K.
_NO_COUNTRY = re.compile(
    r"\b(?:(?:US|British) Virgin Islands|New [A-Z]\w+|Northern [A-Z]\w+|Republic"
    r"|British Indian Ocean|Indian Ocean"
    r"|American Samoa|Guinea-Bissau|EU\b|Brussels|Europe(?:an(?: [A-Z]\w+)?)?)\b"
)
_ACRONYM = re.compile(r"\b(?:[A-Z][a-z]?){2,6}\b|\b(?:[A-Z]\.){2,}")
_NO_NAMES = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday president minister prime parliament "
    "government congress senate senator state king queen pope chancellor governor mayor judge "
    "court council church internet north south east west general captain police army navy cabinet "
    "gov sen rep gen prof lt dr republican democrat democratic party house earth the".split()
)
_LETTERS = str.maketrans("łøđðı", "loddi") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
_ARTICLES = frozenset("a an both neither the".split())
_POINTING = frozenset("it its he his she her they their such that these this those".split())
_OURS = frozenset("i me my our ours us we".split())
_CONNECTIVES = frozenset("also and but however no now so still then well yes yet".split())
_DIRECTIONS = frozenset("Central East Latin North South West".split())  # of a South American nation
_ONE_OF_ITS = re.compile(  # Malay is one of its languages
    r"\b(?:are|is|remains|was|were)\s(?:(?:also|among|now|one of|part of|still)\s)*(?:its|their)\b"
)
_THERE = re.compile(r"\W*(?:There|Here), ")
_THE_COUNTRY = re.compile(
    rf"\W*(?i:(?:(?:{'|'.join(sorted(_CONNECTIVES - {'no'}))})\W+)?(?:the|this|that)\s+)"
    r"((?:[\w\u2019'-]+\s+){0,3}?)(?:bank|city|club|company|country|firm|government|group|island|kingdom"
    r"|ministry|nation|party|republic|state|team|town|village)\b(?!-|\s+(?:of\s+)?[A-Z])"
)
_LEADING = frozenset(
    "according after although among and as at because before but by during for from however if in"
    " meanwhile more most no not on one only since some then there though two under until we what"
    " when where which while who with you".split()
)
_AT_THE_FRONT = _ARTICLES | _LEADING
_NO_SUBJECTS = _NO_NAMES | _ARTICLES | _POINTING | _LEADING
_OF_TWO_LETTERS = frozenset("African European Los Supreme United World".split())  # the UN, the EU
_TITLES = frozenset("dame dr lady lord miss mr mrs ms professor sir".split())
_WHERE = frozenset("across around at from in into near outside".split())
_PLACE = "(a place)"
_GENERIC = _NO_NAMES | frozenset(  # the last words of names that are often of many
    "agency airlines airport association authority bank bay beach bridge center centre city club "
    "college commission committee company corporation county department district federation force "
    "foundation fund group hall hill hospital industries institute island islands lake league "
    "mail market ministry museum news office organisation organization park place post republic "
    "river road school service society square state states station street times trust union "
    "united university valley".split()
)
_OF_PEOPLES = (
    *("ian", "ians", "ean", "eans", "can", "cans", "ish", "ese"),
    *("german", "french", "dutch", "greek", "swiss", "thai", "czech"),
)


def names(text: str) -> list[str]:
    """Words that are names, in order, with New or South before them, as New Jersey is not Jersey.

    No acronyms, which may be written out elsewhere.
    """
    long = _LONG.findall(text)
    capitals = sum(word[0].isupper() for word in long)
    if capitals > max(1.0, TITLED * len(long)) and not _SENTENCE.search(text):
        return []  # a headline
    found = []
    for match in _NAME.finditer(text):
        word = match.group()
        if word.isupper() or fold(word) in _NO_NAMES or _LEADS.match(text, match.start()):
            continue
        other = _BEFORE.search(text, max(0, match.start() - len("United ")), match.start())
        found.append(f"{other.group()}{word}" if other else word)
    return found


def missing(claim: str, passage: str) -> str | None:
    """The first name of a claim of which a passage has neither the word nor a kindred form.

    A passage on Łódź need not say Polish: what may be an adjective is not missed. Nor is what comes
    before a surname that the passage gives alone, or a name that it gives by its initials.
    """
    lacking = _missing(names(claim), passage)
    left_out = _left_out(claim, passage) if lacking else set()
    return next((name for name in lacking if not left_out.issuperset(name.split())), None)


def other_subject(claim: str, passage: str) -> str | None:
    """The country that a claim begins with, if a passage is on others that the claim does not name.

    A list of them may tell of what is not in it. Jordan and Georgia may be a person and a state.
    """
    given: set[int] = set().union(*(of for _, of in _countries(passage)))
    beginning = " ".join(claim.split()[:SUBJECT])
    name = next((name for name, _ in _countries(beginning)), None)
    if name is None or not 0 < len(given) < LIST or fold(name).endswith(_OF_PEOPLES):
        return None
    if any(not of.isdisjoint(given) for _, of in _countries(claim)):
        return None
    run = next(
        (found.group().split() for found in _RUN.finditer(claim) if name in found.group()), []
    )
    others = {word for word in run if word not in name and fold(word) not in _AT_THE_FRONT}
    return name if others.isdisjoint(_WORD.findall(passage)) else None


def _countries(text: str) -> list[tuple[str, frozenset[int]]]:
    """The countries that a text names, by the words for each; no ocean and no union of them."""
    words = _WORD.findall(_NO_COUNTRY.sub(" ", _INITIALS.sub("", text)))
    named = [word for word in words if word[0].isupper()]
    pairs = [f"{one} {other}" for one, other in pairwise(named)]
    found = ((name, countries(fold(name))) for name in (*named, *pairs))
    return [(name, of) for name, of in found if of]


def absent(named: Sequence[str], passage: str) -> bool:
    """Whether there are names, of which a passage has none: it says nothing of what they name."""
    return bool(named) and len(_missing(named, passage)) == len(named)


def tells(word: str) -> bool:
    """Whether a word tells one bearer of a name from others: no title, country or kind of body."""
    name = fold(word)
    return not (name in _GENERIC or name in _TITLES or countries(name))


def begins_with_name_of(claim: str, passage: str) -> bool:
    """Whether the first word of a claim is a name of a passage, where it is never written small.

    Likewise for a country in other words, as in "The UK's capital".
    """
    owner = _OWNER.match(claim)
    of = next((of for _, of in _countries(owner[0])), None) if owner else None
    if of and any(not of.isdisjoint(other) for _, other in _countries(passage)):
        return True
    first = next(iter(_WORD.findall(claim)), "")
    words = set(_WORD.findall(passage))
    is_name = first[:1].isupper() and fold(first) not in _NO_SUBJECTS
    return is_name and first in words and first.lower() not in words


def points_back(claim: str) -> bool:
    """Whether a claim begins as one does whose subject was named before it.

    That is with a pronoun ("But its capital"), with "the country" or what is like it, or with an
    article or preposition where it names nothing at all. "Our currency" points back anywhere.
    """
    words = _WORD.findall(claim)
    nameless = all(word.islower() or word == "I" or fold(word) in _NO_NAMES for word in words[1:])
    if words and words[0].lower() in _AT_THE_FRONT and nameless:
        return True
    ours = any(word.lower() in _OURS and word != "US" for word in words)
    if ours and not names(claim):
        return True
    first = next((word for word in words if word.lower() not in _CONNECTIVES), "")
    if first.lower() in _POINTING or _THERE.match(claim) or _ONE_OF_ITS.search(claim):
        return True
    match = _THE_COUNTRY.match(claim)
    return match is not None and not any(
        countries(fold(word)) and before not in _DIRECTIONS
        for before, word in pairwise(["", *match[1].split()])
    )


def subject(sentence: str, known: Collection[str]) -> list[str]:
    """The words of the first name in a sentence, which is what those after it point back to.

    Whether the first word is a name cannot be told from its capital: if it is not known to be one,
    the first name after it is given too.
    """
    found: list[str] = []
    end, sure = 0, False
    for match in _CAPITAL.finditer(sentence):
        word, leads = match.group(), not _WORD.search(sentence, 0, match.start())
        if word.isupper() or fold(word) in _NO_SUBJECTS:
            continue
        if sure and match.start() != end + 1:
            break
        found.append(word)
        end, sure = match.end(), not leads or word in known
    return found


def _left_out(claim: str, passage: str) -> set[str]:
    """The words of a claim's names that a passage need not repeat.

    Olaf of Olaf Scholz, where it has Scholz and no other one; all of what it gives by its initials.
    """
    found: set[str] = set()
    before = _words_before(passage)
    words_there = set(_WORD.findall(passage))
    for match in _RUN.finditer(claim):
        *others, last = match.group().split()
        known = before.get(fold(last), {_PLACE}) - {fold(word) for word in others}
        named = (
            fold(last) not in _GENERIC
            and not countries(fold(last))
            and last.lower() not in words_there
        )
        if known <= {""} and named:
            found.update(others)
    acronyms = {acronym.replace(".", "").upper() for acronym in _ACRONYM.findall(passage)}
    for match in _WRITTEN_OUT.finditer(claim) if acronyms else ():
        words = re.split("[ -]", match.group())
        for start, end in _parts(len(words)):
            part, around = words[start:end], words[max(0, start - 1) : start] + words[end : end + 1]
            initials = "".join(word[0] for word in part)
            capitals = "".join(filter(str.isupper, initials))
            whole = all(word.islower() or fold(word) in _AT_THE_FRONT for word in around)
            sure = initials[-1].isupper() and (
                len(initials) > 2 or (whole and part[0] in _OF_TWO_LETTERS)
            )
            if sure and {capitals, initials.upper()} & acronyms:
                found.update(part)
    return found


def _parts(count: int) -> Iterator[tuple[int, int]]:
    """Where a name of at most ``LONGEST_NAME`` words may begin and end among so many words."""
    for start in range(count):
        for end in range(start + 1, min(start + LONGEST_NAME, count) + 1):
            yield start, end


def _words_before(passage: str) -> dict[str, set[str]]:
    """By each name of a passage, those right before it; an empty one if it is alone or titled."""
    found: dict[str, set[str]] = {}
    words = list(_WORD.finditer(passage))
    for before, match in zip([None, *words], words, strict=False):
        if not match.group()[0].isupper():
            continue
        known = ""
        if before and passage[before.end() : match.start()] == " ":
            word = fold(before.group())
            if before.group()[0].isupper():
                known = "" if word in _NO_SUBJECTS or word in _TITLES else word
            elif word in _WHERE:
                known = _PLACE
        found.setdefault(fold(match.group()), set()).add(known)
    return found


def _missing(named: Sequence[str], passage: str) -> list[str]:
    words = _WORD.findall(passage)
    found = [fold(word) for word in words if word[0].isupper()]
    small = {word for word in words if word.islower()}  # the Foreign Secretary, a secretary
    after = {"": set(found)}  # words by what stands before them
    for one, other in pairwise(found):
        after.setdefault(one, set()).add(other)
    return [
        given
        for given in named
        if not _is_among(fold(given), after)
        and not _may_be_left_out(fold(given), found)
        and fold(given) not in small
    ]


def _is_among(name: str, after: Mapping[str, set[str]]) -> bool:
    """Whether a name is in a passage, whose words are given by what stands before each."""
    of = countries(name)
    if of and any(
        not of.isdisjoint(countries(f"{one} {word}".lstrip()))
        for one, words in after.items()
        for word in words
    ):
        return True
    other, _, word = name.rpartition(" ")
    return any(_kindred(word, found) for found in after.get(other, ()))


def _kindred(one: str, other: str) -> bool:
    """Whether two words may be of one name: of one country, or else with the same beginning."""
    mine, others = countries(one), countries(other)
    if mine and others:
        return not mine.isdisjoint(others)
    one, other = one.replace("isation", "ization"), other.replace("isation", "ization")
    shared = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    return shared >= BEGINNING and max(len(one), len(other)) - shared <= ENDING


def _may_be_left_out(name: str, found: Sequence[str]) -> bool:
    """Whether a name is an adjective that no other of the passage looks like."""
    return name.endswith(_OF_PEOPLES) and not any(
        is_people(word) and word[:BEGINNING] == name[:BEGINNING] for word in found
    )


def fold(word: str) -> str:
    """A word in lower case and without accents."""
    letters = unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
