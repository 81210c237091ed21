"""Official lists are taken in whole, or refused with the last good one left in place."""

from __future__ import annotations

import errno
import json
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.edges.official_folder import OfficialFolder
from bot.errors import GatewatchError
from bot.jobs.take_in import Rules, TakenIn, take_in
from bot.lists.load import SourceFile, load_watchlist
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


def uk_csv(numbers: range, imposed: str = "Asset freeze|Travel Ban", aliases: int = 2) -> bytes:
    """The UK's list in its long form: a row for each spelling."""
    rows = [
        f"RUS{n:04},,Russia,{imposed},01/01/2020,Individual,Primary Name,Anna,Example{'abcdefghij'[n % 10]}{k},OFSI"
        for n in numbers
        for k in "xyz"[: aliases + 1]
    ]
    head = "Unique ID,OFSI Group ID,Regime Name,Sanctions Imposed,Date Designated,Designation Type,Name Type,Name 1,Name 6,S"
    return "\n".join(["Report Date: 01/03/2026,,,,,,,,,", head, *rows]).encode()


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (uk_csv(range(10), "Asset freeze|Ban on travel"), "from 10 people under a travel ban to 0"),
        (uk_csv(range(10), aliases=1), "from 30 names to 20"),
    ],
)
def test_a_list_that_keeps_its_people_and_loses_the_rest_is_refused(
    folder: OfficialFolder, second: bytes, words: str
) -> None:
    """Bans under another word, aliases in another column: silence would be worse than an old list."""
    take_in(folder, {"uk.csv": uk_csv(range(10))}, TODAY)
    with pytest.raises(Refused, match=words):
        take_in(folder, {"uk.csv": second}, TODAY)
    (taken,) = take_in(folder, {"uk.csv": second}, Rules(TODAY.today, allow_shrunken=True))
    assert taken.people == 10


OFAC = {
    "sdn.csv": b"".join(b'%d,"EXAMPLE, Anna %c","individual","IRAN",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n' % (n, 64 + n) for n in (1, 2)),
    "alt.csv": b'1,11,"aka","EXEMPLARY, Anna",-0- \n',
}  # fmt: skip


def test_a_set_that_lacks_a_file_of_last_time_is_refused(folder: OfficialFolder) -> None:
    """Without alt.csv OFAC's list has no aliases, and would look well."""
    take_in(folder, OFAC, TODAY)
    only = {"SDN.CSV": OFAC["sdn.csv"]}
    with pytest.raises(Refused, match=r"made from alt\.csv too"):
        take_in(folder, only, TODAY)
    (taken,) = take_in(folder, only, Rules(TODAY.today, allow_shrunken=True))
    assert (taken.people, taken.names) == (2, 2)
    take_in(folder, only, TODAY)


def test_a_list_cannot_wither_away_in_small_steps(folder: OfficialFolder) -> None:
    """What counts is the most within a year, or what it was when a person said that it is right."""
    start = TODAY.today
    for days, left in ((0, 40), (1, 37)):
        take(folder, un_xml(range(left)), Rules(start + timedelta(days)))
    with pytest.raises(Refused, match=r"from 40 people to 34 .*since 2026-03-01"):
        take(folder, un_xml(range(34)), Rules(start + timedelta(365)))
    assert take(folder, un_xml(range(34)), Rules(start + timedelta(366))).people == 34
    with pytest.raises(Refused, match="from 37 people"):
        take(folder, un_xml(range(33)), Rules(start + timedelta(400)))
    take(folder, un_xml(range(20)), Rules(start + timedelta(400), allow_shrunken=True))
    assert take(folder, un_xml(range(18)), Rules(start + timedelta(401))).people == 18


def test_a_list_of_an_older_version_is_compared_with_its_people(folder: OfficialFolder) -> None:
    """Nothing was counted then; with a clock set back nothing that was counted is believed."""
    path = take(folder, un_xml(range(20))).path
    path.write_text(re.sub(r"\"most\": \{.*?\}, ", "", path.read_text()))
    with pytest.raises(Refused, match="from 20 people to 17"):
        take(folder, un_xml(range(17)))
    take(folder, un_xml(range(20)))
    with pytest.raises(Refused, match="since 2020-01-01"):
        take(folder, un_xml(range(17)), Rules(date(2020, 1, 1)))


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


def test_the_way_back_from_a_spoiled_list_is_named(folder: OfficialFolder) -> None:
    """The list before it lies beside."""
    take(folder, un_xml(range(3)))
    take(folder, un_xml(range(4)))
    folder.path("un").write_text("list: un\n")
    with pytest.raises(Refused, match=r"put un\.yaml\.before in its place"):
        take(folder, un_xml(range(4)))


def test_what_could_not_be_loaded_at_the_next_start_is_not_written(
    folder: OfficialFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list beyond all measure stops nothing: the last good one stays, and the message says what to do."""
    take(folder, un_xml(range(3)))
    before = folder.path("un").read_bytes()
    monkeypatch.setattr("bot.lists.load.MAX_LIST_BYTES", len(before) + 50)
    with pytest.raises(Refused, match=r"cannot be loaded; import a smaller data set[\s\S]*too big"):
        take(folder, un_xml(range(20)))
    assert folder.path("un").read_bytes() == before


def ftm(*authorities: str) -> dict[str, bytes]:
    """A person for each authority that lists one."""
    lines: list[dict[str, object]] = []
    for number, authority in enumerate(authorities):
        about = {"entity": [f"Q{number}"], "authority": [authority]}
        lines.append({"id": f"Q{number}", "schema": "Person", "properties": {"name": [f"Ivan Petrov {'AB'[number]}"]}})
        lines.append({"id": f"s{number}", "schema": "Sanction", "properties": about})
    return {"ua.ftm.json": "".join(json.dumps(line) + "\n" for line in lines).encode()}


def test_an_entry_whose_authority_is_nothing_is_left_out(folder: OfficialFolder) -> None:
    """Characters that no file may hold are cleaned away; what is left must still load, and somebody must be left."""
    folder.accept("CC-BY-NC-4.0")
    with pytest.raises(Refused, match="none of its entries can be taken in, such as os-Q0"):
        take_in(folder, ftm("\u200b"), TODAY)
    (taken,) = take_in(folder, ftm("Office", "\u200b\u202e"), TODAY)
    assert (taken.people, len(taken.refused)) == (1, 1)
    assert "os-Q1" in taken.refused[0]
    assert "no authority" in taken.refused[0]
    assert load_watchlist([SourceFile("a", taken.path.read_bytes())]).watchlist.people


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "no space left on device.*make room"), (errno.EACCES, "leave to write there")]
)
def test_what_keeps_a_list_from_the_disk_is_named(
    folder: OfficialFolder, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """A full disk is not mended by leave to write."""

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("bot.edges.official_folder.os.fsync", full)
    with pytest.raises(GatewatchError, match=words):
        take(folder, un_xml(range(3)))
    assert folder.ids() == ()


def test_the_whole_list_of_the_eu_beside_one_of_its_acts_is_told(folder: OfficialFolder) -> None:
    """Everybody would be found twice."""
    header = b"celex,recordId,programKey,annex,measure,startDate,schema,name,alias,weakAlias\n"
    (alone,) = take_in(folder, {"32014R0269.csv": header}, TODAY)
    assert not any("both here" in note for note in alone.notes)
    folder.keep("eu", folder.path("eu-32014r0269").read_text().replace("eu-32014r0269", "eu"))
    (beside,) = take_in(folder, {"32014R0269.csv": header}, TODAY)
    assert "eu and eu-32014r0269 are both here" in beside.notes[-1]
