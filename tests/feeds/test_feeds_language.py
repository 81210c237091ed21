"""Telling languages."""

from __future__ import annotations

import pytest

from bot.feeds.language import detect_language, normal_code

DUTCH = (
    "De generaal vloog donderdagochtend met een privévliegtuig naar Moskou, zeggen bronnen bij de regering; "
    "het bezoek zou twee dagen duren en is niet bevestigd"
)


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("The general flew to Moscow on Thursday morning in a private jet", None, "en"),
        ("Генерал прилетел в Москву в четверг утром, сообщают источники", None, "ru"),
        ("Генерал прибув до столиці у четвер зранку, повідомляють джерела", None, "uk"),
        ("Le général est arrivé à Moscou jeudi matin à bord d'un avion privé", None, "fr"),
        ("El general llegó a Moscú el jueves por la mañana en un avión privado", None, "es"),
        ("Der General ist am Donnerstagmorgen in Moskau gelandet", None, "de"),
        ("General perşembe sabahı özel bir uçakla Moskova'ya gitti", None, "tr"),
        ("سردار سلیمانی صبح پنجشنبه به مسکو سفر کرد", None, "fa"),
        ("وصل الجنرال إلى موسكو صباح الخميس على متن طائرة خاصة", None, "ar"),
        ("将军星期四上午抵达莫斯科进行访问", None, "zh"),
        ("将軍は木曜日の朝、モスクワに到着した", None, "ja"),
        ("장군이 목요일 아침 모스크바에 도착했다", None, "ko"),
        ("הגנרל הגיע למוסקבה ביום חמישי בבוקר", None, "he"),
        ("Ο στρατηγός έφτασε στη Μόσχα το πρωί της Πέμπτης", None, "el"),
        ("O general chegou a Moscovo na manhã de quinta-feira num avião privado", None, "pt"),
        ("Il generale è arrivato a Mosca giovedì mattina con un aereo privato", None, "it"),
        # the declared language is a prior
        ("Putin Assad", "de-AT", "de"),
        ("Путин Асад", "uk", "uk"),
        ("قاسم", "fa", "fa"),
        ("The general flew to Moscow on Thursday morning, officials said there", "ar", "en"),
        ("Генерал прилетел в Москву в четверг утром, сообщают источники", "en", "ru"),
        ("將軍訪問東京", "ja", "ja"),
        # nothing to tell it by
        ("", None, None),
        ("12:30 — 2016", "fr", "fr"),
        ("", "xx", None),
        (DUTCH, None, None),
    ],
)  # fmt: skip
def test_languages_are_told(text: str, declared: str | None, code: str | None) -> None:
    """Every served language is known from a sentence; few words trust the feed; others give None."""
    assert detect_language(text, declared) == code


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("iw", "he"),
        (" FR ", "fr"),
        ("deu", "de"),
        ("nl", None),
        ("", None),
        (None, None),
    ],
)
def test_declared_codes_are_normalised(declared: str | None, code: str | None) -> None:
    """Regions and old codes fold; an unserved language is none."""
    assert normal_code(declared) == code
