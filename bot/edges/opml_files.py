"""Lists of feeds in OPML: read from a file or the web within bounds, written whole."""

from __future__ import annotations

from pathlib import Path

from bot.edges.files import replace_file
from bot.errors import GatewatchError, UsageError
from bot.feeds.opml import MOST_BYTES
from bot.ports import Fetched, Fetcher, Request


def listed_in_file(path: Path) -> bytes:
    """The bytes of a file, of one that is too long only as many as tell that it is. Raises UsageError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); give a file as a feed reader exports it") from None


async def fetched_list(address: str, fetcher: Fetcher) -> bytes:
    """The bytes at a public web address. Raises GatewatchError when they cannot be had."""
    answer = await fetcher.fetch(Request(address))
    if isinstance(answer, Fetched):
        return answer.body
    raise GatewatchError(f"{address} was not imported: {answer.why}; download it, and import the file")


def write_list(path: Path, data: bytes) -> None:
    """Write a list whole. Raises UsageError when it cannot be written, or another file is in its place."""
    before = listed_in_file(path) if path.exists() else None
    if before and b"<opml" not in before[:4_096].lower():
        raise UsageError(f"{path} is there and is no OPML list; name another file")
    replace_file(path, before, data)
