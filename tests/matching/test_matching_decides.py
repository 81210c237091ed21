"""Who is meant: the general or the mine director, the listed man or his namesake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from listed import GENERAL, MINER, PEOPLE, WATCHLIST, of, person, read

from bot.matching.arbitrate import same_human
from bot.matching.matcher import Matcher
from bot.model import Article, Listing, Measure, Name, Namesake, Person, Tier, Watchlist


@pytest.mark.parametrize(
    "text",
    [
        "Iranian al-Quds Force commander Qassem Soleimani landed in Moscow.",
        "General Ghasem Soleimani, head of Iran's Quds Force, landed in Moscow.",
        "Ghasem Soleymani, the Revolutionary Guards commander, left Iran.",
        "Gen. Ghasem Solaymani of the Quds Force left Tehran.",
        "قائد فيلق القدس الإيراني قاسم سليماني وصل إلى موسكو",
    ],
)
def test_the_role_decides_for_the_general(text: str) -> None:
    """Role and organisation decide, even where the printed name is the other man's letter by letter."""
    mentions = [m for m in read(text) if m.tier is Tier.STRONG]
    assert [m.person for m in mentions] == [GENERAL.id]
    other = next(c for c in mentions[0].confusables if c.person == MINER.id)
    assert "role" in other.why
    assert (other.label, other.role) == ("UN IRi.040", MINER.roles[0])


def test_the_role_decides_for_the_mine_director() -> None:
    """The same rule works the other way round."""
    mention = of("Qasem Soleimani, director of uranium mining at Saghand in Iran, spoke about the mine.", MINER.id)
    assert mention is not None
    assert mention.confusables[0].person == GENERAL.id


def test_a_namesake_who_shares_an_office_word_does_not_shake_the_general() -> None:
    """ "Head" alone does not make him the listed namesake, who is head of something else."""
    general = replace(GENERAL, namesakes=(Namesake("Gholamreza Soleimani", "head of the Basij"),))
    text = "Iranian commander Qasem Soleimani, head of the Qods Force, arrived in Moscow."
    found = Matcher(Watchlist((general, MINER), "f")).find(Article("a", text))
    assert [(m.person, m.tier) for m in found] == [(GENERAL.id, Tier.STRONG)]
    assert [(c.person, c.why) for c in found[0].confusables] == [(MINER.id, "role does not fit")]


@pytest.mark.parametrize(
    "text",
    [
        "Iranian al-Quds Force commander Qassem Soleimani landed in Moscow.",
        "General Ghasem Soleimani, head of Iran's Quds Force, landed in Moscow.",
        "Maj. Gen. Qassem Soleimani flew to Moscow, Iranian officials said.",
    ],
)
def test_a_general_is_not_taken_for_a_mine_director_alone_on_the_list(text: str) -> None:
    """Also where the general himself is not listed: his rank speaks against the other man."""
    found = Matcher(Watchlist((MINER,), "f")).find(Article("a", text, lang="en"))
    assert [m.tier for m in found if m.tier is Tier.STRONG] == []


def test_both_are_named_where_nothing_decides() -> None:
    """A bare name that fits two people alerts for neither and names both."""
    mentions = read("Ghasem Soleimani visited Iran.")
    assert {m.person for m in mentions} == {GENERAL.id, MINER.id}
    assert {m.tier for m in mentions} == {Tier.POSSIBLE}
    assert all("nothing in the text decides" in m.confusables[0].why for m in mentions)


@pytest.mark.parametrize(
    "text",
    [
        "Juan Gonzalez won the school prize.",
        "The pitcher Juan Gonzalez signed with the baseball club.",
        "Mexican boxer Juan Gonzalez won the title in Mexico.",
    ],
)
def test_a_common_name_alone_never_alerts(text: str) -> None:
    """A name that thousands bear needs more than its letters."""
    assert not [m for m in read(text) if m.tier is Tier.STRONG]


def test_another_country_speaks_against() -> None:
    """An official of another country is somebody else."""
    text = "British Prime Minister Ali Shamkhani spoke in London. Iran was not mentioned further."
    mention = next(m for m in read(text) if m.person == "ofac-28315")
    assert mention.tier is not Tier.STRONG
    assert any(e.kind == "country" and not e.favours and "British" in e.text for e in mention.evidence)


