"""Given names of women and of men."""

from __future__ import annotations

from bot.names.bearers import of_given
from bot.names.lexicon import lines


def test_a_given_name_is_a_womans_or_a_mans() -> None:
    """No name of the lexicon sounds like one of the other half."""
    for line in lines("gendered.txt"):
        sex, *names = line.split()
        assert {name: of_given(name) for name in names} == dict.fromkeys(names, sex)
