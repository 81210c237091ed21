"""A small watchlist of long-public listings for the tests of matching, and a shorthand to read a text with it."""

from __future__ import annotations

from functools import cache

from bot.matching.matcher import Matcher
from bot.model import Article, Listing, Mention, Name, Namesake, Person, Tier, Watchlist


def person(
    ref: str,
    name: str,
    *names: str,
    weak: tuple[str, ...] = (),
    native: tuple[str, ...] = (),
    regime: str = "Iran",
    **facts: object,
) -> Person:
    """A listed person with strong, weak and native names."""
    spellings = (
        *(Name(n) for n in (name, *names)),
        *(Name(n, weak=True) for n in weak),
        *(Name(n, native=True) for n in native),
    )
    authority, number = ref.split("-", 1)
    listing = Listing(authority.upper(), number, regime)
    return Person(ref, name, spellings, (ref,), (listing,), lists=(authority,), **facts)  # type: ignore[arg-type]


GENERAL = person(
    "un-IRi.039",
    "Qasem Soleimani",
    "Qasim Soleimani",
    "Qasem Sulaimani",
    "Kasim Sulaymani",
    weak=("Haj Qasem", "Sardar Soleimani"),
    roles=("Brigadier General", "Commander of Qods force"),
    organisations=("Islamic Revolutionary Guard Corps",),
    nationality=("IR",),
    born=("1957-03-11",),
)
MINER = person(
    "un-IRi.040",
    "Ghasem Soleymani",
    "Ghasim Soleymani",
    "Ghasem Solaymani",
    roles=("Director of Uranium Mining Operations at the Saghand Uranium Mine",),
)
PEOPLE = (
    GENERAL,
    MINER,
    person("ofac-35096", "Vladimir Vladimirovich PUTIN", "Vladimir PUTIN", regime="RUSSIA-EO14024", nationality=("RU",),
           roles=("President of the Russian Federation",), born=("1952-10-07",)),
    person("ofac-35173", "Sergei Kuzhugetovich SHOIGU", regime="RUSSIA-EO14024", nationality=("RU",), roles=("Minister of Defense",)),
    person("ofac-35233", "Sergei Viktorovich LAVROV", "Sergey LAVROV", native=("Сергей Викторович Лавров",), regime="RUSSIA-EO14024",
           nationality=("RU",), roles=("Minister of Foreign Affairs of the Russian Federation",)),
    person("ofac-15547", "Yevgeniy Viktorovich PRIGOZHIN", regime="UKRAINE-EO13661", nationality=("RU",)),
    person("ofac-23343", "Ramzan Akhmatovich KADYROV", regime="MAGNIT", nationality=("RU",), roles=("Head of the Chechen Republic",)),
    person("ofac-12606", "Muammar QADHAFI", regime="LIBYA2", nationality=("LY",)),
    person("ofac-12735", "Bashar AL-ASSAD", native=("بشار الأسد",), regime="SYRIA", nationality=("SY",),
           roles=("President of the Syrian Arab Republic",)),
    person("ofac-20157", "Jong Un KIM", native=("金正恩", "김정은"), regime="DPRK", nationality=("KP",)),
    person("ofac-21444", "Yo Jong KIM", regime="DPRK", nationality=("KP",)),
    person("ofac-26950", "Mohammad Javad ZARIF", regime="IRAN-EO13876", nationality=("IR",)),
    person("ofac-44865", "Mahmoud AHMADINEJAD", regime="IRAN", nationality=("IR",)),
    person("ofac-28315", "Ali SHAMKHANI", regime="IRAN-EO13876", nationality=("IR",), roles=("Admiral",)),
    person("ofac-7914", "Khalid MISHAAL", "Khaled MASHAL", regime="SDGT", roles=("Head of the Political Bureau of Hamas",)),
    person("un-QDi.001", "Carlos", regime="Al-Qaida", roles=("Militia commander",), nationality=("CO",)),
    person("ofac-1", "Juan GONZALEZ", regime="SDNTK", nationality=("MX",)),
    person("ofac-2", "Anton VAN DER BERG", regime="BALKANS", nationality=("NL",)),
    person("ofac-3", "Viktor ORLOV", regime="RUSSIA-EO14024", nationality=("RU",),
           namesakes=(Namesake("Viktor Orlov", "chess grandmaster"),), born=("1950",)),
)  # fmt: skip


WATCHLIST = Watchlist(PEOPLE, "test", {"un-IRi.039": ("un-IRi.040",), "un-IRi.040": ("un-IRi.039",)})


@cache
def matcher() -> Matcher:
    """A matcher for these people, made once."""
    return Matcher(WATCHLIST)


def read(text: str, **article: object) -> tuple[Mention, ...]:
    """The mentions in a text."""
    return matcher().find(Article("a", text, **article))  # type: ignore[arg-type]


def of(text: str, ref: str, **article: object) -> Mention | None:
    """The mention of one person in a text, if there is one that is more than a near miss."""
    found = [m for m in read(text, **article) if m.person == ref and m.tier is not Tier.WEAK]
    return found[0] if found else None
