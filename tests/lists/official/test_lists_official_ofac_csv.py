"""bot.lists.official.ofac_csv: OFAC's three files become people; weak aliases are those that its remarks put in quotes."""

from __future__ import annotations

import pytest

from bot.lists.official import ofac_csv
from bot.lists.official.imported import Imported, Refused
from bot.model import Measure, Name, Person

NONE = "-0- "
ENTITY = f'36,"AEROCARIBBEAN AIRLINES",{NONE},"CUBA",{",".join([NONE] * 8)}'
ALT = b'36,12,"aka","AERO-CARIBBEAN",-0- \r\n10481,1,"aka","SOLEYMANI, Ghasem",-0- \r\n10481,2,"fka","KANAAN, Fawzi (Faouzi)",-0- \r\n\x1a'


def row(
    number: str = "10481",
    name: str = "SOLEIMANI, Qasem",
    title: str = NONE,
    remarks: str = "",
    programme: str = "SDGT] [SYRIA",
) -> str:
    cells = [number, f'"{name}"', '"individual"', f'"{programme}"', title, *[NONE] * 6, f'"{remarks}"']
    return ",".join(cells)


def read(*rows: str, **beside: bytes) -> Imported:
    parts = {"sdn.csv": ("\r\n".join(rows) + "\r\n\x1a\r\n").encode()}
    return ofac_csv.read(parts | {f"{name}.csv": data for name, data in beside.items()})[0]


def only(remarks: str, **more: str) -> Person:
    return read(row(remarks=remarks, **more), alt=ALT).people[0]


def test_names_are_turned_and_the_weak_ones_come_from_the_remarks() -> None:
    person = only("DOB 11 Mar 1957; a.k.a. 'HAJ QASEM'; a.k.a. 'SARDAR, Abu'; nationality Iran.")
    assert person.names == (
        Name("Qasem SOLEIMANI"),
        Name("Ghasem SOLEYMANI"),
        Name("Fawzi KANAAN"),
        Name("HAJ QASEM", weak=True),
        Name("Abu SARDAR", weak=True),
    )
    assert (person.id, person.name, person.lists) == ("ofac-10481", "Qasem SOLEIMANI", ("ofac",))


def test_remarks_are_read_piece_by_piece() -> None:
    remarks = (
        "DOB 11 Mar 1957; alt. DOB circa 1956; POB Qom, Iran; nationality Iran; citizen Korea, North; Gender Male; Passport 008827 (Iran) "
        "issued 1999; Linked To: ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE; Linked To: SOLEIMANI, Qasem; "
        "Former Commander of the Qods Force; wife of General Somebody; POB General Castillo, Mexico; alt. POB Chief, Kenya."
    )
    person = only(remarks, title='"Major General; Commander"')
    assert person.born == ("1957-03-11", "1956")
    assert person.nationality == ("IR", "KP")
    assert person.roles == ("Major General", "Commander", "Former Commander of the Qods Force")
    assert person.organisations == ("ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE",)


def test_the_listing_blocks_property_and_bans_no_travel() -> None:
    listing = only("DOB 1957.").listings[0]
    assert (listing.label, listing.regime) == ("OFAC 10481", "SDGT, SYRIA")
    assert listing.measures == (Measure("asset_freeze"),)


def test_remarks_go_on_in_the_comments_file() -> None:
    found = read(row(remarks="DOB 1957; nationality Ir"), alt=ALT, sdn_comments=b"10481,\"an; a.k.a. 'HAJ'.\"\r\n\x1a")
    assert found.people[0].nationality == ("IR",)
    assert found.people[0].names[-1] == Name("HAJ", weak=True)


def test_who_is_no_person_is_counted() -> None:
    vessel = ENTITY.replace(f"{NONE},", '"vessel",', 1).replace("36,", "37,")
    assert dict(read(ENTITY, vessel, row(), alt=ALT).left_out) == {"entity": 1, "vessel": 1}


def test_a_missing_file_of_aliases_is_told() -> None:
    assert "alt.csv is not beside sdn.csv" in read(row()).notes[0]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"sdn.csv": (ENTITY + "\r\n" + row()[:-40]).encode()}, r"sdn\.csv:2:1:"),
        ({"sdn.csv": (row() + '\r\n37,"CUT').encode()}, r"sdn\.csv:2:1: is no table"),
        ({"sdn.csv": ENTITY.encode()}, "holds no individual"),
        ({"sdn.csv": row().encode(), "alt.csv": ALT[:20]}, r"alt\.csv"),
        (
            {"sdn.csv": row().encode(), "alt.csv": ALT.rstrip(b"\x1a") + b"1,2,3\r\n"},
            r"alt\.csv:4:1: has 3 cells where 5 should stand",
        ),
        ({"sdn.csv": row().encode(), "other.csv": b"a,b,c,d"}, r"other\.csv: is not one of"),
        ({"alt.csv": ALT}, "there is no sdn.csv among the files"),
    ],
)
def test_a_damaged_file_is_refused(parts: dict[str, bytes], why: str) -> None:
    with pytest.raises(Refused, match=why):
        ofac_csv.read(parts)


def test_the_first_row_tells_the_file() -> None:
    assert ofac_csv.is_sdn("sdn_2024.csv", ENTITY.encode())
    assert ofac_csv.is_sdn("sdn.csv", row().encode())
    assert not ofac_csv.is_sdn("alt.csv", ALT)
    assert not ofac_csv.is_sdn("a.csv", b"id,name\n1,x")
