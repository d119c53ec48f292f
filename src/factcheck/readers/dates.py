"""Dates of publication, as a page or a row gives them."""

import re
from datetime import date, datetime

_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def iso(given: str | None) -> str | None:
    """Return an ISO 8601 date as YYYY, YYYY-MM or YYYY-MM-DD, the last also with a time.

    Blanks around it are dropped; anything else is not passed on.
    """
    given = (given or "").strip()
    if _MONTH.fullmatch(given):
        return given
    try:
        return date.fromisoformat(given).isoformat()  # also of 20240302 and 2024-W09-6
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return given if given.startswith(moment.date().isoformat()) else moment.isoformat()
