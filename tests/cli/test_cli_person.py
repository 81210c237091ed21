"""``gatewatch person`` as a person meets it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli.person import person

ROOT = Path(__file__).parents[2]
OFAC = """\
list: ofac
people:
  - id: ofac-10481
    name: Qasem SOLEIMANI
    names: [Ghasem SOLEYMANI]
    born: 1957-03-11
    listings: [{authority: OFAC, regime: SDGT, ref: "10481", since: 2007, measures: [asset_freeze]}]
    threshold: 0.9
"""


@pytest.fixture(autouse=True)
def _bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("GATEWATCH_", "SLACK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GATEWATCH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "ofac.yaml").write_text(OFAC)


def run(who: str) -> Result:
    app = typer.Typer()
    app.command()(person)
    return CliRunner().invoke(app, [who, "-w", str(ROOT / "watchlists"), "-w", "ofac.yaml"])


@pytest.mark.parametrize("who", ["un-IRi.039", "UN IRi.039", "IRi.039", "ofac-10481", "OFAC 10481", "Qasim Sulaimani"])
def test_everything_about_one_person_is_shown(who: str) -> None:
    """Facts, listings with measures, dates and basis, names by kind, entries, sources, why joined, who is like them."""
    result = run(who)
    assert result.exit_code == 0, result.output
    for line in (
        "Qasem Soleimani  un-IRi.039",
        "  born: 1957-03-11",
        "  nationality: Iran (IR)",
        "  roles: Commander of the Qods Force; Major General; Brigadier General",
        "  UN IRi.039 · Iran · listed since 2007-03-24",
        "    travel_ban · since 2010-06-09 until 2016-01-16 · UN Security Council resolution 1929 (2010), paragraph 10",
        "  OFAC 10481 · SDGT · listed since 2007",
        "  native: قاسم سلیمانی",
        "  weak: Haj Qasem; Haji Qassem; Sardar Soleimani",
        "  entries: un-IRi.039, ofac-10481",
        "  lists: examples, ofac",
        "  source: https://main.un.org/",
        "  threshold: 0.9",
        "un-IRi.039 share the name qasem soleimani and the listing reference OFAC 10481",
        "  Ghasem Soleymani (un-IRi.040): told apart by roles, organisations",
        "    organisations: Qods Force; Quds Force; IRGC; Islamic Revolutionary Guard Corps | Saghand Uranium Mine",
        "  Gholamreza Soleimani, head of the Basij",
    ):
        assert line in result.output
    strong = next(line for line in result.output.splitlines() if line.startswith("  strong: "))
    assert "Ghasem SOLEYMANI" in strong
    assert "Haj Qasem" not in strong


def test_several_of_one_name_are_listed_with_their_ids() -> None:
    """An alias of the general is the name of the mine director: both are named, nobody is chosen."""
    result = run("Ghasem Soleymani")
    assert result.exit_code == 0
    assert "Several people fit “Ghasem Soleymani”; name one by its id" in result.output
    assert "  un-IRi.039  Qasem Soleimani, listed also as Ghasem SOLEYMANI  (UN IRi.039, OFAC 10481)" in result.output
    assert "  un-IRi.040  Ghasem Soleymani  (UN IRi.040)" in result.output


def test_a_surname_alone_shows_its_only_bearer() -> None:
    """The example of watchlists/README.md."""
    result = run("Lavrov")
    assert result.exit_code == 0
    assert "LAVROV  uk-RUS0252" in result.output


def test_nobody_ends_with_one_and_suggestions() -> None:
    """Exit code 1, and whom the words come near to."""
    result = run("Gholam Soleimani")
    assert result.exit_code == 1
    assert "Nobody on the lists fits “Gholam Soleimani”." in result.output
    assert "Nearest are" in result.output
    assert "un-IRi.039" in result.output
    assert run("Peter Falk").exit_code == 1
