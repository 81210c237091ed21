"""A message as plain text says what its blocks say, and nothing in it is cut in half."""

from __future__ import annotations

import pytest

from bot.alerts.blocks import Run, escaped, lines
from bot.alerts.plain_text import SHORT, in_plain_text, shorter
from bot.ports import Message


@pytest.mark.parametrize("limit", range(20, 40))
def test_a_cut_leaves_no_half_escape(limit: int) -> None:
    """`&lt;` is one character to Slack: a cut comes before it or after it."""
    said = in_plain_text(Message(escaped("<&>" * 30)), limit).text
    assert len(said) <= limit
    assert "&" not in said.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")


def test_what_fits_stays_as_it_is() -> None:
    """Text that needs no cut is not touched, whatever it ends with."""
    assert in_plain_text(Message("AT&amp;T", (lines([Run("R&D")]),))).text == "AT&amp;T\nR&amp;D"


def test_a_short_form_has_no_half_escape_either() -> None:
    """The same where the plain text itself is refused for its length."""
    short = shorter(Message("x" * (SHORT - 3) + "&lt;" * 9))
    assert short is not None
    assert short.text == "x" * (SHORT - 3) + "…"
