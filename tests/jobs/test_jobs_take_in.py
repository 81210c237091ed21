"""Official lists are taken in whole, or refused with the last good one left in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.edges.official_folder import OfficialFolder
from bot.jobs.take_in import Rules, TakenIn, take_in
from bot.lists.official.imported import Refused
from tests.lists.official.un_files import un_xml

TODAY = Rules(date(2026, 3, 1))


@pytest.fixture
def folder(tmp_path: Path) -> OfficialFolder:
    return OfficialFolder(tmp_path / "lists")


def take(folder: OfficialFolder, data: bytes, rules: Rules = TODAY) -> TakenIn:
    (taken,) = take_in(folder, {"un.xml": data}, rules)
    return taken


def test_a_list_is_counted_and_lies_in_the_folder(folder: OfficialFolder) -> None:
    """With the day it was taken in and the digest of its file."""
    taken = take(folder, un_xml(range(20)))
    assert (taken.list_id, taken.people, taken.names, taken.changes) == ("un", 20, 20, None)
    kept = folder.read("un")
    assert kept is not None
    assert (len(kept.people), kept.imported, kept.origin.published) == (20, "2026-03-01", "2026-02-27")
    assert [len(each.sha256) for each in kept.files] == [64]


def test_the_next_version_tells_what_changed(folder: OfficialFolder) -> None:
    """One listed, one delisted, one under another name."""
    take(folder, un_xml(range(20)))
    taken = take(folder, un_xml(range(1, 21), n7="Other"))
    assert taken.changes is not None
    assert [each.person.id for each in taken.changes.listed] == ["un-LYi.020"]
    assert [each.person.id for each in taken.changes.delisted] == ["un-LYi.000"]
    assert [each.person.id for each in taken.changes.changed] == ["un-LYi.007"]


@pytest.mark.parametrize(("left", "refused"), [(18, False), (17, True), (0, True)])
def test_a_list_that_lost_more_than_a_tenth_is_refused(folder: OfficialFolder, left: int, refused: bool) -> None:
    """The last good one stays, byte for byte; a tenth less is an ordinary update."""
    take(folder, un_xml(range(20)))
    before = folder.path("un").read_bytes()
    if not refused:
        assert take(folder, un_xml(range(left))).people == left
        return
    with pytest.raises(Refused, match="shrunk from 20 people to 17" if left else "no individual"):
        take(folder, un_xml(range(left)))
    assert folder.path("un").read_bytes() == before


def test_a_person_may_say_that_the_shrunken_list_is_right(folder: OfficialFolder) -> None:
    """Regimes do end."""
    take(folder, un_xml(range(20)))
    assert take(folder, un_xml(range(3)), Rules(TODAY.today, allow_shrunken=True)).people == 3


def test_a_list_older_than_the_one_in_force_is_refused(folder: OfficialFolder) -> None:
    """The newer stays, unless a person says that the older is meant; one of the same day may come again."""
    take(folder, un_xml(range(20), "2026-02-27"))
    before = folder.path("un").read_bytes()
    with pytest.raises(Refused, match=r"older \(2020-11-24\) than the one in force \(2026-02-27\).*--allow-older"):
        take(folder, un_xml(range(20), "2020-11-24"))
    assert folder.path("un").read_bytes() == before
    take(folder, un_xml(range(19), "2026-02-27"))
    assert take(folder, un_xml(range(20), "2020-11-24"), Rules(TODAY.today, allow_older=True)).published == "2020-11-24"


@pytest.mark.parametrize("kept", ["2026", "2026-02", None])
def test_a_list_that_may_be_as_new_is_not_refused(folder: OfficialFolder, kept: str | None) -> None:
    """A month or nothing at all stands where the day should: nobody can say that the list is older."""
    take(folder, un_xml(range(20), "2026-02-27"))
    text = folder.path("un").read_text()
    assert '"2026-02-27"' in text
    folder.keep("un", text.replace('"2026-02-27"', f'"{kept}"' if kept else '""').replace(', "published": ""', ""))
    assert folder.read("un").origin.published == kept  # type: ignore[union-attr]
    assert take(folder, un_xml(range(20), "2026-02-10")).published == "2026-02-10"


@pytest.mark.parametrize("data", [un_xml(range(20))[:-200], b"<html><body>Sign in</body></html>", b"", b"\x00" * 99])
def test_what_is_damaged_or_something_else_is_refused(folder: OfficialFolder, data: bytes) -> None:
    """A download cut short, a consent page, nothing: the last good list stays."""
    take(folder, un_xml(range(20)))
    with pytest.raises(Refused):
        take(folder, data)
    kept = folder.read("un")
    assert kept is not None
    assert len(kept.people) == 20


def test_another_list_than_asked_for_is_refused(folder: OfficialFolder) -> None:
    """A server that answers with something else does not fill the folder with it."""
    with pytest.raises(Refused, match="the answer is the list un, not uk"):
        take(folder, un_xml(range(3)), Rules(TODAY.today, list_id="uk"))
    assert folder.ids() == ()


def test_a_spoiled_list_of_last_time_stops_the_import(folder: OfficialFolder) -> None:
    """Without it nobody could tell whether the new one has shrunk."""
    take(folder, un_xml(range(3)))
    folder.path("un").write_text("list: un\n")
    with pytest.raises(Refused, match=r"spoiled.*\n.*un.yaml:1:1"):
        take(folder, un_xml(range(3)))


def test_the_whole_list_of_the_eu_beside_one_of_its_acts_is_told(folder: OfficialFolder) -> None:
    """Everybody would be found twice."""
    header = b"celex,recordId,programKey,annex,measure,startDate,schema,name,alias,weakAlias\n"
    (alone,) = take_in(folder, {"32014R0269.csv": header}, TODAY)
    assert not any("both here" in note for note in alone.notes)
    folder.keep("eu", folder.path("eu-32014r0269").read_text().replace("eu-32014r0269", "eu"))
    (beside,) = take_in(folder, {"32014R0269.csv": header}, TODAY)
    assert "eu and eu-32014r0269 are both here" in beside.notes[-1]
