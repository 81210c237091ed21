"""Whatever stands in a watchlist or a settings file: values, or mistakes with their places and mends; and nobody's text is touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml
from damage import damaged, examples
from hypothesis import event, example, given, target
from hypothesis import strategies as st

from bot.config import config_of
from bot.errors import BadFile, Mistake
from bot.insert import with_entries
from bot.lists.lint import lint
from bot.lists.load import SourceFile, load_watchlist
from bot.marked import read_yaml

ROOT = Path(__file__).parents[2]
WATCHLISTS = (
    b"""# yaml-language-server: $schema=x
list: desk
defaults: {authority: UN, regime: Iran, measures: [travel_ban, asset_freeze]}
people:
  # two of them
  - id: un-IRi.039
    name: Qasem Soleimani
    names: [Qasim Soleimani, "Kasim Sulaymani"]
    weak: [Haj Qasem]
    native: [\xd9\x82\xd8\xa7\xd8\xb3\xd9\x85]
    born: 1957-03-11
    nationality: [IR, NO]
    roles: [Commander of the Qods Force]
    listings:
      - ref: IRi.039
        since: 2007-03-24
        measures: [{type: travel_ban, since: 2010-06-09, basis: "paragraph 10"}, asset_freeze]
    not: [{name: Qassem Soleimani, about: footballer}]

  - id: desk-1
    name: Anna Example
    born: [1957, 1958-03]
    threshold: 0.9
    source: https://example.org/a
""",
    b"list: l\npeople:\n- {id: a-1, name: 'Ann O''Neil', source: 'https://example.org'}\n- id: a-2\n  name: >-\n    Two\n    lines\n  source: https://example.org\n",
    b'{"list": "json", "people": [{"id": "j-1", "name": "J Son", "source": "https://example.org/j", "born": "1957"}]}',
    b"list: empty\npeople: []\n",
    b"\xef\xbb\xbflist: bom\r\npeople:\r\n  - id: b-1\r\n    name: B Om\r\n    source: https://example.org\r\n",
)
SETTINGS = (
    (ROOT / "config.example.yml").read_bytes(),
    b"feeds:\n  - url: https://a.test/rss\n    every: 10m\n  - {url: 'https://b.test/rss', important: true}\nslack:\n  channel: C0123456789\n",
    b"database: postgresql://u:hidden-word@db.test/x\nroutes: {iran: C0123456789}\nquiet:\n  from: \"22:00\"\n  to: '06:00'\n",
    b"",
)
ENTRIES = st.lists(
    st.dictionaries(st.sampled_from(["name", "about", "x"]), st.text(max_size=12), min_size=1, max_size=3), min_size=1, max_size=3
)  # fmt: skip
NOT_IN_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def assert_told(mistakes: Sequence[Mistake], name: str, data: bytes) -> None:
    """Each with a place inside the file, what is wrong, and a mend."""
    assert mistakes
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", data.decode("utf-8", "replace").removeprefix("\ufeff"))
    for each in mistakes:
        assert each.file == name
        assert 1 <= each.line <= len(lines), each
        assert 1 <= each.column <= len(lines[each.line - 1]) + 1, each
        assert each.what
        assert each.mend
        no_password = re.search("(?<!u:)hidden-word", lines[each.line - 1])  # the same word by itself
        assert b"u:hidden-word@" not in data or no_password or "hidden-word" not in f"{each}{each.excerpt}"


@examples(40, 1_000)
@given(damaged(WATCHLISTS, most=4))
def test_watchlists(data: bytes) -> None:
    """A watchlist is in force whole, the same each time, or refused with the place and mend of every mistake."""
    file = SourceFile("list.yaml", data)
    try:
        loaded = load_watchlist([file], routes=())
    except BadFile as bad:
        event("refused")
        target(float(len(bad.mistakes)))
        assert_told(bad.mistakes, "list.yaml", data)
        return
    event("in force")
    assert load_watchlist([file], routes=()) == loaded
    for person in loaded.watchlist.people:
        assert person.name
        assert person.listings or person.source
        assert not NOT_IN_YAML.search(f"{person}")
    for warning in lint(loaded.entries, loaded.watchlist):
        assert_told([warning], "list.yaml", data)


@examples(40, 800)
@given(damaged(SETTINGS, most=4))
def test_settings(data: bytes) -> None:
    """Settings are whole, or refused with the place and mend of every mistake; passwords are in none of them."""
    try:
        settings = config_of(read_yaml("gatewatch.yml", data), {})
    except BadFile as bad:
        event("refused")
        assert_told(bad.mistakes, "gatewatch.yml", data)
        return
    event("read")
    assert "hidden-word" not in repr(settings)


@examples(30, 1_000)
@given(damaged([*WATCHLISTS, *SETTINGS[1:]], most=3), st.sampled_from(["people", "feeds"]), ENTRIES)
@example(WATCHLISTS[0], "people", [{"name": "0\x850"}])
def test_what_is_set_in(data: bytes, key: str, entries: list[dict[str, str]]) -> None:
    """Entries are read back as they were given, what stood before is read as before, and where it can be, its bytes stay."""
    entries = [{name: NOT_IN_YAML.sub("", text).strip() for name, text in each.items()} for each in entries]
    try:
        before = read_yaml("a.yaml", data).data
    except BadFile:
        return
    if not (before is None or (isinstance(before, dict) and isinstance(before.get(key, []), list | None))):
        return
    try:
        after = with_entries("a.yaml", data, key, entries)
    except BadFile:
        return
    held = dict(before or {})
    wanted = [{name: text or None for name, text in each.items()} for each in entries]
    read = read_yaml("a.yaml", after).data
    assert isinstance(read, dict)
    assert [{k: v or None for k, v in each.items()} for each in read[key][-len(wanted) :]] == wanted
    assert {k: v for k, v in read.items() if k != key} == {k: v for k, v in held.items() if k != key}
    assert read[key][: -len(wanted)] == (held.get(key) or [])


@examples(40, 600)
@given(damaged(WATCHLISTS, most=4))
def test_nothing_is_made_of_a_value(data: bytes) -> None:
    """Every value is a text, a list or a mapping: no tag, anchor or alias has made anything else of it."""
    try:
        marked = read_yaml("a.yaml", data)
    except BadFile as bad:
        assert_told(bad.mistakes, "a.yaml", data)
        return
    waiting = [marked.data]
    while waiting:
        value = waiting.pop()
        assert value is None or type(value) in (str, list, dict)
        if isinstance(value, dict):
            assert all(type(name) is str for name in value)
        waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    assert not any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(data.decode(), Loader=yaml.CBaseLoader))
