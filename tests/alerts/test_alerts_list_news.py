"""A list that came into force is told in one message: people by name, in words, within bounds, as text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.alerts.list_news import MOST_PEOPLE, ListNews, PersonNews, list_news
from bot.alerts.notices import notice
from bot.edges.console import drawn
from bot.model import Listing, Measure, Name, Person

UN = Listing("UN", "IRi.039", "Iran", "2007-03-24", measures=(Measure("travel_ban"), Measure("asset_freeze")))
GENERAL = Person("un-IRi.039", "Qasem Soleimani", (Name("Qasem Soleimani"),), ("un-IRi.039",), (UN,))
LISTED = PersonNews(GENERAL, (UN,))
GONE = PersonNews(replace(GENERAL, id="ch-7", name="Anna Example"), (replace(UN, until="2026-03"),))
CHANGED = PersonNews(replace(GENERAL, id="uk-1", name="Boris Example"), words=("died: 2026-01-03 added",))
NEWS = ListNews("7f3a91bb", 17_000, (LISTED,), (GONE,), (CHANGED,))


def lines(news: ListNews) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=500, markup=False, emoji=False, highlight=False).print(drawn(list_news(news).blocks))
    return [line.rstrip() for line in out.getvalue().rstrip().split("\n")]


def test_who_came_who_went_and_what_changed() -> None:
    """With list ids, references, regimes, dates and measures."""
    assert lines(replace(NEWS, edited=12, look_back=(3, 30))) == [
        "Watchlist changed: 1 listed, 1 no longer listed, 1 changed by the lists",
        "Listed (1)",
        " • Qasem Soleimani (un-IRi.039) · UN IRi.039, Iran, since 24 Mar 2007: travel ban and asset freeze",
        "No longer listed (1)",
        " • Anna Example (ch-7) · UN IRi.039, Iran, since 24 Mar 2007, until Mar 2026: travel ban and asset freeze",
        "Changed by the lists (1)",
        " • Boris Example (uk-1) · died: 2026-01-03 added",
        "Spellings, roles and the like were edited in 12 entries. Articles of the last 30 days are being searched for 3 people.",
        "list 7f3a91 is in force · 17000 people",
    ]


def test_too_many_to_be_searched_for_are_said_to_be() -> None:
    """A whole list that is new sets no look-back going."""
    assert "Stored articles are not searched for 17000 people at once." in lines(replace(NEWS, look_back=(17_000, 0)))


def test_the_fallback_names_the_first() -> None:
    """A lock screen sees what came and who."""
    crowd = tuple(PersonNews(replace(GENERAL, name=f"Person {n}")) for n in range(5))
    assert list_news(replace(NEWS, listed=crowd)).text == (
        "Watchlist changed: 5 listed, 1 no longer listed, 1 changed by the lists. "
        "Person 0, Person 1, Person 2 …; Anna Example; Boris Example"
    )


def test_only_the_first_people_are_told_by_name() -> None:
    """The rest is counted, and the command that tells it is named."""
    crowd = tuple(PersonNews(replace(GENERAL, id=f"p{n}"), (UN,) * 9) for n in range(MOST_PEOPLE + 20))
    told = lines(replace(NEWS, listed=crowd))
    assert sum(line.startswith(" • ") for line in told) == MOST_PEOPLE
    assert "No longer listed (1)" in told
    assert "… and 22 more (gatewatch lists diff)" in told
    assert "; and 5 more" in told[2]
    assert len(list_news(replace(NEWS, listed=crowd)).blocks) < 50


@pytest.mark.parametrize(
    ("listed", "delisted", "changed", "shown"),
    [(700, 0, 7, [23, 7]), (700, 700, 700, [10, 10, 10]), (3, 700, 1, [3, 26, 1]), (700, 0, 0, [30])],
)
def test_no_group_crowds_out_another(listed: int, delisted: int, changed: int, shown: list[int]) -> None:
    """Under every heading there are names, and together they fill what there is room for."""
    groups = ((each,) * number for each, number in ((LISTED, listed), (GONE, delisted), (CHANGED, changed)))
    told = lines(ListNews("7f3a91bb", 17_000, *groups))
    under = "".join("." if line.startswith(" • ") else "\n" for line in told).split()
    assert [len(names) for names in under] == shown


def test_edits_alone_are_no_news() -> None:
    """Nothing is told where only spellings and roles changed."""
    edits = ListNews("f", 1, edited=12)
    assert not edits.matters
    with pytest.raises(ValueError, match="nothing"):
        list_news(edits)


def test_text_from_lists_is_text() -> None:
    """A hostile name, reference or regime stays text in blocks and fallback."""
    nasty = replace(GENERAL, name="<!channel>\nEve", id="<@U1>")
    listing = Listing("<!here>", "*x*", "`r`", "<#C1>")
    message = list_news(replace(NEWS, listed=(PersonNews(nasty, (listing,), ("<!everyone>",)),)))
    assert "<" not in message.text
    assert "mrkdwn" not in str(message.blocks)
    assert "\n" not in message.text


def test_a_notice_is_text_too() -> None:
    """What a broken file says rings nobody."""
    message = notice("Title", ["people.yaml:1:2: `<!channel>` is not known", ""])
    assert message.text.startswith("Title people.yaml:1:2: `&lt; !channel&gt;`")
    assert "mrkdwn" not in str(message.blocks)
