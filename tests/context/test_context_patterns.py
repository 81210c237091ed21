"""The pattern reader marks what it finds as unverified, and takes neither negation nor other people's journeys for a trip."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader
from bot.context.tongues import tongue
from bot.edges.gazetteer import SqliteGazetteer

LAZARENKO, KHATIB, KHATIBI = "Виктор Лазаренко", "سامر الخطيب", "سامر خطیبی"
CASES = [
    # language, name as printed, sentence, "origin>destination:status" or nothing
    ("ru", LAZARENKO, "Виктор Лазаренко прибыл в Ташкент с официальным визитом.", ">Tashkent:stated"),
    ("ru", LAZARENKO, "Министр Виктор Лазаренко вылетел из Минска в Гавану в четверг.", "Minsk>Havana:stated"),
    ("ru", LAZARENKO, "На следующей неделе Виктор Лазаренко посетит Каир.", ">Cairo:planned"),
    ("ru", LAZARENKO, "Визит Виктора Лазаренко в Анкару отменён.", ">Ankara:cancelled"),
    ("ru", LAZARENKO, "Во время поездки в Сербию Виктор Лазаренко встретился с министром.", ">Serbia:stated"),
    ("ru", LAZARENKO, "МИД опроверг сообщения о визите Виктора Лазаренко в Вену.", ">Vienna:denied"),
    ("ru", LAZARENKO, "Виктор Лазаренко встретится с премьером в Белграде 12 июня.", ">Belgrade:planned"),
    ("ru", LAZARENKO, "Виктор Лазаренко был депортирован из Кипра в Египет.", "Cyprus>Egypt:stated"),
    ("ru", LAZARENKO, "По данным СМИ, Виктор Лазаренко улетел в Дубай.", ">Dubai:reported"),
    ("ru", LAZARENKO, "Министерство сообщило, что Виктор Лазаренко улетел в Дубай.", ">Dubai:confirmed"),
    ("ru", LAZARENKO, "Виктор Лазаренко покинул Киев и бежал в Россию.", "Kyiv>Russia:stated"),
    ("ru", LAZARENKO, "Виктор Лазаренко мог бы поехать в Париж.", ">Paris:hypothetical"),
    ("ru", LAZARENKO, "Виктор Лазаренко заявил, что президент Турции приедет в Минск.", None),
    ("ru", LAZARENKO, "Анна Керн прилетела в Минск, чтобы встретиться с Виктором Лазаренко.", None),
    ("ru", LAZARENKO, "Виктор Лазаренко встретился с премьером в Белграде.", None),
    ("ru", LAZARENKO, "Виктор Лазаренко верит в Россию.", None),
    ("ru", LAZARENKO, "Виктор Лазаренко не ездил в Вену.", None),
    ("ar", KHATIB, "وصل سامر الخطيب إلى بغداد مساء أمس على رأس وفد رسمي.", ">Baghdad:stated"),
    ("ar", KHATIB, "غادر سامر الخطيب دمشق متوجها إلى طهران.", "Damascus>Tehran:stated"),
    ("ar", KHATIB, "زار الوزير سامر الخطيب العاصمة الروسية أمس.", ">Moscow:stated"),
    ("ar", KHATIB, "من المقرر أن يزور سامر الخطيب القاهرة الأسبوع المقبل.", ">Cairo:planned"),
    ("ar", KHATIB, "أكد المتحدث أن زيارة سامر الخطيب لبيروت تأجلت.", ">Beirut:cancelled"),
    ("ar", KHATIB, "نفت وزارة الخارجية أن سامر الخطيب زار أنقرة.", ">Ankara:denied"),
    ("ar", KHATIB, "استقبل أمير قطر الشيخ تميم بن حمد الوزير سامر الخطيب في الدوحة.", ">Doha:stated"),
    ("ar", KHATIB, "قال مسؤول إن وفدا برئاسة سامر الخطيب وصل إلى الدوحة.", ">Doha:reported"),
    ("ar", KHATIB, "قالت وكالة الأنباء العمانية إن سامر الخطيب زار مسقط اليوم.", ">Muscat:confirmed"),
    ("ar", KHATIB, "قالت وكالة الأنباء الفرنسية إن سامر الخطيب زار مسقط اليوم.", ">Muscat:reported"),
    ("ar", KHATIB, "أكد مصدر أن سامر الخطيب زار مسقط.", ">Muscat:reported"),
    ("ar", KHATIB, "قالت الصحيفة إن موسكو وجهت دعوة إلى سامر الخطيب لزيارة موسكو وأكد قبولها.", ">Moscow:planned"),
    ("ar", KHATIB, "وجه الرئيس دعوة إلى سامر الخطيب لزيارة موسكو.", ">Moscow:planned"),
    ("ar", KHATIB, "قد يزور سامر الخطيب بيروت.", ">Beirut:hypothetical"),
    ("ar", KHATIB, "قال سامر الخطيب إن الرئيس المصري سيزور دمشق.", None),
    ("ar", KHATIB, "التقى جون كيري الذي يزور الأردن سامر الخطيب.", None),
    ("ar", KHATIB, "تحدث سامر الخطيب عن الوضع في العراق.", None),
    ("ar", KHATIB, "لم يصل سامر الخطيب إلى عمان.", None),
    ("fa", KHATIBI, "سامر خطیبی وارد مسکو شد.", ">Moscow:stated"),
    ("fa", KHATIBI, "سامر خطیبی روز پنجشنبه از تهران به دمشق سفر کرد.", "Tehran>Damascus:stated"),
    ("fa", KHATIBI, "سامر خطیبی هفته آینده به پکن سفر خواهد کرد.", ">Beijing:planned"),
    ("fa", KHATIBI, "سفر سامر خطیبی به بیروت لغو شد.", ">Beirut:cancelled"),
    ("fa", KHATIBI, "وزارت خارجه سفر سامر خطیبی به باکو را تکذیب کرد.", ">Baku:denied"),
    ("fa", KHATIBI, "سامر خطیبی راهی شهر کربلا شد.", ">Karbala:stated"),
    ("fa", KHATIBI, "به گزارش روابط عمومی وزارت، سامر خطیبی وارد مسکو شد.", ">Moscow:confirmed"),
    ("fa", KHATIBI, "سامر خطیبی به بغداد سفر نکرد.", None),
    ("fa", KHATIBI, "سامر خطیبی درباره اوضاع سوریه سخن گفت.", None),
]


@pytest.mark.parametrize(
    ("lang", "name", "text", "speaker"),
    [
        ("ru", LAZARENKO, "Виктор Лазаренко прилетел в Вену в четверг, сообщает агентство Рейтер.", "агентство Рейтер"),
        ("ru", LAZARENKO, "Как передаёт «Интерфакс», Виктор Лазаренко прилетел в Вену.", "«Интерфакс»"),
        (
            "ru",
            LAZARENKO,
            "Виктор Лазаренко улетел в Вену, пишет Bild со ссылкой на Рейтер.",
            "Bild со ссылкой на Рейтер",
        ),
        ("ru", LAZARENKO, "Ждали долго. Кремль опроверг сообщения о визите Виктора Лазаренко в Вену.", "Кремль"),
        ("ar", KHATIB, "وصل سامر الخطيب إلى بغداد أمس، بحسب وكالة رويترز.", "وكالة رويترز"),
        ("ar", KHATIB, "وصل سامر الخطيب إلى بغداد أمس، وفقا لوكالة فرانس برس.", "وكالة فرانس برس"),
        ("ar", KHATIB, "أفادت قناة الساحل بأن سامر الخطيب زار أنقرة.", "قناة الساحل"),
        ("ar", KHATIB, "وصل سامر الخطيب إلى بغداد أمس، حسبما ذكرت قناة الساحل نقلا عن رويترز.", "قناة الساحل"),
        ("ar", KHATIB, "قالت قناة الساحل نقلاً عن وكالة رويترز إن سامر الخطيب زار أنقرة.", "قناة الساحل"),
        ("fa", KHATIBI, "به گزارش خبرگزاری رویترز، سامر خطیبی وارد مسکو شد.", "خبرگزاری رویترز"),
        ("fa", KHATIBI, "سامر خطیبی به مسکو سفر کرد، العربیه به نقل از رویترز گزارش داد.", "رویترز"),
        ("fa", KHATIBI, "خبرگزاری فارس به نقل از رویترز نوشت که سامر خطیبی به مسکو سفر کرد.", "رویترز"),
    ],
)
def test_who_says_so_by_patterns(reader: Reader, lang: str, name: str, text: str, speaker: str) -> None:
    """Before the news or behind it, in whichever sentence: the medium that it is from, or the house that denies it."""
    _, findings = read(reader, text, listed(name), lang=lang)
    assert [claim.by.text for trip in findings.trips for claim in trip.claims if claim.by] == [speaker]


@pytest.mark.parametrize(
    ("lang", "names", "text", "people"),
    [
        ("ru", (LAZARENKO, "Анна Керн"), "Виктор Лазаренко и министр Анна Керн прилетели в Вену.", 2),
        ("ru", (LAZARENKO, "Анна Керн"), "Анна Керн ждала, а Виктор Лазаренко прилетел в Вену.", 1),
        ("ru", (LAZARENKO, "Анна Керн"), "Анна Керн осталась дома. Виктор Лазаренко прилетел в Вену.", 1),
        ("ar", (KHATIB, "كريم النجار"), "وصل سامر الخطيب والوزير كريم النجار إلى بغداد أمس.", 2),
        ("ar", (KHATIB, "كريم النجار"), "وصل سامر الخطيب إلى بغداد أمس وقال كريم النجار ذلك.", 1),
        ("fa", (KHATIBI, "کریم نجاری"), "سامر خطیبی و کریم نجاری وارد مسکو شدند.", 2),
    ],
)
def test_who_travels_together_by_patterns(
    reader: Reader, lang: str, names: tuple[str, ...], text: str, people: int
) -> None:
    """Two people joined by "and" make one journey, which is the news for both."""
    _, findings = read(reader, text, *map(listed, names), lang=lang)
    assert len({trip.person for trip in findings.trips if trip.main}) == people
    assert len({trip.destination for trip in findings.trips}) == 1


@pytest.mark.parametrize(("lang", "name", "text", "told"), CASES)
def test_a_sentence_by_patterns(reader: Reader, lang: str, name: str, text: str, told: str | None) -> None:
    """Route and status in Russian, Arabic and Persian; a journey not made, or another's, is none."""
    _, findings = read(reader, text, listed(name), lang=lang)
    found = [
        f"{t.origin.name if t.origin else ''}>{t.destination.name if t.destination else ''}:{t.status.value}"
        for t in findings.trips
    ]
    assert found == ([told] if told else [])
    assert not any(trip.verified for trip in findings.trips)


