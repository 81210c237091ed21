"""Secrets from the environment: a variable or the file that it names, and what stands for one in an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

from bot.errors import Mistake
from bot.marked import Marked
from bot.marked import Path as DataPath

# What stands for a secret in the address of a feed or mirror, and how its variable begins: others belong to other services.
IN_ADDRESS = re.compile(r"\$\{(\w*)\}")
OF_ADDRESSES = "FEED_"
SHORTEST = 6  # characters: what is shorter stands in any text by chance


def variable(name: str, environ: Mapping[str, str], mistakes: list[Mistake]) -> str | None:
    """A variable's text, or that of the file which its ``_FILE`` form names."""
    if text := environ.get(name, "").strip():
        return text
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        mend = "set it to the path of a text file that holds the secret, readable for this user"
        mistakes.append(Mistake(f"environment variable {name}_FILE", 1, 1, f"{path} cannot be read", mend))
        return None


class Whole(NamedTuple):
    """An address with the secrets that it names in their places."""

    address: SecretStr
    secrets: tuple[SecretStr, ...]


def with_secrets(
    url: str, path: DataPath, marked: Marked, environ: Mapping[str, str], mistakes: list[Mistake]
) -> Whole:
    """The address with each secret that it names in its place; what is wrong with a name goes to the mistakes."""
    found: list[SecretStr] = []

    def secret(named: re.Match[str]) -> str:
        name = named[1]
        if not name.startswith(OF_ADDRESSES):
            what = f"${{{name}}} is no secret of an address"
            mend = f"name the variable {OF_ADDRESSES}…, such as FEED_KEY"
        elif value := variable(name, environ, mistakes):
            found.append(SecretStr(value))
            return value
        else:
            what = f"the environment variable {name} is not set"
            mend = f"set it to the secret, or {name}_FILE to the path of a file that holds it"
        mistakes.append(marked.mistake(path, what, mend))
        return ""

    return Whole(SecretStr(IN_ADDRESS.sub(secret, url)), tuple(found))


def hidden(said: bytes, secret: str) -> bytes:
    """What somebody says without a secret, however it is written there. What is too short to be one stays."""
    if len(secret) < SHORTEST:
        return said
    for form in sorted(
        {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), escape(secret)}, key=len, reverse=True
    ):
        said = said.replace(form.encode(), b"...")
    return said
