"""Which program this is: its version, a digest of the code and data that read and decide, and what English is read with."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files

from bot import __version__
from bot.alerts.occasion import Program
from bot.edges.code_digest import code_digest
from bot.edges.gazetteer import VERSION
from bot.edges.model_files import NoModel, model_folder

# What of the package decides what is found in an article and concluded from it.
DECIDING = (
    "names",
    "matching",
    "context",
    "alerts",
    "model",
    "record.py",
    "text.py",
    "pipeline.py",
    "data/names",
    "data/places",
    "data/context",
    "data/media.yml",
)
PATTERNS = "patterns alone"


@cache
def this_program() -> Program:
    """The program at work in this process."""
    return Program(__version__, code_digest(*DECIDING), _reader())


def _reader() -> str:
    if isinstance(model_folder(), NoModel):
        return f"{PATTERNS}, places {VERSION}"
    model = blake2b(files("bot.data").joinpath("model", "en_core_web_sm-3.8.0.sha256").read_bytes(), digest_size=4)
    return f"spaCy {version('spacy')}, model {model.hexdigest()}, places {VERSION}"
