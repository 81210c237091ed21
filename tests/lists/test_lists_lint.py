"""bot.lists.lint: what makes poor alerts is told, with a mend, and does not refuse the file."""

from __future__ import annotations

import pytest

from bot.lists.lint import RULES
from bot.lists.load import SourceFile, load_watchlist

FACTS = "roles: [Head of Example Works], nationality: [FR]"
LISTED = "listings: [{authority: XX, ref: '1'}]"
SOUND = f"{{id: a, name: Anna Example, {FACTS}, {LISTED}}}"

CASES = {
    "short_alias": (
        [SOUND.replace("name: Anna Example", "name: Anna Example, names: [Anja]")],
        3,
        "short word",
        "weak",
    ),
    "digits_in_alias": ([SOUND.replace("Anna Example", "Anna Example, names: [Anna 47]")], 3, "digits", "weak"),
    "packed_aliases": (
        [SOUND.replace("Anna Example", "Anna Example, names: [Ann E; Anne E]")],
        3,
        "several names",
        "its own",
    ),
    "name_of_another": (
        [
            SOUND.replace("Anna Example", "Anna Example, names: [Boris Sample]"),
            f"{{id: b, name: Sample Boris, {FACTS}, {LISTED}}}".replace("'1'", "'2'"),
        ],
        3,
        "also a name of b",
        "weak",
    ),
    "nothing_to_tell_apart": (
        [SOUND, "{id: b, name: Ana Exampel, listings: [{authority: XX, ref: '2'}]}"],
        4,
        "easily taken for a",
        "born",
    ),
    "no_role_or_nationality": ([SOUND.replace(", nationality: [FR]", "")], 3, "no nationality", "roles"),
    "travel_ban_without_date": ([SOUND.replace("'1'", "'1', measures: [travel_ban]")], 3, "has no `since`", "since: …"),
    "unknown_measure": ([SOUND.replace("'1'", "'1', measures: [golf_ban]")], 3, "`golf_ban`", "asset_freeze"),
    "not_same_as_nobody": ([SOUND.replace("{id: a", "{id: a, not_same_as: [zzz]")], 3, "`zzz`", "correct the id"),
}


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_warns_with_place_and_mend(rule: str) -> None:
    """A warning names the line and what to do; the list still loads."""
    entries, line, what, mend = CASES[rule]
    text = "list: test\npeople:\n" + "".join(f"  - {entry}\n" for entry in entries)
    loaded = load_watchlist([SourceFile("t.yaml", text.encode())])
    found = [each for each in loaded.warnings if what in each.what]
    assert [(each.file, each.line, each.warning) for each in found] == [("t.yaml", line, True)]
    assert mend in found[0].mend
    assert found[0].excerpt


def test_every_rule_has_a_docstring_and_a_case() -> None:
    """No rule without a word on why and a proof that it fires."""
    assert {rule.__name__ for rule in RULES} == set(CASES)
    assert all(rule.__doc__ for rule in RULES)


def test_a_sound_entry_gets_no_warning() -> None:
    """Silence means well done."""
    text = f"list: test\npeople:\n  - {SOUND}\n"
    assert load_watchlist([SourceFile("t.yaml", text.encode())]).warnings == ()
