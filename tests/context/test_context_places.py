"""Which words name places, and which places they mean."""

from __future__ import annotations

import re

import pytest

from bot.context.lexicon import place_groups
from bot.context.reader import Reader
from bot.model import Article, Place


def places(reader: Reader, text: str, title: str = "") -> dict[str, Place]:
    """The places of a text without listed people, by the words printed."""
    article = Article("a", text, title, "en")
    found = reader.read(article, (), {}, all_places=True).places
    for place in found:
        assert article.body[place.span.start : place.span.end] == place.text
    return {place.text: place for place in found}


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("He flew to Paris on Monday. The French capital was calm.", "Paris", ("Paris", "FR")),
        ("The fire broke out in Paris, Texas, on Monday.", "Paris", ("Paris", "US")),
        ("He was born in Tripoli, Lebanon, in 1960.", "Tripoli", ("Tripoli", "LB")),
        ("Libyan forces withdrew from Tripoli on Monday.", "Tripoli", ("Tripoli", "LY")),
        ("The minister left Tbilisi. Georgia and Armenia share a border.", "Georgia", ("Georgia", "GE")),
        ("Police in Atlanta, Georgia, arrested two men.", "Georgia", ("Georgia", "US")),
        ("Voters in Florida, Georgia and Alabama went to the polls in the US.", "Georgia", ("Georgia", "US")),
        ("The plane landed in Birmingham, Ala., on Friday.", "Birmingham", ("Birmingham", "US")),
        ("British police said the man was held in Birmingham.", "Birmingham", ("Birmingham", "GB")),
        ("He spoke in Washington on Monday.", "Washington", ("Washington", "US")),
        ("A cow from Washington state tested positive in the US.", "Washington", ("Washington", "US")),
        ("Premier Smith of Quebec spoke in Montreal, Canada.", "Quebec", ("Quebec", "CA")),
        ("Fighting went on in the Democratic Republic of the Congo on Monday.", "Democratic Republic of the Congo", ("Democratic Republic of the Congo", "CD")),
        ("The Russian capital was quiet.", "Russian capital", ("Moscow", "RU")),
        ("The North Korean capital was quiet.", "North Korean capital", ("Pyongyang", "KP")),
        ("They met at the Kremlin on Monday.", "Kremlin", ("Moscow", "RU")),
        ("The jet landed at Vnukovo airport on Monday.", "Vnukovo", ("Vnukovo", "RU")),
        ("The jet landed at Mitiga airport on Monday.", "Mitiga", ("Mitiga Airport", "LY")),
        ("He left from Hmeimim in Syria.", "Hmeimim", ("Hmeimim", "SY")),
        ("The convoy reached Idlib province on Monday.", "Idlib", ("Idlib", "SY")),
        ("The ship crossed the Black Sea.", "Black Sea", ("Black Sea", None)),
        # where somebody is from is no hint of where he goes
        ("US Senator Paul Stone flew to Geneva.", "Geneva", ("Geneva", "CH")),
        ("U.S. Secretary of State Paul Stone flew to Manchester.", "Manchester", ("Manchester", "GB")),
        ("The American singer Anna Stone landed at Frankfurt airport.", "Frankfurt", ("Frankfurt am Main", "DE")),
        ("The US president spoke in Naples.", "Naples", ("Naples", "IT")),
        # a small town is not meant for its country alone, where a great city bears its name
        ("US officials met in Geneva. Washington was ready, the United States said.", "Geneva", ("Geneva", "CH")),
        ("The fair in Edmonton drew crowds. Kentucky is one of the United States.", "Edmonton", ("Edmonton", "US")),
        ("The storm hit Birmingham. The US sent help.", "Birmingham", ("Birmingham", "US")),
    ],
)  # fmt: skip
def test_a_name_means_the_place_that_the_text_speaks_of(
    reader: Reader, text: str, name: str, meant: tuple[str, str | None]
) -> None:
    """Homonyms are told apart by what is printed beside them and by the countries of the article."""
    found = places(reader, text)
    assert name in found, found
    assert (found[name].name, found[name].country) == meant


