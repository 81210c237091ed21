"""Which country a word names: names, adjectives and people in many languages, and words that only begin like one."""

from __future__ import annotations

import pytest

from bot.matching.countries import country_of
from bot.names.fold import tokens

NAMED = [
    ("BY", "Белоруссии белорусский белорусского білоруський Беларуси"),
    ("IR", "иранцы иранских иранка Ирана الإيرانية والإيراني ایرانی‌ها"),
    ("IQ", "Ирака иракский العراقي والعراقيين عراقی‌ها"),
    ("RU", "РФ россияне россиян російського чеченского russlands rosji"),
    ("CN", "китайский китаянка الصينية چینی"),
    ("US", "США американского американський أمريكا الأميركية آمریکا"),
    ("KP", "северокорейский северокорейских"),
    ("AE", "الإمارات امارات эмираты ОАЭ"),
    ("DE", "Германии германский немецкого ألمانيا الألماني"),
    ("SY", "сирийцы السوريين سوریه"),
    ("PS", "فلسطين الفلسطينية"),
    ("MM", "ميانمار Мьянмы"),
    ("LT", "литовский Литвы"),
    ("ML", "Мали малийский"),
]
NOT_NAMED = "самолёт самокат малина Ираклий Даниил Литвинов Катарина индивидуальный сама того Сирил Ливанов عراقجي المالية حماسه"


@pytest.mark.parametrize(("code", "word"), [(code, word) for code, said in NAMED for word in said.split()])
def test_a_country_is_known_by_its_name_its_adjective_and_its_people(code: str, word: str) -> None:
    """In each case, with articles and attached words."""
    found = country_of(tuple(tokens(word)))
    assert found == (code, 1)


@pytest.mark.parametrize("word", NOT_NAMED.split())
def test_a_word_that_begins_like_a_country_is_none(word: str) -> None:
    """A plane is not Samoa, Irakli not Iraq, Araghchi no Iraqi and the minister of finance no Malian."""
    assert country_of(tuple(tokens(word))) is None
