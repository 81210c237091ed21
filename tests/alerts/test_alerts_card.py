"""The card says the whole alert, in an order that is read in ten seconds, and lets nothing from outside become markup."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import slackblocks
import typical_cards
from alert_stories import (
    BAN,
    GENERAL,
    HERE,
    MENTION,
    MOSCOW,
    THURSDAY,
    account,
    alert,
    claim,
    founding,
    quote,
    said,
    seen,
    trip,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock

from bot.alerts.blocks import FALLBACK_LIMIT, MAX_BLOCKS
from bot.alerts.card import card, reply
from bot.alerts.compare import Change, Kind, compare
from bot.alerts.story import tell
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
    Mute,
    Person,
    Place,
    Presence,
    Reason,
    Reopened,
    Source,
    Span,
    Stated,
    Triage,
    Verdict,
    When,
    Withdrawal,
)
from bot.ports import Message

FOUNDING = """\
🔴 Reported trip: Qasem Soleimani, Tehran → Moscow, Thu 14 Apr 2016
Commander of the Qods Force, Major General
UN travel ban (IRi.039) · possible breach · no exemption known to us
Ban since 9 Jun 2010, resolution 1929 (2010), para. 10 · listed: UN IRi.039 since 24 Mar 2007 · OFAC 10481
----
🇮🇷 Tehran → 🇷🇺 Moscow
Private jet · 48 hours
Would meet Vladimir Putin · Purpose: “talks on Syria and on arms deliveries”
Not stated: return
----
2 independent origins · no official confirmation
✔ Fox News reports “Thursday morning” · via Gate Courier
✔ Reuters, citing three sources reports “last night” · via Northern Wire
✖ A spokesman for the Kremlin denies the meeting, Fri 15 Apr 2016 · via Northern Wire
The trip itself: not denied
----
Who: printed “Qassem Soleimani”, listed as Qasem Soleimani
Strong match 0.97 · fits: role “al-Quds Force commander” ~ “Commander of the Qods Force”
Not Ghasem Soleymani (UN IRi.040), Director of uranium mining: the role does not fit
----
 ▌ “Qassem Soleimani, the al-Quds Force commander, left Tehran for Moscow in a private jet on Thursday morning for a \
stay of 48 hours, Fox News has learned.”
 ▌ Gate Courier: Quds Force chief said to be in Moscow again <https://gatecourier.example/news/1> · Fri 15 Apr 2016
 ▌ “A spokesman for the Kremlin denied on Friday that talks with the general had been arranged.”
 ▌ Northern Wire: Agency: Iranian general flew to Russia <https://northernwire.example/news/2> · Fri 15 Apr 2016
Background, not counted: Moscow, Dec 2015 (meeting denied) · Moscow, Jul 2015
[Right person]  [Not this person]
Automated reading, not a finding · list 7f3a91 · alert k1 · 2 articles · updated 14:02 UTC
"""


def test_the_founding_story() -> None:
    """The card to beat, line by line."""
    assert seen(card(founding())) == FOUNDING


def test_the_fallback_says_it_in_two_sentences() -> None:
    """A lock screen and a screen reader get status, person, route, date, ban, who says so, who denies what."""
    assert card(founding()).text == (
        "🔴 Reported trip: Qasem Soleimani, Tehran → Moscow, Thu 14 Apr 2016; travel ban (UN IRi.039), possible breach, "
        "no exemption known to us. 2 reports: Fox News and Reuters; a spokesman for the Kremlin denies the meeting "
        "(Northern Wire, Fri 15 Apr 2016); automated reading, not a finding."
    )


@pytest.mark.parametrize(
    ("status", "first"),
    [
        (ClaimStatus.REPORTED, "🔴 Reported trip"),
        (ClaimStatus.STATED, "🔴 Reported trip"),
        (ClaimStatus.PLANNED, "🔴 Announced trip"),
        (ClaimStatus.HYPOTHETICAL, "🟠 Possible trip"),
        (ClaimStatus.CANCELLED, "🟠 Cancelled trip"),
        (ClaimStatus.REFUSED, "🟠 Refused trip"),
        (ClaimStatus.DENIED, "🟠 Denied trip"),
    ],
)
def test_the_first_words_follow_the_status(status: ClaimStatus, first: str) -> None:
    """What is said of the trip stands first, in words and in colour."""
    lines = seen(card(alert(account(1, "Courier", trip(status))))).split("\n")
    assert lines[0] == f"{first}: Qasem Soleimani, → Moscow, date not stated"


def test_what_is_not_stated_says_so() -> None:
    """A bare trip names what nobody states."""
    text = seen(card(alert(account(1, "Courier", trip(destination=None)))))
    for words in (
        "→ destination not stated, date not stated",
        "\n→ destination not stated\n",
        "\nNot stated: date, origin, destination, means, duration, return, whom they meet, purpose\n",
    ):
        assert words in text


def test_return_and_company_are_told_where_they_are_stated() -> None:
    """The line of the journey's details ends with the way back and who travels too."""
    back = When("on Sunday", HERE, date(2016, 4, 17), date(2016, 4, 17))
    told = trip(returned=back, company=(said("a trade delegation"), said("Ivan Petrov")))
    assert "Return Sun 17 Apr 2016 · with a trade delegation and Ivan Petrov" in seen(
        card(alert(account(1, "Courier", told)))
    )


