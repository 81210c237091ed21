"""The files that run it: valid for those who read them, tight, and agreed with the program about ports, paths and variables."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from bot.alerts.figures import Figures, ListAge
from bot.alerts.standstill import Part, Phase, Report
from bot.cli.run import TO_END
from bot.config import OVERRIDES, SECRETS, Settings
from bot.edges.metrics import Metrics

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNIT = (DEPLOY / "gatewatch.service").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
RECIPE = (ROOT / "Dockerfile").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
MOST_EXPOSED = 2.0  # of ten, as systemd judges

SERVICE: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]["gatewatch"]


def settings(name: str) -> list[str]:
    """The values of a setting of the unit, in order."""
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def seconds(length: str) -> float:
    number, unit = re.fullmatch(r"(\d+)(s|min|m)", length).groups()  # type: ignore[union-attr]
    return float(number) * (1 if unit == "s" else 60)


# --- compose --------------------------------------------------------------------------------------------------------------


def test_the_compose_file_is_one_by_its_specification() -> None:
    """Every key is known, every value readable, every volume and secret that is used is there."""
    read = PyCompose.from_yaml(COMPOSE)
    read.validate()
    read.validate_volumes()
    read.validate_secrets()


def test_a_mistyped_key_would_be_found() -> None:
    """The reader of the test before is no sieve."""
    with pytest.raises(ValueError, match="read_onl"):
        PyCompose.from_yaml(COMPOSE.replace("read_only:", "read_onl:")).validate()


def test_the_container_is_run_without_rights() -> None:
    """As the image's user, on a root that cannot be written, with nothing to gain."""
    assert SERVICE["user"].split(":")[0] == re.findall(r"^USER (\d+)$", RECIPE, re.MULTILINE)[-1]
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in SERVICE
    assert all(re.match(r"127\.0\.0\.1:", port) for port in SERVICE["ports"])


def test_image_and_compose_ask_for_health_in_the_same_way() -> None:
    """On the port that the image sets."""
    command = json.loads(re.findall(r"^    CMD (\[.*\])$", RECIPE, re.MULTILINE)[-1])
    assert SERVICE["healthcheck"]["test"] == ["CMD", *command]
    (port,) = re.findall(r"GATEWATCH_WATCH_PORT=(\d+)", RECIPE)
    assert f"'127.0.0.1', {port}," in command[-1]
    assert f"EXPOSE {port}\n" in RECIPE
    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_secrets_are_files() -> None:
    """No token stands in the environment, where everybody who may look at a process sees it."""
    assert not {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"} & SERVICE["environment"].keys()
    assert SERVICE["environment"]["SLACK_BOT_TOKEN_FILE"] == f"/run/secrets/{SERVICE['secrets'][0]}"


# --- systemd --------------------------------------------------------------------------------------------------------------


def analysed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What systemd says of the unit, on a machine on which the program is not installed."""
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("no systemd-analyze on this machine")
    path = folder / "gatewatch.service"
    path.write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", UNIT, flags=re.MULTILINE))
    return subprocess.run([tool, *arguments, str(path)], capture_output=True, text=True, timeout=60)


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    """Every setting is known to it, and has a value that it takes."""
    done = analysed(tmp_path, "verify", "--man=no")
    assert [line for line in done.stderr.splitlines() if "gatewatch" in line] == []


def test_systemd_finds_the_unit_tight(tmp_path: Path) -> None:
    """By its own measure."""
    done = analysed(tmp_path, "security", "--offline=true", "--no-pager")
    exposed = re.search(r"exposure level for \S+: (\d+\.\d+)", done.stdout)
    assert exposed, done.stderr
    assert float(exposed[1]) <= MOST_EXPOSED


def test_the_unit_lets_the_program_write_where_it_says() -> None:
    """Everything that it sets lies in folders that systemd makes for it."""
    made = {"StateDirectory": "/var/lib", "CacheDirectory": "/var/cache", "RuntimeDirectory": "/run"}
    folders = {f"{above}/{settings(name)[0]}" for name, above in made.items()}
    environ = dict(each.split("=", 1) for each in settings("Environment"))
    assert settings("WorkingDirectory")[0] in folders
    assert environ["GATEWATCH_CACHE"] in folders
    assert str(Path(environ["GATEWATCH_HEARTBEAT"]).parent) in folders


def test_unit_and_compose_leave_time_to_stop() -> None:
    """More than the ten seconds that the program promises."""
    assert TO_END < 10
    assert all(10 < seconds(each) <= 30 for each in (settings("TimeoutStopSec")[0], SERVICE["stop_grace_period"]))
    assert settings("KillMode") == ["mixed"], "workers are ended by the program"


def test_systemd_waits_for_an_interval_of_silence() -> None:
    """A part rests for one, systemd hears nothing for another: within two it is started anew."""
    assert seconds(settings("WatchdogSec")[0]) == Settings().watch.every.total_seconds()
    assert settings("Type") == ["notify"]


def test_every_variable_is_known_to_the_program() -> None:
    """In unit, compose file and image."""
    named = set(re.findall(r"\b((?:GATEWATCH|SLACK)_[A-Z_]+)\b", UNIT + COMPOSE + RECIPE))
    known = {*OVERRIDES, *SECRETS, "GATEWATCH_CONFIG"}
    assert {name for name in named if name.removesuffix("_FILE") not in known} == set()


# --- figures --------------------------------------------------------------------------------------------------------------


def figures_shown() -> set[str]:
    """The names of all figures, as a scraper reads them."""
    at, metrics = datetime(2026, 3, 2, tzinfo=UTC), Metrics()
    counted = Figures(at, {"ok": 1}, deliveries={"pending": 1}, lists=(ListAge("un", "2026-03-01"),))
    metrics.show(lambda: Report(at, Phase.READY, {Part.POLLER: 1.0}, ()), lambda: counted, lambda: 0)
    metrics.ticked("poll", timedelta(seconds=1).total_seconds(), KeyError())
    for counter in (metrics.polls, metrics.deliveries, metrics.slack_calls):
        counter.labels("a").inc()
    metrics.decisions.labels("a", "b").inc()
    return set(re.findall(r"^(gatewatch_\w+)", metrics.text().decode(), re.MULTILINE))


def families() -> set[str]:
    """The same with a histogram's one name for its parts."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in figures_shown()}


def test_every_figure_that_the_documents_name_is_shown() -> None:
    """Whoever copies a rule watches something that is there."""
    named = set(re.findall(r"\bgatewatch_\w+", OPERATIONS))
    assert named - figures_shown() - families() == set()


def test_every_figure_is_documented() -> None:
    """In a table; the parts of a histogram by its name."""
    rows = set(re.findall(r"^\| `(gatewatch_\w+)`", OPERATIONS, re.MULTILINE))
    assert rows == families()


def test_the_rules_for_prometheus_are_yaml_and_say_what_to_do() -> None:
    """Each has an expression, a time, and words."""
    (block,) = re.findall(r"```yaml\n(groups:.*?)```", OPERATIONS, re.DOTALL)
    rules = [rule for group in yaml.safe_load(block)["groups"] for rule in group["rules"]]
    assert len(rules) >= 5
    assert all({"alert", "expr", "for", "annotations"} <= rule.keys() for rule in rules)
