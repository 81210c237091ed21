"""A digest of the code and data that decide what something kept in the cache folder says: other code, another cache."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from unicodedata import unidata_version

import babel
import icu

ENDINGS = (".py", ".txt", ".tsv", ".yml")


@cache
def code_digest(*parts: str) -> str:
    """Hex digest of modules and folders of the package, such as ``names`` or ``text.py``, and of the libraries' data."""
    digest = hashlib.blake2b(f"{unidata_version} {icu.ICU_VERSION} {babel.__version__}".encode(), digest_size=6)
    for part in parts:
        for file in _files(files("bot").joinpath(part)):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(part: Traversable) -> Iterator[Traversable]:
    if part.is_file():
        yield part
        return
    yield from sorted((file for file in part.iterdir() if file.name.endswith(ENDINGS)), key=lambda file: file.name)
