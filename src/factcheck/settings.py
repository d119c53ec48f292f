"""The settings of a run, checked once."""

from typing import Literal, get_args

from msgspec import Struct

from factcheck.errors import SettingsError

Precision = Literal["auto", "fp32", "bf16", "fp16"]


class Settings(Struct, frozen=True, kw_only=True):
    """What a user may choose beside the model and the evidence.

    :param device: ``auto``, ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
    :param precision: of the arithmetic; ``auto`` is bf16 on CUDA and, with a model of ours, on x86
        CPUs that have it, else fp32.
    :param max_tokens: most tokens in one batch, at least 512 so that every pair fits; as suits the
        device if not given.
    :param passages: most passages of evidence for a claim, 1 to 20. Three hold the right one for
        0.967 of the claims of ``verify/dev`` (BM25, 2026-11-26), ten for 0.986.
    :param target_precision: how precise ``supported`` and ``refuted`` are to be, from 0 to 1, as
        measured on development data; the model's own choice if not given.
    """

    device: str = "auto"
    precision: Precision = "auto"
    max_tokens: int | None = None
    passages: int = 3
    target_precision: float | None = None

    def __post_init__(self) -> None:
        """Refuse values out of range.

        :raises SettingsError: naming the setting, the value and the range.
        """
        if self.precision not in get_args(Precision):
            raise SettingsError(
                f"precision {self.precision!r} is unknown: choose {', '.join(get_args(Precision))}"
            )
        for name, value, low, high in (
            ("max_tokens", self.max_tokens, 512, 1_000_000),
            ("passages", self.passages, 1, 20),
        ):
            if value is not None and not low <= value <= high:
                raise SettingsError(f"{name} is {value}: choose a number from {low} to {high}")
        if self.target_precision is not None and not 0 <= self.target_precision <= 1:
            raise SettingsError(
                f"target_precision is {self.target_precision}: choose a number from 0 to 1"
            )
