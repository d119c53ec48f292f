"""The classes of each output of the model, in order. Weights are of no use with another order."""

from factcheck.document import CueType, SourceKind, Stance

STANCES = tuple(map(str, Stance))
NLI_CLASSES = ("entailment", "neutral", "contradiction")
NEUTRAL = NLI_CLASSES.index("neutral")
CUE_TYPES = tuple(map(str, CueType))
SOURCE_KINDS = (str(SourceKind.NAMED), str(SourceKind.ANONYMOUS))


def bio(types: tuple[str, ...]) -> tuple[str, ...]:
    """Tags for spans of the given types: outside, then begin and inside of each."""
    return ("O", *(f"{mark}-{name}" for name in types for mark in "BI"))


CUE_TAGS = bio(CUE_TYPES)
SOURCE_TAGS = bio(SOURCE_KINDS)
