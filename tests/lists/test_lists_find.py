"""bot.lists.find: whom a person means by what they type."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.lists.find import find
from bot.lists.load import SourceFile, load_watchlist

EXAMPLES = Path(__file__).parents[2] / "watchlists" / "examples.yaml"
LIST = load_watchlist([SourceFile("e.yaml", EXAMPLES.read_bytes())]).watchlist


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("un-IRi.039", ["un-IRi.039"]),
        ("UN-iri.039", ["un-IRi.039"]),
        ("IRi.040", ["un-IRi.040"]),
        ("UN  IRi.039", ["un-IRi.039"]),
        ("ofac 10481", ["un-IRi.039"]),
        ("Qasem Soleimani", ["un-IRi.039"]),
        ("ghasem soleymani", ["un-IRi.040"]),
        ("Qassem Soleimani", ["un-IRi.039", "un-IRi.040"]),
        ("قاسم سليماني", ["un-IRi.039"]),
        ("Сергей Лавров", ["uk-RUS0252"]),
        ("Lawrow, Sergej", ["uk-RUS0252"]),
        ("Shoigu Sergei", ["eu-32014R0269-212"]),
        ("朱海仑", ["ofac-29219"]),
        ("Lavrov", ["uk-RUS0252"]),
        ("лавров", ["uk-RUS0252"]),
        ("Soleimani", ["un-IRi.039", "un-IRi.040"]),
        ("Sergei", ["eu-32014R0269-212", "uk-RUS0252"]),
        ("Peter", []),
        ("Peter Falk", []),
        ("", []),
        ("---", []),
    ],
)
def test_who_is_meant(typed: str, ids: list[str]) -> None:
    """By id, reference or name in any spelling and script; a name typed as it is listed means its bearers alone."""
    assert [match.person.id for match in find(LIST, typed).meant] == ids


def test_one_word_means_all_who_bear_it_and_more_are_counted() -> None:
    """A surname finds its bearers however long their names are, ten of them by id."""
    people = "".join(
        f"- {{id: p{n}, name: Anna Maria Berta {first} Lavrov, source: 'https://e.org/'}}\n"
        for n, first in enumerate(
            ("Kai Ole", "Ruth", "Vito", "Walt", "Xenia", "Yves", "Zoltan", "Cora", "Dora", "Emil", "Fritz")
        )
    )
    watchlist = load_watchlist([SourceFile("a.yaml", f"list: a\npeople:\n{people}".encode())]).watchlist
    found = find(watchlist, "Lavrov")
    assert (len(found.meant), found.more) == (10, 1)


def test_a_name_that_is_nearly_one_is_suggested() -> None:
    """Whoever mistypes is shown whom they may have meant."""
    found = find(LIST, "Gholam Soleimani")
    assert found.meant == ()
    assert "un-IRi.039" in [match.person.id for match in found.near]


def test_a_common_reference_names_all_who_have_it() -> None:
    """References are unique to their authority only."""
    text = "list: a\npeople:\n" + "".join(
        f"- {{id: p{n}, name: {name}, listings: [{{authority: {authority}, ref: '7'}}]}}\n"
        for n, (name, authority) in enumerate([("Ana Nilsen", "UN"), ("Boris Sample", "UK")])
    )
    watchlist = load_watchlist([SourceFile("a.yaml", text.encode())]).watchlist
    assert [match.person.id for match in find(watchlist, "7").meant] == ["p0", "p1"]
    assert [match.person.id for match in find(watchlist, "UK 7").meant] == ["p1"]
