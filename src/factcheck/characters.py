"""Characters that a page, a terminal or a link must not be given."""

import re

# All controls but white space, lone surrogates, and what reorders the text beyond its own words.
CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff"
REORDERING = "\u202a-\u202e\u2066-\u2069"
UNSAFE = re.compile(f"[{CONTROLS}{REORDERING}]")

# Marks of direction, which right-to-left text needs and no terminal shows, and soft hyphens, which
# all terminals show.
_INVISIBLE = re.compile("[\u00ad\u061c\u200e\u200f]")


def clean(text: str) -> str:
    """Take the power from characters a terminal would obey."""
    return _INVISIBLE.sub("", UNSAFE.sub("\ufffd", text))
