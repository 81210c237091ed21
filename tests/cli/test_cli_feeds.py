"""``gatewatch feeds`` as a person meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from bot.cli.feeds_exchange import TRAVELS
from bot.cli.main import app
from bot.config import FeedConfig, load_config
from bot.store import feeds, schema
from bot.store.database import Database
from tests.cli.feed_site import served
from tests.edges.http_stage import Stage, says
from tests.jobs.looking import STORY, feed, page, rss

SETTINGS = "# ours\nfeeds:\n  - url: https://n.test/rss # the first\n    name: The [b]First\n    lang: en\n"
LIST = """<opml version="1.0"><body><outline text="News">
<outline text="A & B" xmlUrl="https://a.test/rss?x=1&y=2" language="EN-gb"/><outline text="The first" xmlUrl="http://n.test/rss/"/>
<outline text="C" xmlUrl="ftp://c.test/rss"/></outline></body></opml>"""


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("GATEWATCH_", "SLACK_"))]:
        monkeypatch.delenv(name)
    Path("gatewatch.yml").write_text(SETTINGS)


@pytest.fixture(scope="module")
def site() -> Iterator[Stage]:
    named = '<link rel="alternate" type="application/rss+xml" title="All" href="/all.rss"><a href="/gone.rss">x</a>'
    scripts = {
        "/": page(named),
        "/plain": page("hello"),
        "/all.rss": feed("All $(news)", ETag='"1"'),
        "/moved": says("301 Moved", Location="/all.rss"),
        "/empty.rss": says("200 OK", rss(items=0)),
        "/robots.txt": says("200 OK", b"User-agent: *\nDisallow: /forbidden"),
        "/list.opml": says("200 OK", LIST.encode()),
    }
    with served(scripts) as play:
        story = f"http://127.0.0.1:{play.base.rpartition(':')[2]}/story"
        scripts["/long.rss"] = says("200 OK", rss("Long", items=1).replace(b"https://n.test/1", story.encode()))
        scripts["/story"] = page(f"<article><p>{STORY * 20}</p></article>")
        yield play


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["feeds", *arguments])


def error(result: Result) -> str:
    return f"{result.exception}"


def urls() -> list[str]:
    return [each.url for each in load_config(None, {}).feeds]


# --- add --------------------------------------------------------------------------------------------------------------


def test_a_feed_is_looked_at_and_written_below_the_last_one(site: Stage) -> None:
    """With what was given of it; the line says where, and what was found."""
    given = (
        "--name",
        "All",
        "--country",
        "NO",
        "--every",
        "10m",
        "--full-text",
        "never",
        "--important",
        "--allow-private",
    )
    result = run("add", f"{site.base}/all.rss", *given)
    assert (result.exit_code, result.stdout) == (
        0,
        f"gatewatch.yml:6: added {site.base}/all.rss (All $(news): 2 items, en)\n",
    )
    assert Path("gatewatch.yml").read_text() == SETTINGS + (
        f"  - url: {site.base}/all.rss\n    name: All\n    country: \"NO\"\n    every: 10m\n    full_text: never\n"
        "    important: true\n    allow_private: true\n"
    )  # fmt: skip
    assert urls() == ["https://n.test/rss", f"{site.base}/all.rss"]


def test_a_page_in_the_place_of_a_feed_is_told_with_the_feeds_it_names(site: Stage) -> None:
    """With the command for each that is one; nothing is written."""
    result = run("add", f"{site.base}/", "--allow-private")
    assert result.exit_code == 1
    said = error(result).splitlines()
    assert "an HTML page where a feed should be (titled “Site”); it names these feeds:" in said[0]
    assert said[1:] == [f"  gatewatch feeds add {site.base}/all.rss --lang en --allow-private"]
    assert Path("gatewatch.yml").read_text() == SETTINGS


@pytest.mark.parametrize(
    ("path", "told"),
    [("/plain", "`gatewatch feeds discover` looks for"), ("/gone", "answered 404 (Not Found); try again later, or add it unseen with --no-check")],
)  # fmt: skip
def test_what_is_no_feed_is_not_added(site: Stage, path: str, told: str) -> None:
    """The reason, and what to do."""
    result = run("add", f"{site.base}{path}", "--allow-private")
    assert (result.exit_code, told in error(result)) == (1, True)
    assert urls() == ["https://n.test/rss"]


def test_a_private_address_is_not_reached_without_leave(site: Stage) -> None:
    """A typed one neither; the leave that it takes is named, and nothing that would not help."""
    said = error(run("add", f"{site.base}/all.rss"))
    assert "loopback, not public; add it with --allow-private if it is meant to be reached" in said
    assert "try again" not in said
    assert "--no-check" not in said


def test_a_feed_that_has_moved_is_added_where_it_is(site: Stage) -> None:
    """And is known there the next time."""
    result = run("add", f"{site.base}/moved", "--allow-private")
    assert (result.exit_code, "has moved for good" in result.stderr) == (0, True)
    assert urls()[-1] == f"{site.base}/all.rss"
    again = run("add", f"{site.base}/moved", "--allow-private")
    assert "is in gatewatch.yml already" in error(again)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("http://N.test/rss/",), "http://N.test/rss/ is in gatewatch.yml already"),
        (("n.test/rss",), "write it whole, with https:// or http:// in front"),
        (("https://u:p@n.test/",), "is no web address"),
        (("https://m.test/", "--every", "often"), "`often` is no length of time"),
        (("https://m.test/", "--lang", "English"), "`English` is no language code"),
        (("https://m.test/", "--full-text", "all"), "write one of: auto, always, never"),
    ],
)
def test_each_refusal_says_why(arguments: tuple[str, ...], told: str) -> None:
    """What a file could not say, a command cannot either; nobody is asked anything."""
    result = run("add", *arguments)
    assert (result.exit_code, told in error(result)) == (1, True)
    assert type(result.exception).__name__ == "UsageError"
    assert Path("gatewatch.yml").read_text() == SETTINGS


def test_a_missing_file_is_made_only_when_that_is_wanted() -> None:
    """By its usual name, or by another."""
    Path("gatewatch.yml").unlink()
    assert "there is no settings file gatewatch.yml" in error(run("add", "https://m.test/rss", "--no-check"))
    assert run("add", "https://m.test/rss", "--no-check", "--create").exit_code == 0
    assert urls() == ["https://m.test/rss"]
    assert run("add", "feed://m.test/rss", "--no-check", "--create", "--config", "desk/g.yml").exit_code == 0
    assert load_config(Path("desk/g.yml"), {}).feeds[0].url == "http://m.test/rss"


# --- list -------------------------------------------------------------------------------------------------------------


def test_before_the_first_run_the_feeds_are_listed_all_the_same() -> None:
    """That nothing is known of them is told beside."""
    result = run("list")
    assert (result.exit_code, "gatewatch.db does not exist yet" in result.stderr) == (0, True)
    assert "The [b]First" in result.stdout
    assert "not read yet" in result.stdout
    Path("gatewatch.yml").write_text("workers: 0\n")
    assert "`gatewatch feeds add`" in run("list").stdout


def test_the_list_tells_how_each_feed_is() -> None:
    """From the database, which may be in use."""
    Path("gatewatch.yml").write_text(SETTINGS + "  - url: https://m.test/rss?key=1\n  - url: https://o.test/rss\n")
    now = datetime.now(UTC)
    database = Database.open("sqlite:///gatewatch.db")
    told = {
        "https://n.test/rss": {"last_ok": now - timedelta(minutes=5), "last_new": now - timedelta(days=3)},
        "https://m.test/rss?key=1": {
            "failures": 2,
            "failing_since": now - timedelta(hours=3),
            "last_error": "503 [b]down",
        },
        "https://o.test/rss": {"last_ok": now, "moved_to": "https://p.test/rss"},
    }
    with database.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec(url) for url in told], now)
        for url, values in told.items():
            c.execute(update(schema.feeds).where(schema.feeds.c.url == url).values(**values))
    shown, data = run("list"), json.loads(run("list", "--json").stdout)
    database.close()
    first, second, third = (" ".join(line.split()) for line in shown.stdout.splitlines()[1:])
    assert first == "The [b]First en 3 d ago https://n.test/rss ok, read 5 min ago"
    assert second == "never https://m.test/rss?key=1 Not reached for 3 hours: 503 [b]down"
    assert third.endswith("Moved for good: to https://p.test/rss")
    assert [(each["url"], [a["why"] for a in each["state"]["ailments"]]) for each in data][:2] == [("https://n.test/rss", []), ("https://m.test/rss?key=1", ["503 [b]down"])]  # fmt: skip
    assert (data[0]["name"], data[0]["full_text"], data[1]["state"]["ailments"][0]["failures"]) == (
        "The [b]First",
        "auto",
        2,
    )


def test_the_list_is_narrowed_by_language_and_country() -> None:
    """Several of one kind add up, both kinds narrow down; as the table so the JSON."""
    rows = [("fa", "IR"), ("en", "IR"), ("ar", "SY"), ("fa", "GB")]
    lines = [f"  - {{url: https://{n}.test/, lang: {lang}, country: {land}}}\n" for n, (lang, land) in enumerate(rows)]
    Path("gatewatch.yml").write_text(SETTINGS + "".join(lines))

    def listed(*options: str) -> str:
        told = [each["url"] for each in json.loads(run("list", "--json", *options).stdout)]
        table = run("list", *options).stdout
        assert [url for url in urls() if url in table] == told
        return "".join(url[8] for url in told)

    assert listed() == "n0123"
    assert listed("--country", "IR") == "01"
    assert listed("--country", "ir", "--country", "SY") == "012"
    assert listed("--country", "IR", "--lang", "fa") == "0"
    assert listed("--lang", "de") == ""
    assert run("list", "--lang", "de").stdout == "None of the 5 feeds in the settings is set to that.\n"


@pytest.mark.parametrize(
    ("option", "said"), [(("--country", "Iran"), "did you mean IR"), (("--lang", "Farsi"), "ISO 639")]
)
def test_what_is_no_code_is_not_taken_for_one_without_feeds(option: tuple[str, str], said: str) -> None:
    """Somebody who asks for Iran is told how to ask for it."""
    assert said in error(run("list", *option))


# --- test -------------------------------------------------------------------------------------------------------------


def test_one_feed_is_shown_as_gatewatch_sees_it(site: Stage) -> None:
    """The way to it, the document, its items and whether their pages would be fetched; no database is made."""
    result = run("test", f"{site.base}/moved", "--allow-private")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert lines[:3] == [
        f"{site.base}/moved",
        f"answered 301 from {site.base}/moved",
        f"answered 200 from {site.base}/all.rss",
    ]
    assert f"moved for good; add it as {site.base}/all.rss" in lines
    for words in (
        "validators ETag",
        "title All $(news)",
        "language en",
        "1 2016-04-13 01:00 Story 1 of the day in the city",
    ):
        assert words in lines
    assert any(line.startswith("document RSS 2.0, ") for line in lines)
    assert "its page is needed, but robots.txt forbids it or is out of reach" in result.stdout
    assert any(line.startswith("items 2, the newest of 2016-04-13 02:00 UTC") for line in lines)
    assert not Path("gatewatch.db").exists()


def test_what_is_no_feed_ends_with_one(site: Stage) -> None:
    """The reason stands where the feed would."""
    result = run("test", f"{site.base}/plain", "--allow-private")
    assert (result.exit_code, "an HTML page where a feed should be" in result.stdout) == (1, True)
    empty = run("test", f"{site.base}/empty.rss", "--allow-private")
    assert (empty.exit_code, "it holds no items" in empty.stdout) == (0, True)


def test_the_page_of_an_item_is_shown_on_request(site: Stage) -> None:
    """All of its text."""
    result = run("test", f"{site.base}/long.rss", "--allow-private", "--page")
    assert result.exit_code == 0
    assert result.stdout.count("two officials said") == 20
    assert "there is no item 2" in error(
        run("test", f"{site.base}/long.rss", "--allow-private", "--page", "--item", "2")
    )


def test_many_feeds_are_a_line_each(site: Stage) -> None:
    """Those of the settings with the leave that each has there; JSON for programs."""
    Path("gatewatch.yml").write_text(
        f"feeds:\n  - {{url: {site.base}/all.rss, allow_private: true}}\n  - url: {site.base}/empty.rss\n"
    )
    result = run("test", "--all")
    assert result.exit_code == 1
    assert [line.split(" ", 1)[0] for line in result.stdout.splitlines()] == ["ok", "NO"]
    one, other = (json.loads(line) for line in run("test", "--all", "--json").stdout.splitlines())
    assert (one["feed"], one["kind"], one["items"], one["answers"][0]["status"]) == (True, "RSS 2.0", 2, 200)
    assert (other["feed"], "loopback" in other["why"]) == (False, True)


def test_bad_usage_is_told() -> None:
    """Before anybody is asked anything."""
    assert "ftp://a.test is no web address" in error(run("discover", "ftp://a.test"))
    assert "`English` is no language code" in error(run("import", "list.opml", "--lang", "English"))
    assert "--all for those of the settings" in error(run("test"))
    assert "--page goes with a single address" in error(run("test", "https://a.test/", "https://b.test/", "--page"))


# --- discover ---------------------------------------------------------------------------------------------------------


def test_the_feeds_of_a_site_come_with_the_command_that_adds_them(site: Stage) -> None:
    """Which can be typed as it stands."""
    result = run("discover", f"{site.base}/", "--allow-private")
    title, what, command = result.stdout.splitlines()
    assert (result.exit_code, title) == (0, "All $(news)")
    assert what.startswith("  RSS 2.0, 2 items, newest ")
    assert command == f"  gatewatch feeds add {site.base}/all.rss --lang en --allow-private"
    (found,) = run("discover", f"{site.base}/", "--allow-private", "--json").stdout.splitlines()
    assert json.loads(found)["address"] == f"{site.base}/all.rss"


def test_a_site_without_feeds_ends_with_one(site: Stage) -> None:
    """And says how far it looked."""
    result = run("discover", f"{site.base}/forbidden", "--allow-private")
    assert result.exit_code == 1
    assert "robots.txt forbids" in result.stderr
    assert "no feed was found at" in error(result)


# --- import and export ------------------------------------------------------------------------------------------------


def test_a_list_is_taken_in_and_each_feed_accounted_for() -> None:
    """New, there already, refused with the reason; taking it in again changes nothing."""
    Path("list.opml").write_text(LIST)
    dry = run("import", "list.opml", "--dry-run")
    assert Path("gatewatch.yml").read_text() == SETTINGS
    result = run("import", "list.opml", "--country", "GB", "--lang", "fr")
    assert result.exit_code == dry.exit_code == 3
    assert dry.stdout.replace("would be added", "added") == result.stdout
    assert result.stdout.splitlines() == [
        "+ https://a.test/rss?x=1&y=2  A & B",
        "= http://n.test/rss/  The first",
        "! ftp://c.test/rss  C: `ftp://c.test/rss` is no web address; write it whole, with https:// or http:// in front",
        "gatewatch.yml: 1 feed added, 1 there already, 1 refused",
    ]
    after = Path("gatewatch.yml").read_text()
    assert after.startswith(SETTINGS)
    taken = load_config(None, {}).feeds[-1]
    assert (taken.url, taken.name, taken.lang, taken.country) == ("https://a.test/rss?x=1&y=2", "A & B", "en", "GB")
    assert "0 feeds added, 2 there already" in run("import", "list.opml").stdout
    assert Path("gatewatch.yml").read_text() == after


def test_a_list_gives_no_leave_and_rules_no_terminal() -> None:
    """It comes from strangers."""
    Path("list.opml").write_text(
        '<opml><outline text="\x1b[31mRed" xmlUrl="https://a.test/\x1b[2Jrss" gatewatch:allow_private="true"'
        ' gatewatch:every="10m" gatewatch:important="true" allow_private="true"/></opml>'
    )
    result = run("import", "list.opml")
    assert "\x1b" not in result.stdout
    taken = load_config(None, {}).feeds[-1]
    assert (taken.allow_private, taken.important, taken.name) == (False, True, "[31mRed")


def test_a_list_on_the_web_is_fetched_by_the_guard(site: Stage) -> None:
    """A private address is none."""
    result = run("import", f"{site.base}/list.opml")
    assert (result.exit_code, "loopback, not public" in error(result)) == (1, True)


@pytest.mark.parametrize(
    ("content", "told", "kind"),
    [
        ("<html>Sign in</html>", "was not imported: it is a web page", "GatewatchError"),
        ("", "it is empty", "GatewatchError"),
        (None, "cannot be read", "UsageError"),
    ],
)
def test_what_is_no_list_is_told(content: str | None, told: str, kind: str) -> None:
    """Exit code 1 for a bad list, 2 for a bad name."""
    if content is not None:
        Path("list.opml").write_text(content)
    result = run("import", "list.opml")
    assert (told in error(result), type(result.exception).__name__) == (True, kind)


def test_what_is_exported_can_be_imported() -> None:
    """With every setting but leave to reach a private network."""
    full = "  - {url: 'https://m.test/?a=1&b=2', name: 'R & \"B\"', lang: ar, country: QA, every: 10m, full_text: never, important: true}\n"
    Path("gatewatch.yml").write_text(SETTINGS + full + "  - url: http://10.0.0.1/rss\n    allow_private: true\n")
    before = load_config(None, {}).feeds
    assert run("export", "out.opml").stdout == "out.opml: 3 feeds\n"
    assert run("export").stdout.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"')
    Path("gatewatch.yml").unlink()
    assert run("import", "out.opml", "--create").exit_code == 0
    after = load_config(None, {}).feeds
    assert after[:2] == before[:2]
    assert after[2] == before[2].model_copy(update={"allow_private": False})


def test_every_setting_of_a_feed_is_known_to_travel_or_to_stay() -> None:
    """Whoever adds one decides whether strangers' lists may set it."""
    stays = {"url", "name", "lang", "allow_private"}  # the first three have words in OPML
    assert stays | set(TRAVELS) == FeedConfig.model_fields.keys()