@pytest.mark.parametrize(
    ("ban", "words"),
    [
        (replace(BAN, exemptions=("para. 11",)), "possible breach · exemptions listed: para. 11"),
        (replace(BAN, since=None, basis=None), "Ban since not stated · listed"),
        (
            replace(BAN, listing="UK RUS0824", supposed=True),
            "UK travel ban (RUS0824) · possible breach if this is UK RUS0824 · no exemption known to us",
        ),
        (replace(BAN, applies=BanApplies.EXEMPT), "UN travel ban (IRi.039) · an exemption is known to us"),
        (
            replace(BAN, applies=BanApplies.EXEMPT, told=said("the committee cleared him")),
            "an exemption is known to us · exemption told: “the committee cleared him”",
        ),
        (
            Ban(BanApplies.NONE_KNOWN, "No listing holds one."),
            "No travel ban known to us applies · No listing holds one.",
        ),
        (Ban(BanApplies.UNKNOWN, "No day."), "Whether a travel ban applies is not known to us · No day."),
    ],
)
def test_the_ban_is_never_a_bare_yes(ban: Ban, words: str) -> None:
    """The ban line says what is possible and what isn't known to us."""
    assert words in seen(card(alert(account(1, "Courier", trip(ban=ban)))))


def test_somebody_who_may_be_the_same_is_not_denied() -> None:
    """An entry of another list whose ban is counted is never called somebody else; nor does the short text hide the doubt."""
    twin = Confusable(
        "uk-IRN1", "SOLEIMANI Qasem", "UK IRN1", None, "may be the same person on another list", same=True
    )
    mention = replace(MENTION, confusables=(twin,))
    told = trip(ban=replace(BAN, listing="UK IRN1", supposed=True))
    drawn_card = card(alert(replace(account(1, "Courier", told), mention=mention)))
    assert "Perhaps also SOLEIMANI Qasem (UK IRN1): may be the same person" in seen(drawn_card)
    assert "Not SOLEIMANI" not in seen(drawn_card)
    assert "possible breach if this is UK IRN1" in drawn_card.text


def test_a_denied_trip_is_not_said_undenied() -> None:
    """Where the trip itself is denied the card doesn't say otherwise."""
    told = trip(claims=(claim(ClaimStatus.REPORTED), claim(ClaimStatus.DENIED, by="the Kremlin")))
    text = seen(card(alert(account(1, "Courier", told))))
    assert "✖ The Kremlin denies the trip" in text
    assert "not denied" not in text


def test_the_dead_are_marked() -> None:
    """A dead person's card says so."""
    dead = replace(founding(), person=replace(GENERAL, died="2020-01-03"))
    assert "† died 3 Jan 2020" in seen(card(dead))


def test_an_update_on_a_later_day_is_dated() -> None:
    """The time of an update that came on another day has its day."""
    later = replace(founding(), updated=datetime(2016, 4, 17, 9, 5, tzinfo=UTC))
    assert "updated Sun 17 Apr 2016 09:05 UTC" in seen(card(later))


