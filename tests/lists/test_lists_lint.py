"""bot.lists.lint: what makes poor alerts is told, with a mend and the name of its rule, and does not refuse the file."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from bot.errors import Mistake
from bot.lists.lint import NAMES, RULES, lint
from bot.lists.load import SourceFile, load_watchlist
from bot.lists.silence import SILENCER_RULES

FACTS = "roles: [Head of Example Works], nationality: [FR]"
LISTED = "listings: [{authority: XX, regime: R, ref: '1'}]"
SOUND = f"{{id: a, name: Anna Example, {FACTS}, {LISTED}}}"
OTHER = "{id: b, name: Boris Sample, nationality: [DE], roles: [Baker], listings: [{authority: XX, ref: '2'}]}"


def alias(*names: str) -> str:
    return SOUND.replace("Anna Example", f"Anna Example, names: [{', '.join(names)}]")


def second(name: str, facts: str) -> str:
    return f"{{id: b, name: {name}, {facts}, listings: [{{authority: XX, regime: R, ref: '2'}}]}}"


class Case(NamedTuple):
    fires: list[str]  # entries; the first one is in line 3
    line: int
    what: str
    mend: str
    quiet: list[str]  # nearly the same entries, which are fine
    imported: str = ""  # an entry of an official list beside them


CASES = {
    "short_alias": Case([alias("Anja")], 3, "one short word", "weak", [alias("Anjushka", "Anja Ex")]),
    "digits_in_alias": Case([alias("Anna 47")], 3, "digits", "weak", [alias("Anna XLVII")]),
    "nickname_alias": Case([alias("Anna the Tall")], 3, "nickname", "weak", [alias("Anna Thetall")]),
    "place_alias": Case([alias("Ahmed the Sudanese")], 3, "where somebody is from", "weak", [alias("Ahmed al-Sudani")]),
    "prefix_alias": Case([alias("Abu Mohammed")], 3, "common prefix", "weak", [alias("Abu Mohammed Example")]),
    "packed_aliases": Case([alias("Ann Ex; Anne Ex")], 3, "several names", "its own", [alias("Ann Ex", "Anne Ex")]),
    "name_of_another": Case(
        [alias("Sample Boris"), OTHER], 3, "also a name of b", "weak", [alias("Sample Doris"), OTHER]
    ),
    "nothing_to_tell_apart": Case(
        [SOUND, second("Ana Exampel", "nationality: [FR]")],
        3,
        "easily taken for b",
        "`organisations`, `born`; or",
        [SOUND, second("Ana Exampel", "roles: [Singer]")],
    ),
    "common_name_alone": Case(
        [SOUND.replace("Anna Example", "Mohammad Hassan").replace(", nationality: [FR]", "")],
        3,
        "no nationality",
        "nationality: […]",
        [
            SOUND.replace("Anna Example", "Mohammad Hassan"),
            SOUND.replace("{id: a", "{id: c").replace(FACTS, "weak: []"),
        ],
    ),
    "duplicate_person": Case(
        [SOUND, second("Example Anna", FACTS)],
        3,
        "looks like b (t.yaml, line 4): both have the role",
        "not_same_as: [b]",
        [SOUND, second("Example Anna", FACTS + ", not_same_as: [a]")],
    ),
    "travel_ban_without_date": Case(
        [SOUND.replace("'1'", "'1', measures: [travel_ban]")],
        3,
        "has no `since`",
        "since: …",
        [SOUND.replace("'1'", "'1', measures: [asset_freeze, {type: travel_ban, since: 2010}]")],
    ),
    "unknown_measure": Case(
        [SOUND.replace("'1'", "'1', measures: [golf_ban]")],
        3,
        "`golf_ban`",
        "asset_freeze",
        [SOUND.replace("'1'", "'1', measures: [trust_services]")],
    ),
    "not_same_as_nobody": Case(
        [SOUND.replace("{id: a", "{id: a, not_same_as: [zzz]")],
        3,
        "`zzz`",
        "correct the id",
        [SOUND.replace("{id: a", "{id: a, not_same_as: [b]"), OTHER],
    ),
    "other_name_than_official": Case(
        ["{id: un-QDi.430, name: Foo Bar}"],
        3,
        "Foo Bar fits no name of un-QDi.430, who is Emraan Ali",
        "correct the id",
        ["{id: un-QDi.430, name: Imran Ali}", SOUND],
        "{id: un-QDi.430, name: Emraan Ali, names: [Abu Jihad TNT], listings: [{authority: UN, ref: QDi.430}]}",
    ),
    "died_before_born": Case(
        [SOUND.replace("{id: a", "{id: a, born: [1960-05, 1962], died: 1926-05-01")],
        3,
        "died 1926-05-01 is before born 1960-05",
        "correct the date",
        [
            SOUND.replace("{id: a", "{id: a, born: [1960, 1890], died: 1926"),
            SOUND.replace("{id: a", "{id: c, died: 1926"),
        ],
    ),
    "born_long_ago": Case(
        [SOUND.replace("{id: a", "{id: a, born: [1960, 1060]")],
        3,
        "born 1060 is very long ago",
        "correct the year",
        [SOUND.replace("{id: a", "{id: a, born: 1850")],
    ),
    "since_after_until": Case(
        [SOUND.replace("'1'", "'1', measures: [{type: asset_freeze, since: 2020-02, until: 2010}]")],
        3,
        "since 2020-02 is after until 2010",
        "correct the date",
        [SOUND.replace("'1'", "'1', since: 2010-05, until: 2010"), OTHER.replace("'2'", "'2', until: 1990")],
    ),
    "date_to_come": Case(
        [SOUND.replace("'1'", "'1', since: 2024-07-02")],
        3,
        "since 2024-07-02 is still to come",
        "correct the date",
        [SOUND.replace("'1'", "'1', since: 2024-07-01, until: 2030").replace("{id: a", "{id: a, born: 2024")],
    ),
    "silencer_not_understood": Case(
        [SOUND + " # gatewatch: ok shrt_alias"],
        3,
        "no rule `shrt_alias`",
        "did you mean `short_alias`?",
        [alias("Anja") + " # gatewatch: ok short_alias"],
    ),
    "silencer_idle": Case(
        [SOUND + " # gatewatch: ok"],
        3,
        "no warning in this line",
        "delete",
        [alias("Anja") + " # gatewatch: ok"],
    ),
}


def warnings(entries: list[str], imported: str = "") -> tuple[Mistake, ...]:
    text = "list: test\npeople:\n" + "".join(f"  - {entry}\n" for entry in entries)
    origin = "{source: 'https://lists.example.org/', licence: Public, attribution: The UN}"
    official = f"list: un\norigin: {origin}\npeople: [{imported}]\n"
    loaded = load_watchlist([SourceFile("t.yaml", text.encode()), SourceFile("un.yaml", official.encode())])
    return lint(loaded.entries, loaded.watchlist, today=date(2024, 7, 1))


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_warns_with_place_and_mend(rule: str) -> None:
    """A warning names the line, what to do and its rule; the list still loads."""
    case = CASES[rule]
    found = [each for each in warnings(case.fires, case.imported) if each.rule == rule]
    assert found, warnings(case.fires, case.imported)
    assert [(found[0].file, found[0].line, found[0].warning)] == [("t.yaml", case.line, True)]
    assert case.what in found[0].what
    assert case.mend in found[0].mend
    assert found[0].excerpt


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_is_quiet_where_nothing_is_wrong(rule: str) -> None:
    """Nearly the same entry, done well, has no warning of the rule."""
    case = CASES[rule]
    assert [each for each in warnings(case.quiet, case.imported) if each.rule == rule] == []


def test_every_rule_has_a_docstring_and_a_case() -> None:
    """No rule without a word on why and a proof that it fires and stays quiet."""
    assert set(CASES) == NAMES == {rule.__name__ for rule in (*RULES, *SILENCER_RULES)}
    assert all((rule.__doc__ or "").strip().endswith(".") for rule in (*RULES, *SILENCER_RULES))


def test_a_sound_entry_gets_no_warning() -> None:
    """Silence means well done."""
    assert warnings([SOUND]) == ()


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Ahmed the Tall", "nickname_alias"),
        ("'Carlos \"the Jackal\"'", "nickname_alias"),
        ("The Doctor", "nickname_alias"),
        ("Haji Commander", "nickname_alias"),
        ("Ahmed the Sudanese", "place_alias"),
        ("Omar from Yemen", "place_alias"),
        ("Abu Mohammed", "prefix_alias"),
        ("Abu-Mohammed", "prefix_alias"),
        ("Umm Hamza", "prefix_alias"),
        ("Haji Ahmed", "prefix_alias"),
        ("General Gaduel", "prefix_alias"),
        ("Ann Ex / Anne Ex", "packed_aliases"),
        ("Ann Ex a.k.a. Anne Ex", "packed_aliases"),
        ("MAKENGA Colonel SULTANI", None),
        ("Theodor van der Berg", None),
        ("Lazarus Aka-Example", None),
        ("Muhammad bin Salman", None),
        ("Shahid Khan", None),
        ("'---'", "short_alias"),
    ],
)
def test_the_marks_of_a_weak_alias(name: str, rule: str | None) -> None:
    """What the American office takes for a mark of a weak alias is told once, by the rule that fits."""
    assert [each.rule for each in warnings([alias(name)])] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("Qassem Suleimani", True),
        ("Soleimani", True),
        ("SOLEIMANI Qasem", True),
        ("قاسم سلیمانی", True),
        ("General Qasem Soleimani Ardestani", True),
        ("Haj Qasem", True),
        ("Qasem Rezai", False),
        ("Hossein Soleimani", False),
        ("Foo Bar", False),
    ],
)
def test_which_names_fit_somebody_on_an_official_list(name: str, fits: bool) -> None:
    """Any spelling of a name, or a part of one; not a name with a word of somebody else's."""
    official = "{id: un-IRi.039, name: Qasem Soleimani, listings: [{authority: UN, ref: IRi.039}]}"
    found = [each.rule for each in warnings([f"{{id: un-IRi.039, name: {name}}}"], official)]
    assert ("other_name_than_official" not in found) is fits