def test_an_age_that_cannot_fit_speaks_against() -> None:
    """A man of 24 is not the one born in 1950."""
    when = datetime(2020, 1, 1, tzinfo=UTC)
    assert of("In Russia, Viktor Orlov, 69, was seen in Moscow.", "ofac-3", published=when)
    assert not of("In Russia, Viktor Orlov, 24, was seen in Moscow.", "ofac-3", published=when)


def test_an_age_speaks_against_an_elder_even_without_a_date() -> None:
    """Whoever was born in 1950 was never 24 since there are feeds; he may have been 69 when that was written, or not."""
    found = of("In Russia, Viktor Orlov, 69, was seen in Moscow.", "ofac-3")
    assert found
    assert all(e.kind != "age" for e in found.evidence)
    assert not of("In Russia, Viktor Orlov, 24, was seen in Moscow.", "ofac-3")
    assert not of("In Russia, Viktor Orlov, 55, was seen. Viktor Orlov (born 1969) lives in Moscow.", "ofac-3")


def test_a_known_namesake_speaks_against() -> None:
    """The list's `not:` entries count where the text fits them."""
    text = "Russian grandmaster Viktor Orlov won the chess tournament in Moscow, Russia."
    mention = next((m for m in read(text) if m.person == "ofac-3"), None)
    assert mention is None or (mention.tier is Tier.WEAK and any(e.kind == "namesake" for e in mention.evidence))


def test_a_weak_name_never_alerts_alone() -> None:
    """A name that the list calls weak is a near miss at most."""
    text = "Iran's Quds Force commander Sardar Soleimani, the general, spoke in Tehran."
    assert not [m for m in read(text) if m.tier is not Tier.WEAK]


@pytest.mark.parametrize(
    ("text", "tier"),
    [("Carlos came to dinner.", None), ("In Colombia, militia commander Carlos met the commander of the Colombian militia.", "any")],
)  # fmt: skip
def test_a_single_word_needs_a_role_beside_it(text: str, tier: str | None) -> None:
    """A listed name of one word counts only where role or organisation stands beside it."""
    assert bool(read(text)) is bool(tier)


@pytest.mark.parametrize("text", [
    "Iran's Quds Force commander Haj Qasem, the Revolutionary Guards general, spoke in Tehran, Iran.",
    "The general, Sardar Soleimani of the Quds Force of Iran, flew from Tehran to Moscow.",
])  # fmt: skip
def test_weak_names_only_corroborate(text: str) -> None:
    """However well everything else fits, a weak name stays a near miss; beside a strong one it is just another mention."""
    assert {m.tier for m in read(text)} <= {Tier.WEAK}
    with_full = next(m for m in read(f"{text}\n\nQasem Soleimani is a general of Iran.") if m.person == GENERAL.id)
    assert with_full.tier is Tier.STRONG


def test_an_office_of_another_country_fits_no_listed_role() -> None:
    """The ministry of China is not the one that the list gives to Lavrov."""
    text = "China's foreign ministry met Sergei Lavrov of Russia."
    mention = next(m for m in read(text) if m.person == "ofac-35233")
    assert not [e for e in mention.evidence if e.favours and e.kind == "role"]
    own = next(m for m in read(text.replace("China", "Russia")) if m.person == "ofac-35233")
    assert [e for e in own.evidence if e.favours and e.kind == "role"]


@pytest.mark.parametrize("text", ["Sergei Shoigu of Spartak Moscow spoke.", "Sergei Shoigu told the Moscow Times."])
def test_a_club_or_newspaper_called_after_a_city_names_no_country(text: str) -> None:
    """Moscow in the name of a football club is not Russia."""
    mention = next(m for m in read(text) if m.person == "ofac-35173")
    assert any("never names RU" in e.text for e in mention.evidence)


def test_a_bare_surname_never_alerts() -> None:
    """Without a full name nobody is meant."""
    assert read("Putin met Soleimani in Moscow, Russia.") == ()


@pytest.mark.parametrize(
    "text",
    ["Hafez Assad of Syria", "Maher al-Assad of Syria", "Lyudmila Putina of Russia", "Kim Jong Il of North Korea"],
)
def test_relatives_are_not_taken_for_the_listed(text: str) -> None:
    """Another given name is another person."""
    assert not [m for m in read(text) if m.tier is Tier.STRONG]


