"""The index of names: each name is found whatever else the list holds, and in whatever order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.matching.build import build
from bot.matching.candidates import Finder
from bot.matching.tokens import stretches
from bot.matching.vocabulary import LONGEST_SPELLING, SHORTEST_SINGLE, table_of
from bot.model import Name, Person
from bot.names.parts import Kind, carrying, parts_of
from bot.names.transliterate import SYLLABIC

# a listed name, another one with a word that sounds alike and is spelt otherwise, and a text with the first
BESIDE = [
    ("Ahmad Vahidi", "Akhmad Kadyrov", "قال أحمد وحيدي اليوم"),
    ("Khalil Haqqani", "Halil Yilmaz", "قال خليل حقاني اليوم"),
    ("Shahin Rashidi", "Sahin Yilmaz", "قال شاهين رشيدي اليوم"),
    ("Li Kangsheng", "Lee Park", "今天李康生说"),
    ("Hu Weiming", "Hou Park", "今天胡伟明说"),
    ("Khalid Mashal", "Halid Begic", "Yesterday K. Mashal said"),
    ("Osman Orlov", "Usman Begic", "Yesterday O. Orlov said"),
    ("Maksim Shchegolev", "Maksim Segolev", "Yesterday Maksim Shchegolev said"),
]


@pytest.mark.parametrize(("name", "other", "text"), BESIDE)
def test_a_name_is_found_whoever_stands_beside_it_on_the_list(name: str, other: str, text: str) -> None:
    """A word of another person's name that sounds alike, but is spelt otherwise, hides nobody."""
    one, two = (Person(f"t-{n}", n, (Name(n),), (f"t-{n}",)) for n in (name, other))
    for people in ((one,), (one, two), (two, one)):
        found = {
            people[c.spelling.person].name for c in Finder(build(people), people).find(text, tuple(stretches(text)))
        }
        assert name in found, people


ODD = [
    "Abd al-Malik al-Houthi",
    "Abd Allah",
    "Abdulrahman ABIDIN",
    "Abed Rabbo",
    "Saifuddin Khan",
    "Saif Eddine",
    "Vanderberg Delacroix",
    "V. V. Putin",
    "Dr. John O’Brien-Smith",
    "Bin",
    "Al",
    "de la Cruz",
    "José Muñoz",
    "قاسم سلیمانی",
    "عبد الملك الحوثي",
    "Сергей Лавров",
    "朱海仑",
    "김영철",
    "Carlos",
    "x",
]


@given(
    st.lists(st.text("abdeilnuvABDEILN'-. م", min_size=1, max_size=24).filter(str.strip), min_size=1, max_size=6),
)
@example(ODD)
def test_names_read_together_have_the_words_they_have_one_by_one(names: list[str]) -> None:
    """Reading many words at once, and each only once, is a matter of speed."""
    people = [Person(f"t-{n}", name, (Name(name),), (f"t-{n}",)) for n, name in enumerate(names)]
    table = table_of(people)
    found = dict(zip(table.person.tolist(), table.own_words(np.arange(len(table.person), dtype=np.int32)), strict=True))
    read = [tuple(part.spelt for part in carrying(parts_of(name))) for name in names]
    assert found == {n: spelt for n, spelt in enumerate(read) if 0 < len(spelt) <= LONGEST_SPELLING}
    alone = {n for n, name in enumerate(names) if len(parts_of(name)) == len(read[n]) == 1}
    assert {int(n) for n in table.person[table.single]} == {
        n for n in alone if len(read[n][0]) >= SHORTEST_SINGLE and parts_of(names[n])[0].script not in SYLLABIC
        and parts_of(names[n])[0].kind is not Kind.INITIAL
    }  # fmt: skip
