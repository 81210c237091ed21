"""Remarks that name no journey reach the one they speak of, with who makes them and of what."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader
from bot.model import ClaimStatus

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))
W = listed("Anna Kern")
REPORT = "Viktor Lazarenko flew to Havana on Thursday, Radio Delta reported."

DENIALS = [
    # what follows the report; of what; by whom
    ("Cuba denied it.", "report", "Cuba"),
    ("The ministry dismissed the report as pure invention.", "report", "ministry"),
    ('His lawyer rejected as "wishful thinking" the claim.', "report", "His lawyer"),
    ('His office, which called it "wishful thinking", gave no details.', "report", "His office"),
    ("Pavel Orlov, the government's spokesman, called the story stale.", "report", "Pavel Orlov"),
    ('"This is a lie," said a spokesman for the ministry.', "report", "spokesman for the ministry"),
    ('"Nonsense," said his press office.', "report", "his press office"),
    ("Not so, says a spokesman in Minsk.", "report", "spokesman in Minsk"),
    ("Cuba's army would have none of it.", "report", "Cuba's army"),
    ('A person close to the general spoke of "fiction, and badly plotted".', "report", "person close to the general"),
    ('"No such visit took place," ministry spokesman Pavel Orlov told reporters.', "trip", "Pavel Orlov"),
    ('"There was no visit," said the deputy spokeswoman, Eleni Markou.', "trip", "Eleni Markou"),
    ("The speaker of parliament said he had no such guest.", "trip", "speaker of parliament"),
    ("An official of the airport said there was no record of any entry.", "trip", "official of the airport"),
    ("Cuba denied having hosted him.", "trip", "Cuba"),
    ('"He has not been received here," said the government spokesman, Hassan Brahim Taka.', "trip", "Hassan Brahim Taka"),
    ("Cuba denied having played host to Viktor Lazarenko.", "trip", "Cuba"),
    ("His lawyer said he had not set foot on the plane.", "trip", "His lawyer"),
    ("The palace denied that such talks were set.", "meeting", "palace"),
    ('"No dinner and no lunch," snapped an adviser.', "meeting", "adviser"),
    ("No such meeting is on the president's schedule, his spokesman said.", "schedule", "his spokesman"),
    ("The embassy described it as fabricated.", "report", "embassy"),
    ("The embassy issued a denial.", "report", "embassy"),
    ('"There is no truth in it," his lawyer said.', "report", "his lawyer"),
    ("Cuba's ministry said he had not been in the country.", "trip", "Cuba's ministry"),
    ("The palace said there were no meetings with him on its schedule.", "meeting", "palace"),
]  # fmt: skip


@pytest.mark.parametrize(("remark", "of", "by"), DENIALS)
def test_a_denial_reaches_the_report_before_it(reader: Reader, remark: str, of: str, by: str) -> None:
    """The report stays open, and the denial stands beside it: of what, and by whom."""
    _, findings = read(reader, f"{REPORT} {remark}", V)
    (trip,) = findings.trips
    assert trip.status is ClaimStatus.REPORTED
    assert [(c.of.value, c.by.text if c.by else None) for c in trip.claims if c.status is ClaimStatus.DENIED] == [
        (of, by)
    ]


def test_a_state_denies_what_is_told_of_it(reader: Reader) -> None:
    """Of several journeys told before, the denial of a ministry is for the one to its own state."""
    text = f"{REPORT} He had been due to fly to Kuala Lumpur on Sunday. Cuba's ministry denied the visit."
    _, findings = read(reader, text, V)
    denied = {
        t.destination.country
        for t in findings.trips
        for c in t.claims
        if c.status is ClaimStatus.DENIED and t.destination
    }
    assert denied == {"CU"}


def test_each_speaks_for_himself(reader: Reader) -> None:
    """Of two voices in one sentence each is heard, and of a lawyer's the client's too."""
    remark = '"No dinner and no lunch," snapped an adviser; his office, too, said that no such meeting took place.'
    further = "Through his lawyer, Viktor Lazarenko told us that he had not set foot in the country."
    _, findings = read(reader, f"{REPORT} {remark} {further}", V)
    denied = {c.by.text for c in findings.trips[0].claims if c.status is ClaimStatus.DENIED and c.by}
    assert denied == {"adviser", "his office", "Viktor Lazarenko", "his lawyer"}


def test_a_host_speaks_of_the_journey_to_him(reader: Reader) -> None:
    """A state that has no meeting on its schedule speaks of the journey that leads there, not of one told between."""
    text = (
        f"{REPORT} Lazarenko will go to Doha in May. Cuba's foreign ministry said there were no talks on its schedule."
    )
    _, findings = read(reader, text, V)
    denied = {
        t.destination.text for t in findings.trips for c in t.claims if c.status is ClaimStatus.DENIED and t.destination
    }
    assert denied == {"Havana"}


NO_DENIALS = [
    "The palace neither confirmed nor denied the report.",
    "The palace declined to confirm or deny the trip.",
    "The palace did not deny the report.",
    "A diplomat said a summit might not take place.",
    "It was not his first trip to Cuba.",
    "Lazarenko is charged with fraud. He denied the allegations.",
    "Lazarenko was accused of theft by a banker. He has always rejected the claim.",
    "He is suspected of bribery. He denies it.",
    "He denied allegations of fraud.",
    '"The budget is a fantasy," said Pavel Orlov. The palace denied the claim.',
    "In his absence the opposition called that plan a fantasy.",
    "The opposition called the budget a lie.",
]


@pytest.mark.parametrize("remark", NO_DENIALS)
def test_what_denies_nothing_is_no_denial(reader: Reader, remark: str) -> None:
    """Silence, doubt and other matters stand beside no report as denials."""
    _, findings = read(reader, f"{REPORT} {remark}", V)
    assert not [c for c in findings.trips[0].claims if c.status is ClaimStatus.DENIED]


def test_an_accused_traveller_denies_what_he_is_accused_of(reader: Reader) -> None:
    """A charge named in the sentence of the journey is what is denied; a charge of the journey itself is that."""
    for opening, deniers in (
        ("Viktor Lazarenko, who is accused of fraud, flew to Havana on Thursday.", []),
        ("Radio Delta alleged that Viktor Lazarenko had flown to Havana on Thursday.", ["Lazarenko"]),
    ):
        _, findings = read(reader, f"{opening} He denied the allegations.", V)
        (trip,) = findings.trips
        assert [c.by.text for c in trip.claims if c.status is ClaimStatus.DENIED and c.by] == deniers


def test_a_denial_answers_the_report_told_last(reader: Reader) -> None:
    """Where another report stands in between, the denial speaks of that."""
    between = "The Morning Post alleged that the budget had been cut. The palace rejected the allegation."
    _, findings = read(reader, f"{REPORT} {between}", V)
    assert not [c for c in findings.trips[0].claims if c.status is ClaimStatus.DENIED]


def test_a_denial_is_of_the_person_it_names(reader: Reader) -> None:
    """Of two journeys the one of the person named is denied."""
    text = f"{REPORT} Anna Kern flew to Doha on Monday, the Morning Post wrote. Cuba denied that it had received Viktor Lazarenko."
    _, findings = read(reader, text, V, W)
    denied = {t.person for t in findings.trips for c in t.claims if c.status is ClaimStatus.DENIED}
    assert denied == {V.id}


OTHERS = [
    (
        "Viktor Lazarenko had planned to fly to Havana, but the journey was called off, his office said.",
        "cancelled",
        "his office",
    ),
    (
        "Viktor Lazarenko is due in Havana on Sunday. The trip will not go ahead, his office said.",
        "cancelled",
        "his office",
    ),
    (
        "Viktor Lazarenko had been due in Havana on Sunday. Bakers waited. On Saturday the journey was called off, his office said.",
        "cancelled",
        "his office",
    ),
    (f"{REPORT} Poland has refused overflight to the plane, the ministry said.", "refused", "ministry"),
    (f"{REPORT} The palace confirmed the report.", "confirmed", "palace"),
    (f"{REPORT} It cited two airport workers.", "reported", "two airport workers"),
]


@pytest.mark.parametrize(("text", "status", "by"), OTHERS)
def test_a_remark_adds_its_claim(reader: Reader, text: str, status: str, by: str) -> None:
    """Cancellations, refusals, confirmations and further sources join the ledger of the journey told before."""
    _, findings = read(reader, text, V)
    (trip,) = findings.trips
    assert trip.status.value == status
    assert (status, by) in [(c.status.value, c.by.text) for c in trip.claims if c.by]


@pytest.mark.parametrize(
    ("remark", "claims"),
    [
        ("The foreign ministry said the talks had been put off.", [("cancelled", "meeting", "foreign ministry")]),
        ("The foreign ministry said that talks with farmers had been put off.", []),
        ("The foreign ministry said the talks might be put off.", []),
        ("The foreign ministry said the talks had not been put off.", []),
    ],
)
def test_talks_put_off_are_no_journey_called_off(
    reader: Reader, remark: str, claims: list[tuple[str, str, str]]
) -> None:
    """A meeting put off stands beside the journey and does not call it off; other talks say nothing."""
    _, findings = read(
        reader, f"Viktor Lazarenko will fly to Havana on Sunday for talks, Radio Delta said. {remark}", V
    )
    (trip,) = findings.trips
    assert trip.status is ClaimStatus.PLANNED
    told = [(c.status.value, c.of.value, c.by.text) for c in trip.claims if c.by]
    assert [claim for claim in told if claim[2] != "Radio Delta"] == claims