def test_export_replaces_lists_only() -> None:
    """A slip of the pen must not cost the settings."""
    assert "is no OPML list" in error(run("export", "gatewatch.yml"))
    assert Path("gatewatch.yml").read_text() == SETTINGS
    for _ in range(2):
        assert run("export", "out.opml").exit_code == 0


# --- starter ----------------------------------------------------------------------------------------------------------


def test_feeds_to_begin_with_are_shown_and_added() -> None:
    """By language, country, region and topic."""
    shown = run("starter", "--lang", "ar", "--lang", "fa")
    number = int(shown.stdout.splitlines()[-1].split()[0])
    assert number == len(shown.stdout.splitlines()) - 2
    assert number >= 5
    assert Path("gatewatch.yml").read_text() == SETTINGS
    added = run("starter", "--lang", "ar", "--lang", "fa", "--add")
    assert f"gatewatch.yml: {number} feeds added, 0 there already, 0 refused" in added.stdout
    assert {feed.lang for feed in load_config(None, {}).feeds[1:]} == {"ar", "fa"}
    assert " US  " not in run("starter", "--country", "ir", "--country", "GB").stdout
    everything = run("starter", "--add")
    assert f"{number} there already, 0 refused" in everything.stdout


def test_a_corner_that_is_empty_is_told() -> None:
    """With the words that there are."""
    assert "there are: ar, de, en" in error(run("starter", "--lang", "xx"))
    assert "africa, asia" in error(run("starter", "--region", "atlantis"))
    assert "has the country `XX`; there are: AF, AR, " in error(run("starter", "--country", "xx"))
    assert "leave one of the options out" in error(run("starter", "--lang", "ko", "--topic", "maritime"))


def test_errors_end_with_the_codes_of_the_other_commands() -> None:
    """2 for bad usage, 1 for what failed, as programs see it."""
    command = [sys.executable, "-m", "bot", "feeds"]
    usage = subprocess.run([*command, "add", "nowhere"], capture_output=True, text=True)
    assert (usage.returncode, usage.stderr.startswith("gatewatch: `nowhere` is no web address")) == (2, True)
    Path("list.opml").touch()
    failed = subprocess.run([*command, "import", "list.opml"], capture_output=True, text=True)
    assert (failed.returncode, failed.stderr) == (1, "gatewatch: list.opml was not imported: it is empty\n")
