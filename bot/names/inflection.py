"""Back from a word as it stands in a sentence to the form a list has: Slavic case endings, Arabic attached words.

Every base offered here is only a candidate: it counts when the list holds it. Endings are those of Russian and Ukrainian
given names and surnames, written in folded letters (й is и, ї is і; see `bot.names.fold`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

# A syllable of a Korean name in Russian -> the same in Cyrillic letters that sound as Latin spellings do. Ким Чен Ын is Kim Jong Un.
KOREAN: tuple[tuple[str, str], ...] = (
    ("ын", "ун"),
    ("чен", "джонг"),
    ("чон", "чонг"),
    ("чан", "чанг"),
    ("кан", "канг"),
    ("ир", "ил"),
    ("чоль", "чол"),
    ("чхоль", "чол"),
    ("ен", "ионг"),
    ("рен", "рионг"),
    ("сен", "сонг"),
    ("мен", "мионг"),
    ("хен", "хионг"),
    ("хе", "хаэ"),
)
# Ending in the sentence -> what stands there in the nominative. Example for each row.
SLAVIC: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("ыми", ("ые",), "Абдуллаевыми"),
    ("овичем", ("ович",), "Петровичем"),
    ("евичем", ("евич",), "Сергеевичем"),
    ("ового", ("овыи",), "Дугового"),
    ("скими", ("скии",), "Зеленскими"),
    ("ского", ("скии", "скои"), "Зеленского"),
    ("скому", ("скии", "скои"), "Зеленскому"),
    ("ским", ("скии", "скои"), "Зеленским"),
    ("ском", ("скии", "скои"), "Зеленском"),
    ("скои", ("ская",), "Матвейской"),
    ("скую", ("ская",), "Матвейскую"),
    ("ием", ("ии",), "Дмитрием"),
    ("ию", ("ии", "ия"), "Дмитрию"),
    ("ия", ("ии",), "Дмитрия"),
    ("иеи", ("ия",), "Марией"),
    ("ого", ("ыи", "ои", "ии"), "Толстого"),
    ("ому", ("ыи", "ои", "ии"), "Толстому"),
    ("ові", ("", "о"), "Путінові"),
    ("єві", ("и",), "Сергієві"),
    ("еві", ("", "ь"), "Лікареві"),
    ("ым", ("", "ыи"), "Путиным"),
    ("им", ("", "ии"), "Путіним"),
    ("ом", ("", "о"), "Орбаном"),
    ("ем", ("", "и", "ь"), "Сергеем"),
    ("ою", ("а",), "Захаровою"),
    ("ои", ("а", "ая"), "Захаровой"),
    ("еи", ("а", "я"), "Наташей"),
    ("оі", ("а",), "Захарової"),
    ("а", ("", "о"), "Путина"),
    ("я", ("и", "ь", ""), "Сергея"),
    ("у", ("", "а", "о"), "Путину"),
    ("ю", ("и", "ь", "я"), "Сергею"),
    ("е", ("", "а", "и", "ь", "я"), "Путине"),
    ("і", ("", "а", "я"), "Захарові"),
    ("ы", ("", "а"), "Захаровы"),
    ("и", ("а", "я", "ь", ""), "Ольги"),
)
# Words that go back to another one as a whole: vowels that come and go, and Korean syllables as Russian writes them.
WHOLE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("льва", "льву", "львом", "льве"), ("лев",)),
    **dict.fromkeys(("павла", "павлу", "павлом", "павле"), ("павел", "павло")),
    **{said: (heard,) for said, heard in KOREAN},
}
_SHORTEST = 3  # letters that must remain of a Slavic word

# Arabic words written together with the next one: and, so, with, to, like; and the article.
_ATTACHED = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")

_ATTACHED_HEBREW = frozenset("הובלמשכ")


@lru_cache(maxsize=50_000)
def bases(folded: str, script: str) -> tuple[str, ...]:
    """Forms without ending or attached word that a folded word of this script may go back to; the word itself is not among them."""
    if script == "cyrillic":
        found = [
            folded[: -len(ending)] + nominative
            for ending, nominatives, _ in SLAVIC
            if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST
            for nominative in nominatives
        ] + list(WHOLE.get(folded, ()))
    elif script == "arabic":
        found = [folded[len(a) :] for a in _ATTACHED if folded.startswith(a) and len(folded) - len(a) >= 3]
        if folded.startswith("لل"):  # the article loses its first letter after "to"
            found.append("ال" + folded[2:])
    elif script == "hebrew":
        found = [folded[1:]] if folded[:1] in _ATTACHED_HEBREW and len(folded) > _SHORTEST else []
    else:
        return ()
    return tuple(dict.fromkeys(f for f in found if f != folded))
