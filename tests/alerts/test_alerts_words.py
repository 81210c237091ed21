"""Days, places and small phrases read as an editor would print them, and every table covers what it must."""

from __future__ import annotations

from datetime import date

import pytest

from bot.alerts import words
from bot.model import BanApplies, ClaimOf, ClaimStatus, Place, Reason, Span

HERE = Span(0, 1)


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [
        (date(2016, 4, 14), date(2016, 4, 14), "Thu 14 Apr 2016"),
        (date(2016, 4, 14), date(2016, 4, 16), "14–16 Apr 2016"),
        (date(2015, 12, 1), date(2015, 12, 31), "Dec 2015"),
        (date(2016, 2, 1), date(2016, 2, 28), "1–28 Feb 2016"),
        (date(2015, 1, 1), date(2015, 12, 31), "2015"),
        (date(2015, 12, 30), date(2016, 1, 2), "30 Dec 2015 – 2 Jan 2016"),
    ],
)
def test_days(first: date, last: date, seen: str) -> None:
    """An interval is said as briefly as it can be."""
    assert words.days(first, last) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [("2010-06-09", "9 Jun 2010"), ("2010-06", "Jun 2010"), ("2010", "2010"), ("soon", "soon"), ("2010-13", "2010-13")],
)
def test_partial(text: str, seen: str) -> None:
    """Partial dates read as far as they go; what is none stays as it is."""
    assert words.partial(text) == seen


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (Place("Moscow", HERE, "RU", "Moscow"), "🇷🇺 Moscow"),
        (Place("Russia", HERE, "RU", "Russia"), "🇷🇺 Russia"),
        (Place("Москва", HERE, "RU", "Moscow"), "🇷🇺 Moscow"),
        (Place("Pristina", HERE, "XK", "Pristina"), "🇽🇰 Pristina"),
        (Place("the border", HERE), "the border"),
        (Place("X", HERE, "QQ"), "X"),
    ],
)
def test_place(place: Place, seen: str) -> None:
    """Places are in English, with the flag of their country where it is known."""
    assert words.place_with_flag(place) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("48-hour", "48 hours"),
        ("three-day", "three days"),
        ("a week", "1 week"),
        ("about 48 hours", "about 48 hours"),
        ("48 hours", "48 hours"),
        ("until Sunday", "until Sunday"),
    ],
)
def test_duration(text: str, seen: str) -> None:
    """Hyphenated lengths are set right, others stay as printed."""
    assert words.duration(text) == seen


def test_tables_are_whole() -> None:
    """Every status, object, ban and reason has its words."""
    assert set(words.HEADING) == set(words.SAYS) == set(ClaimStatus)
    assert set(words.OF) == set(ClaimOf)
    assert set(words.BAN) == set(BanApplies)
    assert sorted(words.BY_GRAVITY) == sorted(Reason)
    untold = {Reason.NEAR_MISS, Reason.NEWS_IN_STORY, Reason.WITHDRAWN, Reason.NOTHING_NEW, Reason.LOOK_BACK}
    untold |= {Reason.BURST, Reason.TOGETHER}  # told on another's card
    assert set(Reason) - untold == set(words.GROUP_TITLE)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Fox News", "reports"),
        ("Two Western officials", "report"),
        ("Sources", "report"),
        ("A diplomat", "reports"),
        ("the Times", "reports"),
    ],
)
def test_one_reports_and_several_report(who: str, said: str) -> None:
    """The verb agrees with who says it."""
    assert words.says(ClaimStatus.REPORTED, who) == ("✔", said)


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        (["cites A"], "no longer cites A"),
        (["cites A", "gives B"], "no longer cites A or gives B"),
        (["a", "b", "c", "d"], "no longer a, b, c or d"),
        (["a", "b", "c", "d", "e", "f"], "no longer a, b, c, d or says 2 things more"),
    ],
)
def test_what_is_said_no_longer_is_one_clause(said: list[str], reads: str) -> None:
    """However much an edit took out."""
    assert words.no_longer(said) == reads


@pytest.mark.parametrize(
    ("listing", "seen"),
    [("UN IRi.039", "UN IRi.039"), ("EU EU.7788.41", "EU.7788.41"), ("EU EUROPOL.1", "EU EUROPOL.1"), ("desk", "desk")],
)
def test_an_authority_is_named_once(listing: str, seen: str) -> None:
    """A reference that begins with its authority is not given it twice."""
    assert words.label(listing) == seen


@pytest.mark.parametrize(("code", "seen"), [("ar", "Arabic"), ("fa", "Persian"), ("zz-none", "zz-none")])
def test_languages_have_names(code: str, seen: str) -> None:
    """A reader is told the language, not its code."""
    assert words.language(code) == seen
