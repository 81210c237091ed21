"""A name taken apart into what carries it and what does not."""

from __future__ import annotations

import pytest

from bot.names.parts import Kind, carrying, parts_of

CASES = [
    ("Maj. Gen. Qassem Soleimani", "qassem soleimani"),
    ("Ayatollah Seyed Ali Khamenei", "ali khamenei"),
    ("Dr. Bashar al-Assad", "bashar assad"),
    ("Sheikh Khalid bin Hamad Al Thani", "khalid hamad thani"),
    ("Abd al-Rahman Salim", "abd rahman salim"),
    ("Abdulrahman Salim", "abd rahman salim"),
    ("Abdur Rahman Salim", "abd rahman salim"),
    ("Abdullah Saleh", "abdullah saleh"),
    ("Abd Allah Saleh", "abdullah saleh"),
    ("عبد الله صالح", "abdullah salh"),
    ("عبدالرحمن", "abd rhmn"),
    ("Saif al-Din Rawi", "saif din rawi"),
    ("Saifuddin Rawi", "saif din rawi"),
    ("Seif-eddine Rawi", "seif din rawi"),
    ("عبد الملك الحوثي", "abd mlk alhwthy"),
    ("Anton Vanderberg", "anton berg"),
    ("Juan Delacruz", "juan cruz"),
    ("Anton van der Berg", "anton berg"),
    ("Qas\u00adsem Solei\u00admani", "qassem soleimani"),
    ("Антон ван дер Берг", "anton berg"),
    ("Όττο φον Ράμπεν", "otto raben"),
    ("יוסף בן־ציבון", "yvsf tsybvn"),
    ("Пан Борис Гармаш", "boris garmash"),
    ("المشير عمر البشير", "mr albshyr"),
    ("سپهبد قاسم سلیمانی", "qasm slymany"),
    ("Ludwig van der Rohe", "ludwig rohe"),
    ("V.V. Putin", "v v putin"),
    ("Q. Soleimani", "q soleimani"),
    ("Kim Jong-un", "kim jong un"),
    ("Генерал Сергей Шойгу", "sergei shoigu"),
    ("الرئيس بشار الأسد", "bshar alasd"),
]


@pytest.mark.parametrize(("name", "carried"), CASES)
def test_what_carries_a_name(name: str, carried: str) -> None:
    """Titles and particles are set aside, "servant of" names are taken apart the same way however they are joined."""
    assert " ".join(p.spelt for p in carrying(parts_of(name))) == carried


def test_a_name_of_titles_only_is_still_a_name() -> None:
    """Where nothing but a title is left, the title is the name."""
    assert [p.kind for p in parts_of("Mullah")] == [Kind.NAME]


def test_initials_are_known() -> None:
    """A lone letter, with or without dot, is an initial; a short name or a Russian preposition is not."""
    assert parts_of("В. Путин")[0].kind is Kind.INITIAL
    assert parts_of("С Путиным")[0].kind is Kind.NAME
    kinds = {p.text: p.kind for p in parts_of("V. Un Putin")}
    assert kinds == {"V": Kind.INITIAL, "Un": Kind.NAME, "Putin": Kind.NAME}
