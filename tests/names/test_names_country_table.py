"""The tables of countries and names: every row whole, no country twice, the same words for matching and for reading."""

from __future__ import annotations

from babel import Locale

from bot.context.lexicon import adjectives, seats
from bot.matching.countries import country_of
from bot.names.country_table import country_table, name_table
from bot.names.fold import tokens


def test_every_country_of_the_world_has_one_row() -> None:
    """CLDR's countries and territories with two letters are all there, each once, at a point on the globe."""
    codes = [row.code for row in country_table()]
    assert len(codes) == len(set(codes)) == 250
    assert set(codes) <= set(Locale("en").territories)
    assert all(-90 <= row.lat <= 90 and -180 <= row.lon <= 180 for row in country_table())


def test_an_adjective_means_one_country() -> None:
    """Two rows that claim one adjective would make the reading depend on their order."""
    words = [word.lower() for row in country_table() for word in row.adjectives]
    assert sorted(words) == sorted(set(words))


def test_both_stages_read_the_same_table() -> None:
    """What the reader takes for an adjective or seat of a country, the matcher counts for that country too."""
    known = {word: country_of(tuple(tokens(word))) for word in [*adjectives(), *seats()]}
    wrong = {word: found for word, found in known.items() if found and found[0] != {**adjectives(), **seats()}[word]}
    assert wrong == {}


def test_further_names_belong_to_known_countries() -> None:
    """Every row of further names is of a country of the table and names something."""
    codes = {row.code for row in country_table()}
    assert all(row.country in codes and row.names and all(row.names) for row in name_table())
