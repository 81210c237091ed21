"""Keeps the results of an archive: a file for each piece, whole or not there, so that whoever begins anew goes on.

    RESULTS/archive.json                      with what it is screened: the list, what is told, how large a piece is
    RESULTS/2024/news.jsonl.gz/source.json    the file as it was when it was begun
                              /000000.jsonl   what was found in its first piece (or .parquet)
                              /000000.left-out.jsonl   its lines that could not be read, where there are some

The digest of the results is that of all their lines, file by file and piece by piece, whoever screened them in whatever order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.edges.archive.reading import Source
from bot.edges.archive.screening import Answers
from bot.edges.whole_files import put_whole
from bot.errors import UsageError

_ABOUT, _SOURCE, _LEFT_OUT = "archive.json", "source.json", ".left-out.jsonl"


class Kind(StrEnum):
    """What results are kept as."""

    JSONL = "jsonl"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Terms:
    """With what an archive is screened: results of other terms do not belong beside each other."""

    watchlist: str  # fingerprint
    program: str  # digest of the code that reads
    tells: str  # what is told of each article
    chunk: int  # articles in a piece
    results: str  # what they are kept as


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is when all is done."""

    results: int
    left_out: int
    digest: str


class Results:
    """A folder of results."""

    def __init__(self, folder: Path, terms: Terms) -> None:
        """Raises UsageError for a folder with results of other terms, or with anything else."""
        self._folder, self._kind = folder, Kind(terms.results)
        about = folder / _ABOUT
        if about.exists():
            _refuse_others(folder, json.loads(about.read_bytes()), asdict(terms))
            return
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} holds something else; name an empty folder, or one with results to go on with")
        folder.mkdir(parents=True, exist_ok=True)
        put_whole(about, _line(asdict(terms)))

    def begin(self, source: Source) -> frozenset[int]:
        """Which pieces of a file are done. Raises UsageError where the file has changed since."""
        folder = self._folder / source.name
        seen = {"bytes": source.bytes, "modified": source.modified}
        try:
            before = json.loads((folder / _SOURCE).read_bytes())
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            put_whole(folder / _SOURCE, _line(seen))
            return frozenset()
        if before != seen:
            raise UsageError(f"{source.path} has changed since it was begun; remove {folder} to have it screened anew")
        return frozenset(int(each.name.split(".")[0]) for each in self._parts(source))

    def put(self, source: str, number: int, answers: Answers) -> None:
        """Keep the answers of a piece. What counts is there last."""
        folder, name = self._folder / source, f"{number:06}"
        if answers.left_out:
            lines = (_line({"line": line, "why": why}) for line, why in answers.left_out)
            put_whole(folder / f"{name}{_LEFT_OUT}", b"".join(lines))
        data = b"".join(f"{each}\n".encode() for each in answers.results)
        if self._kind is Kind.PARQUET:
            from bot.edges.archive.parquet import packed  # pyarrow is an extra

            data = packed(answers.results, digest=hashlib.sha256(data).hexdigest())
        put_whole(folder / f"{name}.{self._kind.value}", data)

    def kept(self, sources: Sequence[Source]) -> Kept:
        """Count everything and take the digest."""
        digest, results, left_out = hashlib.sha256(), 0, 0
        for source in sources:
            for part in self._parts(source):
                count, own = self._part(part)
                results += count
                digest.update(own)
            left_out += sum(1 for _ in self.left_out(source))
        return Kept(results, left_out, digest.hexdigest())

    def left_out(self, source: Source) -> Iterator[tuple[int, str]]:
        """The lines of a file that could not be read, and why."""
        for file in sorted((self._folder / source.name).glob(f"*{_LEFT_OUT}")):
            for line in file.read_bytes().splitlines():
                told = json.loads(line)
                yield told["line"], told["why"]

    def _parts(self, source: Source) -> Sequence[Path]:
        found = (self._folder / source.name).glob(f"*.{self._kind.value}")
        return sorted(each for each in found if not each.name.endswith(_LEFT_OUT))

    def _part(self, part: Path) -> tuple[int, bytes]:
        """How many results a piece has, and their digest."""
        if self._kind is Kind.PARQUET:
            from bot.edges.archive.parquet import digest_in

            return digest_in(part)
        data = part.read_bytes()
        return data.count(b"\n"), hashlib.sha256(data).hexdigest().encode()


def _refuse_others(folder: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    others = [name for name in now if before.get(name) != now[name]]
    if others:
        raise UsageError(
            f"{folder} holds results of other terms ({', '.join(others)}); name another folder, or remove this one to begin anew"
        )


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