def test_patterns_alone_are_marked() -> None:
    """A trip read without the parser is marked unverified."""
    assert "unverified" in seen(card(alert(account(1, "Courier", trip(verified=False)))))
    assert "unverified" not in seen(card(founding()))


def test_a_confirmation_is_named() -> None:
    """Who confirms officially is told."""
    told = trip(claims=(claim(ClaimStatus.CONFIRMED, by="Iran's foreign ministry", official=True),))
    text = seen(card(alert(account(1, "Courier", told))))
    assert text.startswith("🔴 Confirmed trip")
    assert "confirmed by Iran's foreign ministry" in text


def test_who_said_otherwise_before_is_told_with_the_last_word() -> None:
    """A ministry that has called it off confirms nothing; one that confirms what it denied is told to have denied it at first."""
    (confirms, denies, cancels) = (
        trip(status, claims=(claim(status, by="Iran's foreign ministry", official=True),))
        for status in (ClaimStatus.CONFIRMED, ClaimStatus.DENIED, ClaimStatus.CANCELLED)
    )
    called_off = seen(card(alert(account(1, "Courier", confirms), account(2, "Wire", cancels))))
    assert "✖ Iran's foreign ministry says it was called off" in called_off
    assert "confirmed by" not in called_off
    confirmed = seen(card(alert(account(1, "Courier", denies), account(2, "Wire", confirms))))
    assert confirmed.startswith("🔴 Confirmed trip")
    assert "✖ Iran's foreign ministry at first denied the trip, Fri 15 Apr 2016 · via Courier" in confirmed


def test_a_presence_without_a_trip() -> None:
    """A presence says where, and tells of no trip."""
    here = Presence("un-IRi.039", MOSCOW, (HERE,))
    text = seen(card(alert(account(1, "Courier", None, presences=(here,)), reason=Reason.PRESENCE)))
    assert text.startswith("🟡 Reported presence: Qasem Soleimani, Moscow, Russia\n")
    assert "Travel ban and asset freeze · no trip told" in text
    assert "→" not in text


def test_quotes_of_one_article_share_its_link() -> None:
    """An article is named once, after all its quotes; one without a quote is linked below."""
    first = account(1, "Courier", trip(), quotes=(quote("One."), quote("Two.")))
    text = seen(card(alert(first, account(2, "Wire", trip()))))
    assert " ▌ “One.”\n ▌ “Two.”\n ▌ Courier: A title <" in text
    assert text.count("Courier: A title") == 1
    assert "Also: Wire <https://wire.example/news/2>" in text


def test_many_origins_and_articles_stay_short() -> None:
    """Thirty origins keep the card within a screen or two, and say how many were left out."""
    many = alert(*(account(n, f"Outlet {n}", trip(), quotes=(quote(f"Sentence {n}."),)) for n in range(30)))
    message = card(many)
    text = seen(message)
    assert "30 independent origins" in text
    assert "and 25 more" in text
    assert text.count(" ▌ “") == 3
    assert len(text.split("\n")) < 40


def test_a_reply_has_three_lines_and_its_source() -> None:
    """A thread is told what is new, briefly, with the article that brings it."""
    first, second = founding().accounts
    changes = compare(tell([first]), tell([first, second]))
    message = reply(founding(), changes, second.source)
    assert seen(message) == (
        "• A spokesman for the Kremlin denies the meeting (Northern Wire, Fri 15 Apr 2016). The trip itself: not denied\n"
        "• New origin: Reuters reports (“last night”), via Northern Wire\n"
        "Northern Wire: Agency: Iranian general flew to Russia <https://northernwire.example/news/2> · Fri 15 Apr 2016\n"
    )
    assert message.text.startswith("New in “Reported trip: Qasem Soleimani, Tehran → Moscow, Thu 14 Apr 2016”: ")
    assert seen(reply(founding(), [Change(Kind.DETAIL, str(n)) for n in range(9)], second.source)).count("• ") == 3


def test_one_piece_of_news_is_no_list() -> None:
    """A reply with one line has no bullet."""
    message = reply(founding(), [Change(Kind.DETAIL, "a new date")], founding().accounts[0].source)
    assert seen(message).startswith("A new date\n")


