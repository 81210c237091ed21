"""A server on loopback that misbehaves in every way that servers were seen to, each on an address of its own.

    python -m tests.proof.hostile_server PORT

Feeds are at http://127.1.A.B:PORT/<number>, in the order of `NAMES`; prints "ready" when all of them listen. Run beside the
process that is watched, so that what the documents take here is not counted there.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
import zlib
from collections.abc import Mapping

from tests.edges.http_stage import Script, Send, Stage, drips, raw, says
from tests.proof.hostile_documents import DOCUMENTS, body_of, rss

GOOD = 20
FEED = rss(
    "".join(f"<item><title>Story {n}</title><guid isPermaLink='false'>g{n}</guid></item>" for n in range(5))
).encode()
XML = {"Content_Type": "application/xml"}
OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"<!doctype html><html><head><title>%s</title></head><body>%s</body></html>"


def endless(head: bytes, data: bytes) -> Script:
    async def script(send: Send) -> None:
        await send(head)
        while True:
            await send(data)

    return script


def silent(head: bytes = b"") -> Script:
    async def script(send: Send) -> None:
        await send(head)
        await asyncio.sleep(3_600)

    return script


def slow_headers() -> Script:
    async def script(send: Send) -> None:
        await send(OK)
        while True:
            await send(b"X-A: b\r\n")
            await asyncio.sleep(0.5)

    return script


def bomb(megabytes: int, kind: int) -> bytes:
    """Zeros that were compressed, with no end; `kind` as zlib's wbits."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, kind)
    first, again = (squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (megabytes - 1)


def chunked(data: bytes) -> bytes:
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + data


def moved(target: str, status: str = "302 Found") -> Script:
    return says(status, Location=target)


BEHAVIOURS: Mapping[str, Script] = {
    "drips its body": drips(b"<", 0.2),
    "drips its headers": slow_headers(),
    "never answers": silent(),
    "stops in the headers": silent(b"HTTP/1.1 200 O"),
    "stops in the body": silent(OK + b"Content-Length: 500\r\n\r\n<rss"),
    "hangs up at once": raw(b""),
    "hangs up in the headers": raw(b"HTTP/1.1 200 OK\r\nContent-"),
    "endless headers": endless(OK, b"X-A: " + b"b" * 100 + b"\r\n"),
    "endless header": endless(OK + b"X-A: ", b"b" * 65_536),
    "header of a megabyte": says("200 OK", FEED, X_A="b" * 1_000_000),
    "10,000 headers": raw(OK + b"X-A: b\r\n" * 10_000 + b"\r\n"),
    "10,000 cookies": raw(OK + b"Set-Cookie: a=b\r\n" * 10_000 + b"\r\n"),
    "bare line feeds": raw(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
    "folded header": raw(OK + b"X-A: b\r\n c\r\nContent-Length: 2\r\n\r\nok"),
    "nul in a header": raw(OK + b"X-A: b\x00c\r\nContent-Length: 2\r\n\r\nok"),
    "no headers": raw(FEED),
    "other protocol": raw(b"SSH-2.0-OpenSSH_9.0\r\n"),
    "random bytes": raw(bytes(range(256)) * 64),
    "status 999": says("999 Why Not", FEED),
    "status of letters": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
    "version 9": raw(b"HTTP/9.9 200 OK\r\n\r\n"),
    "continues for ever": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints for ever": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
    "switches protocols": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + FEED),
    "gigabyte of gzip": says("200 OK", bomb(1_024, 31), Content_Encoding="gzip"),
    "gigabyte of deflate": says("200 OK", bomb(1_024, 15), Content_Encoding="deflate"),
    "gzip in gzip": says("200 OK", gzip.compress(bomb(256, 31)), Content_Encoding="gzip, gzip"),
    "gzip that is none": says("200 OK", b"not gzip at all" * 100, Content_Encoding="gzip"),
    "gzip cut off": says("200 OK", gzip.compress(FEED * 50)[:200], Content_Encoding="gzip", **XML),
    "unknown encoding": says("200 OK", FEED, Content_Encoding="x-nope"),
    "brotli that is none": says("200 OK", FEED, Content_Encoding="br"),
    "length too long": says("200 OK", FEED, len(FEED) + 1_000, **XML),
    "length too short": says("200 OK", FEED, 100, **XML),
    "length below nought": raw(OK + b"Content-Length: -5\r\n\r\n" + FEED),
    "length of letters": raw(OK + b"Content-Length: many\r\n\r\n" + FEED),
    "two lengths": raw(OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + FEED),
    "length and chunks": raw(OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    "chunks of rubbish": raw(chunked(b"zz\r\nhello\r\n")),
    "chunk beyond counting": raw(chunked(b"ffffffffffffffffff\r\nhello")),
    "chunk of 2 GB": raw(chunked(b"7fffffff\r\nhello")),
    "chunks without end": endless(chunked(b""), b"4\r\n<x/>\r\n"),
    "chunk with notes": endless(chunked(b"5;x="), b"y" * 65_536),
    "trailers without end": endless(chunked(b"5\r\nhello\r\n0\r\n"), b"X-A: b\r\n"),
    "body without end": endless(OK + b"\r\n", b"<x/>" * 16_384),
    "50 MB body": endless(OK + b"Content-Length: 50000000\r\n\r\n", b"<x/>" * 16_384),
    "two answers": raw(OK + b"Content-Length: 5\r\n\r\nhello" + OK + b"Content-Length: 6\r\n\r\n<evil>"),
    "redirects to itself": moved("?"),
    "redirects on and on": moved("/again/"),
    "redirects to a file": moved("file:///etc/passwd"),
    "redirects to a script": moved("javascript:alert(1)"),
    "redirects to data": moved("data:text/xml,<rss/>"),
    "redirects to a broken host": moved("http://[::1/"),
    "redirects to a megabyte": moved("/" + "x" * 1_000_000),
    "redirects to nowhere": says("301 Moved Permanently"),
    "304 to everybody": says("304 Not Modified", ETag='"x"'),
    "429 for a day": says("429 Too Many Requests", Retry_After="86400"),
    "429 for rubbish": says("429 Too Many Requests", Retry_After="soon, perhaps"),
    "503 till 9999": says("503 Busy", Retry_After="Fri, 31 Dec 9999 23:59:59 GMT"),
    "500 with a book": says("500 Oops", b"x" * 5_000_000),
    "451": says("451 Unavailable For Legal Reasons"),
    "401": says("401 Unauthorized", WWW_Authenticate='Basic realm="x"'),
    "410": says("410 Gone"),
    "204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "206": says("206 Partial Content", FEED[:100], Content_Range="bytes 0-99/5000"),
    "consent page": says("200 OK", HTML % (b"Before you continue", b"Accept all cookies"), Content_Type="text/html"),
    "robot check": says("200 OK", HTML % (b"Just a moment...", b""), Content_Type="text/html"),
    "picture for a feed": says("200 OK", b"\x89PNG\r\n\x1a\n" * 1_000, Content_Type="image/png"),
    "fresh for a century": says("200 OK", FEED, Cache_Control="max-age=99999999999", **XML),
    "etag of a kilobyte of signs": says("200 OK", FEED, ETag='"' + "ÿ" * 1_000 + '"', **XML),
    "pages that hurt": says("200 OK", rss("".join(f"<item><title>t</title><link>/page{n}</link></item>" for n in range(30))).encode(), **XML),
}  # fmt: skip
HURTFUL_PAGE = b"<html><body><p>" + b"<span><b>He</b> flew</span>" * 16_000 + b"</p><p>He flew.</p></body></html>"

NAMES = [*(f"good {n}" for n in range(GOOD)), *BEHAVIOURS, *DOCUMENTS]


def address(number: int) -> str:
    return f"127.1.{number // 200}.{number % 200 + 1}"


def script_of(name: str) -> Script:
    if name.startswith("good "):
        return says("200 OK", FEED, **XML)
    return BEHAVIOURS[name] if name in BEHAVIOURS else says("200 OK", body_of(name), **XML)


class _Hostile(Stage):
    """Scripts are made when they are asked for: together the documents are too large to hold."""

    def script(self, path: str) -> Script:
        if path.startswith("/page"):
            return says("200 OK", HURTFUL_PAGE, Content_Type="text/html")
        if path.startswith("/again"):
            return moved("again/")
        number = path.split("/")[1].split("?")[0]
        return script_of(NAMES[int(number)]) if number.isdigit() else says("404 Not Found")


async def main(port: int) -> None:
    stage = _Hostile()
    hosts = [address(number) for number in range(len(NAMES))]
    server = await asyncio.start_server(stage.serve, hosts, port, limit=2**20)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
