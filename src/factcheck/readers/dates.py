"""Dates of publication, as a page or a row gives them."""

import re
from datetime import datetime

_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def iso(date: str | None) -> str | None:
    """Return a date or time as given if it is ISO 8601; any other is not passed on."""
    if not date:
        return None
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return date if _MONTH.fullmatch(date) else None
    return date