def test_long_names_leave_room_for_route_and_date() -> None:
    """Whatever a person and the places are called, the first line still says where to and when."""
    long = "Abdul-Rahman ibn Muhammad al-Mustansir bi-llah Abu Yahya al-Warraq al-Baghdadi " * 3
    far = replace(MOSCOW, name=long)
    told = replace(
        alert(account(1, "Courier", trip(origin=far, destination=far, when=THURSDAY))),
        person=replace(GENERAL, name=long),
    )
    first = seen(card(told)).split("\n")[0]
    assert first == (
        "🔴 Reported trip: Abdul-Rahman ibn Muhammad al-Mustansir bi-llah…, Abdul-Rahman ibn… → Abdul-Rahman ibn…, "
        "Thu 14 Apr 2016"
    )


def test_long_fields_do_not_make_a_wall_of_text() -> None:
    """A card made of nothing but long texts is at most three times as long as an ordinary one."""
    ordinary, long = len(seen(card(founding()))), len(seen(card(typical_cards.hostile())))
    assert long < 3 * ordinary


def test_a_quote_that_runs_leftwards_has_no_marks_of_ours() -> None:
    """Quotation marks around Arabic would be set at the wrong ends; the bar says that it is a quote."""
    text = seen(
        card(alert(account(1, "Courier", trip(), quotes=(quote("وصل قاسم سليماني إلى موسكو."), quote("He came.")))))
    )
    assert " ▌ وصل قاسم سليماني إلى موسكو.\n" in text
    assert " ▌ “He came.”\n" in text


def test_a_presence_says_when() -> None:
    """The days of a presence are told beside the place."""
    here = Presence("un-IRi.039", MOSCOW, (HERE,), THURSDAY)
    text = seen(card(alert(account(1, "Courier", None, presences=(here,)), reason=Reason.PRESENCE)))
    assert "\n🇷🇺 Moscow · Thu 14 Apr 2016\n" in text


def test_a_trip_that_is_only_denied_has_no_origins() -> None:
    """Nothing is counted where nobody reports the trip."""
    assert "Only denied · no report of it known to us" in seen(card(typical_cards.denied()))


def test_words_never_conclude() -> None:
    """No card says that somebody did something wrong."""
    every = seen(card(founding())) + card(founding()).text
    assert not re.search(r"violat|caught|suspect|guilty|illegal|criminal", every, re.IGNORECASE)


# --- hostile text in every field ------------------------------------------------------------------------------------------

