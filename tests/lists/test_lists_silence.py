"""bot.lists.silence: a comment silences the warnings of its line, and nothing else."""

from __future__ import annotations

import pytest

from bot.lists.lint import lint
from bot.lists.load import SourceFile, load_watchlist


def told(names: str) -> list[tuple[int, str]]:
    """Line and rule of every warning about an entry with these lines below `names:`, which begin in line 7."""
    text = f"""\
list: t
people:
  - id: a
    name: Anna Example
    source: https://example.org/
    names:
{names}
"""
    loaded = load_watchlist([SourceFile("t.yaml", text.encode())])
    return [(each.line, each.rule) for each in lint(loaded.entries, loaded.watchlist)]


@pytest.mark.parametrize(
    ("names", "left"),
    [
        ("      - Anja", [(7, "short_alias")]),
        ("      - Anja # gatewatch: ok", []),
        ("      - Anja   #gatewatch:ok", []),
        ("      - A 4 # gatewatch: ok", []),
        ("      - Anj4 # gatewatch: ok short_alias", [(7, "digits_in_alias")]),
        ("      - Anj4 # gatewatch: ok short_alias, digits_in_alias", []),
        ("      - Anj4 # gatewatch: ok short_alias digits_in_alias", []),
        ("      - Anja # gatewatch: ok\n      - Anni", [(8, "short_alias")]),
        ("      # gatewatch: ok\n      - Anja", [(7, "silencer_idle"), (8, "short_alias")]),
        ("      - Anja # gatewatch: okay", [(7, "short_alias"), (7, "silencer_not_understood")]),
        ("      - Anja # gatewatch: ok shortalias", [(7, "short_alias"), (7, "silencer_not_understood")]),
        ("      - Anja # gatewatch: ok short_alias, place_alias", [(7, "silencer_idle")]),
        ("      - Anushka # what gatewatch: ok means stands in the README", []),
        ('      - "Anushka # gatewatch: ok"', []),
    ],
)
def test_a_comment_silences_its_own_line(names: str, left: list[tuple[int, str]]) -> None:
    """All of a line, or the rules it names; a comment that is misspelt or idle is told."""
    assert told(names) == left
