"""Sound and script: canonical forms, transliteration, vowelless scripts, case endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names.abjad import abjad_sounds, latin_sounds, skeleton, vowel_fit
from bot.names.canonical import RULES, Rule, canonical
from bot.names.fold import fold
from bot.names.inflection import SLAVIC, bases
from bot.names.transliterate import latin, script_of


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.pattern.pattern)
def test_every_rule_makes_its_example_one(rule: Rule) -> None:
    """Each row of the sound table has an example, the example needs it, and it works."""
    one, other = rule.example
    assert canonical(one) == canonical(other)
    assert rule.pattern.search(one) or rule.pattern.search(other)


ONE_SOUND = [
    "Qassem Qasem Ghasem Kassem Qasim",
    "Soleimani Suleimani Solaymani Sulaymani Suleymani Sulejmani",
    "Yevgeny Evgeny Evgenii Yevgeniy",
    "Khamenei Khameney",
    "Mahmoud Mahmood Mahmud",
    "Hussein Husain Husayn Hossein Hosein",
    "Zarif Zareef Zaryf",
    "Shoigu Schoigu Shoygu",
    "Lukashenko Loukashenko Lukaschenko",
    "Medvedev Medwedew Medvedeff",
    "Soltaev Soltajev Soltayev",
    "Ahmadinejad Ahmadinedschad Ahmadinezhad",
    "Garmazh Garmadj",
    "Ryzhenkin Rizhenkin",
]


@pytest.mark.parametrize("spellings", ONE_SOUND)
def test_spellings_of_one_name_sound_alike(spellings: str) -> None:
    """Newspapers' spellings of one name have one canonical form."""
    assert len({canonical(fold(w)) for w in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("ali", "omar"), ("putin", "pushkin"), ("kim", "kam"), ("hassan", "hasanov"), ("maria", "mario")]
)
def test_different_names_sound_different(one: str, other: str) -> None:
    """The table does not make different names one."""
    assert canonical(one) != canonical(other)


LATIN = [
    ("Путин", "putin"),
    ("Пригожин", "prigozhin"),
    ("Шойгу", "shoigu"),
    ("Зеленський", "zelenskii"),
    ("Ђорђе", "djordje"),
    ("Μητσοτάκης", "mitsotakis"),
    ("Πούτιν", "putin"),
    ("سليماني", "slymany"),
    ("בנימין", "bnymyn"),
    ("ბარაკ", "barak"),
    ("Բարակ", "barak"),
]


@pytest.mark.parametrize(("word", "spelt"), LATIN)
def test_every_script_reads_in_latin(word: str, spelt: str) -> None:
    """Words of any script come out in plain Latin letters."""
    assert latin(word) == spelt


@given(st.text(max_size=40))
def test_latin_is_ascii(text: str) -> None:
    """Whatever goes in, plain letters come out, and nothing fails."""
    assert latin(text).isascii()


@pytest.mark.parametrize(
    ("word", "script"),
    [("abc", "latin"), ("Ünal", "latin"), ("Путин", "cyrillic"), ("قاسم", "arabic"), ("קאסם", "hebrew"),
     ("Πούτιν", "greek"), ("金正恩", "han"), ("プーチン", "kana"), ("김정은", "hangul"), ("ბარაკ", "other")],
)  # fmt: skip
def test_script_of_a_word(word: str, script: str) -> None:
    """The first letter tells the script."""
    assert script_of(word) == script


VOWELLESS = [
    ("قاسم", "Qasem"), ("قاسم", "Ghasem"), ("سليماني", "Soleimani"), ("سلیمانی", "Sulaymani"), ("ظريف", "Zarif"),
    ("جواد", "Javad"), ("لافروف", "Lavrov"), ("بوتين", "Putin"), ("شويجو", "Shoigu"), ("سيرغي", "Sergey"),
    ("مشعل", "Mishaal"), ("صالح", "Saleh"), ("حمزة", "Hamza"), ("احمدی‌نژاد", "Ahmadinejad"), ("پزشکیان", "Pezeshkian"),
    ("خامنه‌ای", "Khamenei"), ("علي", "Ali"), ("سعيد", "Saeed"), ("وليد", "Walid"), ("نصرالله", "Nasrallah"),
    ("رضا", "Reza"), ("رضا", "Rida"), ("מסעוד", "Masoud"), ("חסן", "Hassan"), ("ח'אלד", "Khaled"), ("ג'ואד", "Jawad"), ("ויקטוריביץ'", "Viktorivich"), ("סולימאני", "Soleimani"),
]  # fmt: skip


def _fit(written: str, spelt: str) -> float:
    heard = latin_sounds(fold(spelt))
    return max(
        (vowel_fit(w, h) for w in abjad_sounds(fold(written)) for h in heard if skeleton(w) == skeleton(h)), default=0.0
    )


@pytest.mark.parametrize(("written", "spelt"), VOWELLESS)
def test_consonants_find_the_latin_spelling(written: str, spelt: str) -> None:
    """A name written without vowels agrees with its Latin spellings."""
    assert _fit(written, spelt) >= 0.7


@pytest.mark.parametrize(
    ("written", "spelt"), [("بوتين", "Patten"), ("الماضي", "Madi"), ("قاسم", "Qusum"), ("علي", "Omar"),
                           ("الشهر", "Shahriyar"), ("منصوري", "Mansour")]
)  # fmt: skip
def test_long_vowels_tell_words_apart(written: str, spelt: str) -> None:
    """A long vowel that is written must be heard."""
    assert _fit(written, spelt) < 0.8


@pytest.mark.parametrize(
    ("written", "said"),
    [("Ким Чен Ын", "Kim Jong Un"), ("Ким Чен Ир", "Kim Jong Il"), ("Ким Ен Чоль", "Kim Yong Chol"), ("Чхве Рен Хе", "Choe Ryong Hae")],
)  # fmt: skip
def test_korean_syllables_go_back_from_russian(written: str, said: str) -> None:
    """Given names of Koreans, as Russian news write them, sound as the Latin spelling does."""
    for word, latin_word in list(zip(written.split(), said.split(), strict=True))[1:]:
        heard = {canonical(latin(form)) for form in (fold(word), *bases(fold(word), "cyrillic"))}
        assert canonical(fold(latin_word)) in heard


@pytest.mark.parametrize(
    ("word", "script", "base"),
    [("Льва", "cyrillic", "лев"), ("Павла", "cyrillic", "павел"), ("للأسد", "arabic", "الاسد"), ("للأسد", "arabic", "اسد"),
     ("وقاسم", "arabic", "قاسم"), ("לפוטין", "hebrew", "פוטין")],
)  # fmt: skip
def test_words_go_back_to_the_listed_form(word: str, script: str, base: str) -> None:
    """Fleeting vowels come back and attached words come off."""
    assert base in bases(fold(word), script)


@pytest.mark.parametrize("row", SLAVIC, ids=lambda r: r[2])
def test_every_ending_goes_back(row: tuple[str, tuple[str, ...], str]) -> None:
    """Each row of the ending table applies to its example."""
    ending, nominatives, example = row
    folded = fold(example)
    assert folded.endswith(ending)
    assert {folded[: -len(ending)] + n for n in nominatives} - {folded} <= set(bases(folded, "cyrillic"))
