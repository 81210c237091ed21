"""Typical cards look as their golden pictures in `tests/alerts/pictures`, drawn on a phone by a browser.

After a change that is meant, draw them anew and look at them: `python tests/alerts/card_pictures.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from alert_stories import founding
from card_pictures import DESKTOP, PHONE, PICTURES, drawn, need_browser, unlike
from PIL import Image
from typical_cards import messages

from bot.alerts.card import card
from bot.model import Reason

NAMES = tuple(messages())
AS_BEFORE = (
    0.10  # of what is drawn may lie elsewhere: other versions of the browser and the fonts break lines otherwise
)


STORY = founding()
CHANGED = {
    "without roles": card(replace(STORY, person=replace(STORY.person, roles=()))),
    "without a report": card(replace(STORY, accounts=STORY.accounts[:1])),
    "less grave": card(replace(STORY, reason=Reason.TRIP_NO_BAN)),
}


@pytest.fixture(scope="module")
def pictures() -> Mapping[str, Image.Image]:
    """The typical cards and some changed ones: a run of the browser draws any number."""
    need_browser()
    return drawn({**messages(), **CHANGED}, PHONE)


def golden(name: str) -> Image.Image:
    return Image.open(PICTURES / f"{name}.png").convert("RGB")


@pytest.mark.parametrize("name", NAMES)
def test_a_card_looks_as_before(name: str, pictures: Mapping[str, Image.Image]) -> None:
    assert unlike(golden(name), pictures[name]) < AS_BEFORE


def test_the_comparison_tells_cards_apart(pictures: Mapping[str, Image.Image]) -> None:
    """The negative control: no card passes for another."""
    for name in NAMES:
        for other in NAMES:
            assert name == other or unlike(golden(name), pictures[other]) > 2 * AS_BEFORE


@pytest.mark.parametrize("name", ["without roles", "without a report"])
def test_the_comparison_notices_a_line_less(name: str, pictures: Mapping[str, Image.Image]) -> None:
    assert unlike(golden("reported"), pictures[name]) > 2 * AS_BEFORE


def test_every_picture_belongs_to_a_card() -> None:
    assert sorted(path.stem for path in PICTURES.glob("*.png")) == sorted(NAMES)
    assert sum(path.stat().st_size for path in PICTURES.glob("*.png")) < 600_000


def test_a_card_is_readable_without_scrolling_far(pictures: Mapping[str, Image.Image]) -> None:
    """On a phone the founding story takes less than one and a half screens, on a desktop less than one."""
    assert pictures["reported"].height < 1150
    assert drawn({"reported": card(STORY)}, DESKTOP)["reported"].height < 850  # its row of buttons included


def test_the_dot_shows_how_grave_it_is(pictures: Mapping[str, Image.Image]) -> None:
    """The first line's dot is red where a ban may apply, and only there, also when it is drawn."""
    assert [_is_red(pictures[name]) for name in ("reported", "less grave")] == [True, False]


def _is_red(picture: Image.Image) -> bool:
    dot = picture.crop((58, 34, 80, 60))
    return any(r > 180 and g < 80 and b < 90 for _, (r, g, b) in dot.getcolors(10_000) or ())