def test_a_town_once_tied_to_its_state_stays_there(reader: Reader) -> None:
    """After "London, Ky." every bare London of the article is the one in Kentucky, in the dateline too."""
    found = places(
        reader, "LONDON, Ky. (WXYZ) - A man is in jail.\nPolice in London said he fled.\nHe was found in Ohio."
    )
    assert (found["LONDON"].lat, found["LONDON"].lon) == pytest.approx((37.13, -84.08), abs=0.1)
    assert (found["London"].lat, found["London"].lon) == pytest.approx((37.13, -84.08), abs=0.1)
    assert (found["Ky."].name, found["Ky."].kind) == ("Kentucky", "region")


def test_washington_state_is_not_the_city(reader: Reader) -> None:
    """A kind of place beside a name rules other kinds out."""
    assert places(reader, "A cow from Washington state tested positive in the US.")["Washington"].kind == "region"


def test_a_country_stands_at_its_middle_and_not_at_its_capital(reader: Reader) -> None:
    """A map must not show a country's capital where nobody named it."""
    found = places(reader, "Russia and Brazil signed.")
    assert (found["Russia"].lat, found["Russia"].lon) == (60.0, 100.0)
    assert found["Brazil"].lat == pytest.approx(-10.0, abs=1)


@pytest.mark.parametrize(
    ("text", "nowhere"),
    [
        ("Georgia Stevens skates in Canada. Georgia was happy, her father said.", "Georgia"),
        ("Marburg virus was found there.", "Marburg"),
        ("Police seized marijuana and meth in the raid.", "marijuana"),
        ("According to the Kremlin, talks went on.", "White House"),
        ("Oudshoorn said that homes are needed.", "Oudshoorn"),
    ],
)
def test_people_diseases_and_things_are_no_places(reader: Reader, text: str, nowhere: str) -> None:
    """What the parser takes for a place by mistake is dropped."""
    assert nowhere not in places(reader, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The rebels moved from Walikale to Lubero.", "Walikale"),
        ("They reached the village of Kampungu.", "Kampungu"),
        ("Cases were found in Suba, Migori, Homa Bay and Kisumu in Kenya.", "Homa Bay"),
        ("The gunman spoke of the destruction of Aleppo, Syria's largest city, and of Aleppo alone.", "Aleppo"),
        ("The Queensland Health department said so.", "Queensland"),
        ("A professor at the University of Manitoba said so.", "Manitoba"),
        ("The outbreak hit Guinea-Bissau and Mali.", "Guinea-Bissau"),
    ],
)
def test_names_that_the_parser_misses_are_won_back(reader: Reader, text: str, name: str) -> None:
    """Rows, routes, kinds of places, names of organisations and other places of the article tell."""
    assert name in places(reader, text)


@pytest.mark.parametrize("group", sorted(place_groups()))
def test_each_group_of_words_keeps_its_case(reader: Reader, group: str) -> None:
    """In the case of a group of `places.yml` the words in brackets are places, and nothing else is."""
    case = place_groups()[group]["case"]
    assert sorted(places(reader, re.sub(r"[\[\]]", "", case))) == sorted(re.findall(r"\[(.*?)\]", case))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("PARIS, Mo. — Police in Paris were called to a farm in Linn County.", "MO"),
        ("The couple from Holliday, Missouri, live in Monroe County.", "MO"),
        ("Deputies in Des Moines, Iowa, said the man fled to Linn County.", "IA"),
    ],
)
def test_towns_and_counties_lie_in_the_state_of_the_article(reader: Reader, text: str, state: str) -> None:
    """A state named once decides which of many counties of one name is meant."""
    points = {"MO": (38.3, -92.5), "IA": (42.0, -93.5)}
    (county,) = [p for p in places(reader, text).values() if p.text.endswith("County")]
    assert (county.lat, county.lon) == points[state]


def test_a_kind_of_place_may_be_part_of_the_name(reader: Reader) -> None:
    """ "Kerman Province" is found under Kerman."""
    found = places(reader, "He toured Kerman Province on Monday.")
    assert found["Kerman Province"].country == "IR"