_NASTY = (
    "<!channel> <!here> <@U012AB3CD> <!subteam^S1|x> <https://evil.test|Click> <#C1>",
    "&lt;!channel&gt; & <b>",
    "*bold* _it_ ~no~ `code` ```block``` > quote :fire: :tada:",
    "\u202eevil\u2066\u200f\u200b\ufeff\x00\x1b[31m\x07",
    "javascript:alert(1) https://evil.test/x|y",
    "a" * 5000,
    "word " * 2000,
    "😀" * 400,
    "\ud800",
    "\n\n\n",
    "",
    " ",
)
HOSTILE = st.one_of(
    st.sampled_from(_NASTY),
    st.text(max_size=60),
    st.builds("{}{}".format, st.text(max_size=9), st.sampled_from(_NASTY)),
)
MAYBE = st.none() | HOSTILE
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2030, 12, 31))
STATED = st.builds(Stated, HOSTILE, st.just(HERE))
COUNTRY = st.sampled_from([None, "RU", "IR", "XX", "<!", "ru", "", "XK"])
PLACES = st.builds(Place, HOSTILE, st.just(HERE), COUNTRY, MAYBE)
WHENS = st.builds(
    lambda text, first, last: When(text, HERE, *sorted((first, last)) if first and last else (first, last)),
    HOSTILE,
    DAYS,
    DAYS,
)
CLAIMS = st.builds(
    Claim, st.sampled_from(ClaimStatus), st.sampled_from(ClaimOf), st.none() | STATED, st.just(HERE), st.booleans()
)
BANS = st.builds(Ban, st.sampled_from(BanApplies), HOSTILE, MAYBE, MAYBE, MAYBE, st.tuples(HOSTILE) | st.just(()))
TRIPS = st.builds(
    lambda status, **fields: trip(status, **fields),
    st.sampled_from(ClaimStatus),
    origin=st.none() | PLACES,
    destination=st.none() | PLACES,
    stops=st.lists(PLACES, max_size=2).map(tuple),
    when=st.none() | WHENS,
    duration=st.none() | STATED,
    mode=st.none() | STATED,
    purpose=st.none() | STATED,
    meets=st.lists(STATED, max_size=5).map(tuple),
    claims=st.lists(CLAIMS, max_size=7).map(tuple),
    ban=st.none() | BANS,
    verified=st.booleans(),
)
URLS = st.one_of(st.none(), HOSTILE, st.builds("https://outlet.example/{}".format, HOSTILE))
SOURCES = st.builds(
    Source,
    st.text("abc", min_size=1, max_size=3),
    HOSTILE,
    MAYBE,
    URLS,
    st.none() | st.just(datetime(2016, 4, 15, tzinfo=UTC)),
    MAYBE,
)
MENTIONS = st.builds(
    lambda matched, score, kind, text, other: replace(
        MENTION,
        matched=matched,
        score=score,
        evidence=(Evidence(kind, True, text), Evidence(kind, False, text)),
        confusables=(Confusable("x", other, text, other, kind),),
    ),
    HOSTILE,
    st.floats(0, 1),
    HOSTILE,
    HOSTILE,
    HOSTILE,
)
QUOTES = st.builds(
    lambda text, end: dataclasses.replace(quote(text), bold=(Span(0, min(end, len(text))),)),
    HOSTILE,
    st.integers(0, 20),
)
ACCOUNTS = st.builds(
    Account,
    SOURCES,
    MENTIONS,
    st.none() | TRIPS,
    st.lists(TRIPS, max_size=3).map(tuple),
    st.lists(st.builds(Presence, HOSTILE, PLACES, st.just((HERE,)), st.none() | WHENS), max_size=2).map(tuple),
    st.lists(QUOTES, max_size=3).map(tuple),
)
PEOPLE = st.builds(
    lambda name, role, ref, died: replace(
        GENERAL, name=name, roles=(role,), died=died, listings=(Listing(ref, role, since=died, until=ref),)
    ),
    HOSTILE,
    HOSTILE,
    HOSTILE,
    MAYBE,
)


FACTS = st.builds(Facts, st.tuples(HOSTILE), st.tuples(HOSTILE), st.tuples(HOSTILE))
VERDICTS = st.builds(
    Verdict,
    st.just("v1"),
    st.sampled_from(Judgement),
    st.just(GENERAL.refs),
    HOSTILE,
    st.just("C1"),
    HOSTILE,
    HOSTILE | st.just("U0ANALYST"),
    st.just(datetime(2016, 4, 15, 12, 0, tzinfo=UTC)),
    st.none() | st.just(datetime(2016, 10, 12, 12, 0, tzinfo=UTC)),
    FACTS,
)
MUTES = st.builds(
    lambda name, author: Mute(
        "m1", name, GENERAL.refs, author, *[datetime(2016, 4, day, tzinfo=UTC) for day in (15, 22)]
    ),
    HOSTILE,
    HOSTILE | st.just("U0ANALYST"),
)
TRIAGES = st.builds(
    Triage,
    st.just(()) | st.tuples(VERDICTS),
    st.none() | MUTES,
    st.none() | st.builds(Assignment, HOSTILE, st.just(datetime(2016, 4, 15, 12, 0, tzinfo=UTC))),
    st.none() | st.builds(Reopened, VERDICTS, HOSTILE),
)


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """An alert with hostile text in every field that comes from outside."""
    accounts = tuple(draw(st.lists(ACCOUNTS, min_size=1, max_size=3)))
    person: Person = draw(PEOPLE)
    made = replace(alert(*accounts, reason=draw(st.sampled_from(Reason))), person=person, fingerprint=draw(HOSTILE))
    said = tuple(draw(st.lists(HOSTILE, min_size=1, max_size=5)))
    withdrawn = tuple(Withdrawal(each, each.source, said, made.updated) for each in accounts[: draw(st.integers(0, 3))])
    return replace(made, withdrawn=withdrawn, accounts=accounts[len(withdrawn) :], triage=draw(TRIAGES))


