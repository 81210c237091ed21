"""What matching finds: each way in which a text may print a listed name, in each script, with exact spans."""

from __future__ import annotations

from collections import Counter

import pytest
from listed import of, read
from tables import Case, cases, mention

from bot.model import Tier

GENERAL = "un-IRi.039"

# table -> scripts in which the way of printing makes sense
TABLES = {
    "one_edit": "Latin Cyrillic Arabic Persian Hebrew Greek",
    "two_edits": "Latin Cyrillic Greek",  # scripts without vowels are compared by consonants: two slips are another name
    "edit_in_each": "Latin Cyrillic Greek",
    "transliteration": "Latin Cyrillic Arabic Persian Hebrew Greek Chinese Japanese Korean",
    "order": "Latin Cyrillic Arabic Persian Hebrew Greek",
    "middle_names": "Latin Cyrillic Arabic Persian Hebrew Greek",
    "initials": "Latin Cyrillic Greek",
    "titles": "Latin Cyrillic Arabic Persian Hebrew Greek Chinese Japanese Korean",
    "possessives_and_hyphens": "Latin Cyrillic",
    "upper_and_lower": "Latin Cyrillic Greek",
    "breaks": "Latin Cyrillic Arabic Persian Hebrew Greek",
    "particles": "Latin Cyrillic Arabic Persian Hebrew Greek",
    "mononyms": "Latin",
    "quotes": "Latin Cyrillic Arabic Persian Hebrew Greek Chinese Japanese Korean",
    "case_endings": "Cyrillic",
    "letter_forms": "Arabic Persian Hebrew Chinese",
}
MANY = ("Latin", "Cyrillic", "Arabic", "Persian")  # scripts that need fifteen rows; five are enough elsewhere
FOUND = [case for table in TABLES for case in cases(table)]
NEAR = cases("near_names")


@pytest.mark.parametrize("case", FOUND, ids=str)
def test_finds_the_person_at_the_exact_words(case: Case) -> None:
    """Every printed form leads to the person, and the spans hold exactly the bracketed words."""
    found = mention(case)
    assert found is not None, case.text
    assert found.tier is not Tier.WEAK, found.evidence
    assert sorted((s.start, s.end) for s in found.spans) == list(case.marked), [
        case.text[s.start : s.end] for s in found.spans
    ]


@pytest.mark.parametrize("case", NEAR, ids=str)
def test_a_near_name_is_not_the_person(case: Case) -> None:
    """Relatives, namesakes of half the name and words that sound alike stay near misses at most."""
    found = mention(case)
    assert found is None or found.tier is Tier.WEAK, found


@pytest.mark.parametrize("case", [c for c in cases("mononyms") if c.listed == "Ombasha"], ids=str)
def test_a_rare_name_of_one_word_is_strong_beside_its_role(case: Case) -> None:
    """With role or organisation beside it, a single word that hardly anybody bears may alert."""
    found = mention(case)
    assert found is not None
    assert found.tier is Tier.STRONG, found.evidence


@pytest.mark.parametrize("table", [*TABLES, "near_names", "later"])
def test_every_table_holds_cases_of_every_script(table: str) -> None:
    """Fifteen rows for Latin, Cyrillic, Arabic and Persian where the kind makes sense, five elsewhere."""
    scripts = TABLES.get(table, TABLES["order"]).split()
    held = Counter(case.script for case in cases(table))
    assert {s: held[s] for s in scripts if held[s] < (15 if s in MANY else 5)} == {}


def test_the_title_counts_as_the_first_line() -> None:
    """Spans are offsets into the title, an empty line and the text."""
    mention = of("He went to Moscow.", GENERAL, title="Iran: Quds Force commander Qassem Soleimani travels")
    assert mention is not None
    assert (mention.spans[0].start, mention.matched) == (27, "Qassem Soleimani")


def test_mentions_stand_in_the_order_of_the_text() -> None:
    """The one who is named first comes first."""
    text = "Quds Force commander Qassem Soleimani met Vladimir Putin of Russia and Ali Shamkhani."
    first = [m.spans[0] for m in read(text)]
    assert len(first) == 3
    assert first == sorted(first)
