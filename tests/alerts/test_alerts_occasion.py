"""Everything that a decision is taken on comes back from its record as the value it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import record
from bot.alerts.occasion import _DECIDES, Occasion, Way
from bot.alerts.past import Past
from bot.alerts.routes import Policy, Quiet, Route
from bot.model import Reason
from bot.record import Difference, first_difference

FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


def few(kind: Any) -> st.SearchStrategy[Any]:
    """Tuples of no more than two, so that what is nested deep stays small."""
    parts = get_args(kind)
    if parts[-1] is not Ellipsis:
        return st.tuples(*map(st.from_type, parts))
    return st.lists(st.from_type(parts[0]), max_size=2).map(tuple)


st.register_type_strategy(tuple, few)
st.register_type_strategy(str, WORDS)
st.register_type_strategy(datetime, st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
st.register_type_strategy(float, st.floats(0, 1))
QUIET = st.builds(Quiet, start=st.times(), end=st.times(), zone=st.timezones(), through=...)
ROUTES = st.builds(Route, channel=..., mention=..., at_once=..., quiet=st.none() | QUIET)
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=999))
POLICIES = st.builds(
    Policy,
    channel=...,
    routes=st.dictionaries(WORDS, ROUTES, max_size=2),
    at_once=...,
    story_days=...,
    by_list=st.dictionaries(WORDS, WORDS, max_size=2),
    by_reason=st.dictionaries(st.sampled_from(Reason), WORDS, max_size=2),
    quiet=st.none() | QUIET,
    repeat_after=st.none() | LENGTHS,
)
PASTS = st.builds(
    Past,
    alerts=...,
    versions=...,
    apart=...,
    whole=...,
    teaser=...,
    backlog=...,
    cards=...,
    verdicts=...,
    mutes=...,
    told=...,
)
OCCASIONS = st.builds(
    Occasion,
    policy=st.none() | POLICIES,
    past=PASTS,
    room=st.dictionaries(WORDS, st.integers(0, 40), max_size=2),
    seen=...,
    people=...,
    earlier=...,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(OCCASIONS)
def test_an_occasion_comes_back_as_it_was(occasion: Occasion) -> None:
    """The past with its alerts, versions, verdicts and mutes, the policy with routes and quiet hours: equal, and the same bytes."""
    written = record.dump(occasion)
    back = record.load(Occasion, written)
    assert back == occasion
    assert record.dump(back) == written


def test_every_way_has_its_rule() -> None:
    """No way to a decision is without the function that takes it anew."""
    assert _DECIDES.keys() == set(Way)


def test_a_difference_is_told_by_its_place() -> None:
    """The first one in the order of the earlier record: changed, gone, or come."""
    then = '{"a": [{"b": 1, "c": "x"}, 2], "d": null}'
    assert first_difference(then, then.replace('"x"', '"y"')) == Difference("a.0.c", '"x"', '"y"')
    assert first_difference(then, then.replace(", 2]", "]")) == Difference("a.1", "2", "nothing")
    assert first_difference(then, then.replace("null", 'null, "e": 3')) == Difference("e", "nothing", "3")
    assert first_difference(then, '{"a": 5, "d": null}') == Difference("a", '[{"b": 1, "c": "x"}, 2]', "5")
    assert first_difference("[]", "null") == Difference("", "[]", "null")
    assert first_difference("[1]", "[true]").path == "0"
