"""bot.lists.confusable: whose names sound alike is known before any article is read."""

from __future__ import annotations

import pytest

from bot.lists.confusable import MOST_BEARERS, confusables
from bot.model import Name, Person


def person(identity: str, *names: str, weak: tuple[str, ...] = ()) -> Person:
    spellings = (*(Name(text) for text in names), *(Name(text, weak=True) for text in weak))
    return Person(identity, names[0], spellings, (identity,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qasem Soleimani", "Ghasem Soleymani"),
        ("SOLEIMANI Kasim", "Ghasem Soleymani"),
        ("Sergey Ivanov", "Sergei Ivanov"),
        ("Mohammad Hassan", "Mohamed Hasan"),
        ("Kim Yong Chol", "Kim Yong-Chol"),
    ],
)
def test_names_that_sound_alike_are_confusable(one: str, other: str) -> None:
    """Both people know of each other."""
    assert confusables([person("a", one), person("b", other)]) == {"a": ("b",), "b": ("a",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qasem Soleimani", "Gholamreza Soleimani"),
        ("Mohammad Reza Zahedi", "Mohammad Zahedi"),
        ("Hamza", "Hamza"),
        ("Anna Example", "Boris Sample"),
    ],
)
def test_other_names_are_not(one: str, other: str) -> None:
    """A family name in common, a name left out or a single word are no pair."""
    assert confusables([person("a", one), person("b", other)]) == {}


def test_weak_names_make_no_pair() -> None:
    """They never alert alone, so they confuse nobody."""
    assert (
        confusables([person("a", "Anna Example", weak=("Abu Ali",)), person("b", "Boris Sample", weak=("Abu Ali",))])
        == {}
    )


def test_a_name_that_thousands_bear_costs_no_more_than_it_has_people() -> None:
    """A list made to hurt is read; everybody still has somebody they could be taken for."""
    crowd = [person(f"p{number:04}", "Anna Example") for number in range(3_000)]
    pairs = confusables(crowd)
    assert len(pairs) == len(crowd)
    assert sum(map(len, pairs.values())) < 2 * MOST_BEARERS * len(crowd)
