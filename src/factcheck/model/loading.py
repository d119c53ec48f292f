"""Which model is meant, and the scorer that runs it."""

import os
from pathlib import Path

from factcheck.errors import ModelError
from factcheck.model.scorer import EncoderScorer, Scorer
from factcheck.settings import Settings
from factcheck.shipped import shipped


def load_scorer(model: str | Path, settings: Settings, shared: Path | None = None) -> Scorer:
    """Load a model of ours by name or folder, or a plain NLI model by folder or hub ID.

    A folder with a ``config.json`` and no ``manifest.toml`` is a model of ``transformers``. Nothing
    but a string of the form ``user/model`` makes it fetch anything, and only if there is neither
    such a path nor a folder called ``user``.

    :param shared: of a model of ours, as ``EncoderScorer.load`` says.
    :raises ModelError: if the model is missing, damaged or of another kind, or its path not UTF-8.
    :raises SettingsError: if the device, precision or target precision cannot be had.
    """
    folder = model_folder(model)
    try:
        str(folder or model).encode()  # safetensors takes no other path
    except UnicodeEncodeError as error:
        raise ModelError(
            f"{folder or model} is not UTF-8, as the path of a model must be: rename it"
        ) from error
    if folder and ((folder / "manifest.toml").exists() or not (folder / "config.json").exists()):
        return EncoderScorer.load(folder, settings, shared)
    if folder or (isinstance(model, str) and is_hub_id(model)):
        from factcheck.model.zeroshot import ZeroShotScorer  # imports transformers, which is slow

        return ZeroShotScorer.load(folder or str(model), settings)
    home = shipped("models")
    names = sorted(path.parent.name for path in home.glob("*/manifest.toml")) if home else []
    raise ModelError(
        f"no model {str(model)!r}: give {' or '.join((*names, 'a model folder'))}, or the ID of an "
        "NLI model on the Hugging Face hub, such as user/model"
    )


def model_folder(model: str | Path) -> Path | None:
    """The folder of a shipped model by its name, or the folder itself; nothing for neither."""
    if isinstance(model, str) and (home := shipped("models", model, "manifest.toml")):
        return home.parent
    return Path(model) if os.path.isdir(model) else None  # noqa: PTH112  # never raises


def is_hub_id(model: str) -> bool:
    """Whether a name has the form ``user/model`` and cannot be meant for a path."""
    user, slash, name = model.partition("/")
    named = bool(user and slash and name) and "/" not in name and user not in (".", "..", "~")
    return named and not os.path.exists(user)  # noqa: PTH110  # never raises
