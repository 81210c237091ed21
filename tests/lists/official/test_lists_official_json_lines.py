"""bot.lists.official.json_lines: good lines are read, bad ones told, and a damaged file refused."""

from __future__ import annotations

import pytest

from bot.lists.official.imported import Refused
from bot.lists.official.json_lines import LONGEST_LINE, objects_of
from bot.lists.official.tally import Tally

GOOD = b'{"a": 1}\n'


def test_broken_lines_are_left_out_and_told() -> None:
    tally = Tally()
    broken = (
        b"{\n",
        b"\xff\xfe\n",
        b"[1]\n",
        b'{"a": "\x00"}\n',
        b'{"a":' * 90_000 + b"\n",
        b'{"a": ' + b"9" * 6_000 + b"}\n",
    )
    data = GOOD * 300 + b"".join(broken) + b"\n  \n" + GOOD
    assert len(list(objects_of(data, "x.json", tally))) == 301
    assert tally.notes() == ("lines that are no JSON object left out: 6, such as “line 301”",)


def test_a_line_beyond_measure_is_broken() -> None:
    tally = Tally()
    long = b'{"a": "' + b"x" * LONGEST_LINE + b'"}\n'
    assert len(list(objects_of(GOOD * 50 + long, "x.json", tally))) == 50
    assert tally.counts


def test_too_many_broken_lines_refuse_the_file_and_name_the_first() -> None:
    with pytest.raises(Refused, match=r"x\.json:2:1: 2 of 22 lines are no JSON objects"):
        list(objects_of(GOOD + b"nonsense\n" * 2 + GOOD * 19, "x.json", Tally()))


def test_a_file_that_breaks_off_is_refused_however_long_it_is() -> None:
    with pytest.raises(Refused, match=r"x\.json:1001:1: breaks off in the middle of a line"):
        list(objects_of(GOOD * 1000 + b'{"a": "cut sho', "x.json", Tally()))


def test_a_last_line_without_its_end_is_fine() -> None:
    assert len(list(objects_of(GOOD + GOOD.strip(), "x.json", Tally()))) == 2