@pytest.mark.parametrize(
    ("lang", "name", "text", "day"),
    [
        ("ar", KHATIB, "زار سامر الخطيب موسكو أمس.", "2016-04-14"),
        ("ar", KHATIB, "زار سامر الخطيب موسكو في 24 مارس.", "2016-03-24"),
        ("ar", KHATIB, "قال مسؤول أمس إن سامر الخطيب زار موسكو يوم 24 مارس.", "2016-03-24"),
        ("ru", LAZARENKO, "Виктор Лазаренко прилетел в Минск 23 января 2015 года.", "2015-01-23"),
        ("ru", LAZARENKO, "Виктор Лазаренко прилетел в Минск в четверг.", "2016-04-14"),
        ("fa", KHATIBI, "سامر خطیبی دیروز وارد مسکو شد.", "2016-04-14"),
    ],
)
def test_the_day_of_a_journey(reader: Reader, lang: str, name: str, text: str, day: str) -> None:
    """Yesterday, a weekday and a day of a month count from the day of publication, Friday 15 April 2016."""
    _, findings = read(reader, text, listed(name), lang=lang)
    when = findings.trips[0].when
    assert when is not None
    assert str(when.first) == day


def test_the_headline_names_no_source(reader: Reader) -> None:
    """A headline's flat statement gives way to what the body says of who reports it."""
    text = "قالت مصادر إن سامر الخطيب زار موسكو."
    _, findings = read(reader, text, listed(KHATIB), title="سامر الخطيب زار موسكو.", lang="ar")
    assert [trip.status.value for trip in findings.trips] == ["reported"]