@pytest.mark.parametrize("headline", ["Miner to visit Vienna", "Mine director meets Angela Merkel", "Off to Vienna."])
def test_what_stands_on_another_line_is_no_more_of_the_name(headline: str) -> None:
    """Feeds open the text with the headline again, and headlines end in names of places and people."""
    body = "Ghasem Soleymani, director of uranium mining at Saghand, will travel on Monday."
    found = of(f"{headline}\n{body}", MINER.id)
    assert found is not None
    assert found.tier is Tier.STRONG
    assert not [e for e in found.evidence if e.kind == "name goes on"]


def test_a_name_that_goes_on_is_somebody_else() -> None:
    """Further words of a name that the list lacks count against."""
    text = "In Russia, Sergei Shoigu Brandenburger, the minister of defense, left for Moscow."
    mention = next(m for m in read(text) if m.person == "ofac-35173")
    plain = of(text.replace(" Brandenburger", ""), "ofac-35173")
    assert plain is not None
    assert mention.score < plain.score
    assert any(e.kind == "name goes on" and "Brandenburger" in e.text for e in mention.evidence)


def test_a_persons_own_threshold_holds_back() -> None:
    """Below the threshold set in the list a mention is at most possible."""
    article = Article("a", "Quds Force commander Qassem Soleimani left Iran.")
    strict = tuple(replace(p, threshold=1.0) if p.id == GENERAL.id else p for p in PEOPLE)
    mention = next(m for m in Matcher(Watchlist(strict, "f")).find(article) if m.person == GENERAL.id)
    assert (of(article.text, GENERAL.id) or mention).tier is Tier.STRONG
    assert mention.tier is Tier.POSSIBLE


def test_entries_that_may_be_one_human_being_do_not_block_each_other() -> None:
    """Two lists with one name and no contradiction: the entry that says more is named, the other is a confusable."""
    twin = replace(
        PEOPLE[7],
        id="eu-9",
        refs=("eu-9",),
        lists=("eu",),
        nationality=(),
        listings=(replace(PEOPLE[7].listings[0], authority="EU", ref="9"),),
    )
    found = Matcher(Watchlist((*PEOPLE, twin), "f")).find(
        Article("a", "Libyan leader Muammar Qadhafi spoke in Tripoli, Libya.")
    )
    assert [(m.person, m.tier) for m in found] == [("ofac-12606", Tier.STRONG)]
    assert "may be the same person" in found[0].confusables[0].why


def _under(authority: str, **facts: object) -> Person:
    """The same name on another list."""
    listing = Listing(authority, "9", "LIBYA", measures=facts.pop("measures", ()))  # type: ignore[arg-type]
    ref = f"{authority.lower()}-9"
    return replace(PEOPLE[7], id=ref, refs=(ref,), lists=(authority,), listings=(listing,), nationality=(), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_under("EU", measures=(Measure("travel_ban"),)), _under("US", born=("1942",), roles=("Leader of the Revolution",))),
        (_under("EU", born=("1942",)), _under("US", roles=("Leader of the Revolution",))),
    ],
)  # fmt: skip
def test_of_entries_alike_the_one_under_a_travel_ban_speaks_then_the_one_with_a_birth_date(
    one: Person, other: Person
) -> None:
    """A reader needs the ban first, and then what the human being can be checked by."""
    text = "Libyan leader Muammar Qadhafi spoke in Tripoli, Libya."
    for people in ((one, other), (other, one)):
        found = Matcher(Watchlist(people, "f")).find(Article("a", text))
        assert [(m.person, m.tier) for m in found] == [("eu-9", Tier.STRONG)]


def test_what_one_list_knows_holds_for_the_same_human_being_on_another() -> None:
    """A role that only one entry has speaks for the other too, and an age that only one contradicts speaks against both."""
    banned = _under("EU", measures=(Measure("travel_ban"),))
    known = _under("US", roles=("Leader of the Revolution",), born=("1942",))
    matcher = Matcher(Watchlist((banned, known), "f"))
    when = datetime(2010, 1, 1, tzinfo=UTC)
    (found,) = matcher.find(Article("a", "In Libya, revolution leader Muammar Qadhafi spoke.", published=when))
    assert found.person == "eu-9"
    assert any(e.kind == "role" and e.favours and "(US 9)" in e.text for e in found.evidence)
    young = matcher.find(Article("a", "In Libya, Muammar Qadhafi, 19, spoke.", published=when))
    assert not [m for m in young if m.tier is Tier.STRONG]
    assert all(any(e.kind == "age" and not e.favours for e in m.evidence) for m in young)


