"""bot.config: settings are checked whole, secrets stay secret."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.alerts.routes import Route
from bot.config import OVERRIDES, Config, FeedConfig, Polling, Settings, load_config
from bot.errors import BadFile, UsageError
from bot.faults import Section
from bot.feeds.schedule import LONGEST, SHORTEST
from bot.from_settings import policy_of
from bot.model import Reason

BROKEN = Path(__file__).parent / "broken"
ROOT = Path(__file__).parents[2]

CASES = [
    ("unknown-key.yml", 1, 1, "`wathclists`", "did you mean `watchlists`?"),
    ("channel-by-name.yml", 2, 12, "`#alerts` is no channel id", "copy the channel id"),
    ("token-in-file.yml", 2, 3, "token", "SLACK_BOT_TOKEN"),
    ("address-without-scheme.yml", 2, 10, "no web address", "https://"),
    ("address-without-end.yml", 2, 10, "no web address", "https://"),
    ("address-with-bad-port.yml", 2, 10, "no web address", "https://"),
    ("feed-without-address.yml", 2, 5, "`url` is missing", "url: https://"),
    ("time-without-unit.yml", 2, 12, "`30` is no length of time", "90s"),
    ("waits-beyond-bounds.yml", 3, 12, "`1s` is too short", "from 1m to 7d"),
    ("waits-beyond-bounds.yml", 5, 19, "`59s` is too short", "from 1m to 7d"),
    ("waits-beyond-bounds.yml", 6, 19, "`400d` is too long", "from 1m to 7d"),
    ("waits-beyond-bounds.yml", 8, 17, "`30s` is too short", "from 1m to 7d"),
    ("waits-beyond-bounds.yml", 9, 17, "`8d` is too long", "from 1m to 7d"),
    ("waits-beyond-bounds.yml", 10, 12, "`1h` is too long", "from 1s to 2m"),
    ("waits-beyond-bounds.yml", 11, 9, "`2h` is too long", "from 1s to 1m"),
    ("intervals-swapped.yml", 2, 3, "longer than", "shorter"),
    ("proxy-with-password.yml", 2, 10, "do not belong here", "GATEWATCH_PROXY"),
    ("proxy-without-scheme.yml", 2, 10, "not understood", "http://HOST:PORT"),
    ("two-ways-to-say-when.yml", 2, 5, "`every` stands beside", "delete"),
    ("reason-mistyped.yml", 2, 13, "`trip_ban_posible`", "did you mean `trip_ban_possible`?"),
    ("routes-unknown.yml", 1, 1, "a route `night-wach` that is not there", "did you mean night-watch?"),
    ("group-by-name.yml", 4, 14, "`@night` is no id of a user group", "Copy group ID"),
    ("route-by-name.yml", 2, 16, "`night` is no channel id", "copy the channel id"),
    ("quiet-without-end.yml", 2, 3, "`end` is missing", "end: "),
    ("number-in-words.yml", 1, 10, "whole number, not `many`", "digits"),
    ("clock.yml", 2, 7, "`8` is no time of day", '"08:00"'),
    ("clock.yml", 3, 13, "`Mars/Base` is no time zone", "Europe/London"),
    ("database-unknown.yml", 1, 11, "not understood", "sqlite:///"),
    ("feed-twice.yml", 1, 1, "given twice", "delete one"),
    ("indented-wrongly.yml", 3, 3, "indented wrongly", "straight"),
    ("outside-the-set.yml", 1, 14, "cannot be `loud`", "debug, info"),
    ("outside-the-set.yml", 2, 10, "is 9", "at most 8"),
]


@pytest.mark.parametrize(("file", "line", "column", "what", "mend"), CASES)
def test_a_broken_config_is_told_with_file_line_column_and_mend(
    file: str, line: int, column: int, what: str, mend: str
) -> None:
    """Whoever sets something wrong is told where and what to do; every mistake at once, no secret among them."""
    with pytest.raises(BadFile) as caught:
        load_config(BROKEN / file, {})
    assert len(caught.value.mistakes) == sum(case[0] == file for case in CASES)
    (mistake,) = [each for each in caught.value.mistakes if (each.line, each.column) == (line, column)]
    assert mistake.file == str(BROKEN / file)
    assert what in mistake.what
    assert mend in mistake.mend
    assert mistake.excerpt
    assert not re.search("hunter2|xoxb-1234", f"{mistake}{mistake.excerpt}")


def test_every_broken_file_has_a_case() -> None:
    """No sample lies about unused."""
    assert {file.name for file in BROKEN.iterdir()} == {case[0] for case in CASES}


@pytest.mark.parametrize("key", ["every", "min_interval", "max_interval"])
@pytest.mark.parametrize("length", ["1m", "60s", "7d", "168h"])
def test_the_ends_of_a_bound_belong_to_it(key: str, length: str) -> None:
    """The shortest and the longest wait that the error names may be written."""
    feed = Settings.model_validate({"feeds": [{"url": "https://n.test/", key: length}]}).feeds[0]
    assert getattr(feed, key) in (SHORTEST, LONGEST)


def test_editors_and_the_example_tell_the_bounds() -> None:
    """They stand in the description of each setting, and beside it in what newcomers copy."""
    example = (ROOT / "config.example.yml").read_text(encoding="utf-8")
    settings = [(FeedConfig, key) for key in ("every", "min_interval", "max_interval")]
    settings += [(Polling, key) for key in ("min_interval", "max_interval", "timeout", "tick")]
    for section, key in settings:
        (bounds,) = re.findall(r"\b\d[sm] to \d[md]\b", section.model_fields[key].description or "")
        assert re.search(rf"^ +{key}: .*\b{bounds}\b", example, re.MULTILINE), key


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gatewatch starts without any setting."""
    monkeypatch.chdir(tmp_path)
    config = load_config(None, {})
    assert config.watchlists == (Path("watchlists"),)
    assert config.database.get_secret_value() == "sqlite:///gatewatch.db"
    assert (config.polling.min_interval, config.polling.max_bytes) == (timedelta(minutes=5), 10_000_000)
    assert (config.digest.at, config.decide.at_once) == (time(8), (Reason.TRIP_BAN_POSSIBLE,))
    assert (config.slack.channel, config.secrets.bot_token, config.workers) == (None, None, 1)


