"""The card says the whole alert, in an order that is read in ten seconds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
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

from bot.alerts.card import card, reply
from bot.alerts.compare import Change, Kind, compare
from bot.alerts.story import tell
from bot.model import (
    Ban,
    BanApplies,
    ClaimStatus,
    Confusable,
    Presence,
    Reason,
    When,
)

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