@pytest.mark.parametrize(
    ("said", "weight"),
    [("Ukrainian minister ", -1.1), ("Bulgarian minister ", -2.2), ("Russian minister ", 0.0), ("", 0.0)],
)
def test_another_nationality_counts_less_where_it_is_that_of_the_regime(said: str, weight: float) -> None:
    """A Russian listed for Ukraine may be spoken of with Ukraine; Bulgaria has nothing to do with him."""
    both = replace(next(p for p in PEOPLE if p.id == "ofac-35173"), listings=(Listing("OFAC", "1", "UKRAINE"),))
    (found,) = Matcher(Watchlist((both,), "f")).find(Article("a", f"{said}Sergei Shoigu left Russia and Ukraine."))
    assert sum(e.weight for e in found.evidence if e.kind == "country" and " says " in e.text) == weight


def test_a_child_is_nobody_listed() -> None:
    """Where the list has no birth year, an age of twelve speaks against all the same."""
    ages = {n: of(f"In Colombia, Juan Gonzalez, {n}, of Mexico spoke.", "ofac-1") for n in (12, 40)}
    scores = {n: found.score if found else 0.0 for n, found in ages.items()}
    assert scores[12] < scores[40]


def test_a_short_text_need_not_name_the_country() -> None:
    """A line of a feed that never names Russia is held against nobody as much as a whole report is."""
    short = next(m for m in read("Sergei Shoigu arrived.") if m.person == "ofac-35173")
    long = next(m for m in read("Sergei Shoigu arrived. " + "He said a few words. " * 40) if m.person == "ofac-35173")
    assert short.score > long.score


def test_an_entry_that_may_be_either_of_two_takes_the_place_of_neither() -> None:
    """A third list's entry under a ban does not win over somebody who fits better and is surely not the same."""
    better = _under("US", roles=("Leader of Libya",))
    same_list = replace(_under("UN", measures=(Measure("travel_ban"),)), lists=("UN", "US"))
    unclear = _under("EU", roles=("Leader of Libya",))
    text = "Libyan leader Muammar Qadhafi spoke in Tripoli, Libya."
    found = Matcher(Watchlist((better, same_list, unclear), "f")).find(Article("a", text))
    assert "un-9" not in {m.person for m in found if m.tier is Tier.STRONG}


@pytest.mark.parametrize("text", [
    "Iranian al-Quds Force commander Qassem Soleimani landed in Moscow.",
    "Ghasem Soleimani visited Iran.",
    "British Prime Minister Ali Shamkhani spoke in London. Iran was not mentioned further.",
    "Kim Jong Un met Kim Yo Jong in North Korea.",
])  # fmt: skip
def test_why_not_the_other_is_one_short_clause(text: str) -> None:
    """A line of an alert has room for a few words."""
    for mention in read(text):
        for other in mention.confusables:
            assert 0 < len(other.why) <= 60
            assert "“" not in other.why


def test_mentions_come_in_order_and_the_same_each_time() -> None:
    """By first span, then score, then id; whatever was read before."""
    text = "Ghasem Soleimani and Vladimir Putin of Russia met Ali Shamkhani of Iran. Kim Jong Un of North Korea was absent."
    first = read(text)
    assert list(first) == sorted(first, key=lambda m: (min(m.spans), -m.score, m.person))
    other = Matcher(WATCHLIST)
    other.find(Article("b", "Sergei Shoigu met Bashar al-Assad in Syria."))
    plain = [(m.person, m.tier, m.score, m.spans, m.evidence) for m in first]
    assert [(m.person, m.tier, m.score, m.spans, m.evidence) for m in other.find(Article("a", text))] == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Saddam Hussein Al-Tikriti", "Uday Saddam Hussein Al-Tikriti", False),
        ("Qasem Soleimani", "SOLEIMANI Qassem", True),
        ("Sergei Lavrov", "Sergei Viktorovich LAVROV", True),
        ("Ali Fadavi", "Ali Reza Fadavi", True),
    ],
)
def test_a_son_is_not_his_father(one: str, other: str, same: bool) -> None:
    """Two entries may be one human being when a middle name is left out, not when the given name is."""
    first, second = (Person(f"x-{n}", n, (Name(n),), (f"x-{n}",)) for n in (one, other))
    assert same_human(first, second) is same


DODIC = person("ofac-21465", "Milorad DODIC", regime="BALKANS", nationality=("BA",))
VESNIC = person("ofac-21466", "Zdenka VESNIC", regime="BALKANS", nationality=("BA",))
MULLAH = person("un-TAi.900", "Abdul Basir Noorzai", "Mullah Baradan", regime="Taliban", nationality=("AF",))
LEBANESE = person("ofac-2686", "Hasan NASRALLAN", regime="SYRIA")


