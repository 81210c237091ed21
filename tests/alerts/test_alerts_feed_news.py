"""What the operator reads of feeds: each once, grouped, with what to do; whatever a feed is called, it stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_stories import seen

from bot import __version__
from bot.alerts.ailments import KINDS, MILD, ORDER, Ailment, since, span
from bot.alerts.feed_news import MOST, FeedNews, daily
from bot.alerts.figures import Figures, ListAge
from bot.alerts.standstill import Part, Standstill
from bot.model import Trouble

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def ailment(number: int, trouble: Trouble = Trouble.REFUSED, **fields: object) -> Ailment:
    made = Ailment(f"Feed {number}", f"https://f{number}.test/", NOW - number * DAY, "answered 503", 3, trouble, number)
    return replace(made, **fields)  # type: ignore[arg-type]


def news(*ailing: Ailment, known: tuple[int, ...] = (), back: tuple[str, ...] = ()) -> FeedNews:
    return FeedNews(Figures(NOW, {"ok": 200}), ailing, frozenset(known), back)


def test_every_trouble_has_words() -> None:
    """A title, something to do, and a place in the order."""
    assert set(KINDS) == set(ORDER) == set(Trouble)
    assert all(kind.title and kind.mend for kind in KINDS.values())


def test_the_gravest_comes_first_and_each_feed_once() -> None:
    """By kind, the longest ailing first; a feed with two troubles under the graver one."""
    told = news(
        ailment(1), ailment(3), ailment(2, Trouble.SILENT), ailment(4, Trouble.OURS), ailment(2, Trouble.MOVED)
    ).told
    assert [(each.feed, each.trouble.value) for each in told] == [
        (4, "ours"),
        (3, "refused"),
        (1, "refused"),
        (2, "silent"),
    ]


@pytest.mark.parametrize("trouble", sorted(MILD))
def test_what_loses_nothing_is_named_once_and_counted_after(trouble: Trouble) -> None:
    """A feed that has moved is no alarm each morning."""
    first, later = (seen(daily(news(ailment(1, trouble), known=known))) for known in ((), (1,)))
    assert "Feed 1" in first
    assert "Feed 1" not in later
    assert "Feeds: all 200 in order" in later
    assert "1 feed moved or broken, read all the same" in later


def test_more_than_a_message_holds_are_counted() -> None:
    """Named up to the limit, the rest as a number; those that are back too."""
    text = seen(daily(news(*(ailment(n) for n in range(1, MOST + 31)), back=tuple(f"Back {n}" for n in range(14)))))
    assert text.count("answered 503") == MOST
    assert "And 30 more: `gatewatch status` shows all" in text
    assert "Back 9 and 4 more" in text


def test_nothing_to_tell_is_known() -> None:
    """Whoever wants no all-well is spared that one line, and nothing else."""
    assert news().well
    assert news(ailment(1, Trouble.MOVED), known=(1,)).well
    assert not news(back=("Feed 1",)).well
    assert not news(ailment(1)).well


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_lengths_of_time_read_in_one_unit(length: timedelta, words: str) -> None:
    """In the largest that says two or more."""
    assert span(length) == words


def test_what_began_at_an_unknown_time_says_no_since() -> None:
    """A broken document has no first day."""
    assert since(ailment(1, since=None), NOW) == ""
    assert since(ailment(1), NOW) == "since Sun 1 Mar 2026 08:00 UTC (24 hours)"


# --- that Gatewatch is alive ----------------------------------------------------------------------------------------------


def test_when_all_is_well_it_is_a_line_and_another() -> None:
    """How the feeds are; then backlog, messages, lists and version."""
    quiet = Figures(NOW, {"ok": 200, "failing": 0}, fingerprint="7f3a91c0", lists=(ListAge("un", "2026-02-27"),))
    message = daily(FeedNews(quiet, (), frozenset(), ()))
    foot = f"Nothing overdue · 0 messages unsent · list 7f3a91; un 3 days old · Gatewatch {__version__}"
    assert seen(message).strip().split("\n")[-2:] == ["Feeds: all 200 in order", foot]
    assert len(message.blocks) == 2


def test_what_waits_is_told_with_its_age() -> None:
    """Backlog, unsent, uncertain and refused messages, feeds by state."""
    figures = Figures(
        NOW,
        {"ok": 197, "failing": 2, "silent": 1, "degraded": 0},
        overdue=3,
        pages=4,
        deliveries={"pending": 5, "uncertain": 1, "failed": 2},
        oldest_unsent=NOW - DAY,
    )
    text = seen(daily(FeedNews(figures, (ailment(1),), frozenset(), ())))
    for words in (
        "197 ok, 2 failing, 1 silent",
        "3 polls overdue, 4 pages to be read",
        "6 messages unsent, the oldest for 24 hours, 1 uncertain; 2 refused",
    ):
        assert words in text, words


def test_a_part_that_stands_still_is_told_before_the_feeds() -> None:
    """With what to do; then it is no day without news."""
    still = Standstill(Part.POLLER, timedelta(minutes=9), "a poll does not end")
    told = FeedNews(Figures(NOW, {"ok": 200}), (ailment(1),), frozenset(), (), (still,))
    text = seen(daily(told))
    assert not told.well
    assert text.index(f"{still} · {still.mend}") < text.index("Feed 1")
    assert str(still) in daily(told).text
