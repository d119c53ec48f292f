"""The settings of a run, checked once."""

from typing import Literal, get_args

from msgspec import Struct

from factcheck.errors import SettingsError

Precision = Literal["auto", "fp32", "bf16", "fp16"]

DEVICES = "auto, cpu, cuda, cuda:N or mps"


class Settings(Struct, frozen=True, kw_only=True):
    """What a user may choose beside the model and the evidence.

    :param device: ``auto``, ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
    :param precision: of the arithmetic; ``auto`` is bf16 on CUDA and, with a model of ours, on x86
        CPUs that have it, else fp32.
    :param max_tokens: most tokens in one batch, from 512, so that every pair fits, to 1,000,000; as
        suits the device if not given.
    :param passages: most passages of evidence for a claim, 1 to 20. Three hold the right one for
        0.967 of the claims of ``verify/dev`` (BM25, 2026-11-26), ten for 0.986.
    :param target_precision: how precise ``supported`` and ``refuted`` are to be, from 0 to 1, as
        measured on development data; the model's own choice if not given.
    :param check_hedged: also compare hedged claims with the evidence. Their label stays, the
        verdict stands beside it.
    """

    device: str = "auto"
    precision: Precision = "auto"
    max_tokens: int | None = None
    passages: int = 3
    target_precision: float | None = None
    check_hedged: bool = False

    def __post_init__(self) -> None:
        """Refuse values of another type or out of range.

        :raises SettingsError: naming the setting, the value and the range.
        """
        if not isinstance(self.check_hedged, bool):
            raise SettingsError(f"check_hedged is {self.check_hedged!r}: choose True or False")
        if not isinstance(self.device, str):  # which are there, only torch knows
            raise SettingsError(f"device {self.device!r} is unknown: choose {DEVICES}")
        if self.precision not in get_args(Precision):
            raise SettingsError(
                f"precision {self.precision!r} is unknown: choose {', '.join(get_args(Precision))}"
            )
        for name, kind, low, high in (
            ("max_tokens", int | None, 512, 1_000_000),
            ("passages", int, 1, 20),
            ("target_precision", float | int | None, 0, 1),
        ):
            value = getattr(self, name)
            fits = isinstance(value, kind) and not isinstance(value, bool)
            if not fits or (value is not None and not low <= value <= high):
                number = "number" if name == "target_precision" else "whole number"
                raise SettingsError(f"{name} is {value!r}: choose a {number} from {low} to {high}")
