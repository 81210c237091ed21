"""Reads an archive in pieces: files of JSON lines, plain or compressed, and Parquet files, wherever they lie in its folders.

    ARCHIVE... -> `sources`: its files, in order of their names -> `chunks`: the lines of each, so many at a time

A piece is known by its file and its place in it, so that whoever begins anew knows which of them are done.
"""

from __future__ import annotations

import bz2
import codecs
import glob
import gzip
import io
import json
import lzma
import os
import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from bot.edges.archive.screening import Line
from bot.edges.article_lines import KEYS
from bot.errors import UsageError

CHUNK = 200  # articles
MOST_BYTES = 20_000_000  # of a line, and of a piece but for its last line; an article is a thousandth of it
STANDARD_INPUT = "-"
_LINES = (".jsonl", ".ndjson", ".json")
_WITH_CLUSTER = "`pip install 'gatewatch[cluster]'`"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an archive."""

    path: str
    name: str  # seen from what all files of the archive share; standard input is called so
    bytes: int  # on the disk; 0 where nobody knows
    modified: float = 0.0  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of a file."""

    source: str  # its name
    number: int  # place in the file, from 0
    lines: tuple[Line, ...]
    bytes: int  # of the file that were read for it


@dataclass(frozen=True, slots=True)
class Begun:
    """A file of which some pieces may be done."""

    source: Source
    done: frozenset[int] = frozenset()


def sources(named: Sequence[str]) -> tuple[Source, ...]:
    """The files of an archive: those named, those in folders named, those that a pattern fits. Each once.

    Raises UsageError for what is not there or holds nothing that can be read.
    """
    if list(named) == [STANDARD_INPUT]:
        return (Source(STANDARD_INPUT, STANDARD_INPUT, 0),)
    found = dict.fromkeys(str(file) for each in named for file in _files(each))
    shared = os.path.commonpath([os.path.dirname(os.path.abspath(file)) for file in found]) if found else ""
    listed = (_source(file, shared) for file in found)
    return tuple(sorted(listed, key=lambda source: source.name))


def _source(file: str, shared: str) -> Source:
    try:
        seen = os.stat(file)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}; name a file of JSON lines or Parquet") from None
    return Source(file, os.path.relpath(os.path.abspath(file), shared), seen.st_size, seen.st_mtime)


def _files(named: str) -> Sequence[Path]:
    path = Path(named)
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if file.is_file() and _is_archive(file.name))
        if not inside:
            raise UsageError(
                f"the folder {named} holds no archive; its files should end in .jsonl, .jsonl.gz or .parquet"
            )
        return inside
    if path.exists() or not glob.has_magic(named):
        return [path]
    fits = [Path(each) for each in sorted(glob.glob(named, recursive=True))]
    if not fits:
        raise UsageError(f"nothing fits {named}; name files, folders or a pattern such as 'news/**/*.jsonl.gz'")
    return [file for each in fits for file in (_files(str(each)) if each.is_dir() else [each])]


def chunks(source: Source, size: int = CHUNK, done: Container[int] = ()) -> Iterator[Chunk]:
    """The lines of a file, `size` at a time; those that are `done` come without lines.

    Raises UsageError for a file that cannot be read.
    """
    read = _parquet if source.name.endswith(".parquet") else _json_lines
    try:
        yield from read(source, size, done)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise UsageError(f"{source.path}: {getattr(error, 'strerror', None) or error}; is it whole?") from None


# --- JSON lines -------------------------------------------------------------------------------------------------------------


def _json_lines(source: Source, size: int, done: Container[int]) -> Iterator[Chunk]:
    with ExitStack() as stack:
        raw = sys.stdin.buffer if source.path == STANDARD_INPUT else stack.enter_context(open(source.path, "rb"))
        file = stack.enter_context(closing(_opener(source.name)(raw))) if raw is not sys.stdin.buffer else raw
        read, number, held = 0, 0, 0
        lines: list[Line] = []
        for at, line in enumerate(_each_line(file), 1):
            plain = line.removeprefix(codecs.BOM_UTF8) if at == 1 else line
            if plain.strip():
                lines.append((at, plain))
                held += len(plain)
            if len(lines) == size or held >= MOST_BYTES:
                before, read = read, _read_of(raw)
                yield _chunk(source, number, lines, read - before, done)
                number, lines, held = number + 1, [], 0
        if lines:
            yield _chunk(source, number, lines, _read_of(raw) - read, done)


def _read_of(raw: IO[bytes]) -> int:
    """How many bytes of the file were read so far, of the packed one where it is packed."""
    return raw.tell() if raw.seekable() else 0


def _chunk(source: Source, number: int, lines: Sequence[Line], read: int, done: Container[int]) -> Chunk:
    return Chunk(source.name, number, () if number in done else tuple(lines), read)


def _each_line(file: IO[bytes]) -> Iterator[bytes]:
    """Line by line; of one that is far too long only the beginning, which is no JSON."""
    while line := file.readline(MOST_BYTES):
        rest = line
        while len(rest) == MOST_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MOST_BYTES)
        yield line if rest is line else line[:100]


def _plain(raw: IO[bytes]) -> IO[bytes]:
    return raw


def _zstandard(raw: IO[bytes]) -> IO[bytes]:
    try:
        import pyarrow
    except ImportError:
        raise UsageError(f"{raw.name}: Zstandard needs {_WITH_CLUSTER}") from None
    return io.BufferedReader(pyarrow.CompressedInputStream(raw, "zstd"))


# What opens a file, by the ending after `.jsonl`.
_OPENERS: Mapping[str, Callable[[Any], Any]] = {
    "": _plain, ".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open, ".zst": _zstandard
}  # fmt: skip


def _opener(name: str) -> Callable[[Any], Any]:
    """What opens a file of this name. One of any other name is taken for plain lines."""
    return next((opens for ending, opens in _OPENERS.items() if ending and name.endswith(ending)), _plain)


def _is_archive(name: str) -> bool:
    """Whether a file in a folder is meant: other things may lie there, too."""
    return name.endswith((".parquet", *(lines + packed for lines in _LINES for packed in _OPENERS)))


# --- Parquet ----------------------------------------------------------------------------------------------------------------


def _parquet(source: Source, size: int, done: Container[int]) -> Iterator[Chunk]:
    try:
        import pyarrow.lib as arrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError(f"{source.path}: Parquet needs {_WITH_CLUSTER}") from None
    try:
        with parquet.ParquetFile(source.path) as file:
            columns = [name for name in file.schema_arrow.names if name in KEYS]
            if not {"id", "text"} <= set(columns):
                raise UsageError(
                    f"{source.path}: no columns id and text; its columns are {', '.join(file.schema_arrow.names)}"
                )
            each = source.bytes / max(1, file.metadata.num_rows)
            at = 0
            for number, batch in enumerate(file.iter_batches(size, columns=columns)):
                rows = () if number in done else tuple(enumerate(map(_as_line, batch.to_pylist()), at + 1))
                at += batch.num_rows
                yield Chunk(source.name, number, rows, round(each * batch.num_rows))
    except arrow.ArrowException as error:
        raise UsageError(f"{source.path}: {error}; is it whole?") from None


def _as_line(row: dict[str, Any]) -> bytes:
    return json.dumps({name: value for name, value in row.items() if value is not None}, default=_as_text).encode()


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
