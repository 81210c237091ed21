"""bot.lists.official.printed: the names in a printed name, each whole, and nothing that is none."""

from __future__ import annotations

import time

import pytest

from bot.lists.official.printed import MOST_NAMES, Printed, main_and_all, merged, mostly_native, printed


@pytest.mark.parametrize(
    ("text", "names", "native"),
    [
        ("Kim Jong Un", ("Kim Jong Un",), ()),
        ("ELHASSAN, Gaffar Mohammed", ("Gaffar Mohammed ELHASSAN",), ()),
        ("Bin Marwan, Bilal", ("Bilal Bin Marwan",), ()),
        ("‘Myrna Ajijul Mabanza'", ("Myrna Ajijul Mabanza",), ()),
        ("Fawaz Mikhail GERGES – فواز ميخائيل جرجس", ("Fawaz Mikhail GERGES",), ("فواز ميخائيل جرجس",)),
        ("Andrey RYUMIN (Russian:Андрей Рюмин)", ("Andrey RYUMIN",), ("Андрей Рюмин",)),
        ("Александр КАМЫШОВ / Олександр КАМИШОВ", (), ("Александр КАМЫШОВ", "Олександр КАМИШОВ")),
        ("Mikhail Evgenievich (Evgenyevich) FROLOV", ("Mikhail Evgenievich FROLOV", "Mikhail Evgenyevich FROLOV"), ()),
        ("Jihad (a.k.a. Jehad, Gihad) SULTAN", ("Jihad SULTAN", "Jehad SULTAN", "Gihad SULTAN"), ()),
        ("Larisa AIRAPETYAN (a.k.a. Larysa AYRAPETYAN)", ("Larisa AIRAPETYAN", "Larysa AYRAPETYAN"), ()),
        ("Valentina MATVIYENKO (born TYUTINA)", ("Valentina MATVIYENKO", "Valentina TYUTINA"), ()),
        ("Sardana AVKSENTYEVA, née GOGOLEVA", ("Sardana AVKSENTYEVA", "Sardana GOGOLEVA"), ()),
        ("Artyom/ Artem SHEYNIN", ("Artyom SHEYNIN", "Artem SHEYNIN"), ()),
        ("Samir Foz/Fawz", ("Samir Foz", "Samir Fawz"), ()),
        ("Yuriy GOTSANYUK Yuriy GOTSANIUK", ("Yuriy GOTSANYUK", "Yuriy GOTSANIUK"), ()),
        ("EL TAHIR Mohamed EL AWAD AL-TAHER", ("EL TAHIR Mohamed EL AWAD AL-TAHER",), ()),
        ("Sheikh Hassan, Ahmed Mahmoud Hassan, Abu Qasim", ("Sheikh Hassan", "Ahmed Mahmoud Hassan", "Abu Qasim"), ()),
        ("Юрый СIВАКАЎ, СIВАКОЎ", (), ("Юрый СIВАКАЎ", "Юрый СIВАКОЎ")),
        ("Damel Mostafa (Date of birth: 31.12.1979; place of birth: Algiers)", ("Damel Mostafa",), ()),
        (
            "Muhamad Ibrahim Makkawi. Date of birth: (i) 11.4.1960. Nationality: Egyptian",
            ("Muhamad Ibrahim Makkawi",),
            (),
        ),
        ("Hammadou born 12 Dec. 1965 in Touggourt", (), ()),
        ("on 14.1.1968 in Morocco", (), ()),
        ("김정은", (), ("김정은",)),
        ("Korean:", (), ()),
        ("Text of image", (), ()),
        ("Javad Rahiqi:", ("Javad Rahiqi",), ()),
        ("Vladimir TATUR Russian: Владимир ТАТУР", ("Vladimir TATUR",), ("Владимир ТАТУР",)),
        ("n/a", (), ()),
        ("", (), ()),
    ],
)
def test_names_and_native_names_are_told_apart(text: str, names: tuple[str, ...], native: tuple[str, ...]) -> None:
    found = printed(text)
    assert (found.names, found.native) == (names, native)


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("Serhii ZDRILIUK (a.k.a. Abwehr)", ("Abwehr",)),
        ("Abdellatif HAMID a.k.a. ‘Hamida’", ("Hamida",)),
        ("Mohamed, Muhammad, Jasem", ("Mohamed", "Muhammad", "Jasem")),
        ("‘Bentley’, ‘Bergen’, ‘Alex Konor’", ("Bentley", "Bergen")),
        ("Mohammed (محمد) HAMCHO", ("محمد",)),
        ("Zarga", ("Zarga",)),
    ],
)
def test_a_single_word_is_weak(text: str, weak: tuple[str, ...]) -> None:
    assert printed(text).weak == weak


def test_an_office_in_brackets_is_a_role() -> None:
    found = printed("Qalamuddin, Maulavi (Head of Olympic Committee)")
    assert found == Printed(names=("Maulavi Qalamuddin",), roles=("Head of Olympic Committee",))


def test_a_stray_latin_letter_does_not_make_a_cyrillic_name_latin() -> None:
    assert mostly_native("СIВАКАЎ")  # the second letter is Latin
    assert not mostly_native("Zürcher")
    assert not mostly_native("123")


def test_the_main_name_is_a_whole_one_and_else_what_there_is() -> None:
    whole = merged([printed("Zarga"), printed("Ahmed Zarqa")])
    assert main_and_all(whole)[0] == "Ahmed Zarqa"
    only, names = main_and_all(printed("Zarga"))
    assert only == "Zarga"
    assert [(name.text, name.weak) for name in names] == [("Zarga", False)]
    assert main_and_all(Printed()) == ("", ())


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "a.k.a. " * 50_000,
        "A B, " * 50_000,
        "Ali (" * 1_000 + ")" * 1_000,
        "/ ' ‘ (" * 100_000,
        "ا" * 300_000,
    ],
)
def test_no_text_takes_long_or_becomes_many_names(text: str) -> None:
    start = time.perf_counter()
    found = printed(text)
    assert time.perf_counter() - start < 1
    assert len(found.names) + len(found.native) + len(found.weak) <= MOST_NAMES
