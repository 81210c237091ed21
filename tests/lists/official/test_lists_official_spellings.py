"""bot.lists.official.spellings: packed, bracketed and turned names come apart; placeholders are no names."""

from __future__ import annotations

import pytest

from bot.lists.official.spellings import LONGEST_NAME, cell, joined, names_of, spelling, spellings, turned, unpacked
from bot.lists.official.tally import Tally
from bot.model import Name


@pytest.mark.parametrize(
    ("packed", "pieces"),
    [
        ("Azim Adhajani; Azim Agha-Jani", ["Azim Adhajani", "Azim Agha-Jani"]),
        ("a) Mohammed b) Ahmed  c) na", ["Mohammed", "Ahmed"]),
        ("Mohammed Sabet; Mohammad Sabet b) M. Javad Sabet", ["Mohammed Sabet", "Mohammad Sabet", "M. Javad Sabet"]),
        ("(1) Iran (2) Iraq", ["Iran", "Iraq"]),
        ("1: Iran 2: Iraq", ["Iran", "Iraq"]),
        ("(i) Director (ii) Minister", ["Director", "Minister"]),
        ("Vitamin b) complex", ["Vitamin", "complex"]),
        ("Article 5) of the code", ["Article 5) of the code"]),
        ("one; ; one;", ["one"]),
        ("n/a", []),
        (None, []),
    ],
)
def test_a_packed_cell_comes_apart(packed: str | None, pieces: list[str]) -> None:
    assert list(unpacked(packed)) == pieces


@pytest.mark.parametrize("nothing", [None, "", " ", "na", "N/A", "-0-", "None", "null", "unknown", "-"])
def test_placeholders_are_nothing(nothing: str | None) -> None:
    assert cell(nothing) == ""
    assert unpacked(nothing) == ()


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("SOLEIMANI, Qasem", "Qasem SOLEIMANI"),
        ("LAVILLA Ruben Pestano, JR", "LAVILLA Ruben Pestano JR"),
        ("MEZA, JR., Arturo", "MEZA JR. Arturo"),
        ("Qasem SOLEIMANI", "Qasem SOLEIMANI"),
        (", Qasem", "Qasem"),
    ],
)
def test_a_surname_before_a_comma_is_turned(printed: str, said: str) -> None:
    assert turned(printed) == said


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Jin Tiesan (金铁三)", ["Jin Tiesan", "金铁三"]),
        ("حسن غول (Hassan Ghul; Hassan Gul)", ["حسن غول", "Hassan Ghul", "Hassan Gul"]),
        ("Amir Khazmat (original script: Амир Хазмат)", ["Amir Khazmat", "Амир Хазмат"]),
        ("Agha Jan Alizai اغا جان عالیزی", ["Agha Jan Alizai", "اغا جان عالیزی"]),
        ("Encep Nurjaman (birth name)", ["Encep Nurjaman"]),
        ("(Sheikh) Musa Hilal", ["Musa Hilal"]),
        ("Safia Farkash, born 1 Jan. 1953 (Oman passport no. 03825239)", ["Safia Farkash"]),
        ("“General” Sidiki", ["General Sidiki"]),
        (") Abdelrahman  Juhan,", ["Abdelrahman Juhan"]),
        ("Max Born", ["Max Born"]),
        ("Passport Smith", ["Passport Smith"]),
    ],
)
def test_a_cell_of_names_is_bare_of_remarks_and_in_one_script_each(printed: str, names: list[str]) -> None:
    assert list(spellings(printed, Tally())) == names


def test_what_cannot_be_a_name_is_left_out_and_counted() -> None:
    tally = Tally()
    assert spelling("x" * 10_000, tally) == ""
    assert spelling("40", tally) == ""
    assert spelling("x" * LONGEST_NAME, tally) == "x" * LONGEST_NAME
    assert list(tally.counts.values()) == [1, 1]


def test_parts_are_joined_without_placeholders() -> None:
    assert joined(["QASEM", "na", None, " SOLEIMANI "]) == "QASEM SOLEIMANI"


def test_names_keep_their_marks_and_come_once() -> None:
    """A spelling that is strong and weak stays strong: it stands where it came first."""
    assert names_of("A B", ["C D", "A B"], ["ا ب"], ["C D", "E"]) == (
        Name("A B"),
        Name("C D"),
        Name("ا ب", native=True),
        Name("E", weak=True),
    )
