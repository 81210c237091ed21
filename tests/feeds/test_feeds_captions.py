"""Captions and credits are told from sentences."""

from __future__ import annotations

import pytest

from bot.feeds.captions import SIGNS
from bot.feeds.lines import sign_of

CAPTIONS = [
    ("credit in brackets", "A commander at a ceremony in the capital (AFP PHOTO / A. PHOTOGRAPHER)"),
    ("credit in brackets", "The minister at the airport on Monday. (Photo by A. Photographer/Getty Images)"),
    ("credit in brackets", "Le ministre à l'aéroport (Photo: A. Photographe)"),
    ("name and agency in brackets", "The minister waves to the crowd (A. Photographer/Reuters)"),
    ("name and agency in brackets", "The minister waves to the crowd (AFP/Getty Images)"),
    ("agency and name in brackets", "The minister waves to the crowd (Reuters/Ann Photographer)"),
    ("agency and name at the end", "The minister waves to the crowd. REUTERS/Ann Photographer"),
    ("name and agency at the end", "Ann Photographer/AFP via Getty Images"),
    ("photo and colon", "Photo: Ann Photographer"),
    ("photo and colon", "Image credit: Ann Photographer"),
    ("photo and colon", "Фото: пресс-служба"),
    ("image caption", "Image caption, The minister waves"),
    ("file photo", "FILE PHOTO: The minister attends a parade"),
    ("file photo", "The minister is seen in this file photo taken in 2014."),
    ("credit behind a bar", "The minister waves to the crowd | Photo Credit: Ann Photographer"),
    ("copyright line", "© 2016 The Agency"),
]

SENTENCES = [
    "MOSCOW (Reuters) - The general arrived on Thursday.",
    "The general arrived on Thursday, a diplomat said. (Reuters)",
    "He took a photo with the minister and left for the airport.",
    "The photographs show the aircraft at the airport on Thursday.",
    "The delegation flew from Tehran to Moscow (a four-hour flight) on Thursday.",
    "The image of the general was hurt, officials said: he never left Moscow.",
    "The U.S./Russia talks were set for Friday.",
    "AP and AFP reported that the general had left Tehran.",
    "",
]


@pytest.mark.parametrize(("sign", "line"), CAPTIONS)
def test_captions_are_known_by_their_sign(sign: str, line: str) -> None:
    """Every sign of the table knows its kind of caption."""
    assert sign_of(line, SIGNS) == sign


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_are_not_taken_for_captions(line: str) -> None:
    """A sentence that names an agency, a photo or a slash stays news."""
    assert sign_of(line, SIGNS) is None


def test_every_sign_has_a_case() -> None:
    """No rule without an example."""
    assert {sign for sign, _ in CAPTIONS} == {sign.name for sign in SIGNS}


def test_a_long_paragraph_is_no_caption() -> None:
    """A whole paragraph is never dropped for ending like a credit."""
    assert sign_of("The general arrived. " * 60 + "(AFP PHOTO / X)", SIGNS) is None
