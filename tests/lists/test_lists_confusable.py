"""bot.lists.confusable: whose names sound alike is known before any article is read."""

from __future__ import annotations

import pytest

from bot.lists.confusable import confusables
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
