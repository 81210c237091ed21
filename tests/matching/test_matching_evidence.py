"""The table of evidence: every rule is told, and every line points at words that stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from evidence_cases import BARE, CASES, NEW_YEAR_2020, SERGEI, WIDOW, evidence
from listed import PEOPLE, person, read

from bot.matching import gender
from bot.matching.case import Feature
from bot.matching.evidence import FEATURES, KEPT, START, TEXT_FEATURES, score
from bot.matching.matcher import POSSIBLE, STRONG, Matcher
from bot.matching.tokens import run_of, stretches
from bot.model import Article, Evidence, Person, Watchlist

PAGE = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
TEXTS = [
    "Iranian al-Quds Force commander Qassem Soleimani flew to Moscow. Soleimani met Vladimir Putin of Russia.",
    "Mexican boxer Juan Gonzalez, 24, won in Mexico.",
    "British minister Ali Shamkhani Brandenburger spoke.",
    "قائد فيلق القدس الإيراني قاسم سليماني وصل إلى موسكو",
]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.find.__name__)
def test_every_rule_says_what_it_looks_at(feature: Feature) -> None:
    """A rule has a docstring of one sentence and a weight that is not nothing."""
    assert feature.says.endswith(".")
    assert feature.weight


def _lines(feature: Feature, who: Person, text: str) -> list[Evidence]:
    """What the rule says of somebody in a text."""
    line = CASES[feature.find.__name__].line
    found = [e for e in evidence(who, text) if e.kind == feature.kind and line in e.text and e.weight]
    return [e for e in found if e.favours == (feature.weight > 0)]


def test_every_rule_has_its_case_and_every_case_its_rule() -> None:
    """A row of the table without a case, or a case without a row, is noticed."""
    assert {f.find.__name__ for f in FEATURES} == set(CASES)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.find.__name__)
def test_every_rule_speaks_in_its_case(feature: Feature) -> None:
    """In the text made for it a rule speaks, in the direction of its weight and not beyond it."""
    case = CASES[feature.find.__name__]
    found = _lines(feature, case.who, case.speaks)
    assert found
    assert all(abs(e.weight) <= abs(feature.weight) for e in found)


@pytest.mark.parametrize("feature", [f for f in TEXT_FEATURES if f.weight > 0], ids=lambda f: f.find.__name__)
def test_a_rule_that_needs_a_fact_is_quiet_without_it(feature: Feature) -> None:
    """What a rule says it needs it needs: of somebody of whom the list knows only the name it says nothing."""
    case = CASES[feature.find.__name__]
    unknown = Person(case.who.id, case.who.name, case.who.names, case.who.refs)
    found = Matcher(Watchlist((unknown,), "f")).find(Article("a", case.speaks, lang="en", published=NEW_YEAR_2020))
    said = [e for m in found for e in m.evidence if e.kind == feature.kind and e.favours]
    assert feature.find.__name__ in {"office", "other_script_fits", "capital_tells_nothing"} or not said


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.find.__name__)
def test_every_rule_is_quiet_where_it_has_nothing_to_say(feature: Feature) -> None:
    """In a text much like it a rule says nothing, though the person is found there."""
    case = CASES[feature.find.__name__]
    who = case.other or case.who
    assert evidence(who, case.quiet)
    assert not _lines(feature, who, case.quiet)


@pytest.mark.parametrize(
    ("name", "sex"),
    [
        ("Sergei Kuzhugetovich SHOIGU", gender.MAN),
        ("Maria Vladimirovna ZAKHAROVA", gender.WOMAN),
        ("Zelim ABRAMOVICH", None),
        ("Qasem Soleimani", gender.MAN),
        ("Yo Jong KIM", None),
    ],
)
def test_gender_is_told_by_patronymic_or_given_name_or_not_at_all(name: str, sex: str | None) -> None:
    """A surname in -ovich tells nothing, and where nothing tells nothing is said."""
    assert gender.of_person(person("ofac-1", name)) == sex


@pytest.mark.parametrize(
    ("who", "text", "weight"),
    [
        (WIDOW, "Sergei Ivanov, 40, met Olga Sverdlina, a businessman of Russia.", -2.5),
        (WIDOW, "In Russia, Olga Sverdlina spoke. He said that his friends knew him.", -1.25),
        (WIDOW, "In Russia, Olga Sverdlina spoke. He said that her friends knew.", 0.0),
        (WIDOW, "In Russia, Ms Olga Sverdlina spoke.", 0.0),
        (SERGEI, "In Russia, the wife of Sergei Orlandov spoke.", 0.0),
        (SERGEI, "Olga, the sister of Russia's Sergei Orlandov, spoke.", 0.0),
        (BARE, "Mrs Ramdin Qarzaweli spoke.", 0.0),
    ],
)
def test_gender_is_read_only_from_what_is_said_of_the_bearer(who: Person, text: str, weight: float) -> None:
    """A title, an apposition or unanimous pronouns tell; the wife of somebody, or a mixed company, does not."""
    assert sum(e.weight for e in evidence(who, text) if e.kind == "gender") == weight


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        (", 62, ", 1.2),  # born in March 1957, read in January 2020
        (", 60, ", 0.0),  # two years off: a slip of the pen or of the list
        (", 30, ", -3.0),
        (" (born 1957) ", 1.2),
        (" (1957–2019) ", 1.2),
        (" (b. 1990) ", -3.0),
        (", born on 11 March 1957 in Perm, ", 1.2),
        (" ", 0.0),
    ],
)
def test_age_and_birth_year_speak_for_and_against(said: str, weight: float) -> None:
    """What is printed right behind the name is held against the listed year, with two years of grace."""
    text = f"In Russia, Sergei Orlandov{said}spoke."
    assert sum(e.weight for e in evidence(SERGEI, text) if e.kind == "age") == weight


def test_every_rule_is_told_to_readers() -> None:
    """The page on matching has every row with its weight and sentence, and no row of a rule that is no more."""
    told = re.findall(r"^\| .* \| [+-][0-9.]+ \| .* \|$", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(f"| {f.kind} | {f.weight:+} | {f.says} |" for f in FEATURES)


def test_the_tiers_are_told_to_readers() -> None:
    """The page names the scores that the matcher uses."""
    assert f"score {STRONG:.2f} or more" in PAGE
    assert f"score {POSSIBLE:.2f} or more" in PAGE
    assert f"score {KEPT:.2f} or more" in PAGE


def test_no_rule_stands_twice() -> None:
    """Each rule is asked once."""
    assert len({f.find for f in FEATURES}) == len(FEATURES)


@pytest.mark.parametrize("text", TEXTS)
def test_evidence_adds_up_and_points_at_the_text(text: str) -> None:
    """Every line has a span inside the text and a sign that agrees with its weight."""
    for mention in read(text):
        assert mention.evidence
        assert mention.score == pytest.approx(score(START + sum(e.weight for e in mention.evidence)), abs=1e-3)
        for line in mention.evidence:
            assert line.favours == (line.weight >= 0) or not line.weight
            assert line.text
            if line.span:
                assert 0 <= line.span.start < line.span.end <= len(text)


def test_the_name_line_names_both_strings_and_the_rule() -> None:
    """A reader sees which two strings made the match."""
    mention = next(m for m in read(TEXTS[0]) if m.person == PEOPLE[0].id)
    line = next(e for e in mention.evidence if e.kind == "name")
    assert "“Qassem Soleimani”" in line.text
    assert "“Qasem Soleimani”" in line.text
    assert "same sound" in line.text


def test_a_role_line_quotes_the_article_and_the_list() -> None:
    """Role evidence names the words of the text and the listed role."""
    mention = next(m for m in read(TEXTS[0]) if m.person == PEOPLE[0].id)
    line = next(e for e in mention.evidence if e.kind == "role")
    assert "Quds" in line.text
    assert "Commander of Qods force" in line.text


def test_scores_are_numbers_between_nothing_and_all() -> None:
    """Log-odds of any size become a score from 0 to 1, and more is more."""
    assert score(-1e9) == pytest.approx(0, abs=1e-6)
    assert score(1e9) == pytest.approx(1, abs=1e-6)
    assert score(-1) < score(0) == 0.5 < score(1)


RUNS = [
    ("Vladimir Putin met Ali Khan.", [["Vladimir", "Putin"], ["Ali", "Khan"]]),
    ("He saw Will Young. Kate left.", [["He"], ["Will", "Young"], ["Kate"]]),
    ("Maj. Gen. Qassem Soleimani", [["Maj", "Gen", "Qassem", "Soleimani"]]),
    ("Bashar al-Assad's son", [["Bashar", "Assad"]]),
    ("SOLEIMANI, Qasem", [["SOLEIMANI"], ["Qasem"]]),
    ("Qassem\nSoleimani\n\nTehran", [["Qassem", "Soleimani"], ["Tehran"]]),
    ("Kim Jong-un of Korea", [["Kim", "Jong-un"], ["Korea"]]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), RUNS)
def test_runs_end_where_a_new_thing_begins(text: str, words: list[list[str]]) -> None:
    """Sentences, clauses and paragraphs part names; initials, titles, particles and line breaks do not."""
    assert [[t.text for t in run_of(run)] for _, _, run in stretches(text)] == words
