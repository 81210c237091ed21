"""Names as papers of other languages spell them, read as English press would spell them."""

from __future__ import annotations

import pytest

from bot.matching.matcher import Matcher
from bot.model import Article, Listing, Name, Person, Tier, Watchlist
from bot.names.fold import fold
from bot.names.respell import ENDINGS, HABITS, Habit, respelt
from bot.names.transliterate import latin

ROWS = [(lang, habit) for lang, habits in HABITS.items() for habit in habits]


@pytest.mark.parametrize(
    ("lang", "habit"), ROWS, ids=lambda value: value if isinstance(value, str) else value.example[0]
)
def test_every_habit_has_a_true_example(lang: str, habit: Habit) -> None:
    """Its example comes out in English spelling, and would not without it."""
    printed, english = habit.example
    assert respelt(printed, lang)[0] == english
    spelt = printed
    for other in HABITS[lang]:
        spelt = spelt if other is habit else other.pattern.sub(other.becomes, spelt)
    assert latin(fold(spelt)) != english


@pytest.mark.parametrize(
    ("lang", "printed", "nominative"),
    [
        ("pl", "Kadyrowa", "kadyrov"),
        ("hr", "Miloradom", "milorad"),
        ("cs", "Lavrova", "lavrov"),
        ("sr", "Dodikom", "dodik"),
    ],
)
def test_an_ending_is_left_out(lang: str, printed: str, nominative: str) -> None:
    """Where names have cases, the second form is without."""
    assert lang in ENDINGS
    assert respelt(printed, lang)[1] == nominative


def test_a_language_without_habits_of_its_own_is_left_alone() -> None:
    """English and Russian are read as they stand."""
    assert respelt("Choigou", "en") == respelt("Шойгу", "ru") == ()


SHOIGU, KADYROV, USMANOV = (
    Person(ref, name, (Name(name),), (ref,), (Listing("OFAC", ref, "RUSSIA"),), nationality=("RU",), lists=("ofac",))
    for ref, name in (("1", "Sergei SHOIGU"), ("2", "Ramzan KADYROV"), ("3", "Alisher USMANOV"))
)
PRESS = [
    ("fr", "En Russie, Sergueï Choïgou, Ramzan Kadyrov et Alicher Ousmanov se sont vus."),
    ("de", "In Russland trafen sich Sergej Schoigu, Ramsan Kadyrow und Alischer Usmanow."),
    ("es", "En Rusia se vieron Serguéi Shoigú, Ramzán Kadírov y Alisher Usmánov."),
    ("nl", "In Rusland zagen Sergej Sjojgoe, Ramzan Kadyrov en Alisjer Oesmanov elkaar."),
    ("pl", "W Rosji widziano Siergieja Szojgu, Ramzana Kadyrowa i Aliszera Usmanowa."),
    ("tr", "Rusya'da Sergey Şoygu, Ramzan Kadirov ve Alişer Usmanov'un uçağı görüldü."),
    ("cs", "V Rusku viděli Sergeje Šojgu, Ramzana Kadyrova a Ališera Usmanova."),
]


@pytest.mark.parametrize(("lang", "text"), PRESS, ids=[lang for lang, _ in PRESS])
def test_people_are_found_in_the_press_of_many_languages(lang: str, text: str) -> None:
    """In its spelling, and in the case in which they stand."""
    found = Matcher(Watchlist((SHOIGU, KADYROV, USMANOV), "f")).find(Article("a", text, lang=lang))
    assert {m.person for m in found if m.tier is not Tier.WEAK} == {"1", "2", "3"}


def test_the_same_words_are_read_by_the_language_they_stand_in() -> None:
    """What was learnt of an English text is not taken for a French one, nor the other way round."""
    matcher = Matcher(Watchlist((USMANOV,), "f"))
    text = "Alicher Ousmanov, Russia."
    scores = [
        max((m.score for m in matcher.find(Article("a", text, lang=lang))), default=0.0) for lang in ("en", "fr", "en")
    ]
    assert scores[0] == scores[2] < scores[1]
