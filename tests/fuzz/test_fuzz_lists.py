"""Whatever is served as an official list, in every format: taken in whole, or refused in a sentence; never half."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import pytest
from damage import damaged, examples
from hypothesis import event, given
from hypothesis import strategies as st

from bot.lists.load import SourceFile
from bot.lists.official.formats import FORMATS, read_list
from bot.lists.official.imported import Imported, Refused
from bot.lists.official.written import PublishedFile, read_back, written
from tests.lists.official import test_lists_official_eu_fsf as fsf
from tests.lists.official import test_lists_official_eu_journal as journal
from tests.lists.official import test_lists_official_ofac_advanced as advanced
from tests.lists.official import test_lists_official_ofac_csv as ofac
from tests.lists.official import test_lists_official_opensanctions as sanctions
from tests.lists.official import test_lists_official_seco as seco
from tests.lists.official import test_lists_official_uk as uk
from tests.lists.official.un_files import un_xml

DAY = "2026-03-02"
PEOPLE = fsf.entity(fsf.alias("Anna Example") + fsf.regulation()) + fsf.entity(fsf.alias("Second"), "EU.28.1")
# By format: how its main file is called, and what it holds.
DOCUMENTS: Mapping[str, tuple[str, bytes]] = {
    "un-xml": ("un.xml", un_xml((1, 2, 3))),
    "ofac-csv": ("sdn.csv", f"{ofac.ENTITY}\r\n{ofac.row()}\r\n{ofac.row('2', 'DOE, Pat')}\r\n\x1a\r\n".encode()),
    "ofac-advanced-xml": ("sdn_advanced.xml", advanced.document(advanced.party())),
    "uk-csv": ("uk.csv", uk.LONG),
    "uk-ods": ("uk.ods", uk.as_sheet(uk.LONG)),
    "eu-fsf-xml": ("fsf.xml", f"{fsf.HEAD}{PEOPLE}</export>".encode()),
    "eu-fsf-csv": ("fsf.csv", fsf.table({"NameAlias_WholeName": "Anna Example"}, {"BirthDate_BirthDate": "1957-03-11"})),
    "eu-journal": ("32014R0269.csv", journal.act({}, {"recordId": "2", "name": "Anna EXAMPLE", "birthDate": "1.2.1960"})),
    "seco-xml": ("seco.xml", f"{seco.HEAD}{seco.PROGRAMMES}{seco.target()}{seco.target(ssid='2')}</swiss-sanctions-list>".encode()),
    "os-csv": (sanctions.FILE, sanctions.rows({}, {"id": "NK-2", "name": "Anna Example", "birth_date": "1960;1961-02"})),
    "os-ftm": ("entities.ftm.json", sanctions.lines(sanctions.entity("Person", "NK-1", sanctions.PERSON), sanctions.entity("Sanction", "s", sanctions.SANCTION))),
}  # fmt: skip
BESIDE = {"ofac-csv": {"alt.csv": ofac.ALT}}
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...] | str:
    """The lists, or why they are refused."""
    try:
        return read_list(parts)
    except Refused as refused:
        why = str(refused)
    assert why
    assert not CONTROLS.search(why), why
    return why


def assert_whole(found: Imported, parts: Mapping[str, bytes]) -> None:
    """What is written of a list is read back with everybody in it, and who cannot stand in it is told."""
    files = [PublishedFile(name, "0" * 64) for name in parts]
    draft = written(found, files, DAY)
    assert len(draft.people) + len(draft.refused) == len(found.people)
    kept = read_back(SourceFile("list.yaml", draft.text.encode()))
    assert [person.id for person in kept.people] == [person.id for person in draft.people]
    assert [person.names for person in kept.people] == [person.names for person in draft.people]
    assert not any(CONTROLS.search(each) for each in (*found.notes, *draft.refused, *found.left_out))


def test_every_format_is_tried() -> None:
    """A format that is added is tried, too; and what the targets begin with is well."""
    assert set(DOCUMENTS) == {each.key for each in FORMATS}
    for key, (name, data) in DOCUMENTS.items():
        found = read({name: data, **BESIDE.get(key, {})})
        assert not isinstance(found, str), found
        assert sum(len(each.people) for each in found) >= 1


@pytest.mark.parametrize("key", DOCUMENTS)
@examples(12, 150)
@given(st.data())
def test_list_files(key: str, data: st.DataObject) -> None:
    """Bytes of a format are read the same twice and kept whole, or refused in a sentence."""
    name, document = DOCUMENTS[key]
    parts = {name: data.draw(damaged([document], most=4)), **BESIDE.get(key, {})}
    found = read(parts)
    assert found == read(parts)
    event("refused" if isinstance(found, str) else "read")
    for each in () if isinstance(found, str) else found:
        assert_whole(each, parts)


@examples(20, 250)
@given(damaged([uk.LONG, uk.SHORT], most=4), st.sampled_from(["", "<!DOCTYPE x [<!ENTITY e 'x'>]>"]))
def test_sheets_inside_a_good_archive(data: bytes, before: str) -> None:
    """What stands in a sheet is as bad as what stands in a table, and the archive around it is none of its excuse."""
    try:
        packed = uk.as_sheet(data)
    except Refused:
        return
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        content = archive.read("content.xml")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", before.encode() + content)
    found = read({"uk.ods": out.getvalue()})
    if before:
        assert isinstance(found, str)
    for each in () if isinstance(found, str) else found:
        assert_whole(each, {"uk.ods": b""})


@examples(40, 600)
@given(st.sampled_from([key for key in DOCUMENTS if key.endswith(("xml", "ods"))]), st.integers(1, 1 << 16))
def test_what_breaks_off_is_refused(key: str, at: int) -> None:
    """A download that ended early replaces nothing, wherever it ended."""
    name, document = DOCUMENTS[key]
    whole = document.rstrip()
    assert isinstance(read({name: whole[: at % len(whole)]}), str)
