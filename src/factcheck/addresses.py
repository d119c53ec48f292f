"""Addresses of the web: which are safe to follow, whose they are, and how a URI has them."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from factcheck.characters import CONTROLS, REORDERING

_UNSAFE = re.compile(rf"[\s\x00-\x20\\{CONTROLS}{REORDERING}]")
_SAFE = "!$&'()*+,;=:@/?%"
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")


def link(url: str | None) -> str | None:
    """Give back a web address that is safe to follow, and nothing for any other.

    Browsers read a backslash as a slash, so that one could hide the site that they go to.
    """
    if url is None or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)  # to read a port that is none is an error too
        followed = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return url if followed else None
    except ValueError:
        return None


def host(url: str | None) -> str | None:
    """Name the site of a web address without the user name that may pose as one."""
    address = link(url)
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.") if address else None


def uri(url: str | None) -> str | None:
    """A web address with all that may not stand in a URI percent-encoded; nothing for any other."""
    address = link(url)
    if address is None:
        return None
    scheme, place, *further = urlsplit(_STRAY.sub("%25", address))
    return urlunsplit((scheme, quote(place, _SAFE + "[]"), *(quote(one, _SAFE) for one in further)))
