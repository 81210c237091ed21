"""For each rule of evidence a text in which it speaks and one in which it stays quiet, about one listed person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from listed import GENERAL, person

from bot.matching.matcher import Matcher
from bot.model import Article, Evidence, Namesake, Person, Watchlist

SERGEI = person(
    "ofac-1", "Sergei Petrovich ORLANDOV", "Sergei ORLANDOV", regime="RUSSIA", nationality=("RU",), born=("1957-03-11",),
    native=("Сергей Петрович Орландов",), roles=("Deputy Minister of Defence",), organisations=("Rosvertol Aviation Works",),
    namesakes=(Namesake("Sergei Orlandov", "chess grandmaster"),),
)  # fmt: skip
BARE = person("ofac-2", "Ramdin QARZAWELI", regime="SDGT")  # of whom nothing is known but the name
WIDOW = person("ofac-3", "Olga Ivanovna SVERDLINA", regime="RUSSIA", nationality=("RU",))
COMMON = person("ofac-4", "Mohammad ALI", regime="IRAN", nationality=("IR",))
CLERK = person(
    "ofac-15", "Ruslan TIMURZADOV", regime="RUSSIA", nationality=("RU",), roles=("Director of a savings bank",)
)
MEXICAN = person("ofac-5", "Linda Elizabeth CAMPILLO TIRADENTES", regime="SDNTK", nationality=("MX",))
HIJACKER = person("un-6", "Ibrahim Awwad Badrani", "Ali Hassan", regime="IRAQ", nationality=("IQ",))
WEAKLY = person("un-7", "Farhad Zolqadrani", weak=("Farhadun Kabirzan",), regime="Iran")
LONE = person("un-8", "Kartusho", regime="Al-Qaida", roles=("Militia commander",), nationality=("CO",))
SON = person("un-9", "Muhammad Yunis Hadrami", regime="IRAQ", nationality=("IQ",))
KOREAN = person("un-10", "PYON Won Gundal", regime="DPRK", nationality=("KP",))
ITALIAN = person("ofac-11", "Francesco SCHIAVARDONE", regime="TCO", nationality=("IT",))
ARAB = person("ofac-12", "Salih AL-ZARUQI", regime="SYRIA", nationality=("SY",))
AMIR = person("un-14", "Amir Zolqadr", regime="Iran")
CHINESE = person("ofac-13", "Guoping CHEN", regime="HK-EO13936", nationality=("CN",))


@dataclass(frozen=True)
class Pair:
    """Two texts about a person, and words of the line that the rule writes in the first and not in the second."""

    who: Person
    speaks: str
    quiet: str
    line: str
    other: Person | None = None  # about whom the second text is, where it is somebody else


CASES: dict[str, Pair] = {
    "name_fits": Pair(BARE, "We saw Ramdin Qarzaweli.", "We saw Ramdun Qarsavili.", "listed “Ramdin QARZAWELI”"),
    "name_differs": Pair(CHINESE, "Chinese minister Cheng Guoping spoke.", "Chinese minister Chen Guoping spoke.", "is not quite"),
    "differs_again": Pair(
        SERGEI,
        "Sergei Orlendow came. Orlendow spoke. Then Orlendow left Russia.",
        "Sergei Orlendow came. Orlandov spoke. Then Orlandov left Russia.",
        "stands there 3 times",
    ),
    "name_is_rare": Pair(BARE, "We saw Ramdin Qarzaweli.", "Iran's Mohammad Ali spoke.", "few people are called", COMMON),
    "name_is_common": Pair(COMMON, "Iran's Mohammad Ali spoke.", "We saw Ramdin Qarzaweli.", "many people are called", BARE),
    "name_goes_on": Pair(BARE, "We saw Ramdin Qarzaweli Brandenburger.", "We saw Ramdin Qarzaweli.", "goes on"),
    "capital_tells_nothing": Pair(
        BARE,
        "It rained. Separatist Ramdin Qarzaweli spoke.",
        "It rained. Brandon Ramdin Qarzaweli spoke.",
        "has its capital for another reason",
    ),
    "middle_name_fits": Pair(
        SERGEI, "Russia's Sergei Petrovich Orlandov spoke.", "Russia's Sergei Orlandov spoke.", "middle name “Petrovich”, listed"
    ),
    "middle_name_differs": Pair(
        SERGEI, "Russia's Sergei Yakovlevich Orlandov spoke.", "Russia's Sergei P. Orlandov spoke.", "middle name “Yakovlevich”, listed"
    ),
    "given_name_missing": Pair(
        MEXICAN, "In Mexico, Elizabeth Campillo Tiradentes spoke.", "In Mexico, Linda Campillo Tiradentes spoke.", "given name, is not printed"
    ),
    "further_given_name": Pair(
        COMMON, "In Iran, Mohammad Mehdi Ali spoke.", "In Iran, Mohammad Ali spoke.", "“Mohammad Mehdi” printed"
    ),
    "surname_missing": Pair(KOREAN, "North Korea's Won Gundal spoke.", "North Korea's Pyon Won Gundal spoke.", "surname, is not printed"),
    "first_surname_missing": Pair(
        MEXICAN, "In Mexico, Linda Tiradentes spoke.", "In Mexico, Linda Campillo spoke.", "first listed surname, is not printed"
    ),
    "surname_is_initial": Pair(SERGEI, "Russia's Sergei Petrovich O. spoke.", "Russia's S. P. Orlandov spoke.", "for the surname"),
    "other_father": Pair(
        SON, "In Iraq, Muhammad bin Hadrami spoke.", "In Iraq, Muhammad Yunis bin Hadrami spoke.", "where the list has “Yunis”"
    ),
    "two_people": Pair(ARAB, "وقال صالح وزاروقي في سوريا", "وقال وصالح الزاروقي في سوريا", "begins with “and”"),
    "other_order": Pair(BARE, "We saw Qarzaweli Ramdin.", "We saw QARZAWELI, Ramdin.", "in another order"),
    "consonants_only": Pair(ARAB, "وقال صالح الزاروقي في سوريا", "Syria's Salih al-Zaruqi spoke.", "read without vowels"),
    "weak_name": Pair(WEAKLY, "Farhadun Kabirzan spoke in Iran.", "Farhad Zolqadrani spoke in Iran.", "listed as a weak name"),
    "single_name": Pair(LONE, "In Colombia, militia commander Kartusho spoke.", "We saw Ramdin Qarzaweli.", "is a single word", BARE),
    "alias_only": Pair(HIJACKER, "In Iraq, Ali Hassan spoke.", "In Iraq, Ibrahim Awwad Badrani spoke.", "listed as another name of"),
    "other_script_fits": Pair(
        SERGEI, "Sergei Orlandov (Сергей Орландов) of Russia spoke.", "Sergei Orlandov (Сергей Иванов) of Russia spoke.", "printed beside it"
    ),
    "other_script_differs": Pair(
        SERGEI, "Sergei Orlandov (Иван Кузнецов) of Russia spoke.", "Sergei Orlandov (Сергей Орландов) of Russia spoke.", "printed beside it"
    ),
    "role": Pair(
        SERGEI, "Russian deputy defence minister Sergei Orlandov spoke.", "China's deputy defence minister met Russia's Sergei Orlandov.",
        "fits the listed role",
    ),
    "organisation": Pair(
        SERGEI, "Sergei Orlandov of the Rosvertol aviation works spoke.", "Sergei Orlandov of the bakery spoke.", "fits the listed organisation"
    ),
    "known_role_not_said": Pair(
        SERGEI, "Moscow governor Sergei Orlandov spoke.", "Russian deputy defence minister Sergei Orlandov spoke.", "the text says “governor”, the list"
    ),
    "office": Pair(SERGEI, "Kremlin spokesman Sergei Orlandov spoke.", "My friend Sergei Orlandov of Russia spoke.", "introduced as “spokesman”"),
    "other_walk_of_life": Pair(
        SERGEI, "Russian goalkeeper Sergei Orlandov spoke.", "Russian minister Sergei Orlandov spoke.", "near the name: “goalkeeper”"
    ),
    "other_profession": Pair(
        SERGEI, "Russian photographer Sergei Orlandov spoke.", "Sergei Orlandov of Russia met a photographer.", "the text says “photographer”"
    ),
    "other_rank": Pair(
        CLERK, "Russian General Ruslan Timurzadov spoke.", "Director Ruslan Timurzadov of Russia met a general.", "the text says “General”"
    ),
    "article_about_sport": Pair(
        SERGEI,
        "Sergei Orlandov of Russia won. The striker, the goalkeeper, the coach, the midfielder and the boxer played football.",
        "Sergei Orlandov of Russia won. The coach played football.",
        "about sport or film",
    ),
    "thing_of_that_name": Pair(
        SERGEI, "The Sergei Orlandov gang was seen in Russia.", "Sergei Orlandov's friends were seen in Russia.", "is not somebody's name"
    ),
    "place_of_that_name": Pair(
        BARE, "In the town of Ramdin Qarzaweli it rained.", "Ramdin Qarzaweli, Russia and rain were named.", "speaks of a place"
    ),
    "nationality": Pair(
        SERGEI, "Russian minister Sergei Orlandov spoke.", "TEHRAN – Sergei Orlandov left for Russia.", "listed nationality RU"
    ),
    "country_near": Pair(SERGEI, "Sergei Orlandov left Russia.", "Russia is big.\n\nSergei Orlandov left.", "“Russia” fits RU"),
    "country_in_article": Pair(SERGEI, "Russia is big.\n\nSergei Orlandov left.", "Sergei Orlandov left.", "the article names RU once"),
    "country_absent": Pair(SERGEI, "Sergei Orlandov of Spartak Moscow left.", "Sergei Orlandov left Moscow.", "never names RU"),
    "other_country": Pair(
        SERGEI, "Sergei Orlandov, the Bulgarian foreign minister, spoke.", "Sergei Orlandov met the Bulgarian foreign minister.", "says BG"
    ),
    "company": Pair(
        SERGEI, "Sergei Orlandov and Olga Sverdlina left Russia.", "Sergei Orlandov and Olga Zimmermann left Russia.", "together with Olga"
    ),
    "age_fits": Pair(SERGEI, "Sergei Orlandov, 62, left Russia.", "Sergei Orlandov, 30, left Russia.", "aged 62 in 2020"),
    "age_cannot_fit": Pair(
        SERGEI, "Sergei Orlandov (born 1981) left Russia.", "Sergei Orlandov (born 11 March 1957) left Russia.", "born 1981, listed as born 1957"
    ),
    "gender_cannot_fit": Pair(
        WIDOW, "Mr Olga Sverdlina of Russia spoke.", "The wife of Mr Smith met Olga Sverdlina of Russia.", "“Mr” speaks of a man"
    ),
    "given_name_of_other_gender": Pair(
        ITALIAN, "In Italy, Francesca Schiavardone won.", "In Italy, Franceso Schiavardone won.", "a woman's and a man's name"
    ),
    "text_speaks_of_namesakes": Pair(
        SERGEI, "Sergei Orlandov of Perm, no relation to the minister, left Russia.", "Sergei Orlandov, a relation of the minister, left Russia.",
        "the text says “no relation”",
    ),
    "namesake": Pair(
        SERGEI, "Russian chess grandmaster Sergei Orlandov spoke.", "Russian deputy defence minister Sergei Orlandov spoke.", "fits the namesake"
    ),
}  # fmt: skip

EVERYBODY = (
    SERGEI,
    AMIR,
    BARE,
    WIDOW,
    COMMON,
    MEXICAN,
    HIJACKER,
    WEAKLY,
    LONE,
    SON,
    KOREAN,
    ITALIAN,
    ARAB,
    CHINESE,
    CLERK,
    GENERAL,
)
MATCHER = Matcher(Watchlist(EVERYBODY, "evidence"))
NEW_YEAR_2020 = datetime(2020, 1, 1, tzinfo=UTC)


def evidence(who: Person, text: str) -> tuple[Evidence, ...]:
    """What is said for and against a person in a text of 1 January 2020."""
    found = MATCHER.find(Article("a", text, lang="en", published=NEW_YEAR_2020))
    return next((m.evidence for m in found if m.person == who.id), ())
