"""bot.lists.official.formats: a file tells its format by its beginning, and an unknown one is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli.lists import import_
from bot.lists.official.cleaned import cleaned
from bot.lists.official.formats import FORMATS, HEAD, detect, read_list
from bot.lists.official.imported import Imported, Origin, Refused
from bot.model import Listing, Name, Person

HEADS = {
    "un-xml": (
        "consolidated.xml",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!-- x --><CONSOLIDATED_LIST xmlns:a="b">',
    ),
    "ofac-csv": ("sdn.csv", b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'),
    "ofac-advanced-xml": ("sdn_advanced.xml", b'<?xml version="1.0"?><Sanctions xmlns="urn:x">'),
    "uk-csv": ("UK.csv", b"\xef\xbb\xbfReport Date: 18-Aug-2026\nLast Updated,Unique ID,OFSI Group ID,Name 6\n"),
    "uk-ods": ("UK_Sanctions_List.ods", b"PK\x03\x04\x14\x00"),
}


@pytest.mark.parametrize("key", HEADS)
def test_a_file_is_known_by_its_beginning(key: str) -> None:
    name, head = HEADS[key]
    assert detect(name, head).key == key


def test_each_file_is_of_one_format_only() -> None:
    for name, head in HEADS.values():
        assert sum(each.matches(name.lower(), head) for each in FORMATS) == 1


def test_the_encoding_of_xml_does_not_matter() -> None:
    assert detect("a.xml", "<CONSOLIDATED_LIST/>".encode("utf-16")).key == "un-xml"


@pytest.mark.parametrize(
    "head",
    [
        b"%PDF-1.7",
        b"<html>",
        b"PK\x03\x04",
        b"id,name\n",
        b"\x00" * HEAD,
        b"<" * HEAD,
        b"<!--" * HEAD,
        b"<!---->" * HEAD,
        b"<?a?> " * HEAD,
    ],
)
def test_an_unknown_file_is_refused_in_few_words(head: bytes) -> None:
    """One of forty files in a row is told in a line."""
    with pytest.raises(Refused) as error:
        detect("list.pdf", head)
    assert str(error.value) == "list.pdf: is no list in a known format; docs/lists.md names them"


def test_an_empty_file_is_called_empty() -> None:
    """It is of no format, and that is not what is wrong with it."""
    with pytest.raises(Refused, match=r"^list\.xml: is empty; download it again$"):
        detect("list.xml", b"")


def test_every_format_stands_in_the_help_of_the_command() -> None:
    """And in the document that the refusal names: there a person looks for what can be read."""
    document = (Path(__file__).parents[3] / "docs" / "lists.md").read_text("utf-8")
    for told in (" ".join((import_.__doc__ or "").split()), document):
        for each in FORMATS:
            words = re.findall(r"sdn\.csv|advanced|XML|CSV|ODS|targets\.simple\.csv|JSON lines", each.title)
            assert words
            assert [word for word in words if word not in told] == []


def test_a_set_is_read_by_its_main_file_wherever_it_stands() -> None:
    person = b'1,"DOE, John","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    alias = b'1,1,"aka","ROE, Jack",-0- \r\n'
    found = read_list({"alt.csv": alias, "sdn.csv": person})[0]
    assert [name.text for name in found.people[0].names] == ["John DOE", "Jack ROE"]


def test_the_main_file_is_read_and_not_the_first() -> None:
    with pytest.raises(Refused, match=r"^consolidated\.xml: holds no individual"):
        read_list({"notes.txt": b"what we downloaded", "consolidated.xml": b"<CONSOLIDATED_LIST/>"})


def test_ofacs_other_list_is_not_taken_for_the_one_that_blocks() -> None:
    row = b'9640,"ABDAL, Omar","individual","NS-PLC",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    with pytest.raises(Refused):
        detect("cons_prim.csv", row)
    assert detect("sdn.csv", row).key == "ofac-csv"


def test_a_set_without_a_main_file_is_refused() -> None:
    with pytest.raises(Refused, match=r"alt\.csv: is no list"):
        read_list({"alt.csv": b'1,1,"aka","ROE, Jack",-0- \r\n'})
    with pytest.raises(Refused, match="no file was given"):
        read_list({})


def test_an_id_comes_once() -> None:
    """The first entry of an id is kept, in its place."""
    rows = "".join(
        f'{number},"{name}, A","individual","SDGT",{"-0- ," * 7}-0- \r\n'
        for number, name in ((1, "ONE"), (2, "TWO"), (1, "THREE"))
    )
    found = read_list({"sdn.csv": rows.encode(), "alt.csv": b'1,1,"aka","X, Y",-0- \r\n'})[0]
    assert [person.name for person in found.people] == ["A ONE", "A TWO"]
    assert found.notes == ("entries that give a reference again, left out: 1",)


OS_HEADER = (
    "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset\n"
)
RED, TITLE, ZERO = "\x1b[31m", "\x1b]0;mine\x07", "\u200b"


def test_no_text_of_a_file_steers_a_terminal() -> None:
    """Names, titles, regimes, references, sources, notes and refusals alike."""
    row = f'Q1,Person,Ana{ZERO} Ruiz\x07,"{ZERO};Eva{TITLE} Ruiz;Eva\u202e]0;mine Ruiz",1{RED},x{TITLE}{RED},,,x,,,U{RED}A-{TITLE},D{RED}\n'
    (found,) = read_list({"a.csv": (OS_HEADER + row).encode()})
    assert found.title == "OpenSanctions: D[31m"
    assert "Ana Ruiz" in [name.text for name in found.people[0].names]
    assert found.notes
    said = repr(found)
    assert not [each for each in ("\\x1b", "\\x07", "\\u202e", "\\u200b") if each in said]
    assert len({name.text for name in found.people[0].names}) == len(found.people[0].names)


def test_no_refusal_steers_a_terminal() -> None:
    """It quotes the file."""
    with pytest.raises(Refused) as refused:
        read_list({"a.csv": OS_HEADER.replace("countries", f"coun{RED}tries").encode()})
    assert "coun[31mtries" in str(refused.value)


def test_what_needs_no_cleaning_is_handed_on_as_it_is() -> None:
    """A list of tens of thousands is not copied."""
    person = Person("a", "Ana Ruiz", (Name("Ana Ruiz"), Name("Ана", native=True)), ("a",), (Listing("UN", "x"),))
    read = Imported("a", "A", Origin("https://a.example", "x", "x"), (person,))
    assert cleaned(read).people[0] is person


@pytest.mark.parametrize("published", ["2025-3-07", "2025-02-31", "soon", "٢٠٢٥"])
def test_a_day_of_publication_that_is_none_is_not_told(published: str) -> None:
    """What is written of the list can be read back, whatever day it says that it is of."""
    origin = Origin("https://lists.test/", "a licence", "whose", published)
    assert cleaned(Imported("a", "A", origin, ())).origin.published is None
