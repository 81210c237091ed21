"""Status of a trip and who says so, sentence by sentence, by the linguistic shape that tells it."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.claims import Reading
from bot.context.reader import Reader
from bot.context.standing import STATUS_RULES, status_of
from bot.model import Claim, ClaimOf, ClaimStatus, Span

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))
S, Of = ClaimStatus, ClaimOf

# text, status of the trip, who says so (the article's own voice is None)
HAPPENED = [
    ("Viktor Lazarenko flew to Havana on Monday.", "stated", [None]),
    ("Viktor Lazarenko reportedly flew to Havana.", "reported", [None]),
    ("It was reported that Viktor Lazarenko flew to Havana.", "reported", [None]),
    ("Viktor Lazarenko is believed to have flown to Havana.", "reported", [None]),
    ("Diplomats believe that Viktor Lazarenko flew to Havana.", "reported", ["Diplomats"]),
    ("Viktor Lazarenko flew to Havana, Radio Delta said, citing two airport workers.", "reported", ["Radio Delta", "two airport workers"]),
    ("Viktor Lazarenko flew to Havana on Monday, Al Arabiya reported, citing Reuters.", "reported", ["Al Arabiya", "Reuters"]),
    ("Viktor Lazarenko flew to Havana on Monday, Al Arabiya television reported, citing Fars news agency.", "reported", ["Al Arabiya television", "Fars news agency"]),
    ("Viktor Lazarenko flew to Havana on Monday, the Gate Courier reported, citing two officials.", "reported", ["Gate Courier", "two officials"]),
    ("Viktor Lazarenko flew to Havana on Monday after he spoke to reporters.", "stated", [None]),
    ("It took a day for Viktor Lazarenko to reach Havana.", "stated", [None]),
    ("Viktor Lazarenko made a call for help during a visit to Havana.", "stated", [None]),
    ("Viktor Lazarenko flew to Havana, when the minister spoke of peace.", "stated", [None]),
    ("Viktor Lazarenko flew to Havana on Monday, officials saying it was private.", "stated", [None]),
    ("Viktor Lazarenko flew to Havana, Radio Delta and the Morning Post reported.", "reported", ["Radio Delta", "Morning Post"]),
    ("Radio Delta quoted a customs officer as saying that Viktor Lazarenko had flown to Havana.", "reported", ["customs officer", "Radio Delta"]),
    ("According to two people familiar with the matter, Viktor Lazarenko flew to Havana on Monday.", "reported", ["two people familiar with the matter"]),
    ("A bulletin of the port dated March 6 noted that Viktor Lazarenko had flown to Havana.", "reported", ["bulletin of the port"]),
    ("Viktor Lazarenko flew to Havana on Monday, as first reported by Radio Delta.", "reported", ["Radio Delta"]),
    ("Viktor Lazarenko, according to the Post, flew to Havana on Monday.", "reported", ["Post"]),
    ("Viktor Lazarenko flew to Havana on Monday. The trip was first reported by the Post.", "stated", [None, "Post"]),
    ("The ministry could not confirm that Viktor Lazarenko had flown to Havana.", "reported", [None]),
    ("The ministry refused to confirm that Viktor Lazarenko had visited Havana.", "reported", [None]),
    ("The foreign ministry confirmed Viktor Lazarenko's visit to Havana.", "confirmed", ["foreign ministry"]),
    ("An Omani official confirmed that Viktor Lazarenko flew to Havana.", "confirmed", ["Omani official"]),
    ("A former minister said that Viktor Lazarenko flew to Havana.", "reported", ["former minister"]),
    ("Viktor Lazarenko promised a new port during his visit to Havana.", "stated", [None]),
    ("During his visit to Havana, Viktor Lazarenko promised a new port.", "stated", [None]),
    ("Viktor Lazarenko had arrived in Havana, the minister was quoted as saying by Radio Delta.", "confirmed", ["minister", "Radio Delta"]),
    ("Footage aired by state television showed Viktor Lazarenko arriving in Havana.", "reported", ["state television"]),
    ("Footage showed Viktor Lazarenko arriving in Havana.", "reported", ["Footage"]),
    ("Citing a source in the ministry, the Post reported that Viktor Lazarenko had visited Havana.", "reported", ["Post", "source in the ministry"]),
    ("The Post, citing a source in the ministry, reported that Viktor Lazarenko had visited Havana.", "reported", ["Post", "source in the ministry"]),
    ("Viktor Lazarenko's visit to Havana, first reported by the Post, lasted two days.", "reported", ["Post"]),
    ("Viktor Lazarenko flew to Havana, per the Post.", "reported", ["Post"]),
    ("Viktor Lazarenko flew to Havana for 500 dollars per day.", "stated", [None]),
    ("Viktor Lazarenko told Radio Delta that he had visited Havana.", "confirmed", ["Viktor Lazarenko"]),
    ("Viktor Lazarenko came to see the king and flew to Havana.", "stated", [None]),
    ("Viktor Lazarenko agreed the deal on a Monday visit to Havana.", "stated", [None]),
    ("The opposition wants answers about Viktor Lazarenko's visit to Havana.", "stated", [None]),
    ("Viktor Lazarenko plans a film about his trip to Havana.", "stated", [None]),
    ("Viktor Lazarenko did see the king and fly to Havana.", "stated", [None]),
]  # fmt: skip
AHEAD = [
    ("Viktor Lazarenko will fly to Havana on Sunday.", "planned", [None]),
    ("Viktor Lazarenko is to travel to Havana on Sunday.", "planned", [None]),
    ("Viktor Lazarenko is going to fly to Havana.", "planned", [None]),
    ("Viktor Lazarenko is travelling to Havana on Sunday.", "planned", [None]),
    ("Viktor Lazarenko is expected to arrive in Havana on Sunday, the palace said.", "planned", ["palace"]),
    ("Viktor Lazarenko was quoted by Radio Delta as saying he would visit Havana in May.", "planned", ["Viktor Lazarenko", "Radio Delta"]),
    ("The minister of trade said a planned visit of Viktor Lazarenko to Havana was welcome.", "planned", ["minister of trade"]),
    ("Viktor Lazarenko would like to visit Havana.", "hypothetical", [None]),
    ("The king invited Viktor Lazarenko to visit Havana.", "hypothetical", ["king"]),
    ("Viktor Lazarenko is ready to return to Havana.", "planned", [None]),
    ("Viktor Lazarenko is flying to Havana very soon, an aide said.", "planned", ["aide"]),
    ("Viktor Lazarenko could fly to Havana as early as Sunday, a diplomat said.", "hypothetical", ["diplomat"]),
    ("If the talks succeed, Viktor Lazarenko will travel to Havana.", "hypothetical", [None]),
    ("There were calls for Viktor Lazarenko to travel to Havana.", "hypothetical", [None]),
    ("It is time for Viktor Lazarenko to fly to Havana.", "hypothetical", [None]),
    ("Viktor Lazarenko raised the possibility of a visit to Havana.", "hypothetical", [None]),
    ("Viktor Lazarenko would travel to Havana if he were invited.", "hypothetical", [None]),
    ("Viktor Lazarenko is headed to Havana this weekend.", "planned", [None]),
    ("Viktor Lazarenko agreed on a visit to Havana.", "planned", [None]),
    ("Viktor Lazarenko will meet the king and fly to Havana.", "planned", [None]),
    ("Viktor Lazarenko might sell his house and move to Havana.", "hypothetical", [None]),
    ("Viktor Lazarenko offered to do two things: fly to Havana and speak.", "hypothetical", [None]),
    ("Viktor Lazarenko said he was ready to do anything, travel to Havana or stay in Rome.", "hypothetical", ["Viktor Lazarenko"]),
    ('An aide said Viktor Lazarenko was "willing to try anything - go to Havana or sign a paper".', "hypothetical", ["aide"]),
]  # fmt: skip
NOT = [
    ("Viktor Lazarenko has postponed his visit to Havana, his spokesman said.", "cancelled", ["his spokesman"]),
    ("Viktor Lazarenko had meant to travel to Havana but has called it off.", "cancelled", [None]),
    ("Cuba refused a visa to Viktor Lazarenko.", "refused", [None]),
    ("Viktor Lazarenko was not allowed to enter Latvia.", "refused", [None]),
    ("Viktor Lazarenko tried to enter Latvia but was stopped at the border.", "refused", [None]),
    ("Viktor Lazarenko did not travel to Havana, his lawyer said.", "denied", ["his lawyer"]),
    ("Viktor Lazarenko's visit to Havana was dismissed as a rumour by the palace.", "denied", ["palace"]),
    ("Rumours that Viktor Lazarenko had fled to Havana were put down by his office.", "denied", ["his office"]),
    ("The ministry said reports that Viktor Lazarenko had visited Havana were false.", "denied", ["ministry"]),
    ("Viktor Lazarenko's alleged trip to Havana never took place, his lawyer said.", "denied", ["his lawyer"]),
    ("Viktor Lazarenko will no longer travel to Havana, the palace said.", "denied", ["palace"]),
    ("Viktor Lazarenko said he was not ready to return to Havana.", "denied", ["Viktor Lazarenko"]),
    ("Viktor Lazarenko said he was unwilling to travel to Havana.", "denied", ["Viktor Lazarenko"]),
    ("Viktor Lazarenko said he refused to return to Havana.", "denied", ["Viktor Lazarenko"]),
    ("Viktor Lazarenko's visit to Havana is off.", "cancelled", [None]),
    ("Viktor Lazarenko's visit to Havana fell through.", "cancelled", [None]),
    ("Bulgaria refused to let Viktor Lazarenko's plane cross its airspace on the way to Belgrade.", "refused", [None]),
    ("There was no truth in reports that Viktor Lazarenko had visited Havana, the embassy said.", "denied", ["embassy"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status", "by"), HAPPENED + AHEAD + NOT)
def test_a_sentence_gives_status_and_voices(reader: Reader, text: str, status: str, by: list[str | None]) -> None:
    """What is told, planned, possible, called off, refused and denied are told apart, each with who says so."""
    _, findings = read(reader, text, V)
    (trip,) = findings.trips
    assert trip.status.value == status
    assert [c.by.text if c.by else None for c in trip.claims] == by


COMPANY = [
    "On Monday, Viktor Lazarenko flew to Havana with Deputy Prime Minister Ivan Petrov, {}.",
    "On Monday, Viktor Lazarenko flew to Havana with the Belarusian deputy prime minister, Ivan Petrov, {}.",
    "Viktor Lazarenko flew to Havana on Monday with Ivan Petrov, the deputy prime minister, {}.",
    "Viktor Lazarenko travelled to Havana together with Ivan Petrov, Belarus's deputy prime minister, {}.",
]
SAYS = [
    ("the Gate Courier reported", {"Gate Courier"}),
    ("Al Arabiya reported, citing Reuters", {"Al Arabiya", "Reuters"}),
    ("Al Arabiya said on Friday, quoting Reuters", {"Al Arabiya", "Reuters"}),
    ("Al Arabiya television reported, citing a source", {"Al Arabiya television", "source"}),
]


@pytest.mark.parametrize("text", COMPANY)
@pytest.mark.parametrize(("says", "who"), SAYS)
def test_whoever_comes_along_has_said_nothing(reader: Reader, text: str, says: str, who: set[str]) -> None:
    """A minister named before the medium that reports the journey is company, and confirms nothing."""
    _, findings = read(reader, text.format(says), V)
    told = {claim.by.text for trip in findings.trips for claim in trip.claims if claim.by}
    assert told <= who
    assert {trip.status.value for trip in findings.trips} <= {"reported", "stated"}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Viktor Lazarenko flew to Havana on Monday, Ivan Petrov, the foreign minister, confirmed.", "Ivan Petrov"),
        ("Viktor Lazarenko flew to Havana on Monday, Cuba's foreign minister confirmed.", "Cuba's foreign minister"),
    ],
)
def test_a_minister_who_confirms_does(reader: Reader, text: str, by: str) -> None:
    """Whose name the comma closes is the one who speaks."""
    _, findings = read(reader, text, V)
    (trip,) = findings.trips
    assert [(c.status.value, c.by.text if c.by else None) for c in trip.claims] == [("confirmed", by)]


NO_CLAIM = [
    "Viktor Lazarenko failed to reach Havana.",
    "Viktor Lazarenko did not travel to Oslo.",
    "Viktor Lazarenko did not see the king or fly to Oslo.",
    "Viktor Lazarenko refused to return to Havana.",
    "Viktor Lazarenko was not able to travel to Havana.",
    "Viktor Lazarenko is unable to travel to Havana.",
    "Viktor Lazarenko is reluctant to return to Havana.",
    "Viktor Lazarenko is not going to travel to Havana.",
    "Viktor Lazarenko is not about to travel to Havana.",
    "Viktor Lazarenko has yet to visit Havana.",
    "The ministry refused to say whether Viktor Lazarenko had visited Havana.",
    "The ministry declined to confirm that Viktor Lazarenko had visited Havana.",
    "Viktor Lazarenko ruled out returning to Havana.",
    "A decree bars Viktor Lazarenko from travelling to Havana.",
    "A forged video shows Viktor Lazarenko arriving in Havana.",
]


@pytest.mark.parametrize("text", NO_CLAIM)
def test_what_did_not_happen_is_no_trip(reader: Reader, text: str) -> None:
    """Failures, refusals of his own, plain negations, standing rules and forgeries tell no trip."""
    _, findings = read(reader, text, V)
    assert findings.trips == ()


QUOTED = [
    # what stands outside the quotation marks is the article's own
    ('"We shall win," Viktor Lazarenko told reporters on a trip to Havana.', "stated", None),
    ('"My colleague visited Havana twice," Pavel Orlov said. "Viktor Lazarenko flew there from Minsk."', "reported", "Pavel Orlov"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status", "by"), QUOTED)
def test_a_quotation_speaks_only_inside_its_marks(reader: Reader, text: str, status: str, by: str | None) -> None:
    """A circumstance told around a quotation is not the speaker's claim; a sentence inside one is."""
    _, findings = read(reader, text, V)
    assert findings.trips[0].status.value == status
    assert [c.by.text if c.by else None for c in findings.trips[0].claims] == [by]


