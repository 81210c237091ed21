"""Thousands of small feeds on loopback, in a process of its own, so that what serves them is not measured with what polls them.

    python -m tests.bench.feed_site [--tls FOLDER] [--close] [--items 10] [--first 10] [--everywhere]

Prints its port, serves until its standard input ends, then prints the seconds of processor time it took. Answers 304 to
whoever has a feed's present version and the feed to all others. A path that begins with /news has another version, with one
new item, each time it is asked, until somebody asks for /quiet; the answer to /made is how many items there ever were. With
--everywhere each address of loopback (127.0.0.0/8) is a host of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

TAG = '"present"'
WORDS = "The minister left the capital on Monday for talks, two officials said, and is expected back within the week. "


@dataclass
class Feeds:
    """What is served: feeds of so many items, the newest first."""

    items: int
    close: bool
    first: int  # so many items there are in the beginning
    quiet: bool = False
    made: int = 0  # items
    news: dict[str, deque[str]] = field(default_factory=dict)

    def answer(self, head: bytes) -> bytes:
        """The whole answer to a request's head."""
        path = head.split(b" ", 2)[1].decode()
        if path in ("/quiet", "/made"):
            self.quiet = self.quiet or path == "/quiet"
            made = str(self.made).encode()
            return self._told("200 OK", f"Content-Length: {len(made)}\r\n", made)
        if TAG.encode() in head and not path.startswith("/news"):
            return self._told("304 Not Modified", "", b"")
        if path not in self.news:
            self.news[path] = deque((self._item() for _ in range(self.first)), self.items)
        elif path.startswith("/news") and not self.quiet:
            self.news[path].appendleft(self._item())
        items = self.news[path]
        body = f"<rss version='2.0'><channel><title>{path}</title>{''.join(items)}</channel></rss>".encode()
        return self._told("200 OK", f"Content-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n", body)

    def _item(self) -> str:
        self.made += 1
        return f"<item><guid isPermaLink='false'>{self.made}</guid><title>Report {self.made}</title><description>{WORDS * 3}{self.made}</description></item>"

    def _told(self, status: str, facts: str, body: bytes) -> bytes:
        close = "Connection: close\r\n" if self.close else ""
        return (
            f"HTTP/1.1 {status}\r\nServer: bench\r\nETag: {TAG}\r\nCache-Control: max-age=60\r\n{facts}{close}\r\n".encode()
            + body
        )


class Answering(asyncio.Protocol):
    """One connection; requests have no body."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds, self._head = feeds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers go through."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._head += data
        while b"\r\n\r\n" in self._head:
            head, self._head = self._head.split(b"\r\n\r\n", 1)
            self._transport.write(self._feeds.answer(head))
            if self._feeds.close:
                self._transport.close()


async def serve(feeds: Feeds, tls: Path | None, host: str) -> None:
    """Until standard input ends."""
    context = None
    if tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls / "site.pem", tls / "site.key")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(feeds), host, 0, ssl=context, backlog=1_000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    print(time.process_time(), flush=True)


# --- for those who measure --------------------------------------------------------------------------------------------


@dataclass
class Running:
    """The site at work; `cpu` is known when it has ended."""

    port: int
    cpu: float = 0.0


@asynccontextmanager
async def site(*options: str) -> AsyncIterator[Running]:
    """The site as a process of its own."""
    command = (sys.executable, "-m", "tests.bench.feed_site", *options)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    running = Running(int(await process.stdout.readline()))
    try:
        yield running
    finally:
        told, _ = await process.communicate(b"")
        running.cpu = float(told or 0)


def make_certificate(folder: Path, host: str) -> None:
    """A key and a certificate that signs itself, by the openssl command. Raises FileNotFoundError where there is none."""
    made: Sequence[str] = ("-keyout", str(folder / "site.key"), "-out", str(folder / "site.pem"))
    kind = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    named = ("-subj", "/CN=feeds", "-addext", f"subjectAltName=DNS:{host}")
    subprocess.run(("openssl", "req", *kind, *named, *made), check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tls", type=Path)
    parser.add_argument("--close", action="store_true")
    parser.add_argument("--items", type=int, default=10)
    parser.add_argument("--first", type=int, default=10)
    parser.add_argument("--everywhere", action="store_true")
    given = parser.parse_args()
    host = "0.0.0.0" if given.everywhere else "127.0.0.1"  # of the other addresses only loopback is asked
    asyncio.run(serve(Feeds(given.items, given.close, given.first), given.tls, host))


if __name__ == "__main__":
    main()
