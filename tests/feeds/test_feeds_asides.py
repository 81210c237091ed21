"""Captions and boilerplate leave the text and are kept aside."""

from __future__ import annotations

from bot.feeds.asides import without_asides


def test_asides_leave_the_text_and_are_kept() -> None:
    """The text loses those lines and nothing else; they are handed back in order."""
    text, asides = without_asides("First.\nPhoto: Ann Photographer\n\nRead more: Another general lands in Rome\nLast.")
    assert text == "First.\n\nLast."
    assert asides == ("Photo: Ann Photographer", "Read more: Another general lands in Rome")


def test_a_text_of_asides_only_is_empty() -> None:
    """Nothing is left where nothing was story."""
    assert without_asides("Advertisement\nFollow us on Twitter") == ("", ("Advertisement", "Follow us on Twitter"))