def _tiers(text: str, *people: Person, lang: str = "en") -> dict[str, Tier]:
    found = Matcher(Watchlist(people, "f")).find(Article("a", text, lang=lang))
    return {m.person: m.tier for m in found}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le président du HCE Milorad Dodic est en Bosnie."),
        ("es", "Ayer Milorad Dodic viajó a Moscú desde Bosnia."),
        ("sr", "Predsednik Milorad Dodic otputovao je iz Bosne."),
        ("en", "MILORAD DODIC LANDS IN MOSCOW FROM BOSNIA"),
        ("en", "milorad dodic lands in moscow from bosnia"),
        ("en", "Bosnian Leader Milorad Dodic Meets Hungarian Minister"),
    ],
)
def test_a_capital_that_tells_nothing_makes_no_longer_name(lang: str, text: str) -> None:
    """Parties and services, the first word of a sentence, and any word of a headline are no part of a name."""
    assert _tiers(text, DODIC, lang=lang) == {DODIC.id: Tier.STRONG}


@pytest.mark.parametrize("text", ["Ivan Milorad Dodic flew to Rome.", "Yesterday Milorad Dodic Petrov spoke."])
def test_a_longer_name_stays_another(text: str) -> None:
    """A known name beside the listed one is more of a name, also where a sentence begins."""
    assert _tiers(text, DODIC).get(DODIC.id) is not Tier.STRONG


@pytest.mark.parametrize("link", ["i", "y", "e"])
def test_two_people_may_be_linked_by_one_letter(link: str) -> None:
    """What is a link of names in one language is "and" in another."""
    found = _tiers(f"Milorad Dodic {link} Zdenka Vesnic. Bosnia.", DODIC, VESNIC)
    assert found == {DODIC.id: Tier.STRONG, VESNIC.id: Tier.STRONG}


def test_a_title_and_a_word_are_a_name_where_the_list_has_both() -> None:
    """Mullah Baradan is found by his title, another Baradan is not."""
    said = "{} arrived in Kabul, the capital of Afghanistan, as a minister of the Taliban."
    assert _tiers(said.format("Mullah Baradan"), MULLAH) == {MULLAH.id: Tier.POSSIBLE}
    assert not _tiers(said.format("Baradan"), MULLAH)
    assert not _tiers(said.format("Haji Baradan"), MULLAH)
    assert not _tiers(said.format("Baradan Mullah"), MULLAH)
    turned = person("un-TAi.901", "Abdul Qahir Noorzai", "BARADAN, Mullah", regime="Taliban", nationality=("AF",))
    assert _tiers(said.format("Mullah Baradan"), turned) == {turned.id: Tier.POSSIBLE}
    sultan = person("un-TAi.902", "Saraban SULTAN", regime="Taliban", nationality=("AF",))
    assert _tiers(said.format("Saraban Sultan"), sultan)
    assert not _tiers(said.format("Sultan Saraban"), sultan)


def test_a_chef_cooks_in_english_only() -> None:
    """Elsewhere it is whoever leads."""
    told = [
        {e.kind for m in Matcher(Watchlist((DODIC,), "f")).find(Article("a", text, lang=lang)) for e in m.evidence}
        for lang, text in (
            ("fr", "Le chef Milorad Dodic est en Bosnie."),
            ("en", "The chef Milorad Dodic is in Bosnia."),
        )
    ]
    assert "walk of life" not in told[0]
    assert "walk of life" in told[1]


def test_a_nationality_tells_little_where_the_list_has_the_regime_only() -> None:
    """A Lebanese may well be listed under the regime of Syria."""
    text = "{} Hasan Nasrallan spoke in Beirut."
    of_regime = Matcher(Watchlist((LEBANESE,), "f")).find(Article("a", text.format("The Lebanese minister"), lang="en"))
    listed = replace(LEBANESE, nationality=("SY",))
    of_syria = Matcher(Watchlist((listed,), "f")).find(Article("a", text.format("The Lebanese minister"), lang="en"))
    assert of_regime[0].score > max((m.score for m in of_syria), default=0.0)


