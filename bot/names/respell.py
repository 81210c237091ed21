"""How the press of a language spells foreign names, in the letters of English press: Choïgou, Schoigu, Szojgu and Şoygu are ``shoygu``.

The rules of a language run in order over a word in small letters with its accents. Each is a row with an example that
`tests/names` checks: transcription of Russian and Arabic as French, German, Spanish, Polish, Czech, Croatian, Dutch and Turkish
papers write it (our own collection from general knowledge). What `bot.names.canonical` makes one for all languages is not
repeated here. Where names have case endings in Latin letters, the form without the ending is offered too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.names.fold import fold
from bot.names.transliterate import latin


@dataclass(frozen=True, slots=True)
class Habit:
    """One habit: what is written, what English press writes, and a name before and after all habits of its language."""

    pattern: re.Pattern[str]
    becomes: str
    example: tuple[str, str]


def _habit(pattern: str, becomes: str, example: str, english: str) -> Habit:
    return Habit(re.compile(pattern), becomes, (example, english))


_SOUTH_SLAVIC = (
    _habit("š", "sh", "šojgu", "shoygu"),
    _habit("č", "ch", "timčenko", "timchenko"),
    _habit("ž", "zh", "prigožin", "prigozhin"),
    _habit("j", "y", "sergej", "sergey"),
)
HABITS: Mapping[str, tuple[Habit, ...]] = {
    "fr": (
        _habit("tch", "ч", "timtchenko", "timchenko"),
        _habit("ch", "sh", "choïgou", "shoigu"),
        _habit("ч", "ch", "setchine", "sechin"),
        _habit("(?<!d)j", "zh", "prigojine", "prigozhin"),
        _habit("dj", "j", "djaafar", "jaafar"),
        _habit("ou", "u", "loukachenko", "lukashenko"),
        _habit("gu(?=[eéèiï])", "g", "guennadi", "gennadi"),
        _habit("(?<=[a-z]{3}in)e$", "", "poutine", "putin"),
    ),
    "de": (
        _habit("tsch", "ч", "timtschenko", "timchenko"),
        _habit("sch", "š", "schoigu", "shoigu"),
        _habit("ch", "kh", "chrenin", "khrenin"),
        _habit("ч", "ch", "setschin", "sechin"),
        _habit("š", "sh", "lukaschenko", "lukashenko"),
        _habit("w", "v", "wolodin", "volodin"),
        _habit("(?<=[aeioumnlrv])s(?=[aeiouvm])", "z", "ramsan", "ramzan"),
        _habit("j", "y", "jewgeni", "yevgeni"),
    ),
    **dict.fromkeys(("es", "pt"), (_habit("gu(?=[eéií])", "g", "guennadi", "gennadi"),)),
    "pl": (
        _habit("sz", "sh", "szojgu", "shoygu"),
        _habit("cz", "ч", "timczenko", "timchenko"),
        _habit("ch", "kh", "chodorkowski", "khodorkovski"),
        _habit("ч", "ch", "wiaczesław", "viacheslav"),
        _habit("rz(?=[aeiouy])", "r", "rzewski", "revski"),
        _habit("ż", "zh", "prigożyn", "prigozhyn"),
        _habit("w", "v", "kadyrow", "kadyrov"),
        _habit("j", "y", "siergiej", "sergey"),
        _habit("(?<=[^aeiouyj])ie", "e", "pieskow", "peskov"),
    ),
    "nl": (
        _habit("tsj", "ч", "timtsjenko", "timchenko"),
        _habit("sj", "sh", "sjojgoe", "shoygu"),
        _habit("zj", "zh", "prigozjin", "prigozhin"),
        _habit("ч", "ch", "setsjin", "sechin"),
        _habit("oe", "u", "loekasjenko", "lukashenko"),
        _habit("j", "y", "sergej", "sergey"),
    ),
    "tr": (
        _habit("['’].*", "", "lavrov'un", "lavrov"),
        _habit("ş", "sh", "şoygu", "shoygu"),
        _habit("c", "j", "cabbarov", "jabbarov"),
        _habit("ç", "ch", "timçenko", "timchenko"),
    ),
    **dict.fromkeys(("cs", "sk", "hr", "bs", "sl", "lt", "lv"), _SOUTH_SLAVIC),
    "sr": (
        *_SOUTH_SLAVIC,
        _habit("ц", "c", "цвијановић", "cvijanovic"),
        _habit("ж", "z", "жарко", "zarko"),
        _habit("[чћ]", "c", "вучић", "vucic"),
        _habit("љ", "lj", "жељка", "zeljka"),
    ),
}
# Endings of cases in Latin letters, the longest first: nothing but them is left out.
ENDINGS: Mapping[str, re.Pattern[str]] = {
    "pl": re.compile(r"(?<=[^aeiou])(?:owi|em|om|a|u|ie|y)$"),
    **dict.fromkeys(("cs", "sk", "hr", "bs", "sr", "sl"), re.compile(r"(?<=[^aeiou])(?:ovi|em|om|a|u|e)$")),
}
SHORTEST = 5  # letters of a word that may have an ending


@lru_cache(maxsize=50_000)
def respelt(word: str, lang: str) -> tuple[str, ...]:
    """What a printed word of a language may be in English press, folded: as it stands and without a case ending.

    Empty where the language has no habits of its own.
    """
    spelt = word.lower()
    for habit in HABITS.get(lang, ()):
        spelt = habit.pattern.sub(habit.becomes, spelt)
    forms = [latin(fold(spelt))] if lang in HABITS else []
    if lang in ENDINGS and len(word) >= SHORTEST:
        forms.append(ENDINGS[lang].sub("", forms[0]))
    return tuple(forms)
