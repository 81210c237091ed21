"""The table of evidence: every rule is told, and every line points at words that stand there."""

from __future__ import annotations

import pytest
from listed import PEOPLE, read

from bot.matching.case import Feature
from bot.matching.evidence import FEATURES, score
from bot.matching.tokens import runs

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


def test_no_rule_stands_twice() -> None:
    """Each rule is asked once."""
    assert len({f.find for f in FEATURES}) == len(FEATURES)


@pytest.mark.parametrize("text", TEXTS)
def test_evidence_adds_up_and_points_at_the_text(text: str) -> None:
    """Every line has a span inside the text and a sign that agrees with its weight."""
    for mention in read(text):
        assert mention.evidence
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
    assert [[t.text for t in run] for run in runs(text)] == words