def test_the_file_beside_the_program_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """./gatewatch.yml needs no option; a file named in the environment goes before it, an option before both."""
    monkeypatch.chdir(tmp_path)
    for name, workers in (("gatewatch.yml", 2), ("b.yml", 3), ("c.yml", 4)):
        (tmp_path / name).write_text(f"workers: {workers}\n")
    assert load_config(None, {}).workers == 2
    assert load_config(None, {"GATEWATCH_CONFIG": "b.yml"}).workers == 3
    assert load_config(Path("c.yml"), {"GATEWATCH_CONFIG": "b.yml"}).workers == 4


def test_a_named_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped path does not silently mean the defaults."""
    with pytest.raises(UsageError, match=r"config\.example\.yml"):
        load_config(tmp_path / "nope.yml", {})


def test_the_example_loads_and_holds_the_defaults() -> None:
    """What newcomers copy is right, and says what happens without it."""
    example = load_config(ROOT / "config.example.yml", {})
    defaults = Config()
    for key in set(Settings.model_fields) - {"feeds", "routes", "database"}:
        assert getattr(example, key) == getattr(defaults, key), key
    assert len(example.feeds) == 1


def _keys(model: type[Section]) -> set[str]:
    keys: set[str] = set()
    for name, facts in model.model_json_schema()["$defs"].items():
        if "properties" in facts and name != "Secrets":
            keys |= set(facts["properties"])
    return keys | set(model.model_json_schema()["properties"])


def test_the_example_documents_every_key_and_variable() -> None:
    """A setting that nobody can find does not exist."""
    text = (ROOT / "config.example.yml").read_text(encoding="utf-8")
    lines = text.splitlines()
    for key in _keys(Settings):
        (first, *_) = [number for number, line in enumerate(lines) if re.match(rf"\s*(- )?{key}:", line)]
        section = lines[first].endswith(":")
        assert section or "#" in lines[first] or lines[first - 1].lstrip().startswith("#"), key
    for variable in (*OVERRIDES, "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "GATEWATCH_CONFIG"):
        assert variable in text
    for reason in Reason:
        assert reason.value in text


def test_a_route_is_a_channel_or_more(tmp_path: Path) -> None:
    """An id alone leads to its channel; `at_once` is yes, no, or reasons."""
    file = tmp_path / "g.yml"
    file.write_text(
        "routes:\n  a: C0000000001\n  b: {channel: C0000000002, at_once: true}\n  c: {channel: C0000000003, at_once: false}\n"
        "  d: {channel: C0000000004, at_once: [presence], mention: S0000000001}\nrouting: {reasons: {presence: d}}\n"
    )
    config = load_config(file, {})
    assert [each.channel for each in config.routes.values()] == [f"C000000000{n}" for n in range(1, 5)]
    assert [each.at_once for each in config.routes.values()] == [None, tuple(Reason), (), (Reason.PRESENCE,)]
    assert config.routing.reasons == {Reason.PRESENCE: "d"}
    assert policy_of(config).routes == {}  # the console is one channel
    slack = load_config(file, {"GATEWATCH_SLACK_CHANNEL": "C0000000009"})
    assert policy_of(slack).routes["d"] == Route("C0000000004", "S0000000001", frozenset({Reason.PRESENCE}))


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    """A container is set up without a file, or differs from it where a variable says so."""
    file = tmp_path / "g.yml"
    file.write_text("workers: 4\nslack: {channel: C0000000001, settle: 5s}\nlog:\n")
    environ = {
        "GATEWATCH_WORKERS": "0",
        "GATEWATCH_SLACK_CHANNEL": "C0000000002",
        "GATEWATCH_WATCHLISTS": "a:b",
        "GATEWATCH_LOG_LEVEL": "debug",
        "GATEWATCH_PORT_8080_TCP": "invented by the platform",
    }
    config = load_config(file, environ)
    assert (config.workers, config.slack.channel, config.log.level) == (0, "C0000000002", "debug")
    assert config.slack.settle == timedelta(seconds=5)
    assert config.watchlists == (Path("a"), Path("b"))


def test_a_mistake_of_the_environment_names_the_variable(tmp_path: Path) -> None:
    """Together with the mistakes of the file, and with what only the file got wrong left standing."""
    file = tmp_path / "g.yml"
    file.write_text("workers: many\nretention_days: 0\n")
    with pytest.raises(BadFile) as caught:
        load_config(file, {"GATEWATCH_WORKERS": "12", "SLACK_APP_TOKEN": "xoxb-1"})
    told = [(each.file.removeprefix("environment variable "), each.line) for each in caught.value.mistakes]
    assert sorted(told) == sorted([("GATEWATCH_WORKERS", 1), ("SLACK_APP_TOKEN", 1), (str(file), 2)])


def test_secrets_come_from_variables_or_files_and_print_as_dots(tmp_path: Path) -> None:
    """No token and no password shows in a log line."""
    (tmp_path / "token").write_text("xoxb-from-a-file\n")
    (tmp_path / "database").write_text("postgresql://me:hunter2@db/news\n")
    environ = {
        "SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"),
        "SLACK_APP_TOKEN": "xapp-direct",
        "GATEWATCH_DATABASE_FILE": str(tmp_path / "database"),
        "GATEWATCH_PROXY": "http://desk:hunter2@proxy.example.org:3128",
        "GATEWATCH_PING": "https://hc.example.org/ping/hunter2",
    }
    config = load_config(ROOT / "config.example.yml", environ)
    assert config.secrets.bot_token is not None
    assert config.secrets.bot_token.get_secret_value() == "xoxb-from-a-file"
    assert config.database.get_secret_value().endswith("hunter2@db/news")
    assert config.polling.proxy is not None
    assert config.polling.proxy.get_secret_value().startswith("http://desk:hunter2@")
    assert config.watch.ping is not None
    assert config.watch.ping.get_secret_value().endswith("hunter2")
    assert not re.search("xoxb|xapp|hunter2", f"{config!r} {config} {config.model_dump_json()}")


def test_a_secret_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Silence would mean a console in place of Slack."""
    with pytest.raises(BadFile, match="SLACK_BOT_TOKEN_FILE"):
        load_config(ROOT / "config.example.yml", {"SLACK_BOT_TOKEN_FILE": str(tmp_path / "nope")})


