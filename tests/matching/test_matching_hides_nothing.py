"""A list more never weakens a ban: another list's entry about what may be the same human being keeps its say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from listed import person

from bot.context.ban import ban_of
from bot.matching.matcher import Matcher
from bot.model import Article, Ban, BanApplies, ClaimStatus, Measure, Person, Place, Span, Trip, Watchlist

HERE = Span(0, 1)
GRAVITY = (BanApplies.NONE_KNOWN, BanApplies.UNKNOWN, BanApplies.EXEMPT, BanApplies.POSSIBLE)


def banned(ref: str, name: str, *names: str, **facts: object) -> Person:
    """An entry whose listing holds a travel ban."""
    made = person(ref, name, *names, **{"regime": "Russia", **facts})  # type: ignore[arg-type]
    return replace(made, listings=tuple(replace(each, measures=(Measure("travel_ban"),)) for each in made.listings))


MAYOR = {"nationality": ("RU",), "born": ("1958-06-21",)}
EU = banned("eu-1214", "Sergey Semyonovich SOBYANIN", "Sergei SOBYANIN", **MAYOR)
UK = banned("uk-RUS0824", "SOBYANIN Sergei Semyonovich")
MINISTER = {"nationality": ("RU",), "roles": ("Minister of Foreign Affairs of the Russian Federation",)}
COLONEL = {"nationality": ("CD",), "born": ("1973-12-25",), "roles": ("Colonel",)}

PAIRS = [
    # a full entry, another list's, the text, whether the second one's ban is carried
    pytest.param(EU, UK, "Moscow mayor Sergei Sobyanin travelled.", True, id="a bare entry of the same name"),
    pytest.param(
        banned("eu-670", "Sergey Viktorovich LAVROV", "Sergey LAVROV", **MINISTER),
        banned("uk-RUS0252", "Lavrov Sergei Viktorovich"),
        "Russian Foreign Minister Sergei Lavrov travelled.",
        True,
        id="written in an order that hides the surname",
    ),
    pytest.param(
        banned("eu-8", "SULTANI MAKENGA", regime="DRC", **COLONEL),
        banned("uk-DRC0056", "MAKENGA SULTANI", regime="Democratic Republic of the Congo"),
        "Sultani Makenga travelled.",
        True,
        id="a name of two words",
    ),
    pytest.param(
        EU,
        banned("uk-1", "SOBYANIN Sergei Semyonovich", born=("1971-02-03",)),
        "Sergei Sobyanin travelled.",
        False,
        id="born in another year",
    ),
    pytest.param(
        EU,
        banned("uk-1", "SOBYANIN Sergei Semyonovich", nationality=("UA",)),
        "Sergei Sobyanin travelled.",
        False,
        id="of another state",
    ),
    pytest.param(
        EU,
        banned("uk-1", "SOBYANIN Sergei Petrovich"),
        "Sergei Semyonovich Sobyanin travelled.",
        False,
        id="the text names the father",
    ),
    pytest.param(
        EU,
        banned("uk-1", "SOBYANIN Sergei Petrovich"),
        "Sergei Sobyanin travelled.",
        True,
        id="the text leaves the father open",
    ),
    pytest.param(
        EU, banned("eu-7", "SOBYANIN Sergei Semyonovich"), "Sergei Sobyanin travelled.", False, id="two of one list"
    ),
    pytest.param(
        banned("uk-1", "Abdul Rahman Mohammed", roles=("Governor",)),
        banned("uk-2", "Abdul Rahman Mohammed", roles=("Deputy Minister of Mines",)),
        "Governor Abdul Rahman Mohammed travelled.",
        False,
        id="two common names in one regime of one list",
    ),
]


def bans(text: str, state: str, *people: Person) -> list[Ban]:
    """What is said of the ban of each person named, for a journey to the state."""
    by_id = {each.id: each for each in people}
    found = Matcher(Watchlist(people, "f")).find(Article("a", text, published=datetime(2026, 11, 20, tzinfo=UTC)))
    journey = Trip("p", ClaimStatus.REPORTED, (HERE,), destination=Place("There", HERE, state))
    perhaps = [[by_id[other.person] for other in mention.confusables if other.same] for mention in found]
    return [ban_of(by_id[each.person], journey, None, None, also) for each, also in zip(found, perhaps, strict=True)]


@pytest.mark.parametrize(("full", "bare", "text", "carried"), PAIRS)
def test_whose_ban_is_carried(full: Person, bare: Person, text: str, carried: bool) -> None:
    """Only that of an entry which nothing tells apart from the one that is named."""
    found = Matcher(Watchlist((full, bare), "f")).find(Article("a", text, published=datetime(2026, 11, 20, tzinfo=UTC)))
    assert found
    same = {other.person for mention in found for other in mention.confusables if other.same}
    assert same == ({bare.id} - {m.person for m in found} if carried else set())


@pytest.mark.parametrize("state", ["GB", "FR", "US", "NO", "CD", "RU"])
@pytest.mark.parametrize(("full", "bare", "text"), [case.values[:3] for case in PAIRS if case.values[3]])
def test_a_list_more_never_weakens_a_ban(full: Person, bare: Person, text: str, state: str) -> None:
    """What either list says alone, both say together at the least."""
    both = max(GRAVITY.index(ban.applies) for ban in bans(text, state, full, bare))
    alone = [GRAVITY.index(ban.applies) for each in (full, bare) for ban in bans(text, state, each)]
    assert alone
    assert both >= max(alone)


def test_the_ban_says_on_what_it_stands() -> None:
    """The person's own ban comes first; one that is carried says whose it is."""
    (london,) = bans("Sergei Sobyanin travelled.", "GB", EU, UK)
    assert (london.applies, london.listing, london.supposed) == (BanApplies.POSSIBLE, "UK RUS0824", True)
    assert london.why.startswith("if this is UK RUS0824: ")
    (paris,) = bans("Sergei Sobyanin travelled.", "FR", EU, UK)
    assert (paris.applies, paris.listing, paris.supposed) == (BanApplies.POSSIBLE, "EU 1214", False)
