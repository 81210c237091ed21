"""An archive is read piece by piece whatever it is packed in, and its results are kept so that whoever begins anew goes on."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.edges.archive.reading import MOST_BYTES, Chunk, Source, chunks, sources
from bot.edges.archive.results import Kind, Results, Terms
from bot.edges.archive.screening import Answers
from bot.errors import UsageError

ROWS = [{"id": f"a{n}", "text": f"Text {n}.", "date": "2026-03-02"} for n in range(7)]
LINES = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
TERMS = Terms("f" * 32, "1", "findings", 3, "jsonl")
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".jsonl": bytes, ".ndjson": bytes, ".jsonl.gz": gzip.compress, ".jsonl.bz2": bz2.compress, ".json.xz": lzma.compress
}  # fmt: skip


def written(path: Path, data: bytes = LINES) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def one(path: Path) -> Source:
    (source,) = sources([str(path)])
    return source


def texts(read: list[Chunk]) -> list[list[str]]:
    return [[json.loads(line)["id"] for _, line in chunk.lines] for chunk in read]


@pytest.mark.parametrize("ending", PACKED)
def test_json_lines_are_read_piece_by_piece(tmp_path: Path, ending: str) -> None:
    """Each piece with its place, the numbers of its lines, and how much of the file it took."""
    source = one(written(tmp_path / f"news{ending}", PACKED[ending](LINES)))
    read = list(chunks(source, 3))
    assert texts(read) == [["a0", "a1", "a2"], ["a3", "a4", "a5"], ["a6"]]
    assert [(chunk.source, chunk.number, chunk.lines[0][0]) for chunk in read] == [
        (source.name, 0, 1), (source.name, 1, 4), (source.name, 2, 7)
    ]  # fmt: skip
    assert sum(chunk.bytes for chunk in read) == source.bytes


def test_what_is_done_is_passed_over(tmp_path: Path) -> None:
    """Its place stays, and its lines are left out."""
    source = one(written(tmp_path / "news.jsonl"))
    assert texts(list(chunks(source, 3, {0, 2}))) == [[], ["a3", "a4", "a5"], []]


def test_empty_lines_and_a_mark_at_the_beginning_are_nothing(tmp_path: Path) -> None:
    """The numbers of lines are those of the file."""
    source = one(written(tmp_path / "news.jsonl", b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\n\n")))
    (read,) = chunks(source)
    assert texts([read]) == [[row["id"] for row in ROWS]]
    assert [number for number, _ in read.lines] == [1, 3, 5, 7, 9, 11, 13]


def test_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    """Its beginning stands for it, and the next line is read."""
    long = b'{"id": "x", "text": "' + b"x" * (2 * MOST_BYTES + 5) + b'"}\n'
    (read,) = chunks(one(written(tmp_path / "news.jsonl", long + LINES)))
    assert len(read.lines[0][1]) == 100
    assert [number for number, _ in read.lines] == list(range(1, 9))


def test_a_piece_of_long_lines_is_shorter(tmp_path: Path) -> None:
    """So that no archive takes all memory."""
    long = json.dumps({"id": "x", "text": "x" * (MOST_BYTES // 2)}).encode() + b"\n"
    read = list(chunks(one(written(tmp_path / "news.jsonl", long * 3 + LINES))))
    assert [len(chunk.lines) for chunk in read] == [2, 1 + len(ROWS)]


def test_files_folders_and_patterns_name_an_archive(tmp_path: Path) -> None:
    """Each file once, in order of its name, seen from what all share; other things in a folder are none."""
    for name in ("2024/b.jsonl", "2024/a.jsonl.gz", "2023/c.parquet", "2024/notes.txt"):
        written(tmp_path / name)
    everything = sources([str(tmp_path)])
    assert [source.name for source in everything] == ["2023/c.parquet", "2024/a.jsonl.gz", "2024/b.jsonl"]
    fits = sources([str(tmp_path / "*" / "*.jsonl*"), str(tmp_path / "2024" / "b.jsonl")])
    assert [source.name for source in fits] == ["a.jsonl.gz", "b.jsonl"]


@pytest.mark.parametrize(
    ("named", "words"),
    [("none.jsonl", "No such file"), ("empty", "holds no archive"), ("*.zip", "nothing fits")],
)
def test_what_is_no_archive_is_told(tmp_path: Path, named: str, words: str) -> None:
    """With what to name instead."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=words):
        sources([str(tmp_path / named)])


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.bz2", ".json.xz"])
def test_a_file_that_breaks_off_is_told(tmp_path: Path, ending: str) -> None:
    """With its name."""
    source = one(written(tmp_path / f"news{ending}", PACKED[ending](LINES * 50)[:-20]))
    with pytest.raises(UsageError, match="is it whole"):
        list(chunks(source))