def test_who_denies(reader: Reader) -> None:
    """The ministry that denies is named beside the denial."""
    _, findings = read(reader, "نفت وزارة الخارجية أن سامر الخطيب زار أنقرة.", listed(KHATIB), lang="ar")
    (claim,) = findings.trips[0].claims
    assert claim.by is not None
    assert claim.by.text == "وزارة الخارجية"


def test_one_journey_told_twice_is_one(reader: Reader) -> None:
    """A country, and then its capital, in two sentences; and "his visit" of the person named before."""
    text = "زار سامر الخطيب روسيا أمس. ووصل الخطيب إلى موسكو. وكانت زيارته الأخيرة لبيروت في 2010."
    _, findings = read(reader, text, listed(KHATIB), lang="ar")
    assert [t.destination.name for t in findings.trips if t.destination] == ["Moscow", "Beirut"]


def test_company_travels_too(reader: Reader) -> None:
    """Who was in somebody's company made the same journey."""
    other = listed("ماهر النجار")
    _, findings = read(
        reader, "زار سامر الخطيب مسقط أمس. وكان ماهر النجار بصحبة الخطيب.", listed(KHATIB), other, lang="ar"
    )
    assert sorted(t.person for t in findings.trips) == sorted([KHATIB, other.id])


@pytest.mark.parametrize("lang", ["en", "ar", "fa", "ru"])
def test_the_tables_of_a_language_compile(lang: str) -> None:
    """Every expression of the tables is a regular expression, and no status is without words."""
    table = tongue(lang)
    assert len(table.statuses) == 5
    assert all(not words.search("") for _, words in table.statuses)


def test_without_a_model_english_is_read_by_patterns(gazetteer: SqliteGazetteer) -> None:
    """The program still answers, and says that it is unverified."""
    person = listed("Viktor Lazarenko")
    _, findings = read(Reader(None, gazetteer), "Viktor Lazarenko flew to Havana, officials said.", person)
    (trip,) = findings.trips
    assert trip.destination is not None
    assert (trip.destination.country, trip.verified) == ("CU", False)
