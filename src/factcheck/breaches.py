"""What a user may forbid a run to find: ``--strict`` and ``--fail-on``."""

from collections.abc import Collection

from factcheck.decide import NO_PASSAGE
from factcheck.document import AnnotatedDocument, Claim, FailedDocument, Label


def breaches(
    record: AnnotatedDocument | FailedDocument, *, strict: bool, labels: Collection[str]
) -> list[str]:
    """Say which claims are what the user forbids, a line for each.

    :param strict: no claim may be left unchecked.
    :param labels: no claim may have one of these.
    """
    if isinstance(record, FailedDocument):
        return []
    return [
        f"{record.document.id}#{claim.id}: {claim.label}, {claim.reason or claim.text}"
        for claim in record.claims
        if claim.label in labels or (strict and unchecked(claim))
    ]


def unchecked(claim: Claim) -> bool:
    """Whether an asserted claim could not be checked at all.

    That is so where there was no evidence, where claim or evidence did not fit the model's window,
    and where the model failed; not where evidence was searched and is silent, unsure or at odds.
    """
    impossible = claim.verdict is None and claim.reason != NO_PASSAGE
    return claim.label is Label.UNVERIFIED and impossible
