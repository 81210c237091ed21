"""How alike two people's names are, in any script and order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names.compare import compare

ALIKE = {
    "transliteration": [
        ("Qassem Soleimani", "Qasem Soleimani"), ("Ghasem Solaymani", "Qasem Soleimani"), ("Kassem Suleimani", "Qasem Soleimani"),
        ("Moammar Gadhafi", "Muammar Qadhafi"), ("Muammar Kadhafi", "Muammar Gaddafi"), ("Evgenii Prigozhin", "Yevgeny Prigozhin"),
        ("Jewgeni Prigoschin", "Yevgeny Prigozhin"), ("Wladimir Putin", "Vladimir Putin"), ("Sergej Lawrow", "Sergey Lavrov"),
        ("Mahmood Ahmadinezhad", "Mahmoud Ahmadinejad"), ("Nikolaj Patruschew", "Nikolai Patrushev"),
        ("Osama bin Laden", "Usama ibn Ladin"), ("Ismail Qaani", "Esmail Ghaani"), ("Ebrahim Raisi", "Ibrahim Raeesi"),
        ("Hossein Salami", "Husayn Salami"),
    ],
    "order": [
        ("SOLEIMANI, Qasem", "Qasem Soleimani"), ("Putin Vladimir", "Vladimir PUTIN"), ("KIM Jong Un", "Jong Un KIM"),
        ("Лавров Сергей", "Сергей Лавров"), ("Assad, Bashar al-", "Bashar al-Assad"),
    ],
    "middle names": [
        ("Vladimir Putin", "Vladimir Vladimirovich Putin"), ("Mohammad Javad Zarif", "Mohammad Javad Zarif Khonsari"),
        ("Ali Khamenei", "Ali Husseini Khamenei"), ("Ramadan Shallah", "Ramadan Abdullah Shallah"),
        ("Sergey Viktorovich Lavrov", "Sergey Lavrov"), ("Viktor Sasha Bout", "Victor Anatolyevich Bout"),
        ("Евгений Повар Пригожин", "Евгений Викторович Пригожин"),
    ],
    "initials": [
        ("Q. Soleimani", "Qasem Soleimani"), ("V.V. Putin", "Vladimir Vladimirovich Putin"), ("Y. Prigozhin", "Evgeny Prigozhin"),
        ("В. Путин", "Владимир Путин"), ("G. Soleimani", "Qasem Soleimani"),
    ],
    "titles": [
        ("Maj. Gen. Qassem Soleimani", "Qasem Soleimani"), ("Ayatollah Ali Khamenei", "Ali Khamenei"),
        ("Sheikh Hassan Nasrallah", "Hassan Nasrallah"), ("Dr Bashar al-Assad", "Bashar al-Assad"),
        ("الدكتور بشار الأسد", "بشار الأسد"),
    ],
    "slips": [
        ("Vladimir Puttin", "Vladimir Putin"), ("Sergei Lavorv", "Sergei Lavrov"), ("Nicolas Madura", "Nicolas Maduro"),
        ("Aleksandr Lukashneko", "Alexander Lukashenko"), ("Viktor Janukowytsch", "Viktor Yanukovych"),
        ("Nikolay Vailyevirch Arefyev", "Nikolay Vasilyevich Arefyev"), ("Valery Sedlgstki", "Valery Sedletski"),
        ("Igro Yudipevich Afanasiev", "Igor Yurievich Afanasiev"), ("Mikhial Lesein", "Mikhail Lesin"),
        ("Habbi Ngmoa", "Habib Ngoma"),
    ],
    "joined": [
        ("Abbasali Kadkhodaei", "Abbas Ali Kadkhodaei"), ("Mohsen Fakhri Zadeh", "Mohsen Fakhrizadeh"),
        ("Abdulrahman Salim", "Abd al-Rahman Salim"), ("Mahmoud Ahmadi-Nejad", "Mahmoud Ahmadinejad"),
        ("VladimirPutin", "Vladimir Putin"), ("Zarif Mohammad Javad", "Zarif محمدجواد"),
    ],
    "article written on": [
        ("Ahmad Alkurd", "Ahmad al-Kurd"), ("Ahmad Elkurd", "Ahmad Al-Kurd"), ("Jamal Alktikriti", "Jamal al-Tikriti"),
        ("Alaa Alsharif", "Alaa Sharif"), ("Abdulrazuak Hamza", "Abd al-Razak Hamza"),
    ],
    "simplified signs": [("陳全國", "陈全国"), ("歐陽偉明", "欧阳伟明")],
    "g for k": [("Moammar Gaddafi", "Muammar Qadhafi"), ("Gassem Soleimani", "Qasem Soleimani")],
    "short forms": [("Bibi Netanyahu", "Benjamin Netanyahu"), ("Alex Lukashenko", "Aleksandr Lukashenko")],
    "Cyrillic": [
        ("Касем Сулеймани", "Qasem Soleimani"), ("Владимир Путин", "Vladimir Putin"), ("Евгений Пригожин", "Yevgeny Prigozhin"),
        ("Сергей Шойгу", "Sergey Shoigu"), ("Рамзан Кадыров", "Ramzan Kadyrov"), ("Владимиром Путиным", "Vladimir Putin"),
        ("Евгения Пригожина", "Yevgeny Prigozhin"), ("Сергею Лаврову", "Sergey Lavrov"), ("Марии Захаровой", "Maria Zakharova"),
        ("Дмитрием Медведевым", "Dmitry Medvedev"), ("Володимира Зеленського", "Volodymyr Zelensky"),
        ("Александра Лукашенко", "Alexander Lukashenko"), ("Николаем Патрушевым", "Nikolai Patrushev"),
        ("Игоря Сечина", "Igor Sechin"), ("Башара Асада", "Bashar Assad"), ("Юрію Бойку", "Yuriy Boyko"),
    ],
    "Arabic": [
        ("قاسم سليماني", "Qasem Soleimani"), ("بشار الأسد", "Bashar al-Assad"), ("فلاديمير بوتين", "Vladimir Putin"),
        ("سيرغي لافروف", "Sergey Lavrov"), ("سيرجي شويجو", "Sergei Shoigu"), ("خالد مشعل", "Khaled Mashal"),
        ("علي عبدالله صالح", "Ali Abdullah Saleh"), ("صدام حسين", "Saddam Hussein"), ("حسن نصر الله", "Hassan Nasrallah"),
        ("وقاسم سليماني", "Qasem Soleimani"), ("لفلاديمير بوتين", "Vladimir Putin"), ("محمد جواد ظريف", "Mohammad Javad Zarif"),
        ("معمر القذافي", "Muammar Gaddafi"), ("وليد المعلم", "Walid Muallem"), ("قَاسِم سُلَيْمَانِي", "Qasem Soleimani"),
    ],
    "Persian": [
        ("قاسم سلیمانی", "Qasem Soleimani"), ("محمود احمدی‌نژاد", "Mahmoud Ahmadinejad"), ("محمود احمدی نژاد", "Mahmoud Ahmadinejad"),
        ("محمدجواد ظریف", "Mohammad Javad Zarif"), ("علی خامنه‌ای", "Ali Khamenei"), ("حسن روحانی", "Hassan Rouhani"),
        ("ابراهیم رئیسی", "Ebrahim Raisi"), ("اسماعیل قاآنی", "Esmail Qaani"), ("محسن رضایی", "Mohsen Rezaei"),
        ("علی شمخانی", "Ali Shamkhani"), ("احمد وحیدی", "Ahmad Vahidi"), ("حسین سلامی", "Hossein Salami"),
        ("سعید جلیلی", "Saeed Jalili"), ("علی‌اکبر صالحی", "Ali Akbar Salehi"), ("رستم قاسمی", "Rostam Ghasemi"),
    ],
    "Hebrew and Greek": [
        ("קאסם סולימאני", "Qasem Soleimani"), ("ולדימיר פוטין", "Vladimir Putin"), ("Βλαντιμίρ Πούτιν", "Vladimir Putin"),
        ("Σεργκέι Λαβρόφ", "Sergei Lavrov"), ("בשאר אסד", "Bashar Assad"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [pair for pairs in ALIKE.values() for pair in pairs])
def test_one_persons_names_score_high(a: str, b: str) -> None:
    """Spelling habits, order, titles, initials, slips, case endings and scripts leave the score above the threshold."""
    assert compare(a, b).score >= 0.70, compare(a, b)


DIFFERENT = [
    ("Hafez al-Assad", "Bashar al-Assad"), ("Ihab Makhlouf", "Rami Makhlouf"), ("Boris Netanyahu", "Benjamin Netanyahu"),
    ("Sergey Ivanov", "Sergey Lavrov"), ("A. Nazarbayev", "Nursultan Nazarbayev"), ("Muhammad bin Salman", "Osama bin Laden"),
    ("Frost, William G.", "William W Frost"), ("Kim Song Min", "Kim Song Chol"), ("Michelle Obama", "Barack Obama"),
    ("Mojtaba Khamenei", "Ali Khamenei"), ("Ольга Путина", "Vladimir Putin"), ("محمد نزال", "خالد مشعل"),
    ("Ali Hamid", "Ali Nabil"), ("Sergey Orlov", "Andrey Orlov"), ("Albert Khan", "Bert Khan"), ("Karim Malik", "Salim Malik"),
    ("Igor Petrovich Orlov", "Igor Ivanovich Orlov"), ("Roman Ilyich Petrov", "Roman Ilyich Abramovich"),
    ("高石早苗", "高市早苗"),
    ("Sergey Viktorovich Lavrov", "Sergey Borisovitch Lavrov"), ("عمر آمد", "عمر أحمد"), ("حسن علي", "حسن عدي"),
    ("Soleimani", "Qasem Soleimani"), ("习近朋", "习近平"), ("", "Qasem Soleimani"), ("Mohammed", "Mohammed bin Salman"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_a_contradicting_word_keeps_names_apart(a: str, b: str) -> None:
    """A word on each side that finds no partner, or a single word out of several, is not the same name."""
    assert compare(a, b).score < 0.70, compare(a, b)


def test_the_score_says_which_two_strings_made_it() -> None:
    """Every word is accounted for by a line that names it and the rule."""
    lines = compare("Gen. Qassem Soleimany", "Qasem Hossein Soleimani").lines
    assert lines == (
        "“Qassem” ~ “Qasem”: same sound",
        "“Soleimany” ~ “Soleimani”: same sound",
        "“Hossein”: only in the second name",
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_strings_can_be_compared(a: str, b: str) -> None:
    """Scores stay between 0 and 1 whatever is compared."""
    assert 0.0 <= compare(a, b).score <= 1.0


@given(st.sampled_from([a for pairs in ALIKE.values() for a, _ in pairs]))
def test_a_name_is_itself(name: str) -> None:
    """Every name is wholly alike itself."""
    assert compare(name, name).score == 1.0
