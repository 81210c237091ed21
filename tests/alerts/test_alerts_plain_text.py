"""Without blocks a message says the same, and calls the same people."""

from __future__ import annotations

from dataclasses import replace

from alert_stories import founding

from bot.alerts.blocks import Run, bold, calling, lines, person
from bot.alerts.card import card
from bot.alerts.plain_text import SHORT, in_plain_text, shorter
from bot.alerts.refusals import copy_for_fallback
from bot.ports import Message

CALLED = Message("Reported trip", (calling("S0DESK0001"), lines([bold("Assigned"), Run(" to "), person("U0ANALYST")])))


def test_whom_the_blocks_call_is_called() -> None:
    """The group that the settings name hears of the alert in its channel and where it is told instead; people have names."""
    says = "Reported trip\nFor <!subteam^S0DESK0001>\nAssigned to <@U0ANALYST>"
    assert in_plain_text(CALLED).text == says
    assert copy_for_fallback(CALLED, "C1", "is_archived").text.endswith(f"(is_archived): {says}")


def test_a_card_calls_its_group() -> None:
    """What the route names is still called where Slack takes no blocks."""
    assert "\nFor <!subteam^S0DESK0001>\n" in in_plain_text(card(replace(founding(), mention="S0DESK0001"))).text


def test_what_stands_in_several_styles_is_read_together() -> None:
    """A name in bold within an address or a command does not hide it."""
    split = lines([Run("See https:"), bold("//evil.test and <"), Run("!channel>")])
    assert in_plain_text(Message("x", (split,))).text == "x\nSee https:/ /evil.test and &lt; !channel&gt;"


def test_nothing_is_cut_in_two() -> None:
    """Where the text is too long it ends before an escape or a call that finds no room."""
    for filler in ("<", "&", ">"):
        for room in range(12):
            said = in_plain_text(
                Message("a" * (SHORT - room), (calling("S0DESK0001"), lines([Run(filler * 9)]))), SHORT
            )
            ending = said.text.removeprefix("a" * (SHORT - room - 1)).removeprefix("a")
            assert "&" not in ending or ";" in ending.rsplit("&", 1)[1], ending
            assert "<" not in ending or ">" in ending.rsplit("<", 1)[1], ending
            assert len(said.text) <= SHORT


def test_what_is_refused_without_blocks_is_shortened_once() -> None:
    """First without blocks, then short, then no more."""
    long = in_plain_text(Message("&amp;" * 2_000, (calling("S0DESK0001"),)))
    short = shorter(long)
    assert short is not None
    assert len(short.text) <= SHORT
    assert set(short.text.removesuffix("…").split(";")) <= {"&amp", ""}
    assert shorter(short) is None


def test_what_fits_stays_as_it_is() -> None:
    """Text that needs no cut is not touched, whatever it ends with."""
    assert in_plain_text(Message("AT&amp;T", (lines([Run("R&D")]),))).text == "AT&amp;T\nR&amp;D"
