"""bot.lists.official.uk: the UK's list in its short and long form, as CSV and as a sheet."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from bot.lists.official import uk
from bot.lists.official.imported import Imported, Refused
from bot.lists.official.tables import table_of
from bot.model import Name

SHORT = b"""Unique ID,OFSI Group ID,Name,Regime Name,Type,Designation source,Date Designated,Sanctions Imposed
AFG0001,12703,HAJI KHAIRULLAH MONEY EXCHANGE,Afghanistan,Entity,UN,29-06-2012,Asset freeze
AFG0006,7172,AKHUND MOHAMMAD HASSAN,Afghanistan,Individual,UN,25-01-2001,"Asset freeze, Travel Ban"
RUS0001,1,"LAVILLA, JR Ruben",Russia,Individual,UK,11-03-2022,"-, Asset freeze, Transport sanctions: see ""Other information"", Trust Services Sanctions, Exile"
RUS1467,15405,"
            ",Russia,Individual,UK,16-06-2022,Travel Ban
"""
COLUMNS = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,Title,Name non-latin script,"
    "Regime Name,Designation Type,Designation source,Sanctions Imposed,Date Designated,D.O.B,Nationality(/ies),Position"
)
START = "04/08/2026,IRN0001,12,IRi.039"
END = "Iran (Nuclear),Individual,UN,Asset freeze|Travel Ban,24/03/2007"
LONG = f"""Report Date: 18-Aug-2026
{COLUMNS}
{START},SOLEIMANI,Haj,,Alias,Low quality a.k.a,,,{END},11/03/1957,Iran,
{START},SOLEIMANI,Qasem,,Primary Name,,Brigadier General,قاسم سلیمانی,{END},00/00/1957,Iran,(1) Commander of Qods Force (2) Adviser
{START},SULAYMANI,Qasim,Ali,Primary Name Variation,,,,{END},11/03/1957,Iran,
{START},SOLEYMANI,Kasem,,Alias,Good quality a.k.a,,,{END},11/03/1957,,
04/08/2026,RUS9999,13,,LADA,,,Primary Name,,,,Russia,Ship,UK,Asset freeze,01/03/2022,,,
""".encode()


def read(data: bytes, name: str = "uk.csv") -> Imported:
    return uk.read({name: data})[0]


def as_sheet(data: bytes) -> bytes:
    rows = "".join(
        "<t:table-row>"
        + "".join(f"<t:table-cell><x:p>{escape(cell)}</x:p></t:table-cell>" for cell in row)
        + "</t:table-row>"
        for row in table_of(data, "a.csv", ",").rows
    )
    text = f'<o:document-content xmlns:o="o" xmlns:t="t" xmlns:x="x"><t:table>{rows}</t:table></o:document-content>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", text)
    return out.getvalue()


def test_the_short_form() -> None:
    found = read(SHORT)
    first = found.people[0]
    assert (first.id, first.names, first.lists) == ("uk-AFG0006", (Name("AKHUND MOHAMMAD HASSAN"),), ("uk",))
    assert (first.listings[0].label, first.listings[0].regime, first.listings[0].since) == (
        "UK AFG0006",
        "Afghanistan",
        "2001-01-25",
    )
    assert [measure.type for measure in first.listings[0].measures] == ["asset_freeze", "travel_ban"]
    assert dict(found.left_out) == {"entity": 1}
    assert found.origin.licence == "Open Government Licence v3.0"


def test_measures_are_ours_and_unknown_ones_are_told() -> None:
    found = read(SHORT)
    assert [measure.type for measure in found.people[1].listings[0].measures] == [
        "asset_freeze",
        "transport_restriction",
        "trust_services",
    ]
    assert "measures unknown to us left out: 1, such as “Exile”" in found.notes


def test_whoever_the_list_leaves_nameless_is_kept_and_told() -> None:
    """The name may come with the next list; until then nobody drops out unseen."""
    found = read(SHORT)
    assert found.people[2].name == "RUS1467"
    assert (
        "individuals whose name the list leaves empty, kept under their reference: 1, such as “RUS1467”" in found.notes
    )


def test_the_long_form_gathers_the_rows_of_a_person() -> None:
    found = read(LONG)
    person = found.people[0]
    assert len(found.people) == 1
    assert person.names == (
        Name("Qasem SOLEIMANI"),
        Name("Qasim Ali SULAYMANI"),
        Name("Kasem SOLEYMANI"),
        Name("قاسم سلیمانی", native=True),
        Name("Haj SOLEIMANI", weak=True),
    )
    assert person.born == ("1957-03-11", "1957")
    assert person.nationality == ("IR",)
    assert person.roles == ("Commander of Qods Force", "Adviser", "Brigadier General")
    assert [measure.type for measure in person.listings[0].measures] == ["asset_freeze", "travel_ban"]
    assert person.listings[0].since == "2007-03-24"
    assert (found.origin.published, dict(found.left_out)) == ("2026-08-18", {"ship": 1})


@pytest.mark.parametrize("form", [SHORT, LONG])
def test_a_sheet_gives_the_same_people(form: bytes) -> None:
    assert read(as_sheet(form), "uk.ods").people == read(form).people


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\n1,2", "has no row of column names with `Unique ID`"),
        (SHORT.replace(b"Sanctions Imposed", b"Other"), r"uk\.csv:1:1: lacks the column sanctionsimposed"),
        (SHORT.replace(b",Type,", b",Sort,"), r"uk\.csv:1:1: lacks the column type"),
        (SHORT.replace(b"Individual", b"Entity"), "holds no individual"),
        (SHORT[:-40], r"uk\.csv"),
    ],
)
def test_a_list_of_another_form_or_cut_short_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(data)