@pytest.mark.parametrize(
    ("key", "value", "column"),
    [("born", "2031", 19), ("died", "2031-01", 19), ("born", "[1960, 2031]", 26)],
)
def test_no_birth_and_no_death_is_still_to_come(key: str, value: str, column: int) -> None:
    """The date itself is pointed at; without a clock nothing is said."""
    entry = SOUND.replace("{id: a", f"{{id: a, {key}: {value}")
    (warning,) = warnings([entry])
    assert (warning.rule, warning.column) == ("date_to_come", column)
    loaded = load_watchlist([SourceFile("t.yaml", f"list: test\npeople:\n  - {entry}\n".encode())])
    assert lint(loaded.entries, loaded.watchlist) == ()


@pytest.mark.parametrize(
    ("name", "rules"), [("Anja", ["short_alias"]), ("Madonna", []), ("Anja Ex", []), ("朱海仑", [])]
)
def test_a_main_name_of_one_short_word_is_warned_of(name: str, rules: list[str]) -> None:
    """It is strong as any alias, and may not be moved away; in a script without spaces it is whole."""
    found = warnings([SOUND.replace("Anna Example", name)])
    assert [each.rule for each in found] == rules
    assert all("write the whole name here" in each.mend and each.column == 19 for each in found)


@pytest.mark.parametrize(
    ("facts", "mend"),
    [
        ("roles: [Head of Example Works]", "add `nationality: […]`, to"),
        ("nationality: [FR]", "add `roles: […]`, to"),
        ("weak: []", "add `roles: […]` and `nationality: […]`, to"),
    ],
)
def test_only_what_is_missing_is_asked_for(facts: str, mend: str) -> None:
    """Whoever gave roles is not told to give them."""
    (warning,) = warnings([SOUND.replace("Anna Example", "Mohammad Hassan").replace(FACTS, facts)])
    assert mend in warning.mend


def test_people_who_differ_in_something_need_no_warning() -> None:
    """Of two similar names, one telling fact on both sides is enough; the same person said twice is told as such."""
    assert [each.rule for each in warnings([SOUND, second("Ana Exampel", "nationality: [RU]")])] == []
    assert {each.rule for each in warnings([SOUND, second("Anna Example", FACTS)])} == {"duplicate_person"}
