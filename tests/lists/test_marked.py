"""bot.marked: YAML that people edit, read without guessing, with places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadFile, Mistake
from bot.faults import validated
from bot.lists.schema import WatchlistFile
from bot.marked import MAX_BYTES, Marked, read_yaml
from bot.text import without_secrets


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("Yes", "Yes"),
        ("Null", "Null"),
        ("~", "~"),
        ("0123456", "0123456"),
        ("1962-05-01", "1962-05-01"),
        ("12:30:45", "12:30:45"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("1_000", "1_000"),
        ("=", "="),
        ("'  two '", "  two "),
        ('""', ""),
        ("", None),
        ("O'Brien # a remark", "O'Brien"),
    ],
)
def test_a_value_stays_the_text_it_was(written: str, read: str | None) -> None:
    """No value is guessed: country codes, surnames, dates and zeros stay as written; only nothing is None."""
    assert read_yaml("a.yaml", f"name: {written}\n".encode()).data == {"name": read}


@pytest.mark.parametrize(
    ("text", "line", "column", "what", "mend"),
    [
        ("a: b\n\tc: d\n", 2, 1, "tab", "spaces"),
        ("a: b\nc: d\na: e\n", 3, 1, "twice here (first in line 1)", "keep one"),
        ("a: &x [1]\n", 1, 4, "&x", "delete it"),
        ("a: b\nc: *x\n", 2, 4, "*x", "quotes"),
        ("a: !!python/object/apply:os.system [x]\n", 1, 4, "type mark", "delete it"),
        ("a: " + "[" * 100_000, 1, 23, "nested", "close"),
        ("a: " + "{b: " * 100_000, 1, 80, "nested", "close"),
        ("- " * 50_000, 1, 41, "nested", "close"),
        ("a: b\n---\nc: d\n", 2, 1, "second document", "file of its own"),
        ("a: b\x00c\n", 1, 5, "control character", "delete"),
        ("a: @b\n", 1, 4, "cannot start with the character @", "quotes"),
        ("a: b: c\n", 1, 5, "colon", "quotes"),
        ("a: [b, c\nd: e\n", 1, 4, "list that starts here is not closed", "]"),
        ("a: {b: c\nd: e\n", 1, 4, "mapping that starts here is not closed", "}"),
        ("a: b\nword\nc: d\n", 2, 1, "neither a key nor a value", "key: value"),
        ("a: 'O'Brien'\n", 1, 7, "already complete", "quotes"),
        ('a: "C:\\dir"\n', 1, 7, "backslash", "single quotes"),
        ("a: - b\n", 1, 4, "list item", "new line"),
        ("a:\n  - b: c\n   d: e\n", 3, 4, "not indented like", "straight under"),
        ("a: >b\n", 1, 4, "meaning in YAML", "quotes"),
        ("? [a]\n: b\n", 1, 3, "key must be a single word", "key: value"),
        ("?\n: b\n", 1, 2, "key must be a single word", "key: value"),
        ("a: [b,, c]\n", 1, 7, "missing", "comma"),
    ],
)
def test_what_is_no_good_yaml_is_said_with_place_and_mend(
    text: str, line: int, column: int, what: str, mend: str
) -> None:
    """Whatever the YAML trap: line, column, plain words, a mend and the line itself; and nothing crashes."""
    with pytest.raises(BadFile) as caught:
        read_yaml("a.yaml", text.encode())
    mistake = caught.value.mistakes[0]
    assert (mistake.line, mistake.column) == (line, column)
    assert what in mistake.what
    assert mend in mistake.mend
    assert mistake.excerpt


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: b\r\nc: d\r\n", b"a: b\r\nc: d\r\n", b"a: b\nc: d", b"a: b\rc: d\r"])
def test_byte_order_marks_and_line_ends_of_any_system_are_fine(data: bytes) -> None:
    """Files from Windows editors load, and places are right in them."""
    marked = read_yaml("a.yaml", data)
    assert marked.data == {"a": "b", "c": "d"}
    assert marked.place(("c",)) == (2, 4)
    assert marked.place(("c",), key=True) == (2, 1)


@pytest.mark.parametrize(
    ("data", "line", "column", "what"),
    [
        ("name: Ünal\n".encode("latin-1"), 1, 7, "not UTF-8"),
        ("a: b\nname: Ünal\n".encode("cp1252"), 2, 7, "not UTF-8"),
        ("a: b\n".encode("utf-16"), 1, 1, "UTF-16"),
        (b"#" * (MAX_BYTES + 1), 1, 1, "too big"),
    ],
)
def test_files_that_cannot_be_text_are_refused(data: bytes, line: int, column: int, what: str) -> None:
    """Another encoding or a giant file is named as such."""
    with pytest.raises(BadFile) as caught:
        read_yaml("a.yaml", data)
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column) == (line, column)
    assert what in mistake.what


def test_places_count_as_editors_do() -> None:
    """Columns are characters, not bytes, also behind other scripts."""
    marked = read_yaml("a.yaml", "native: [قاسم, 김정은]\n".encode())
    assert marked.place(("native", 1)) == (1, 16)


def test_all_duplicate_keys_of_a_file_are_told_at_once() -> None:
    """One run shows every mistake that can be seen."""
    with pytest.raises(BadFile) as caught:
        read_yaml("a.yaml", b"a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert [each.line for each in caught.value.mistakes] == [2, 3]


def test_an_empty_file_is_nothing() -> None:
    """No content is None, for the caller to judge."""
    assert read_yaml("a.yaml", b"# only a remark\n").data is None


def test_secrets_in_a_line_are_dots_in_the_excerpt() -> None:
    """A token or password that stands in a bad line is not printed."""
    with pytest.raises(BadFile) as caught:
        read_yaml("a.yaml", b"a: 1\nx: xoxb-12-ab y: postgresql://me:hunter2@db/x : z: q\n")
    told = str(caught.value.mistakes[0].excerpt)
    assert "hunter2" not in told
    assert "xoxb" not in told
    assert "•" in told


@pytest.mark.parametrize(
    "line",
    [
        "database: postgresql8//u:hunter2@db/x",
        "database: postgresql\u2028//u:hunter2@db/x",
        "database: postgresql://u:hunter2 @db/x",
        "proxy: http://u:hunter2.db:3128",
        "url: https://hunter2@db/x",
        "url: https:/u:hunter2@db/x",
        "url: https://u:a/b@hunter2@db/x",
        "u:hunter2@db",
        "polling: {proxy: u:hunter2}",
    ],
)
def test_a_password_is_hidden_in_a_mistyped_address_too(line: str) -> None:
    """A slip of the finger in an address, or a sign that belongs into none, does not print its password."""
    assert "hunter2" not in without_secrets(line)


@pytest.mark.parametrize(
    "line", ["source: https://example.org/@anna/1", "contact: desk@example.org", "at 10:00 @ home"]
)
def test_what_is_no_password_stays(line: str) -> None:
    """Addresses of people and posts have an @ too."""
    assert without_secrets(line) == line


YAML_LIKE = st.text(alphabet="ab:-[]{}'\"\n\t #&*!>|?,%@\\\u2028é", max_size=40)


def _outcome(data: bytes) -> Marked | tuple[Mistake, ...]:
    try:
        return read_yaml("a.yaml", data)
    except BadFile as bad:
        return bad.mistakes


@settings(max_examples=300, deadline=None)
@given(st.one_of(YAML_LIKE.map(str.encode), st.binary(max_size=40)))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    """Whatever lies in a file, a person gets values or mistakes that point into it, never a crash."""
    outcome = _outcome(data)
    if isinstance(outcome, Marked):
        assert isinstance(validated(outcome, WatchlistFile), WatchlistFile | tuple)
    else:
        assert outcome
        assert all(each.line >= 1 and each.column >= 1 and each.what and each.mend for each in outcome)
