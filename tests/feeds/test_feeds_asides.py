"""Captions and boilerplate leave the text."""

from __future__ import annotations

from bot.feeds.asides import without_asides


def test_asides_leave_the_text() -> None:
    """The text loses those lines and nothing else."""
    text = without_asides("First.\nPhoto: Ann Photographer\n\nRead more: Another general lands in Rome\nLast.")
    assert text == "First.\n\nLast."


def test_a_text_of_asides_only_is_empty() -> None:
    """Nothing is left where nothing was story."""
    assert without_asides("Advertisement\nFollow us on Twitter") == ""
