"""The card shows what people did about it, and offers what fits that; its buttons and forms carry ids and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alert_stories import MENTION, account, alert, founding, seen, trip
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View

from bot.alerts.card import card
from bot.alerts.triaged import FORM, HOLDS, REASON, period, reason_form, told_of
from bot.alerts.verdict import facts_of
from bot.model import Alert, Assignment, Evidence, Judgement, Mute, Reason, Reopened, Span, Triage, Verdict

AT = datetime(2016, 4, 15, 15, 30, tzinfo=UTC)
STORY = founding()
FACTS = facts_of(STORY.person, [each.mention for each in STORY.accounts])
DISMISSED = Verdict(
    "v1", Judgement.NOT_THIS, STORY.person.refs, "k1", "C1", "a striker", "U0ANN", AT, AT + timedelta(days=180), FACTS
)
RIGHT = replace(DISMISSED, judgement=Judgement.RIGHT, reason="", until=None)
MUTE = Mute(
    "m1",
    STORY.person.name,
    STORY.person.refs,
    "U0BOB",
    AT,
    AT + timedelta(days=7),
    "k1",
    "C1",
    Reason.TRIP_BAN_POSSIBLE,
)


def triaged(**what: Any) -> Alert:
    return replace(STORY, triage=Triage(**what))


def offered(shown: Alert) -> list[str]:
    """What can be pressed: buttons, then what the menu holds."""
    (row,) = (block for block in card(shown).blocks if block["type"] == "actions")
    *buttons, menu = row["elements"]  # type: ignore[misc]
    return [each["text"]["text"] for each in (*buttons, *menu["options"])]


SNOOZES = ["Snooze 1 day", "Snooze 7 days", "Snooze 30 days"]
JUDGE, REST = ["Right person", "Not this person"], ["Assign to me", "Why?"]


@pytest.mark.parametrize(
    ("shown", "line", "buttons"),
    [
        (STORY, "", [*JUDGE, *SNOOZES, *REST]),
        (triaged(verdict=RIGHT), "✔ Right person, says U0ANN · Fri 15 Apr 2016 15:30 UTC", ["Undo", *SNOOZES, *REST]),
        (
            triaged(verdict=DISMISSED),
            "✖ Not this person, says U0ANN · Fri 15 Apr 2016 15:30 UTC: “a striker” · holds until Wed 12 Oct 2016",
            ["Undo", *SNOOZES, *REST],
        ),
        (triaged(snoozed=MUTE), "⏸ Snoozed by U0BOB until Fri 22 Apr 2016 15:30 UTC", [*JUDGE, "Wake now", *REST]),
        (triaged(assigned=Assignment("U0EVE", AT)), "→ Assigned to U0EVE, Fri 15 Apr 2016 15:30 UTC", [*JUDGE, *SNOOZES, *REST]),
        (
            triaged(reopened=Reopened(DISMISSED, "other facts are told: role “general”")),
            ("Open again: U0ANN dismissed an earlier alert (k1) as not this person, Fri 15 Apr 2016 15:30 UTC: “a striker”. "
            "Now other facts are told: role “general”"),
            [*JUDGE, *SNOOZES, *REST],
        ),
    ],
)  # fmt: skip
def test_who_did_what_and_what_can_be_done_next(shown: Alert, line: str, buttons: list[str]) -> None:
    """Above the small print, in words; undo where there is something to undo."""
    lines = seen(card(shown)).rstrip().split("\n")
    assert lines[-3] == line if line else lines[-3].startswith("Background")
    assert offered(shown) == buttons
    assert list(told_of(shown)) == ([line] if line else [])


def test_a_dismissed_card_is_grey() -> None:
    """The colour goes, the words that say what was reported stay."""
    assert seen(card(triaged(verdict=DISMISSED))).startswith("⚪ Reported trip")
    assert seen(card(triaged(verdict=RIGHT))).startswith("🔴 Reported trip")


def test_a_verdict_that_later_reports_speak_against_is_open_again() -> None:
    """The card says why, and asks anew."""
    sport = Evidence("profession", False, "“striker” is no “general”", Span(0, 7), -2.0)
    other = replace(account(3, "Wire", trip()), mention=replace(MENTION, evidence=(sport,)))
    shown = replace(alert(*STORY.accounts, other), triage=Triage(verdict=RIGHT))
    assert "since then other facts are told: profession" in seen(card(shown))
    assert offered(shown)[:3] == ["Undo", *JUDGE]


def test_a_snooze_that_is_over_is_not_shown() -> None:
    """Once the alert has changed after it, or has grown graver than what was snoozed."""
    assert "Snoozed" not in seen(card(replace(triaged(snoozed=MUTE), updated=MUTE.until)))
    assert "Snoozed" not in seen(card(triaged(snoozed=replace(MUTE, gravity=Reason.TRIP_NO_BAN))))


def test_what_is_pressed_carries_the_key_alone() -> None:
    """Nothing of the article, the person or the list goes out with a button and comes back."""
    (row,) = (block for block in card(STORY).blocks if block["type"] == "actions")
    *buttons, menu = row["elements"]  # type: ignore[misc]
    assert {each["value"] for each in buttons} == {"k1"}
    assert [each["value"] for each in menu["options"]] == [
        "snooze1 k1",
        "snooze7 k1",
        "snooze30 k1",
        "assign k1",
        "why k1",
    ]
    SlackBlock.parse(dict(row)).validate_json()  # type: ignore[union-attr]


def test_the_form_is_one_that_slack_takes() -> None:
    """It holds the ids it was opened with, and two fields whose names come back."""
    form = reason_form(json.dumps({"alert": "k1", "channel": "C1"}))
    View(**dict(form)).validate_json()
    assert form["callback_id"] == FORM
    assert [each["block_id"] for each in form["blocks"]] == [REASON, HOLDS]  # type: ignore[attr-defined]
    assert "mrkdwn" not in json.dumps(form)
    assert [period(each) for each in ("30", "180", "365", "9999", "x", "")] == [30, 180, 365, 180, 180, 180]
