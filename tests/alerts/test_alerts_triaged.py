"""The card shows what people did about it, and offers what fits that; its buttons carry ids and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alert_stories import MENTION, account, alert, founding, seen, trip
from slack_sdk.models.blocks import Block as SlackBlock

from bot.alerts.card import card
from bot.alerts.triaged import told_of
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
        (triaged(verdicts=(RIGHT,)), "✔ Right person, says U0ANN · Fri 15 Apr 2016 15:30 UTC", ["Undo", *SNOOZES, *REST]),
        (
            triaged(verdicts=(DISMISSED,)),
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


def test_of_several_people_it_says_about_whom_the_question_is_open() -> None:
    """The name stands beside it, as it does at a verdict."""
    other = replace(STORY.person, id="p9", refs=("p9",), name="Pat Doe")
    of_other = replace(DISMISSED, refs=other.refs)
    shown = replace(triaged(reopened=Reopened(of_other, "the verdict has expired")), companions=(other,))
    assert next(told_of(shown)).startswith("Open again (Pat Doe): U0ANN dismissed")


def test_a_dismissed_card_is_grey() -> None:
    """The colour goes, the words that say what was reported stay."""
    assert seen(card(triaged(verdicts=(DISMISSED,)))).startswith("⚪ Reported trip")
    assert seen(card(triaged(verdicts=(RIGHT,)))).startswith("🔴 Reported trip")


def test_a_verdict_that_later_reports_speak_against_is_open_again() -> None:
    """The card says why, and asks anew."""
    sport = Evidence("profession", False, "“striker” is no “general”", Span(0, 7), -2.0)
    other = replace(account(3, "Wire", trip()), mention=replace(MENTION, evidence=(sport,)))
    shown = replace(alert(*STORY.accounts, other), triage=Triage(verdicts=(RIGHT,)))
    assert "since then other facts are told: profession" in seen(card(shown))
    assert offered(shown)[:3] == ["Undo", *JUDGE]


def test_a_snooze_that_is_over_is_not_shown() -> None:
    """Once the alert has changed after it, or has grown graver than what was snoozed."""
    assert "Snoozed" not in seen(card(replace(triaged(snoozed=MUTE), updated=MUTE.until)))
    assert "Snoozed" not in seen(card(triaged(snoozed=replace(MUTE, gravity=Reason.TRIP_NO_BAN))))


@pytest.mark.parametrize(("shown", "value"), [(STORY, "k1"), (triaged(verdicts=(RIGHT,)), "k1 v1")])
def test_what_is_pressed_carries_ids_alone(shown: Alert, value: str) -> None:
    """The key and the verdicts that are shown: nothing of article, person or list goes out with a button and comes back."""
    (row,) = (block for block in card(shown).blocks if block["type"] == "actions")
    *buttons, menu = row["elements"]  # type: ignore[misc]
    assert {each["value"] for each in buttons} == {value}
    assert [each["value"] for each in menu["options"]] == [
        "snooze1 k1",
        "snooze7 k1",
        "snooze30 k1",
        "assign k1",
        "why k1",
    ]
    SlackBlock.parse(dict(row)).validate_json()  # type: ignore[union-attr]
