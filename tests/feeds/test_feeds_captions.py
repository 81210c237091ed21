"""Captions and credits are told from sentences."""

from __future__ import annotations

import time

import pytest

from bot.feeds.asides import without_asides
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
    ("copyright line", "Copyright © 2016 The Agency. All rights reserved."),
    ("copyright line", "Copyright 2016 The Agency. All rights reserved."),
    ("copyright line", "(c) 2016 The Agency"),
    ("copyright line", "(c) Ann Photographer"),
    # a whole sentence with a photographer's credit is a caption still
    ("agency and name at the end", "The president arrives in Moscow on Thursday. REUTERS/Ann Photographer"),
    (
        "agency and name at the end",
        "The president arrives in Moscow on Thursday. REUTERS/Ann al-Photographer/File Photo",
    ),
    ("name and agency at the end", "The president arrives in Moscow on Thursday. Ann Photographer/AFP"),
    ("name and agency at the end", "The president arrives in Moscow on Thursday. Ann de la Cruz/Pool/AP"),
    ("name and agency at the end", "The president arrives in Moscow on Thursday. Photographer/Getty Images"),
    ("name and agency at the end", "Президент прилетел в Москву. Иван Фотографов/ТАСС"),
    ("credit in brackets", "The president arrives in Moscow on Thursday. (AFP PHOTO / A. PHOTOGRAPHER)"),
    ("credit in brackets", "The president arrives in Moscow on Thursday. (Photo: Tasnim)"),
    ("credit in brackets", "Der Minister am Flughafen (Bild: Anna Fotografin)"),
    ("name and agency in brackets", "The president arrives in Moscow on Thursday. (Ann Photographer/Reuters)"),
    ("name and agency in brackets", "The president arrives in Moscow on Thursday [File: Ann Photographer/ Reuters]"),
    ("agency and name in brackets", "The president arrives in Moscow on Thursday. (AFP/Pool)"),
    ("photo and colon", "Bild: dpa"),
    ("photo and colon", "Bild: Anna Fotografin/imago"),
    ("photo and colon", "Credit: Ann Photographer for The Newspaper"),
    ("photo and colon", "Crédit photo : Anne Photographe"),
    ("photo and colon", "Image: The minister waves to the crowd in Moscow"),
    ("image caption", "Caption: the minister waves"),
    ("file photo", "FILE - In this April photo the minister waves."),
    ("file photo", "In this image taken from video, the minister is seen arriving in Moscow."),
    ("file photo", "In this undated handout photo the minister is seen arriving in Moscow."),
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
    "MOSCOW, April 14 /TASS/ The general arrived in Moscow on Thursday",
    "МОСКВА, 14 апреля /ТАСС/ Генерал прилетел в Москву в четверг",
    "Генерал прилетел в Москву, сообщил источник/ТАСС",
    "The general flew to Moscow on Thursday, two officials said. Reuters/AFP",
    "The general flew to Moscow on Thursday, agencies said, RIA Novosti/TASS",
    "The general flew to Moscow with AP/Reuters journalists on board",
    "(c) General Qasem Soleimani flew to Moscow on 14 April",
    "(c) 2016: the general flew to Moscow",
    "Copyright lawyer Ann Counsel flew to Moscow on Thursday.",
    "BILD: General Soleimani flew to Moscow on Thursday",
    "Bild: Soleimani in Moscow.",
    "Image: The general flew to Moscow on Thursday, two officials said.",
    "Credit: Bank Melli lent the general the price of his flight to Moscow",
    "In this image of a man at ease the general is seen arriving in Moscow.",
    "The general flew to Moscow for talks (G20/APEC)",
    "File-sharing lawyer Ann Counsel flew to Moscow on Thursday.",
    "The general flew to Moscow (on credit from a bank).",
    "",
]

MENDED = [
    ("{} (Reuters/AFP)", "{}"),
    ("{} (Reuters/AFP).", "{}"),
    ("{} (dpa/AFP/abc)", "{}"),
    ("{} (Reuters, AP and agencies)", "{}"),
    ("{} (SANA/AFP)", "{}"),
    ("{} (Reuters)", "{} (Reuters)"),
    ("He told the state news agency (IRNA).", "He told the state news agency (IRNA)."),
    ("{} [ТАСС/РИА Новости]", "{}"),
    ("{} (With inputs from AP/Reuters)", "{}"),
    ("{} (Reporting by Ann Reporter/Reuters)", "{}"),
    ("{} (Reporting by Ann Reporter and Bob Writer/Reuters; Editing by C. Editor)", "{}"),
    ("{} Reporting by Ann Reporter/Reuters", "{}"),
    ("{} Reporting by Reuters says he stayed for a day.", "{} Reporting by Reuters says he stayed for a day."),
    ("The general (photo: Tasnim) flew to Moscow.", "The general flew to Moscow."),
    ("The general (Photo by Ann Photographer/AFP), flew to Moscow.", "The general, flew to Moscow."),
    ("Генерал (фото: ТАСС) прилетел в Москву.", "Генерал прилетел в Москву."),
    ("اللواء (صورة: تسنيم) وصل إلى موسكو", "اللواء وصل إلى موسكو"),
]


@pytest.mark.parametrize(("sign", "line"), CAPTIONS)
def test_captions_are_known_by_their_sign(sign: str, line: str) -> None:
    """Every sign of the table knows its kind of caption."""
    assert sign_of(line, SIGNS) == sign


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_are_not_taken_for_captions(line: str) -> None:
    """A sentence that names an agency, a photo or a slash stays news."""
    assert sign_of(line, SIGNS) is None


@pytest.mark.parametrize(("line", "left"), MENDED)
def test_a_sentence_loses_its_credit_only(line: str, left: str) -> None:
    """Agencies in brackets say who told it, and a sentence that goes on behind a credit is no caption."""
    sentence = "The general flew from Tehran to Moscow on Thursday, two officials said."
    assert without_asides(line.format(sentence)) == left.format(sentence)


@pytest.mark.parametrize("line", ["(Reuters/AFP)", "The general (photo: Tasnim) waves. REUTERS/Ann Photographer"])
def test_a_line_of_credits_leaves_whole(line: str) -> None:
    """Where no sentence is left, or a caption, the whole line goes."""
    assert without_asides(line) == ""


@pytest.mark.parametrize(
    "part",
    [
        "(photo: ",
        "(",
        " ",
        "Ann ",
        "A",
        "REUTERS/",
        "(AFP/",
        "Bild: A. ",
        "(with ",
        "(a photo by ",
        ". Reporting by A/",
        ".   ",
    ],
)
def test_hostile_lines_take_no_time(part: str) -> None:
    """Signs are bounded: a line of any length is read in less than a second."""
    started = time.process_time()
    for length in (400, 600, 200_000):
        without_asides((part * length)[:length] + "x")
    assert time.process_time() - started < 1


def test_every_sign_has_a_case() -> None:
    """No rule without an example."""
    assert {sign for sign, _ in CAPTIONS} == {sign.name for sign in SIGNS}


def test_a_long_paragraph_is_no_caption() -> None:
    """A whole paragraph is never dropped for ending like a credit."""
    assert sign_of("The general arrived. " * 60 + "(AFP PHOTO / X)", SIGNS) is None
