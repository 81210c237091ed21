"""The cards that readers see most, made from values: what the pictures in `tests/alerts/pictures` are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from alert_stories import (
    BAN,
    GENERAL,
    HERE,
    MENTION,
    MOSCOW,
    TEHRAN,
    THURSDAY,
    alert,
    claim,
    founding,
    quote,
    said,
    source,
    trip,
)

from bot.alerts import digest as digests
from bot.alerts.card import card, reply
from bot.alerts.compare import Change, Kind
from bot.alerts.digest import DigestItem, digest
from bot.model import (
    Account,
    Alert,
    Ban,
    BanApplies,
    Claim,
    ClaimOf,
    ClaimStatus,
    Confusable,
    Evidence,
    Listing,
    Measure,
    Mention,
    Name,
    Person,
    Place,
    Presence,
    Reason,
    Span,
    Tier,
    Trip,
    When,
)
from bot.ports import Message

MINISTER = Person(
    id="uk-RUS0999",
    name="Viktor Zorin",
    names=(Name("Viktor Zorin"), Name("Виктор Зорин", native=True)),
    refs=("uk-RUS0999",),
    roles=("Minister of Industry",),
    listings=(
        Listing("UK", "RUS0999", regime="Russia", since="2022-03-15", measures=(Measure("asset_freeze"),)),
        Listing("EU", "EU.7788.41", regime="Russia", since="2022-04-08", measures=(Measure("travel_ban"),)),
    ),
)
ZORIN = Mention(
    person=MINISTER.id,
    name=MINISTER.name,
    tier=Tier.STRONG,
    score=0.93,
    spans=(Span(0, 12),),
    matched="Viktor Zorin",
    listings=("UK RUS0999", "EU EU.7788.41"),
    refs=MINISTER.refs,
    evidence=(
        Evidence("name", True, "“Viktor Zorin” is a spelling of “Viktor Zorin”"),
        Evidence("role", True, "“industry minister” ~ “Minister of Industry”"),
    ),
)

ANKARA = Place("Ankara", HERE, "TR", "Ankara", 39.92, 32.85, 323786)
GENEVA = Place("Geneva", HERE, "CH", "Geneva", 46.2, 6.15, 2660646)
BAGHDAD = Place("Baghdad", HERE, "IQ", "Baghdad", 33.34, 44.4, 98182)
DOHA = Place("Doha", HERE, "QA", "Doha", 25.29, 51.53, 290030)
NEXT_WEEK = When("next week", HERE, date(2016, 4, 18), date(2016, 4, 24))


def denied() -> Alert:
    """A trip known by nothing but its denial."""
    told = trip(
        ClaimStatus.DENIED,
        when=THURSDAY,
        claims=(claim(ClaimStatus.DENIED, by="Iran's foreign ministry", official=True, when=THURSDAY),),
    )
    words = "Iran's foreign ministry on Friday denied that Qassem Soleimani had visited Moscow this week."
    return alert(
        Account(
            source(1, "Northern Wire", "Tehran denies general's Moscow visit"), MENTION, told, quotes=(quote(words),)
        ),
        reason=Reason.TRIP_UNCERTAIN,
    )


def planned() -> Alert:
    """An announced trip of somebody else, to which an EU ban may apply."""
    ban = Ban(BanApplies.POSSIBLE, "An EU travel ban stands.", "EU EU.7788.41", "Decision 2014/145/CFSP", "2022-04-08")
    told = _zorins(
        ClaimStatus.PLANNED,
        origin=MOSCOW,
        destination=GENEVA,
        when=NEXT_WEEK,
        purpose=said("a meeting of the trade commission"),
        meets=(said("his Swiss counterpart"),),
        ban=ban,
        claims=(claim(ClaimStatus.PLANNED, by="the ministry", official=True, when=NEXT_WEEK),),
    )
    words = "Industry Minister Viktor Zorin will travel to Geneva next week, the ministry said on Wednesday."
    return _of_zorin(told, words, Reason.TRIP_BAN_POSSIBLE)


def together() -> Alert:
    """Two listed people on one plane: a UN ban against the one, an EU ban that says nothing of the destination against the other."""
    sayings = (
        claim(ClaimStatus.REPORTED, by="Fox News", when=THURSDAY),
        claim(ClaimStatus.REPORTED, by="Reuters, citing three sources", when=THURSDAY),
    )
    none = Ban(BanApplies.NONE_KNOWN, "The EU's travel bans do not reach Russia.", "EU EU.7788.41")
    words = "Qassem Soleimani and Viktor Zorin, the Russian industry minister, flew from Tehran to Moscow on Thursday."
    accounts = []
    for number, (outlet, saying) in enumerate(zip(("Gate Courier", "Northern Wire"), sayings, strict=True), 1):
        his = trip(origin=TEHRAN, when=THURSDAY, mode=said("private jet"), claims=(saying,))
        theirs = replace(_zorins(ClaimStatus.REPORTED, ban=none, claims=(saying,)), origin=TEHRAN, when=THURSDAY)
        where = source(number, outlet, "General and minister on one plane")
        accounts += [
            Account(where, MENTION, his, quotes=(quote(words),)),
            Account(where, ZORIN, replace(theirs, destination=MOSCOW), quotes=(quote(words),)),
        ]
    return replace(alert(*accounts), companions=(MINISTER,))


def confirmed() -> Alert:
    """A story that five outlets told, some of them quoting each other, and that an office confirmed."""
    outlets = ("Gate Courier", "Northern Wire", "Harbour Post", "Evening Ledger", "Radio Meridian")
    sayings: tuple[Claim, ...] = (
        claim(ClaimStatus.REPORTED, by="Fox News", when=THURSDAY),
        claim(ClaimStatus.REPORTED, by="Reuters, citing three sources", when=THURSDAY),
        claim(ClaimStatus.REPORTED, by="Fox News", when=THURSDAY),
        claim(ClaimStatus.REPORTED, by="Fars", when=THURSDAY),
        claim(ClaimStatus.CONFIRMED, by="Iran's embassy in Moscow", official=True, side="IR"),
    )
    accounts = [
        Account(
            source(number, outlet, f"{outlet} on the general's trip"),
            MENTION,
            trip(origin=TEHRAN, when=THURSDAY, mode=said("private jet"), claims=(saying,)),
            quotes=(quote(f"Qassem Soleimani flew to Moscow on Thursday, {outlet} was told.", "Qassem Soleimani"),),
        )
        for number, (outlet, saying) in enumerate(zip(outlets, sayings, strict=True), 1)
    ]
    denial = claim(ClaimStatus.DENIED, ClaimOf.MEETING, "a spokesman for the Kremlin", True, "RU")
    last = accounts[-1].trip
    assert last is not None
    accounts[-1] = replace(
        accounts[-1], trip=replace(last, status=ClaimStatus.CONFIRMED, claims=(*last.claims, denial))
    )
    opened = datetime(2016, 4, 15, 8, 12, tzinfo=UTC)
    return replace(alert(*accounts), opened=opened, updated=opened + timedelta(days=1, hours=3))


def presence() -> Alert:
    """Somebody is said to be somewhere."""
    words = "Qassem Soleimani was seen in Baghdad on Thursday, at the funeral of a militia leader."
    there = Presence("un-IRi.039", BAGHDAD, (HERE,), THURSDAY)
    told = Account(
        source(1, "Tigris Daily", "Militia leader is buried"),
        MENTION,
        presences=(there,),
        quotes=(quote(words, "Qassem Soleimani"),),
    )
    return alert(told, reason=Reason.PRESENCE)


def exempt() -> Alert:
    """A trip for which the article tells an exemption."""
    ban = replace(BAN, applies=BanApplies.EXEMPT, told=said("the committee had approved the journey for talks"))
    told = trip(
        origin=TEHRAN,
        destination=DOHA,
        when=THURSDAY,
        ban=ban,
        claims=(claim(ClaimStatus.REPORTED, by="Harbour Post"),),
    )
    words = "Qassem Soleimani arrived in Doha on Thursday; the committee had approved the journey for talks."
    return alert(
        Account(
            source(1, "Harbour Post", "General in Doha for talks"),
            MENTION,
            told,
            quotes=(quote(words, "Qassem Soleimani"),),
        ),
        reason=Reason.TRIP_EXEMPT,
    )


def no_ban() -> Alert:
    """A trip to a country where no travel ban known to us applies."""
    why = "The EU's travel ban is about the territory of its member states; Turkey is none of them."
    told = _zorins(
        ClaimStatus.CONFIRMED,
        origin=MOSCOW,
        destination=ANKARA,
        when=THURSDAY,
        ban=Ban(BanApplies.NONE_KNOWN, why, "EU EU.7788.41"),
        claims=(claim(ClaimStatus.CONFIRMED, by="the Turkish trade ministry", official=True, side="TR"),),
    )
    return _of_zorin(told, "Viktor Zorin landed in Ankara on Thursday.", Reason.TRIP_NO_BAN)


LONG = "Abdul-Rahman ibn Muhammad al-Mustansir bi-llah Abu Yahya al-Warraq al-Baghdadi al-Hamdani al-Kufi known as Dr. Abbas "


def hostile() -> Alert:
    """Everything from outside is long, or wants to be markup."""
    trick = "<!channel> *bold* <https://evil.example|click here> :fire: @here \u202egnp.exe `code` "
    mention = replace(
        MENTION,
        name=LONG * 2,
        matched=trick,
        evidence=(Evidence("role", True, trick * 4), Evidence("age", False, "born 1901, said to be 44")),
        confusables=tuple(
            Confusable(f"un-{n}", LONG, f"UN QDi.{n:03}", trick, "the role does not fit " * 20, same=n == 1)
            for n in range(1, 6)
        ),
    )
    told = trip(
        origin=replace(TEHRAN, text=LONG, name=LONG),
        destination=replace(MOSCOW, text=trick, name=trick),
        when=THURSDAY,
        mode=said(trick * 3),
        duration=said(LONG),
        purpose=said(trick * 6),
        meets=tuple(said(LONG) for _ in range(6)),
        claims=(claim(ClaimStatus.REPORTED, by=trick * 2, when=THURSDAY), claim(ClaimStatus.DENIED, by=LONG)),
    )
    account = Account(
        replace(source(1, "Gate Courier", trick * 3), outlet=LONG, url="javascript:alert(1)"),
        mention,
        told,
        quotes=(quote((trick + LONG)[:250], "click here"),),
    )
    return replace(alert(account), person=replace(GENERAL, name=LONG * 2, roles=(trick, LONG)))


def native() -> Alert:
    """Articles in Arabic and Persian, quoted in their own words."""
    arabic = Account(
        replace(source(1, "النهار", "قائد فيلق القدس في موسكو"), url="https://annahar.example/1", lang="ar"),
        replace(MENTION, matched="قاسم سليماني"),
        trip(
            origin=replace(TEHRAN, text="طهران"),
            when=THURSDAY,
            mode=said("طائرة خاصة"),
            claims=(claim(ClaimStatus.REPORTED, by="رويترز", when=THURSDAY),),
        ),
        quotes=(quote("وصل قاسم سليماني إلى موسكو يوم الخميس على متن طائرة خاصة، بحسب رويترز.", "قاسم سليماني"),),
    )
    persian = Account(
        replace(source(2, "روزنامه شرق", "سفر سردار به مسکو"), url="https://sharq.example/2", lang="fa"),
        replace(MENTION, matched="قاسم سلیمانی", score=0.94),
        trip(when=THURSDAY, purpose=said("گفت‌وگو درباره سوریه"), claims=(claim(ClaimStatus.REPORTED, when=THURSDAY),)),
        quotes=(quote("قاسم سلیمانی صبح پنجشنبه برای گفت‌وگو درباره سوریه به مسکو رفت.", "قاسم سلیمانی"),),
    )
    return alert(arabic, persian)


def thread() -> Message:
    """What the thread is told when the Kremlin denies the meeting."""
    changes = (
        Change(Kind.DENIAL, "A spokesman for the Kremlin denies the meeting, Fri 15 Apr 2016"),
        Change(Kind.DATE, "Northern Wire: 14–15 Apr 2016 (so far: Thu 14 Apr 2016)"),
    )
    return reply(founding(), changes, source(2, "Northern Wire", "Agency: Iranian general flew to Russia"))


def the_digest(kind: digests.Kind = "daily") -> Message:
    """What was not told at once."""
    alerts = (no_ban(), planned(), presence(), denied(), exempt(), native())
    items = [DigestItem(each.reason, each.accounts[0]) for each in alerts]
    named = replace(confirmed().accounts[0], trip=None)
    return digest([*items, DigestItem(Reason.MERE_MENTION, named)], kind)


def _zorins(status: ClaimStatus, **fields: object) -> Trip:
    return replace(trip(status, **fields), person=MINISTER.id)


def _of_zorin(told: Trip, words: str, reason: Reason) -> Alert:
    account = Account(
        source(1, "Harbour Post", "Minister Zorin's travels"), ZORIN, told, quotes=(quote(words, "Viktor Zorin"),)
    )
    return replace(alert(account, reason=reason), person=MINISTER)


def messages() -> Mapping[str, Message]:
    """Every typical card by name."""
    cards = {
        "reported": founding(),
        "denied": denied(),
        "planned": planned(),
        "confirmed": confirmed(),
        "together": together(),
        "presence": presence(),
        "exempt": exempt(),
        "no_ban": no_ban(),
        "hostile": hostile(),
        "native": native(),
    }
    drawn = {name: card(each) for name, each in cards.items()}
    return drawn | {"digest": the_digest(), "look_back": the_digest("look_back"), "reply": thread()}