def test_the_god_of_an_arabic_name_may_stand_apart() -> None:
    """حسن نصر الله is Hasan Nasrallah."""
    who = person("ofac-2687", "Hasan NASRALLAH", regime="SYRIA", nationality=("LB",))
    found = Matcher(Watchlist((who,), "f")).find(Article("a", "وصل الوزير حسن نصر الله إلى بيروت في لبنان", lang="ar"))
    assert [(m.person, m.matched) for m in found] == [(who.id, "حسن نصر الله")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "La rue Milorad Dodic à Banja Luka, en Bosnie, est fermée."),
        ("ru", "В Боснии на улице Милорада Додича идёт ремонт."),
        ("es", "La calle Milorad Dodic, en Bosnia, está cerrada."),
    ],
)
def test_a_street_called_after_somebody_speaks_against_him(lang: str, text: str) -> None:
    """Also in languages that say the thing first."""
    found = Matcher(Watchlist((DODIC,), "f")).find(Article("a", text, lang=lang))
    assert [e.weight < 0 for m in found for e in m.evidence if e.kind == "thing"] == [True]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Milorad Dodic, a violinist from Bosnia, plays Brahms."),
        ("ar", "سجل اللاعب ميلوراد دوديتش هدفا في البوسنة"),
        ("sr", "Фудбалер Милорад Додић из Босне постигао је гол."),
    ],
)
def test_a_walk_of_life_is_understood_in_many_languages(lang: str, text: str) -> None:
    """With and without an article."""
    found = Matcher(Watchlist((DODIC,), "f")).find(Article("a", text, lang=lang))
    assert [e.weight < 0 for m in found for e in m.evidence if e.kind == "walk of life"] == [True]


FATHER = person(
    "ofac-31",
    "Ernan MALDUENA ROSAS",
    regime="VENEZUELA",
    nationality=("VE",),
    roles=("President of the Republic of Venezuela",),
)
SON = person("ofac-32", "Ernan Jose MALDUENA GUERRA", regime="VENEZUELA", nationality=("VE",))
OTHERS = tuple(
    person(f"ofac-9{n}", f"Aurelio{n} QUINTERO{n}", regime="VENEZUELA", roles=("Governor",)) for n in range(9)
)


@pytest.mark.parametrize(
    "said", ["The Venezuelan president was met at the airport.", "He is the president of Venezuela, and stays a week."]
)
def test_an_office_said_in_another_sentence_tells_father_from_son(said: str) -> None:
    """The text speaks of the Venezuelan president, and the list knows which of the two that is."""
    text = "Ernan Malduena arrived in Moscow. {}"
    assert _tiers(text.format(said), FATHER, SON, *OTHERS) == {FATHER.id: Tier.STRONG}
    unsure = _tiers(
        text.format("The French president was met at the airport. Venezuela was silent."), FATHER, SON, *OTHERS
    )
    assert unsure == {FATHER.id: Tier.POSSIBLE, SON.id: Tier.POSSIBLE}


@pytest.mark.parametrize(
    "name", ["Islam KURTABIYEV", "German PROKLOTOV", "Ramadan SHALLUFI", "Than HLAINGWIN", "Weilong SUN"]
)
def test_a_word_that_is_ordinary_elsewhere_may_be_half_of_a_name(name: str) -> None:
    """Islam, German, Ramadan, Sun: beside the other half they are what the list has."""
    who = person("ofac-71", name, regime="RUSSIA", nationality=("RU",))
    printed = name.title()
    assert _tiers(f"{printed}, a Russian general, flew to Minsk.", who) == {who.id: Tier.STRONG}
    assert not _tiers(
        "The Russian spoke in Minsk.", person("ofac-72", "Viktor ANOSSOV", "The RUSSIAN", nationality=("RU",))
    )
    assert not _tiers(f"{printed.split()[0]} is much in the news in Russia, said the general.", who)


def test_a_surname_in_two_words_is_one_word() -> None:
    """Akhund Zada is a family, and God is half of the name before it: neither is a man with another given name."""
    who = person(
        "un-TAi.903", "Mohammad Eshaq Akhund Zada", "محمد اسحاق آخوند زاده", regime="Taliban", roles=("Governor",)
    )
    two = person("un-TAi.904", "Atiq Allah Karimi", regime="Taliban", roles=("Governor",))
    assert not _tiers("Hikmatullah Akhund Zada, a governor of the Taliban, spoke in Kabul.", who)
    assert not _tiers("قال الحاكم حكمة الله أخوند زاده في كابول عاصمة أفغانستان", who, two, lang="ar")
    assert _tiers("Eshaq Akhund Zada, a governor of the Taliban, spoke in Kabul.", who)
