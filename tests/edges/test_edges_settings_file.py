"""Feeds come into the settings file, and nothing else in it changes."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import load_config
from bot.edges.settings_file import add_feeds, checked_feed, open_settings, sort_out
from bot.errors import BadFile, GatewatchError, UsageError
from bot.feeds.opml import NotAList, read_opml
from bot.insert import Entry

WORLD: Entry = {"url": "https://n.test/world", "name": "No: 1", "lang": "no", "important": True}
SPORT: Entry = {"url": "https://n.test/sport"}
WRITTEN = """\
- url: https://n.test/world
  name: 'No: 1'
  lang: "no"
  important: true
- url: https://n.test/sport
"""
INDENTED = "".join(f"  {line}\n" for line in WRITTEN.splitlines())


def added(path: Path, text: str | None, *entries: Entry) -> str:
    if text is not None:
        path.write_bytes(text.encode())
    file = open_settings(path, {}, create=text is None)
    line = add_feeds(file, entries or (WORLD, SPORT), {})
    after = path.read_bytes().decode()
    assert "url: " in after.splitlines()[line - 1]
    return after


# What stood there, and what stands there afterwards.
IN_PLACE = {
    "below the last one": ("feeds:\n  - url: https://o.test/ # ours\n\n# how\npolling: {tick: 9s}\n", "feeds:\n  - url: https://o.test/ # ours\n{in}\n# how\npolling: {tick: 9s}\n"),
    "dashes under the key": ("feeds:\n- url: https://o.test/\n", "feeds:\n- url: https://o.test/\n{out}"),
    "a key without a value": ("workers: 0\nfeeds: # none yet\nlookback_days: 3\n", "workers: 0\nfeeds: # none yet\n{in}lookback_days: 3\n"),
    "no such key": ("workers: 0 # small\n\n# the end\n", "workers: 0 # small\n\n# the end\n\nfeeds:\n{in}"),
    "no line end": ("workers: 0", "workers: 0\n\nfeeds:\n{in}"),
    "comments only": ("# nothing yet\n", "# nothing yet\nfeeds:\n{in}"),
    "an empty file": ("", "feeds:\n{in}"),
    "a document end": ("workers: 0\n...\n", "workers: 0\n\nfeeds:\n{in}...\n"),
    "line ends of Windows": ("\ufeffworkers: 0\r\n", "\ufeffworkers: 0\r\n\r\nfeeds:\r\n{in}"),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_PLACE)
def test_feeds_are_set_in_and_every_other_byte_stays(case: str, tmp_path: Path) -> None:
    """Comments, order, blanks and line ends."""
    before, after = IN_PLACE[case]
    wanted = after.replace("{in}", INDENTED).replace("{out}", WRITTEN)
    if "\r\n" in before:
        wanted = wanted.replace("\r\n", "\n").replace("\n", "\r\n")
    assert added(tmp_path / "g.yml", before) == wanted


@pytest.mark.parametrize(
    "before",
    ["feeds: []\nworkers: 0 # small\n", "feeds: [{url: 'https://o.test/'}] # few\n", "{workers: 0} # small\n"],
)
def test_in_brackets_the_file_is_written_anew_and_says_the_same(before: str, tmp_path: Path) -> None:
    """With its comments."""
    path = tmp_path / "g.yml"
    after = added(path, before)
    assert before[before.index(" # ") :].strip() in after
    config = load_config(path, {})
    assert [feed.url for feed in config.feeds][-2:] == ["https://n.test/world", "https://n.test/sport"]
    assert (config.feeds[-2].lang, config.feeds[-2].important) == ("no", True)


def test_a_new_file_is_made_when_that_is_wanted(tmp_path: Path) -> None:
    """Folder and all, with the schema for editors; else it is an error that says so."""
    path = tmp_path / "desk" / "gatewatch.yml"
    with pytest.raises(UsageError, match=r"there is no settings file .*--create"):
        open_settings(path, {}, create=False)
    text = added(path, None)
    first, _, rest = text.partition("\n")
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / schema).resolve().name == "config.schema.json"
    assert (path.parent / schema).is_file()
    assert rest.endswith(f"feeds:\n{INDENTED}")


def test_the_variable_names_the_file_as_for_other_commands(tmp_path: Path) -> None:
    """GATEWATCH_CONFIG, under a path that is given."""
    file = open_settings(None, {"GATEWATCH_CONFIG": str(tmp_path / "a.yml")}, create=True)
    assert file.path == tmp_path / "a.yml"


def test_a_file_with_mistakes_is_not_touched(tmp_path: Path) -> None:
    """Nor is one that says a feed twice, or one that was saved meanwhile."""
    path = tmp_path / "g.yml"
    path.write_text("worker: 0\n")
    with pytest.raises(BadFile, match="did you mean `workers`"):
        open_settings(path, {}, create=False)
    path.write_text("feeds: [{url: 'https://n.test/world'}]\n")
    with pytest.raises(BadFile, match="given twice"):
        add_feeds(open_settings(path, {}, create=False), [WORLD], {})
    file = open_settings(path, {}, create=False)
    path.write_text("workers: 0\n")
    with pytest.raises(UsageError, match="was changed meanwhile"):
        add_feeds(file, [SPORT], {})
    assert path.read_text() == "workers: 0\n"


def test_a_file_that_would_say_anything_else_is_refused(tmp_path: Path) -> None:
    """Whatever way it is written in."""
    path = tmp_path / "g.yml"
    path.write_text("feeds:\n  - url: https://o.test/\n")
    file = open_settings(path, {}, create=False)
    path.write_text("workers: 0\n")
    other = open_settings(path, {}, create=False)
    mixed = type(file)(path, other.data, file.config)
    with pytest.raises(GatewatchError, match="add the feed by hand"):
        add_feeds(mixed, [SPORT], {})
    assert path.read_text() == "workers: 0\n"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"url": "n.test/rss"}, "with https:// or http:// in front"),
        ({"url": "ftp://n.test/rss"}, "is no web address"),
        ({"url": "https://user:secret@n.test/"}, "is no web address"),
        ({"url": "https://n.test/", "every": "often"}, "is no length of time"),
        ({"url": "https://n.test/", "lang": "English"}, "is no language code"),
        ({"url": "https://n.test/", "country": "Norway"}, "NO"),
        ({"url": "https://n.test/", "full_text": "sometimes"}, "write one of: auto, always, never"),
    ],
)
def test_what_cannot_stand_there_is_told_with_its_mend(entry: Entry, why: str) -> None:
    """The same words as for a file."""
    said = checked_feed(entry)
    assert isinstance(said, str)
    assert why in said


def test_feeds_are_told_apart_by_what_becomes_of_them(tmp_path: Path) -> None:
    """New, there in another spelling, given twice, refused."""
    path = tmp_path / "g.yml"
    path.write_text("feeds: [{url: 'https://n.test/world'}]\n")
    wanted: list[Entry] = [{"url": "http://N.test/world/"}, SPORT, {"url": "https://n.test/sport/"}, {"url": "nowhere"}]
    found = sort_out(open_settings(path, {}, create=False).config, wanted)
    assert found.new == (SPORT,)
    assert [entry["url"] for entry in found.there] == ["http://N.test/world/", "https://n.test/sport/"]
    assert [entry["url"] for entry, _ in found.refused] == ["nowhere"]


def test_a_list_makes_nobody_a_nuisance(tmp_path: Path) -> None:
    """A pace that settings may not have is refused with the reason, whoever asks for it."""
    (tmp_path / "g.yml").write_text("workers: 0\n")
    file = open_settings(tmp_path / "g.yml", {}, create=False)
    ((_, why),) = sort_out(file.config, [{**SPORT, "every": "1s"}]).refused
    assert why == "`1s` is too short; write a length of time from 1m to 7d"


def test_a_long_list_is_written_in_seconds(tmp_path: Path) -> None:
    """All at once, and not one after the other."""
    path = tmp_path / "g.yml"
    many: list[Entry] = [{"url": f"https://n.test/{number}", "name": f"Feed {number}"} for number in range(2_000)]
    added(path, "workers: 0\n", *many)
    assert len(load_config(path, {}).feeds) == 2_000


ANY = st.text(max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ANY, ANY), max_size=4))
def test_whatever_a_list_of_strangers_says_the_file_stays_sound(tmp_path: Path, said: list[tuple[str, str]]) -> None:
    """Names and addresses of any signs come in as they are, or are refused."""
    outlines = "".join(f"<outline text={quoteattr(n)} xmlUrl={quoteattr('https://n.test/' + u)}/>" for n, u in said)
    listed = read_opml(f"<opml>{outlines}</opml>".encode("utf-8", "replace"))
    path = tmp_path / "any.yml"
    path.write_text("workers: 0\n")
    file = open_settings(path, {}, create=False)
    entries: list[Entry] = [] if isinstance(listed, NotAList) else [{"url": o.url, "name": o.name} for o in listed]
    found = sort_out(file.config, [{key: value for key, value in each.items() if value} for each in entries])
    if found.new:
        add_feeds(file, found.new, {})
    assert [feed.url for feed in load_config(path, {}).feeds] == [entry["url"] for entry in found.new]


def test_a_list_of_strangers_gets_no_secret(tmp_path: Path) -> None:
    """An address that names a secret is refused: whoever wrote the list would be sent it."""
    (tmp_path / "g.yml").write_text("workers: 0\n")
    stranger: Entry = {"url": "https://evil.test/rss?x=${FEED_KEY}"}
    found = sort_out(open_settings(tmp_path / "g.yml", {}, create=False).config, [WORLD, stranger])
    assert (found.new, [entry for entry, _ in found.refused]) == ((WORLD,), [stranger])