def assert_harmless(message: Message) -> None:
    """The message is valid for Slack, within its limits, and holds no markup, control sequence or link but ours."""
    assert 0 < len(message.blocks) <= MAX_BLOCKS
    json.dumps(message.blocks, ensure_ascii=False).encode()  # no lone surrogate
    assert not re.search(r"<[!@#h]|&(?!amp;|lt;|gt;)|://", message.text)
    assert len(message.text) <= FALLBACK_LIMIT * 5
    for block in message.blocks:
        SlackBlock.parse(dict(block)).validate_json()  # type: ignore[union-attr]
        as_slackblocks_has_it(block)
        for element in leaves(block):
            assert_harmless_element(element)


def as_slackblocks_has_it(block: Mapping[str, Any]) -> None:
    """The block passes the checks of a second, independent model of Block Kit, and comes out of it unchanged."""
    if block["type"] == "actions":
        made = json.loads(
            repr(slackblocks.ActionsBlock([_control(each) for each in block["elements"]], block["block_id"]))
        )
        assert made == json.loads(
            json.dumps(block), object_hook=_without_emoji
        )  # which it leaves out where it is false
        return
    if block["type"] != "rich_text":
        slackblocks.Block.from_dict(dict(block))
        return
    parts = {"rich_text_section": slackblocks.RichTextSection, "rich_text_quote": slackblocks.RichTextQuote}
    elements = [parts[part["type"]]([_rebuilt(each) for each in part["elements"]]) for part in block["elements"]]
    made = json.loads(repr(slackblocks.RichTextBlock(elements)))
    assert made["elements"] == block["elements"]


def _control(element: Mapping[str, Any]) -> slackblocks.Button | slackblocks.OverflowMenu:
    if element["type"] == "button":
        return slackblocks.Button(_text(element), element["action_id"], None, element["value"], element.get("style"))
    options = [slackblocks.Option(_text(each), each["value"]) for each in element["options"]]
    return slackblocks.OverflowMenu(element["action_id"], options)


def _without_emoji(element: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in element.items() if key != "emoji" or value}


def _text(element: Mapping[str, Any]) -> slackblocks.Text:
    return slackblocks.Text(element["text"]["text"], slackblocks.TextType.PLAINTEXT, emoji=False)


def _rebuilt(element: Mapping[str, Any]) -> slackblocks.RichTextElement:
    if element["type"] == "user":
        return slackblocks.RichTextUser(element["user_id"], **element.get("style", {}))
    if element["type"] == "link":
        return slackblocks.RichTextLink(element["url"], element["text"], **element.get("style", {}))
    return slackblocks.RichText(element["text"], **element.get("style", {}))


def leaves(value: object) -> list[dict[str, object]]:
    """Every element of a block that holds a text."""
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    if not isinstance(value, dict):
        return []
    inside = [leaf for each in value.values() for leaf in leaves(each)]
    return [*inside, value] if isinstance(value.get("text"), str) else inside


def assert_harmless_element(element: dict[str, object]) -> None:
    """Only elements whose text Slack doesn't parse, without controls, short enough, links only to the web."""
    assert element["type"] in ("plain_text", "text", "link")
    text = str(element["text"])
    assert 0 < len(text.encode("utf-16-le")) // 2 <= 3000
    assert text == "\n" or not re.search("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", text)
    assert element.get("emoji") in (None, False)
    if element["type"] == "link":
        assert re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?(/[!-;=?-{}~]*)?([?#][!-;=?-{}~]*)?", str(element["url"]))


@settings(max_examples=120, deadline=None)
@given(alerts())
def test_no_text_becomes_markup(hostile: Alert) -> None:
    """Whatever stands in an article or a list, the card is valid and holds no markup, mention or link but ours."""
    assert_harmless(card(hostile))
    assert "\x1b" not in seen(card(hostile))
    assert_harmless(reply(hostile, [Change(Kind.DETAIL, hostile.person.name)] * 9, hostile.basis[0].source))


def test_the_check_can_fail() -> None:
    """The check above refuses what it is there to refuse."""
    good = card(founding())
    assert_harmless(good)
    bad_link = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:x", "text": "x"}]}],
    }
    mrkdwn = {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}}
    for bad in (
        Message("<!channel>", good.blocks),
        Message("ok", (bad_link,)),
        Message("ok", (mrkdwn,)),
        Message("ok", good.blocks * 10),
    ):
        with pytest.raises(AssertionError):
            assert_harmless(bad)
