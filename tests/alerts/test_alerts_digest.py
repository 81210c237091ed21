"""A digest lists every finding once, gravest first."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from alert_stories import MENTION, MOSCOW, TEHRAN, THURSDAY, account, trip
from rich.console import Console

from bot.alerts.digest import MAX_ITEMS, DigestItem, Kind, digest, pages
from bot.alerts.plain_text import in_plain_text
from bot.alerts.refusals import copy_for_fallback
from bot.edges.console import drawn
from bot.model import Ban, BanApplies, Presence, Reason, Span

TRIP = DigestItem(Reason.TRIP_NO_BAN, account(1, "Courier", trip(origin=TEHRAN, when=THURSDAY, ban=None)))
SEEN = DigestItem(Reason.PRESENCE, account(2, "Wire", None, presences=(Presence("p", MOSCOW, (Span(0, 1),)),)))
NAMED = DigestItem(Reason.MERE_MENTION, account(3, "Herald", None))


def lines(items: list[DigestItem]) -> list[str]:
    """The digest as plain lines."""
    out = io.StringIO()
    Console(file=out, width=500, markup=False, emoji=False, highlight=False).print(drawn(digest(items).blocks))
    return [line.rstrip() for line in out.getvalue().rstrip().split("\n")]


def test_grouped_by_reason_gravest_first() -> None:
    """Under its reason each finding says who and what, and below it where, with the link, and on which lists."""
    listed = "UN IRi.039, OFAC 10481"
    assert [line for line in lines([NAMED, SEEN, TRIP]) if not line.startswith("─")] == [
        "Digest: 3 findings not told at once",
        "🟡 Trips to which no travel ban known to us applies (1)",
        " • Qasem Soleimani: reported trip Tehran → Moscow, Thu 14 Apr 2016",
        f"   Courier: A title <https://courier.example/news/1> · {listed}",
        "🟡 Said to be somewhere (1)",
        " • Qasem Soleimani: said to be in Moscow, Russia",
        f"   Wire: A title <https://wire.example/news/2> · {listed}",
        "⚪ Named (1)",
        " • Qasem Soleimani: printed “Qassem Soleimani”",
        f"   Herald: A title <https://herald.example/news/3> · {listed}",
        "Automated reading, not a finding",
    ]


def test_the_fallback_counts() -> None:
    """A lock screen gets the counts by reason."""
    assert digest([NAMED, SEEN, SEEN]).text == (
        "Digest: 3 findings not told at once: 2 said to be somewhere; 1 named. Automated reading, not a finding."
    )


@pytest.mark.parametrize(("number", "counted"), [(1, "1 trip to which no"), (2, "2 trips to which no")])
def test_one_trip_is_no_trips(number: int, counted: str) -> None:
    """The counts are English for one and for many."""
    assert f": {counted} travel ban known to us applies." in digest([TRIP] * number, "look_back").text


@pytest.mark.parametrize(
    ("ban", "said"),
    [
        (
            Ban(BanApplies.NONE_KNOWN, "EU travel bans do not bind RU", "EU X1"),
            ["   Listed with a travel ban (EU X1): EU travel bans do not bind RU"],
        ),
        (Ban(BanApplies.NONE_KNOWN, "listed with no travel ban"), []),
        (Ban(BanApplies.POSSIBLE, "bound", "UN IRi.039"), []),
    ],
)
def test_a_ban_that_does_not_apply_is_named(ban: Ban, said: list[str]) -> None:
    """Nobody under a travel ban is told of as if he were under none."""
    item = replace(TRIP, account=account(1, "Courier", trip(origin=TEHRAN, when=THURSDAY, ban=ban)))
    assert lines([item])[4:-1] == said


def test_text_from_outside_is_text() -> None:
    """A hostile headline stays text in blocks and fallback."""
    source = replace(NAMED.account.source, title="<!channel> :fire:", outlet="<@U1>", url="javascript:x")
    item = replace(NAMED, account=replace(NAMED.account, source=source, mention=replace(MENTION, name="<!here>")))
    message = digest([item])
    assert "<" not in message.text
    assert "javascript" not in str(message.blocks)
    assert "mrkdwn" not in str(message.blocks)


@pytest.mark.parametrize("number", [0, MAX_ITEMS + 1])
def test_too_many_or_none_is_a_bug(number: int) -> None:
    """Nothing is dropped silently, and a digest of nothing is not made."""
    with pytest.raises(ValueError, match="holds 1 to"):
        digest([NAMED] * number)


def test_pages_hold_every_finding_once() -> None:
    """Many findings become several messages, gravest first, without a loss."""
    items = [NAMED] * MAX_ITEMS + [TRIP] * 5
    portions = pages(items)
    assert [len(portion) for portion in portions] == [MAX_ITEMS, 5]
    assert portions[0][:5] == [TRIP] * 5
    assert pages([]) == ()


LONG = "A foreign minister travels to Moscow for talks with the president about sanctions, oil & gas"
UNBOUND = Ban(
    BanApplies.NONE_KNOWN, "the ban binds its member states, and the place is in none of them " * 4, "UN IRi.039"
)


def finding(number: int, text: str) -> DigestItem:
    """A trip with everything that a line can say, as long as it gets."""
    place = replace(MOSCOW, text=text, name=text)
    told = account(number, "Courier", trip(origin=place, destination=place, when=THURSDAY, ban=UNBOUND))
    source = replace(told.source, title=text, outlet=text)
    return DigestItem(
        Reason.TRIP_NO_BAN, replace(told, source=source, mention=replace(MENTION, name=f"N{number:03d} {text}"))
    )


@pytest.mark.parametrize("text", [LONG, "&" * 300, "\U0001f6eb" * 300, "<" * 300])
@pytest.mark.parametrize("kind", ["daily", "look_back", "burst"])
def test_every_finding_is_told_where_no_blocks_are_taken(text: str, kind: Kind) -> None:
    """No page is cut as plain text or as the copy for another channel, however long its lines are."""
    portions = pages([finding(number, text) for number in range(2 * MAX_ITEMS)])
    told = [in_plain_text(digest(each, kind)).text for each in portions]
    copies = [copy_for_fallback(digest(each, kind), "C0123456789", "is_archived").text for each in portions]
    for texts in (told, copies):
        joined = "\n".join(texts)
        assert all(f"N{number:03d}" in joined for number in range(2 * MAX_ITEMS))
        assert all(each.endswith("Automated reading, not a finding") for each in texts)
        assert all(len(each.encode("utf-16-le")) // 2 <= 40_000 for each in texts)


def test_a_page_of_long_lines_is_one_message() -> None:
    """Sixty findings with long headlines and bans stay together."""
    told = account(1, "Courier", trip(origin=TEHRAN, when=THURSDAY, ban=UNBOUND))
    item = DigestItem(Reason.TRIP_NO_BAN, replace(told, source=replace(told.source, title=LONG, outlet=LONG)))
    assert [len(page) for page in pages([item] * MAX_ITEMS)] == [MAX_ITEMS]
