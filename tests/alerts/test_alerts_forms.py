"""Forms ask what is needed and no more, say what was judged meanwhile, and carry ids and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from slack_sdk.models.views import View
from test_alerts_party_judged import GENERAL, MINISTER, dismissed, opened

from bot.alerts.controls import form
from bot.alerts.forms import HOLDS, REASON, WHO, Entered, judging, period, undoing
from bot.alerts.triaged import buttons, is_seen, marks
from bot.model import Alert, Judgement, Triage
from bot.ports import Form

BOTH = opened()
ALONE = replace(BOTH, companions=())
JUDGED = dismissed(ALONE, GENERAL)[0]
BOTH_JUDGED = dismissed(dismissed(BOTH, GENERAL)[0], MINISTER)[0]
RIGHT, NOT_THIS = Judgement.RIGHT, Judgement.NOT_THIS
SEEN = ("v-un-IRi.039",)


def fields(asked: Form) -> dict[str, Any]:
    return {each["block_id"]: each["element"] for each in drawn(asked) if "block_id" in each}


def drawn(asked: Form) -> list[dict[str, Any]]:
    return list(asked.view["blocks"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (judging(NOT_THIS, ALONE, ()), [REASON, HOLDS]),
        (judging(NOT_THIS, BOTH, ()), [WHO, REASON, HOLDS]),
        (judging(RIGHT, BOTH, ()), [WHO]),
        (judging(RIGHT, JUDGED, ()), []),
        (undoing(BOTH_JUDGED, ()), [WHO]),
        (undoing(JUDGED, ()), []),
    ],
)
def test_what_is_asked(asked: Form, expected: list[str]) -> None:
    """Of whom where there are several; why, of a dismissal alone. Slack takes each of them."""
    assert list(fields(asked)) == expected
    View(**dict(asked.view)).validate_json()
    assert "mrkdwn" not in json.dumps(asked.view)


def test_people_are_offered_by_name_and_come_back_by_place() -> None:
    """All of the card to be judged; those with a verdict to be undone."""
    offered = [(each["text"]["text"], each["value"]) for each in fields(judging(RIGHT, BOTH, ()))[WHO]["options"]]
    assert offered == [("Qasem Soleimani (UN IRi.039)", "0"), ("Dmitry Rogozin (EU 1)", "1")]
    assert "initial_option" not in fields(judging(RIGHT, BOTH, ()))[WHO]  # nobody is judged by oversight
    third = replace(MINISTER, id="eu-3", refs=("eu-3",), name="Third")
    more = replace(BOTH_JUDGED, companions=(third, *BOTH_JUDGED.companions))
    offered = [(each["text"]["text"], each["value"]) for each in fields(undoing(more, ()))[WHO]["options"]]
    assert offered == [("Qasem Soleimani (UN IRi.039)", "0"), ("Dmitry Rogozin (EU 1)", "2")]


@pytest.mark.parametrize(
    ("alert", "seen", "told"),
    [(ALONE, (), []), (JUDGED, SEEN, []), (JUDGED, (), [GENERAL.name]), (BOTH_JUDGED, SEEN, [MINISTER.name])],
)
def test_what_was_judged_unseen_is_said(alert: Alert, seen: tuple[str, ...], told: list[str]) -> None:
    """By whom, as Slack shows people; and the ids of everything that stands go along, to come back as seen."""
    asked = judging(NOT_THIS, alert, seen)
    notices = [each for each in drawn(asked) if each["type"] == "rich_text"]
    assert len(notices) == bool(told)
    for name in told:
        assert "Judged meanwhile" in str(notices)
        assert "{'type': 'user', 'user_id': 'U1'}" in str(notices)
        assert (name in str(notices)) is bool(alert.companions)
    ids = json.loads(str(asked.view["private_metadata"]))
    assert ids == {"alert": alert.key, "channel": "C1", "seen": marks(alert.triage.verdicts)}


def test_what_was_entered_stays() -> None:
    """A form that comes back is filled in as it was sent."""
    kept = fields(judging(NOT_THIS, BOTH, (), Entered(1, "a striker", 365)))
    assert kept[WHO]["initial_option"]["value"] == "1"
    assert kept[REASON]["initial_value"] == "a striker"
    assert kept[HOLDS]["initial_option"]["value"] == "365"
    assert "initial_value" not in fields(judging(NOT_THIS, BOTH, ()))[REASON]


def test_no_more_people_are_offered_than_slack_takes() -> None:
    """A hundred."""
    many = (replace(MINISTER, id=f"x-{number}", refs=(f"x-{number}",), listings=()) for number in range(120))
    asked = judging(RIGHT, replace(BOTH, companions=tuple(many)), (), Entered(110))
    assert len(fields(asked)[WHO]["options"]) == 100
    View(**dict(asked.view)).validate_json()


@pytest.mark.parametrize("number", [2, 61, 100, 300])
def test_what_was_seen_has_room_however_many_judged(number: int) -> None:
    """Buttons and forms carry no more than Slack takes; whoever saw a card of a hundred verdicts saw all of them."""
    crowd = [replace(MINISTER, id=f"x-{each}", refs=(f"x-{each}",)) for each in range(number)]
    _, one = dismissed(BOTH, MINISTER)
    given = [replace(one, id=sha256(each.id.encode()).hexdigest()[:32], refs=each.refs) for each in crowd]
    judged = replace(BOTH, companions=tuple(crowd), triage=Triage(tuple(given)))
    elements: Any = buttons(judged)["elements"]
    seen = elements[0]["value"].split(" ")[1:]
    asked = undoing(judged, seen)
    again = undoing(judged, json.loads(str(asked.view["private_metadata"]))["seen"])
    assert len(elements[0]["value"]) <= 2_000  # Slack's limits
    assert len(str(asked.view["private_metadata"])) <= 3_000
    assert ["Judged meanwhile" in str(each.view) for each in (asked, again, undoing(judged, ()))] == [
        number > 100,
        number > 100,
        True,
    ]
    assert is_seen(given[-1], seen)
    assert not is_seen(one, seen)


def test_a_period_is_one_that_was_offered() -> None:
    """Anything else is the usual one."""
    assert [period(each) for each in ("30", "180", "365", "9999", "x", "")] == [30, 180, 365, 180, 180, 180]


def test_forms_hold_what_slack_takes() -> None:
    """Titles and buttons of at most 24 characters."""
    made: Any = form("c", "x" * 99, "y" * 99, "{}", ())
    assert len(made["title"]["text"]) <= 24
    assert len(made["submit"]["text"]) <= 24
