"""A verdict holds while a new mention tells nothing else, and says nothing about anybody or anything beyond what was judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_stories import GENERAL, MENTION

from bot.alerts import verdict as rules
from bot.alerts.verdict import OPENINGS, Sighting, facts_of, why_open
from bot.model import Evidence, Judgement, Mention, Name, Person, Span, Verdict

NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
FITS = Evidence("name", True, "“Qassem Soleimani” is a spelling of “Qasem Soleimani”")
SPORT = Evidence("profession", False, "“striker” is no “general”", Span(20, 27), -2.0)
SILENT = Evidence("role", False, "none of the roles is told", None, -0.7)
ROLE = Evidence("role", True, "“Quds Force commander” ~ “Commander of the Qods Force”", Span(20, 40), 2.6)
PLAYER = replace(MENTION, evidence=(FITS, SPORT, SILENT))
UNTOLD = replace(MENTION, evidence=(FITS,))


def given(mention: Mention = PLAYER, person: Person = GENERAL, until: datetime | None = None) -> Verdict:
    facts = facts_of(person, [mention])
    return Verdict("v1", Judgement.NOT_THIS, person.refs, "abc123", "C1", "a striker", "U1", NOW, until, facts)


def seen(mention: Mention = PLAYER, person: Person = GENERAL, same_story: bool = True, days: int = 1) -> Sighting:
    return Sighting(person, mention, same_story, NOW + timedelta(days=days))


MERGED = replace(GENERAL, refs=(*GENERAL.refs, "eu-1"))
CASES = [
    ("the same words in the story", given(), seen(), None),
    ("a further report that tells less of him", given(), seen(UNTOLD), None),
    ("more that speaks against", given(UNTOLD), seen(PLAYER), None),
    ("the striker in another story", given(), seen(same_story=False), None),
    ("the bare name in another story", given(), seen(UNTOLD, same_story=False), "another story"),
    ("what is merely not said tells nobody apart", given(), seen(replace(MENTION, evidence=(FITS, SILENT)), same_story=False), "another story"),
    ("a dismissal without facts stays with its story", given(UNTOLD), seen(UNTOLD, same_story=False), "another story"),
    ("a role that fits", given(), seen(replace(PLAYER, evidence=(FITS, SPORT, ROLE))), "other facts are told: role"),
    ("a role that fitted before", given(replace(MENTION, evidence=(FITS, ROLE))), seen(replace(MENTION, evidence=(FITS, ROLE))), None),
    ("another nationality", given(), seen(replace(PLAYER, evidence=(SPORT, Evidence("nationality", True, "“Iranian”")))), "other facts"),
    ("the right person, and a role besides", replace(given(UNTOLD), judgement=Judgement.RIGHT), seen(replace(MENTION, evidence=(FITS, ROLE))), None),
    ("the right person, and a sport besides", replace(given(UNTOLD), judgement=Judgement.RIGHT), seen(PLAYER), "other facts are told: profession"),
    ("another spelling", given(), seen(replace(PLAYER, matched="Kasim Sulaymani")), "another spelling: “Kasim"),
    ("the same spelling in capitals", given(), seen(replace(PLAYER, matched="QASSEM SOLEIMANI")), None),
    ("another role in the entry", given(), seen(person=replace(GENERAL, roles=("Footballer",))), "the entry has changed: roles"),
    ("a day of birth in the entry", given(), seen(person=replace(GENERAL, born=("1957",))), "the entry has changed: born"),
    ("a death in the entry", given(), seen(person=replace(GENERAL, died="2020-01-03")), "the entry has changed: died"),
    ("a nationality in the entry", given(), seen(person=replace(GENERAL, nationality=("IR",))), "the entry has changed: nationality"),
    ("an organisation in the entry", given(), seen(person=replace(GENERAL, organisations=("IRGC",))), "the entry has changed: organisations"),
    ("a route, a threshold, a listing", given(), seen(person=replace(GENERAL, route="x", threshold=0.9, listings=())), None),
    ("one more spelling in the entry", given(), seen(person=replace(GENERAL, names=(*GENERAL.names, Name("Haj Qasem")))), "the entry has changed: names"),
    ("another name in the entry", given(), seen(person=replace(GENERAL, name="X Y", names=(Name("X Y"),))), "the entry has changed: names"),
    ("a merge that adds spellings", given(), seen(person=replace(MERGED, names=(*GENERAL.names, Name("Haj Qasem")))), None),
    ("listed again after it was delisted", given(), seen(person=replace(GENERAL, listings=(replace(GENERAL.listings[0], since="2026-01-01"),))), None),
    ("under a further number", given(), seen(person=replace(GENERAL, refs=("un-IRi.999", *GENERAL.refs))), None),
    ("a merge that adds roles", given(), seen(person=replace(MERGED, roles=(*GENERAL.roles, "Brigadier"))), None),
    ("a merge that takes roles away", given(), seen(person=replace(MERGED, roles=("Brigadier",))), "the entry has changed"),
    ("its last day", given(until=NOW + timedelta(days=2)), seen(days=1), None),
    ("past its time", given(until=NOW + timedelta(days=2)), seen(days=2), "the verdict has expired"),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "sighting", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_opens_the_question(verdict: Verdict, sighting: Sighting, why: str | None) -> None:
    """Each rule on both of its sides."""
    found = why_open(verdict, sighting)
    assert (found is None) if why is None else (found or "").startswith(why)


@pytest.mark.parametrize("rule", OPENINGS, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_word_and_a_case(rule: object) -> None:
    """No rule stands in the table that no case above trips, and each says what it is."""
    assert getattr(rule, "__doc__", None)
    assert any(why and rule(verdict, sighting) for _, verdict, sighting, why in CASES)  # type: ignore[operator]


def test_it_is_found_by_any_list_entry() -> None:
    """A merged person keeps it by the reference of each list; another bearer of the name has none of them."""
    verdict = given()
    assert verdict.is_about(replace(GENERAL, id="eu-1", refs=("eu-1", "ofac-10481")))
    assert not verdict.is_about(replace(GENERAL, id="un-IRi.040", refs=("un-IRi.040",)))


def test_facts_read_the_same_in_any_order() -> None:
    """The same mentions make the same facts, byte for byte."""
    assert facts_of(GENERAL, [PLAYER, UNTOLD]) == facts_of(GENERAL, [UNTOLD, PLAYER, PLAYER])


def test_kinds_of_the_name_are_those_of_matching() -> None:
    """What comes from the name alone is known by the words that matching has for it."""
    from bot.matching.evidence import NAME_FEATURES, TEXT_FEATURES

    of_the_text = {feature.kind for feature in TEXT_FEATURES} - {"name"}
    assert {feature.kind for feature in NAME_FEATURES} == rules._OF_THE_NAME
    assert of_the_text.isdisjoint(rules._OF_THE_NAME)
