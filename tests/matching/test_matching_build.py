"""The index of names: each name is found whatever else the list holds, and in whatever order."""

from __future__ import annotations

import pytest

from bot.matching.build import build
from bot.matching.candidates import Finder
from bot.matching.tokens import stretches
from bot.model import Name, Person

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