def test_the_settings_cannot_be_changed() -> None:
    """A value, never a global that somebody turns."""
    with pytest.raises(ValidationError):
        Config().workers = 3  # type: ignore[misc]


def test_an_address_may_name_a_secret(tmp_path: Path) -> None:
    """The settings, and with them the database, know the address without it; the fetcher alone is told the whole."""
    (tmp_path / "key").write_text("hunter2\n")
    url, mirror = "https://news.test/rss?key=${FEED_KEY}", "https://lists.test/${FEED_LISTS}/un.xml"
    file = tmp_path / "g.yml"
    file.write_text(f"feeds:\n  - url: {url}\nlists: {{mirrors: {{un.xml: '{mirror}'}}}}\n")
    config = load_config(file, {"FEED_KEY_FILE": str(tmp_path / "key"), "FEED_LISTS": "hunter3"})
    assert [feed.url for feed in config.feeds] == [url]
    asked = {known: whole.address.get_secret_value() for known, whole in config.secrets.addresses.items()}
    assert asked == {url: "https://news.test/rss?key=hunter2", mirror: "https://lists.test/hunter3/un.xml"}
    assert "hunter" not in f"{config!r} {config} {config.model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "what"),
    [("FEED_KEY", "is not set"), ("SLACK_BOT_TOKEN", "is no secret of an address"), ("", "is no secret")],
)
def test_an_address_names_secrets_of_its_own_only(tmp_path: Path, name: str, what: str) -> None:
    """What belongs to another service never goes to a feed, whatever somebody wrote; and a missing one is told."""
    file = tmp_path / "g.yml"
    file.write_text(f"feeds:\n  - url: https://news.test/rss?key=${{{name}}}\n")
    with pytest.raises(BadFile, match=what) as caught:
        load_config(file, {"SLACK_BOT_TOKEN": "xoxb-1"})
    assert [(each.line, each.column) for each in caught.value.mistakes] == [(2, 10)]
