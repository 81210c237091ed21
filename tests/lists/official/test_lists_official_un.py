"""bot.lists.official.un: the UN's entries become people, with what each listing imposes."""

from __future__ import annotations

import time

import pytest

from bot.lists.official import un
from bot.lists.official.imported import Imported, Refused
from bot.model import Name, Person

GENERAL = """<INDIVIDUAL><DATAID>110408</DATAID><FIRST_NAME>QASEM</FIRST_NAME><SECOND_NAME>SOLEIMANI</SECOND_NAME>
<UN_LIST_TYPE>Iran</UN_LIST_TYPE><REFERENCE_NUMBER>IRi.039 </REFERENCE_NUMBER><LISTED_ON>2007-03-24</LISTED_ON>
<COMMENTS1>Promoted to Major General, retaining his position as Commander of Qods
force. [Old Reference # I.47.D.6]</COMMENTS1>
<TITLE><VALUE>Mr</VALUE><VALUE>Colonel</VALUE></TITLE>
<DESIGNATION><VALUE>Brigadier General</VALUE><VALUE>Commander of Qods
force</VALUE></DESIGNATION>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Qasim Soleimani; Kasim Sulaymani</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Haj Qasem; Sardar Soleimani</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Kassem</ALIAS_NAME><NOTE>In Arabic: قاسم سليماني </NOTE></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1957-03-11</DATE></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL>"""


def entry(inner: str, ref: str = "CDi.001", regime: str = "DRC") -> str:
    return (
        f"<INDIVIDUAL><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME><UN_LIST_TYPE>{regime}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>{ref}</REFERENCE_NUMBER><LISTED_ON>2012-12-31-05:00</LISTED_ON>{inner}</INDIVIDUAL>"
    )


def read(*entries: str, rest: str = "") -> Imported:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS>'
        f"{''.join(entries)}</INDIVIDUALS><ENTITIES>{rest}</ENTITIES></CONSOLIDATED_LIST>"
    )
    return un.read({"consolidated.xml": text.encode()})[0]


def only(*entries: str) -> Person:
    return read(*entries).people[0]


def test_the_general() -> None:
    person = only(GENERAL)
    assert (person.id, person.refs, person.lists) == ("un-IRi.039", ("un-IRi.039",), ("un",))
    assert person.names == (
        Name("QASEM SOLEIMANI"),
        Name("Qasim Soleimani"),
        Name("Kasim Sulaymani"),
        Name("Kassem"),
        Name("قاسم سليماني", native=True),
        Name("Haj Qasem", weak=True),
        Name("Sardar Soleimani", weak=True),
    )
    assert person.born == ("1957-03-11",)
    assert person.roles == ("Brigadier General", "Commander of Qods force", "Colonel")
    assert (person.listings[0].label, person.listings[0].since) == ("UN IRi.039", "2007-03-24")


def test_the_travel_ban_on_iran_is_younger_than_the_listing_and_had_a_gap() -> None:
    bans = [each for each in only(GENERAL).listings[0].measures if each.type == "travel_ban"]
    assert [(ban.since, ban.until) for ban in bans] == [
        ("2010-06-09", "2016-01-16"),
        ("2016-01-16", "2020-10-18"),
        ("2025-09-28", None),
    ]
    assert "1929 (2010), paragraph 10" in (bans[0].basis or "")
    assert "2231 (2015), annex B" in (bans[1].basis or "")


def test_the_list_itself_is_told() -> None:
    found = read(GENERAL, rest="<ENTITY><FIRST_NAME>A BANK</FIRST_NAME></ENTITY><ENTITY/>")
    assert (found.list_id, found.origin.published, dict(found.left_out)) == ("un", "2026-02-27", {"entity": 2})
    assert found.origin.source.startswith("https://")
    assert found.notes == ()


@pytest.mark.parametrize(
    ("birth", "born"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1971</YEAR>", ("1971",)),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><DATE>1971-05-01</DATE>", ("1971",)),
        (
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1970</FROM_YEAR><TO_YEAR>1972</TO_YEAR>",
            ("1970", "1971", "1972"),
        ),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE>", ("1973-11",)),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1979-03-03</DATE><NOTE>from false passport</NOTE>", ("1979-03-03",)),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>24/06/1402 (Hijri Calendar)</NOTE>", ()),
        ("<TYPE_OF_DATE/>", ()),
    ],
)
def test_dates_of_birth(birth: str, born: tuple[str, ...]) -> None:
    assert only(entry(f"<INDIVIDUAL_DATE_OF_BIRTH>{birth}</INDIVIDUAL_DATE_OF_BIRTH>")).born == born


def test_dates_of_false_papers_are_no_dates_of_birth() -> None:
    alias = "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Fabio Fusco</ALIAS_NAME><DATE_OF_BIRTH>1968-05-25</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>"
    person = only(entry(alias))
    assert [name.text for name in person.names] == ["ERIC BADEGE", "Fabio Fusco"]
    assert person.born == ()