# --- Parquet ----------------------------------------------------------------------------------------------------------------


def parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pa = pytest.importorskip("pyarrow", reason="gatewatch[cluster] is not installed")
    from pyarrow import parquet as written_as

    written_as.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_parquet_is_read_piece_by_piece(tmp_path: Path) -> None:
    """As the same lines would be; other columns are left alone, and so is what is not stated."""
    rows = [{**row, "title": None, "other": 1} for row in ROWS]
    source = one(parquet(tmp_path / "news.parquet", rows))
    read = list(chunks(source, 3))
    assert texts(read) == [["a0", "a1", "a2"], ["a3", "a4", "a5"], ["a6"]]
    assert json.loads(read[0].lines[0][1]) == ROWS[0]
    assert abs(sum(chunk.bytes for chunk in read) - source.bytes) <= 3


def test_parquet_without_text_is_told(tmp_path: Path) -> None:
    """With the columns that there are; so is a file that is none."""
    with pytest.raises(UsageError, match="no columns id and text; its columns are id, body"):
        list(chunks(one(parquet(tmp_path / "news.parquet", [{"id": "a", "body": "b"}]))))
    with pytest.raises(UsageError, match="is it whole"):
        list(chunks(one(written(tmp_path / "bad.parquet"))))


# --- results ----------------------------------------------------------------------------------------------------------------


def answers(number: int) -> Answers:
    return Answers((json.dumps({"id": f"a{number}"}),), ((number, "text: missing"),), 1)


def results_of(folder: Path, terms: Terms = TERMS) -> Results:
    return Results(folder / "results", terms)


def test_results_are_the_same_in_whatever_order_they_come(tmp_path: Path) -> None:
    """And whoever begins anew knows what is done."""
    source = one(written(tmp_path / "in" / "news.jsonl"))
    digests = set()
    for order in ((0, 1, 2), (2, 0, 1)):
        folder = tmp_path / str(order)
        for number in order:
            results = results_of(folder)
            assert number not in results.begin(source)
            results.put(source.name, number, answers(number))
        kept = results_of(folder).kept([source])
        assert (kept.results, kept.left_out) == (3, 3)
        assert list(results.left_out(source)) == [(n, "text: missing") for n in range(3)]
        digests.add(kept.digest)
    assert len(digests) == 1


@pytest.mark.parametrize("field", ["watchlist", "program", "tells", "chunk", "results"])
def test_results_of_other_terms_are_refused(tmp_path: Path, field: str) -> None:
    """With what differs."""
    results_of(tmp_path)
    other: dict[str, Any] = {field: 9 if field == "chunk" else "parquet"}
    with pytest.raises(UsageError, match=rf"other terms \({field}\)"):
        results_of(tmp_path, replace(TERMS, **other))


def test_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    """What was found in it before is not what it says now."""
    file = written(tmp_path / "in" / "news.jsonl")
    results_of(tmp_path).begin(one(file))
    written(file, LINES * 2)
    with pytest.raises(UsageError, match="has changed since it was begun; remove"):
        results_of(tmp_path).begin(one(file))


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    """Nothing of it is touched."""
    written(tmp_path / "results" / "thesis.txt")
    with pytest.raises(UsageError, match="holds something else"):
        results_of(tmp_path)
    assert os.listdir(tmp_path / "results") == ["thesis.txt"]


def test_parquet_results_have_the_digest_of_the_lines(tmp_path: Path) -> None:
    """Whatever they are kept as."""
    pytest.importorskip("pyarrow", reason="gatewatch[cluster] is not installed")
    source, found = one(written(tmp_path / "in" / "news.jsonl")), []
    for kind in Kind:
        results = Results(tmp_path / kind.value, replace(TERMS, results=kind.value))
        results.begin(source)
        for number in range(2):
            results.put(source.name, number, answers(number))
        found.append(results.kept([source]))
    assert found[0] == found[1]
    assert found[0].results == 2
