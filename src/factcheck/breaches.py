"""What a user may forbid a run to find: ``--strict`` and ``--fail-on``."""

from collections.abc import Collection
from typing import NamedTuple

from factcheck.decide import NO_NAME, NO_PASSAGE
from factcheck.document import AnnotatedDocument, Claim, FailedDocument, Label


class Forbidden(NamedTuple):
    """What no claim of a run may be.

    :param unchecked: asserted and not checked (see :func:`unchecked`).
    :param labels: of one of these labels.
    """

    unchecked: bool
    labels: Collection[str]

    def breaches(self, record: AnnotatedDocument | FailedDocument) -> list[str]:
        """Say which claims are what is forbidden, a line for each."""
        if isinstance(record, FailedDocument):
            return []
        return [
            f"{record.document.id}#{claim.id}: {claim.label}, {claim.reason or claim.text}"
            for claim in record.claims
            if claim.label in self.labels or (self.unchecked and unchecked(claim))
        ]


def unchecked(claim: Claim) -> bool:
    """Whether an asserted claim could not be checked at all.

    That is so where there was no evidence, where claim or evidence did not fit the model's window,
    and where the model failed; not where evidence was searched and is silent, unsure or at odds.
    """
    impossible = claim.verdict is None and claim.reason not in (NO_NAME, NO_PASSAGE)
    return claim.label is Label.UNVERIFIED and impossible