@pytest.mark.parametrize(
    ("comments", "measures"),
    [
        ("Listed pursuant to paragraph 15 of resolution 1970 (Travel\nBan).", ["travel_ban"]),
        ("Listed pursuant to paragraph 17 of resolution 1970 (\nAsset Freeze).", ["asset_freeze"]),
        (
            "Listed pursuant to paragraphs 15 and 17 of resolution 1970 (Travel Ban, Asset Freeze)",
            ["travel_ban", "asset_freeze"],
        ),
        (
            "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban). Listed\non 17 March 2011 pursuant to paragraph 17 of resolution 1970 (Asset Freeze).",
            ["travel_ban", "asset_freeze"],
        ),
        ("Violated the travel ban in 2017.", ["travel_ban", "asset_freeze"]),
        ("", ["travel_ban", "asset_freeze"]),
    ],
)
def test_libyas_entries_say_what_applies_to_whom(comments: str, measures: list[str]) -> None:
    person = only(entry(f"<COMMENTS1>{comments}</COMMENTS1>", "LYi.001", "Libya"))
    assert [measure.type for measure in person.listings[0].measures] == measures


def test_the_iraqi_list_bans_nobody_and_that_of_guinea_bissau_freezes_nothing() -> None:
    assert [m.type for m in only(entry("", "IQi.001", "Iraq")).listings[0].measures] == ["asset_freeze"]
    assert [m.type for m in only(entry("", "GBi.001", "GB")).listings[0].measures] == ["travel_ban"]


def test_a_regime_unknown_to_us_states_no_measure_and_is_told() -> None:
    found = read(entry("", "ATi.001", "Atlantis"))
    assert found.people[0].listings[0].regime == "Atlantis"
    assert found.people[0].listings[0].measures == ()
    assert found.notes == ("listings of a regime whose measures we do not know: 1, such as “Atlantis”",)


@pytest.mark.parametrize(
    ("comments", "died"),
    [
        ("Died on 27 July 2022.", "2022-07-27"),
        ("Was a banker. Confirmed to have died on 30 Sep. 2011 in Yemen.", "2011-09-30"),
        ("Killed in October 2019 during a counterterrorism operation.", "2019-10"),
        ("Deceased as of November 2015.", "2015-11"),
        ("Reportedly deceased as of April 2013.", None),
        ("Responsible for Usama bin Laden’s (deceased) security.", None),
        ("The group has killed civilians. Associate of a man who died in 2004.", None),
    ],
)
def test_only_a_death_that_the_list_states_counts(comments: str, died: str | None) -> None:
    """Somebody reported dead may travel yet; a trip after death would open no card."""
    assert only(entry(f"<COMMENTS1>{comments}</COMMENTS1>")).died == died


def test_people_reported_dead_are_told() -> None:
    assert read(entry("<COMMENTS1>Reportedly deceased.</COMMENTS1>")).notes == (
        "people whom the list reports dead without a firm date, kept as living: 1",
    )


def test_an_entry_without_reference_or_name_is_left_out_and_told() -> None:
    found = read(GENERAL, entry("", ref=""), "<INDIVIDUAL><REFERENCE_NUMBER>CDi.009</REFERENCE_NUMBER></INDIVIDUAL>")
    assert len(found.people) == 1
    assert found.notes[0].startswith("individuals without a reference or a name left out: 2")


def test_a_name_of_ten_thousand_characters_is_left_out() -> None:
    person = only(entry(f"<INDIVIDUAL_ALIAS><ALIAS_NAME>{'x' * 10_000}</ALIAS_NAME></INDIVIDUAL_ALIAS>"))
    assert [name.text for name in person.names] == ["ERIC BADEGE"]


def test_a_list_cut_short_or_empty_is_refused() -> None:
    whole = f"<CONSOLIDATED_LIST><INDIVIDUALS>{GENERAL}".encode()
    with pytest.raises(Refused, match=r"^consolidated\.xml:\d+:\d+: is damaged or cut short"):
        un.read({"consolidated.xml": whole})
    with pytest.raises(Refused, match="holds no individual"):
        un.read({"consolidated.xml": b"<CONSOLIDATED_LIST/>"})


def test_hostile_texts_are_read_in_no_time() -> None:
    """Blanks, brackets, dates and dots without end, where rules look for words."""
    texts = (
        " " * 200_000,
        "(" * 200_000,
        "1957 " * 40_000,
        ". " * 100_000,
        "a) " * 60_000,
        "Listed pursuant to paragraph " * 6_000,
    )
    started = time.perf_counter()
    for text in texts:
        inner = f"<COMMENTS1>x.{text}x</COMMENTS1><NATIONALITY><VALUE>x{text}x</VALUE></NATIONALITY><DESIGNATION><VALUE>x{text}x</VALUE></DESIGNATION>"
        alias = f"<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>x,{text}x</ALIAS_NAME><NOTE>{text}x</NOTE></INDIVIDUAL_ALIAS>"
        birth = f"<INDIVIDUAL_DATE_OF_BIRTH><YEAR>x{text}x</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
        assert only(entry(inner + alias + birth)).id == "un-CDi.001"
    assert time.perf_counter() - started < 15
