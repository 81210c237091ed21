"""Whole alerts in which every text and every address from outside is made to hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from alert_stories import GENERAL, HERE, MENTION, alert, quote, trip
from hypothesis import strategies as st
from typical_cards import MINISTER, ZORIN

from bot.alerts.ailments import Ailment
from bot.alerts.digest import DigestItem
from bot.alerts.feed_news import FeedNews
from bot.alerts.figures import Figures, ListAge
from bot.alerts.list_news import ListNews, PersonNews
from bot.alerts.standstill import Part, Standstill
from bot.alerts.words import GROUP_TITLE
from bot.model import (
    Account,
    Alert,
    Assignment,
    Ban,
    BanApplies,
    Claim,
    ClaimOf,
    ClaimStatus,
    Confusable,
    Evidence,
    Facts,
    Judgement,
    Listing,
    Measure,
    Mention,
    Mute,
    Person,
    Place,
    Presence,
    Quote,
    Reason,
    Reopened,
    Source,
    Span,
    Stated,
    Tier,
    Triage,
    Trouble,
    Verdict,
    When,
    Withdrawal,
)

LONG = 10_000  # characters
GROUP, ANALYST = "S0DESK0001", "U0ANALYST"
NOON = datetime(2016, 4, 15, 12, tzinfo=UTC)

# --- texts ----------------------------------------------------------------------------------------------------------------

MARKUP = (
    "<!channel> <!here> <!everyone> <@U012AB3CD> <!subteam^S1> <#C1> <https://evil.test|Click> <mailto:a@evil.test>",
    "&lt;!here&gt; &amp;lt;!channel&amp;gt; & <b> &#60;!here&#62;",
    "*bold* _it_ ~no~ `code` ```block``` > quote\n> more :fire: :tada: @channel @here #general",
    "https://evil.test/x|y http://evil.test javascript:alert(1) www.evil.test",
    '</rich_text>{"type":"mrkdwn"}\',\\',
    "<" * 400,
    "&" * 3000,
    "a<!here>" * 300,
)
SIGNS = (
    "\u202eevil\u2066\u200f\u200b\ufeff\x00\x1b[31m\x07",
    "\r\n\r\nReported trip: Somebody Else\r\n\x85\u2028\u2029\v\f",
    "\u061c\u180e\u00ad\u2060\u2063\U000e0041\U000e007f\ufff9\U0001d173\U0001bca0\U00013430\u034f",
    "\u200c\u200d" * 200,
    "👩\u200d👩\u200d👧 🇮🇷 🏴\U000e0067\U000e0062\U000e007f 1\ufe0f\u20e3",
    "Z\u0301\u0327\u0353" * 3 + "e" + "\u0301\u0489\u20dd" * 200,
    "o" + "\u0301\u0301\u200d\u0489\u200c" * 200,
    "مصدر \u064b\u064c\u064d\u064e\u064f" * 20 + " وكالة رويترز",
    "กำ\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49",
    "\ud800",
    "\x00" * 50,
)
FLOODS = (
    "a" * LONG,
    "word " * (LONG // 5),
    "A." * (LONG // 2),
    "Aa b-" * (LONG // 5),
    "😀" * (LONG // 2),
    "citing Reuters, " * (LONG // 16),
    "新华社" * (LONG // 3),
    "e" + "\u0301" * LONG,
    "<!channel>" * (LONG // 10),
    "\n" * LONG,
    "Spokesman for the News " * (LONG // 23),
)
NOTHING = ("", " ", "\n\n\n", "\u200b", "\u00a0")
USUAL = ("Reuters", "a spokesman for the Kremlin", "three sources", "Moscow", "48-hour", "on Thursday", "ÅßǆİıŉﬁΣ")

_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_POOL = st.sampled_from((*MARKUP, *SIGNS, *FLOODS, *NOTHING, *USUAL))
TEXT = st.one_of(_POOL, _ANY, st.builds("{}{}".format, st.text(max_size=9), st.sampled_from((*MARKUP, *SIGNS))))
MAYBE = st.none() | TEXT

ADDRESSES = (
    None,
    "",
    "javascript:alert(1)",
    "JaVaScRiPt://outlet.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "//outlet.example/x",
    "https://outlet.example/a|b<c>\"d' e",
    "https://outlet.example/> <!channel> <https://evil.test|x>",
    "https://outlet.example/\u202egpj.exe\x00\r\nHost: evil.test",
    "https://bank.example@evil.test/",
    "https://user:secret@outlet.example/",
    "https://bücher.example/ä?ö=ü#ß",
    "https://xn--bcher-kva.example:8080/%C3%A4%zz",
    "http://[::1]/",
    "http://[",
    "https://outlet.example:99999/",
    "https://exa mple.org/",
    "https://outlet.example\\@evil.test/",
    "https://outlet.example/" + "x" * 20_000,
    "https://" + "a" * 300 + ".example/",
    "https://outlet.example/ok?id=1&x=<!here>#*b*",
)
URL = st.one_of(st.sampled_from(ADDRESSES), st.builds("https://outlet.example/{}?{}#{}".format, _ANY, TEXT, _ANY))

# --- what an article says -------------------------------------------------------------------------------------------------

_DAYS = st.none() | st.dates(date(1990, 1, 1), date(2030, 12, 31))
_MOMENTS = st.sampled_from((None, NOON, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)))
_COUNTRIES = st.sampled_from((None, "RU", "IR", "XX", "<!", "ru", "", "XK"))
_DEGREES = st.none() | st.floats(-90, 90)
_STATED = st.builds(Stated, TEXT, st.just(HERE))
_PLACES = st.builds(Place, TEXT, st.just(HERE), _COUNTRIES, MAYBE, _DEGREES, _DEGREES, st.none() | st.just(524901))


def _when(text: str, first: date | None, last: date | None) -> When:
    return When(text, HERE, *sorted((first, last)) if first and last else (first, last))


_WHENS = st.builds(_when, TEXT, _DAYS, _DAYS)
_CLAIMS = st.builds(
    Claim,
    st.sampled_from(ClaimStatus),
    st.sampled_from(ClaimOf),
    st.none() | _STATED,
    st.just(HERE),
    st.booleans(),
    _COUNTRIES,
    st.none() | _WHENS,
)
_BANS = st.builds(
    Ban,
    st.sampled_from(BanApplies),
    TEXT,
    MAYBE,
    MAYBE,
    MAYBE,
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | _STATED,
    st.booleans(),
)


def _some(each: st.SearchStrategy[object], most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(each, max_size=most).map(tuple)


TRIPS = st.builds(
    trip,
    st.sampled_from(ClaimStatus),
    origin=st.none() | _PLACES,
    destination=st.none() | _PLACES,
    stops=_some(_PLACES, 2),
    when=st.none() | _WHENS,
    duration=st.none() | _STATED,
    mode=st.none() | _STATED,
    purpose=st.none() | _STATED,
    meets=_some(_STATED, 5),
    company=_some(_STATED, 2),
    returned=st.none() | _WHENS,
    claims=_some(_CLAIMS, 5),
    ban=st.none() | _BANS,
    verified=st.booleans(),
)
PRESENCES = st.builds(Presence, TEXT, _PLACES, st.just((HERE,)), st.none() | _WHENS)
SOURCES = st.builds(Source, st.text("abc", min_size=1, max_size=2), TEXT, MAYBE, URL, _MOMENTS, MAYBE)
_EVIDENCE = st.builds(Evidence, TEXT, st.booleans(), TEXT, st.none() | st.just(HERE))
_CONFUSABLES = st.builds(Confusable, TEXT, TEXT, TEXT, MAYBE, TEXT, st.booleans())


def _quote(text: str, ends: Sequence[int]) -> Quote:
    """A quote with words in bold, as long as the reader makes them."""
    text = text[:250]
    bounds = sorted({min(end, len(text)) for end in ends})
    return replace(quote(text), bold=tuple(Span(*pair) for pair in pairwise(bounds)))


_QUOTES = st.builds(_quote, TEXT, st.lists(st.integers(0, 60), max_size=4))


def _mentions(whom: Mention) -> st.SearchStrategy[Mention]:
    return st.builds(
        replace,
        st.just(whom),
        name=TEXT,
        tier=st.sampled_from(Tier),
        score=st.floats(0, 1),
        matched=TEXT,
        listings=_some(TEXT, 3),
        evidence=_some(_EVIDENCE, 4),
        confusables=_some(_CONFUSABLES, 2),
    )


def _accounts(whom: Mention) -> st.SearchStrategy[Account]:
    return st.builds(
        Account,
        SOURCES,
        _mentions(whom),
        st.none() | TRIPS,
        _some(TRIPS, 1),
        _some(PRESENCES, 2),
        _some(_QUOTES, 2),
    )


ACCOUNTS = _accounts(MENTION)

# --- what lists and people say --------------------------------------------------------------------------------------------

_MEASURES = st.builds(Measure, st.just("travel_ban") | TEXT, MAYBE, MAYBE, MAYBE)
_LISTINGS = st.builds(Listing, TEXT, TEXT, MAYBE, MAYBE, MAYBE, _some(_MEASURES, 2))


def _people(whom: Person) -> st.SearchStrategy[Person]:
    return st.builds(replace, st.just(whom), name=TEXT, roles=_some(TEXT, 3), died=MAYBE, listings=_some(_LISTINGS, 3))


_FACTS = st.builds(Facts, _some(TEXT, 1), _some(TEXT, 1), _some(TEXT, 1))
_AUTHORS = st.just(ANALYST) | TEXT
_VERDICTS = st.builds(
    Verdict,
    st.just("v1"),
    st.sampled_from(Judgement),
    st.sampled_from((GENERAL.refs, MINISTER.refs)),
    TEXT,
    st.just("C1"),
    TEXT,
    _AUTHORS,
    st.just(NOON),
    st.none() | st.just(NOON.replace(month=10)),
    _FACTS,
)
_MUTES = st.builds(
    Mute,
    st.just("m1"),
    TEXT,
    st.just(GENERAL.refs),
    _AUTHORS,
    st.just(NOON),
    st.just(NOON.replace(day=22)),
    gravity=st.none() | st.sampled_from(Reason),
)
_TRIAGES = st.builds(
    Triage,
    _some(_VERDICTS, 2),
    st.none() | _MUTES,
    st.none() | st.builds(Assignment, _AUTHORS, st.just(NOON)),
    st.none() | st.builds(Reopened, _VERDICTS, TEXT),
)

# --- whole messages -------------------------------------------------------------------------------------------------------


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """An alert about one or two people, told by one to four articles, some of them edited since, judged or not."""
    about = draw(st.sampled_from(((MENTION,), (MENTION,), (MENTION, ZORIN))))
    accounts = [draw(_accounts(whom)) for whom in about]
    accounts += draw(st.lists(st.sampled_from(about).flatmap(_accounts), max_size=2))
    edited = draw(st.integers(0, len(accounts)))
    made = alert(*accounts[edited:], reason=draw(st.sampled_from(Reason)))
    gone = tuple(Withdrawal(each, each.source, tuple(draw(_SAID)), made.updated) for each in accounts[:edited])
    return replace(
        made,
        person=draw(_people(GENERAL)),
        companions=(draw(_people(MINISTER)),) if len(about) > 1 else (),
        fingerprint=draw(TEXT),
        withdrawn=gone,
        mention=draw(st.sampled_from((None, GROUP))),
        triage=draw(_TRIAGES),
        updated=draw(st.sampled_from((made.opened, made.updated))),
    )


_SAID = st.lists(TEXT, min_size=1, max_size=5)

FINDS = st.lists(st.builds(DigestItem, st.sampled_from(tuple(GROUP_TITLE)), ACCOUNTS), min_size=1, max_size=4)

AILMENTS = st.builds(
    Ailment,
    TEXT,
    URL.map(str),
    st.none() | st.just(NOON),
    TEXT,
    st.integers(0, 99),
    st.sampled_from(Trouble),
    st.integers(1, 99),
    st.booleans(),
)
_FIGURES = st.builds(
    Figures,
    st.just(NOON),
    st.fixed_dictionaries({"ok": st.integers(0, 9_999), "failing": st.integers(0, 99)}),
    overdue=st.integers(0, 99),
    pages=st.integers(0, 99),
    oldest_unsent=st.none() | st.just(NOON),
    lists=_some(st.builds(ListAge, TEXT, st.none() | st.just("2026-02"), st.booleans()), 3),
    fingerprint=st.none() | TEXT,
    clock_wrong=st.none() | TEXT,
)
_STILL = st.builds(Standstill, st.sampled_from(Part), st.timedeltas(timedelta(0), timedelta(days=9)), TEXT)
FEEDS = st.builds(
    FeedNews,
    _FIGURES,
    _some(AILMENTS, 4),
    st.frozensets(st.integers(1, 99), max_size=3),
    _some(TEXT, 3),
    _some(_STILL, 2),
)

_PERSON_NEWS = st.builds(PersonNews, _people(GENERAL), _some(_LISTINGS, 3), _some(TEXT, 5))
LISTS = st.builds(
    ListNews,
    TEXT,
    st.integers(0, 99_999),
    st.lists(_PERSON_NEWS, min_size=1, max_size=3).map(tuple),
    _some(_PERSON_NEWS, 2),
    _some(_PERSON_NEWS, 2),
    st.integers(0, 99),
    st.tuples(st.integers(0, 99), st.integers(0, 99)),
)
