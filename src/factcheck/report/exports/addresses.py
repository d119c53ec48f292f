"""Addresses as other formats ask for them: URI references, as RFC 3986 has them."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from factcheck.report.files import safe_stem
from factcheck.report.html import link

_SAFE = "!$&'()*+,;=:@/?%"
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")


def uri(url: str | None) -> str | None:
    """A web address with all that may not stand in a URI percent-encoded; nothing for any other."""
    address = link(url)
    if address is None:
        return None
    scheme, place, *further = urlsplit(_STRAY.sub("%25", address))
    return urlunsplit((scheme, quote(place, _SAFE + "[]"), *(quote(one, _SAFE) for one in further)))


def relative(name: str) -> str:
    """A relative reference to a document, which leads nowhere but below the folder it stands in."""
    leads_out = not {"", ".", ".."}.isdisjoint(name.split("/"))
    return safe_stem(name) if leads_out else quote(name)