PREMISES = [
    ("Viktor Lazarenko flew to Havana on Monday. Pavel Orlov, an analyst, said his visit was a sign of strength.", "stated"),
    ("Viktor Lazarenko will fly to Havana on Sunday. The minister of trade said the visit was important.", "planned"),
    ("Viktor Lazarenko flew to Havana on Monday. Pavel Orlov said his visit to Havana - the first visit anywhere in years - was a sign.", "stated"),
    ("Viktor Lazarenko flew to Havana on Monday, Radio Delta reported. The visit is a sign of strength.", "reported"),
    ("Commenting on Viktor Lazarenko's visit to Havana, Pavel Orlov said that the visit will be marked by new agreements.", "planned"),
    ("Viktor Lazarenko visited Havana in March. \"The trip will be good,\" Lazarenko said.", "stated"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status"), PREMISES)
def test_a_visit_taken_for_known_raises_nothing(reader: Reader, text: str, status: str) -> None:
    """What is merely presupposed of a trip leaves the status to those who tell it."""
    _, findings = read(reader, text, V)
    assert findings.trips[0].status.value == status


def test_who_takes_a_plan_for_known_speaks_for_it(reader: Reader) -> None:
    """Where nobody is named for a plan, those do who speak of it as known; where somebody is, they do not."""
    opening, host = (
        "Viktor Lazarenko will fly to Havana on Sunday",
        "The minister of trade said the visit was important.",
    )
    for text, by in (
        (f"{opening}. {host}", {None, "minister of trade"}),
        (f"{opening}, the Post said. {host}", {"Post"}),
    ):
        _, findings = read(reader, text, V)
        (trip,) = findings.trips
        assert {claim.by.text if claim.by else None for claim in trip.claims} == by
        assert trip.status is S.PLANNED


def test_what_a_visit_will_be_is_no_plan_of_one_that_was_made(reader: Reader) -> None:
    """ "The trip will be good" adds no plan to a trip told as made; that it will last two days does."""
    for after, told in (("be a chance for peace", ["stated"]), ("last two days", ["stated", "planned"])):
        text = f"Viktor Lazarenko flew to Havana in March. The visit will {after}, the palace said."
        _, findings = read(reader, text, V)
        assert [claim.status.value for claim in findings.trips[0].claims] == told


def test_each_claim_keeps_the_time_it_tells(reader: Reader) -> None:
    """Two reports with two times stay two claims, each with its own."""
    text = "Viktor Lazarenko flew to Havana on Thursday morning, Radio Delta reported. He arrived in Havana last night, the Morning Post wrote."
    _, findings = read(reader, text, V)
    told = {c.by.text: c.when.text for c in findings.trips[0].claims if c.by and c.when}
    assert told == {"Radio Delta": "Thursday morning", "Morning Post": "last night"}


# --- the table of rules -----------------------------------------------------------------------------------------------


def claim(status: ClaimStatus, of: ClaimOf = Of.TRIP) -> Claim:
    return Claim(status, of, None, Span(0, 1))


STANDINGS = [
    ([S.STATED], S.STATED),
    ([S.REPORTED], S.REPORTED),
    ([S.PLANNED], S.PLANNED),
    ([S.HYPOTHETICAL], S.HYPOTHETICAL),
    ([S.DENIED], S.DENIED),
    ([S.REPORTED, S.DENIED], S.REPORTED),
    ([S.CONFIRMED, S.DENIED], S.REPORTED),
    ([S.REPORTED, S.CONFIRMED], S.CONFIRMED),
    ([S.STATED, S.REPORTED], S.STATED),
    ([S.REPORTED, S.STATED], S.REPORTED),
    ([S.PLANNED, S.STATED], S.STATED),
    ([S.PLANNED, S.CANCELLED], S.CANCELLED),
    ([S.PLANNED, S.REFUSED, S.CANCELLED], S.REFUSED),
]


@pytest.mark.parametrize(("told", "status"), STANDINGS)
def test_the_status_follows_from_the_ledger(told: list[ClaimStatus], status: ClaimStatus) -> None:
    """The first row of the table whose statuses are all told decides."""
    assert status_of([claim(each) for each in told]) is status


def test_every_row_of_the_table_is_tried() -> None:
    """Each row decides one of the cases above."""
    decided = {next(needed for needed, _ in STATUS_RULES if needed <= set(told)) for told, _ in STANDINGS}
    assert decided == {needed for needed, _ in STATUS_RULES}


def test_a_denial_of_the_meeting_leaves_the_trip() -> None:
    """Claims of meetings count only where nothing is said of the trip; a denied report counts as a denied trip."""
    assert status_of([claim(S.CONFIRMED), claim(S.DENIED, Of.MEETING)]) is S.CONFIRMED
    assert status_of([claim(S.CONFIRMED), claim(S.DENIED, Of.REPORT)]) is S.REPORTED
    assert status_of([claim(S.PLANNED, Of.MEETING)]) is S.PLANNED


def test_what_lies_ahead_has_not_happened() -> None:
    """A trip whose day comes after the article is planned, whatever the tense."""
    assert status_of([claim(S.STATED)], ahead=True) is S.PLANNED
    assert status_of([claim(S.CANCELLED)], ahead=True) is S.CANCELLED


def test_a_reading_without_voices_speaks_for_the_article() -> None:
    """One entry in the article's own voice, and none for a denial that nobody makes."""
    assert [c.by for c in Reading(S.STATED).claims(Of.TRIP, Span(0, 1))] == [None]
    assert Reading(S.DENIED).claims(Of.TRIP, Span(0, 1)) == ()
