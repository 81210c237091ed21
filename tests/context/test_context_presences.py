"""Presences: where somebody is said to be without a journey, and where he is not."""

from __future__ import annotations

import pytest
from reading import listed, read, routes, whereabouts

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", nationality=("BY",))
CASES = [
    ("Viktor Lazarenko was killed in a strike at Tripoli airport on Monday.", ["Tripoli airport"]),
    ("The killing of Viktor Lazarenko in Benghazi shocked many.", ["Benghazi"]),
    ("Viktor Lazarenko told reporters in Moscow that talks would go on.", ["Moscow"]),
    ("Speaking at a conference in Geneva, Viktor Lazarenko said sanctions were unjust.", ["Geneva"]),
    ("Viktor Lazarenko attended a meeting of ministers in Samarkand in April.", ["Samarkand"]),
    ("Viktor Lazarenko remains in a jail in Beirut.", ["Beirut"]),
    ("Viktor Lazarenko was last seen in Sochi in June.", ["Sochi"]),
    ('"I was in Kampala all week," Viktor Lazarenko said.', ["Kampala"]),
    ("Viktor Lazarenko took part in a summit in Kazan.", ["Kazan"]),
    ("At a meeting in Damascus, Viktor Lazarenko discussed trade.", ["Damascus"]),
    ("The minister is in Kharkiv with Viktor Lazarenko.", ["Kharkiv"]),
    ("Viktor Lazarenko is omnipresent in Aleppo.", ["Aleppo"]),
    ("Viktor Lazarenko addressed the Geneva conference on Monday.", ["Geneva"]),
    ("Viktor Lazarenko is a commander in Iran.", []),
    ("Viktor Lazarenko spoke about the war in Syria.", []),
    ("Viktor Lazarenko held talks with Anna Kern on the war in Syria.", []),
    ("Viktor Lazarenko commented on the campaign in Yemen.", []),
    ("Viktor Lazarenko had a telephone conversation with the mayor in Paris.", []),
    ("Viktor Lazarenko spoke at a meeting which was held in Vienna.", ["Vienna"]),
    ("Viktor Lazarenko was not seen in Paris.", []),
    ("A strike near Cairo killed Viktor Lazarenko.", ["Cairo"]),
    ("An air strike near Cairo that killed Viktor Lazarenko was condemned.", ["Cairo"]),
    ("Viktor Lazarenko was photographed leaving a restaurant in Cairo.", ["Cairo"]),
    ("Viktor Lazarenko was seen dining in Cairo.", ["Cairo"]),
    ("Viktor Lazarenko died in Cairo on Monday.", ["Cairo"]),
    ("Viktor Lazarenko shook hands with the president in Cairo.", ["Cairo"]),
    ("Speaking from Cairo, Viktor Lazarenko said the talks had failed.", ["Cairo"]),
    ("From Cairo, Viktor Lazarenko called the report a lie.", ["Cairo"]),
    ("In Cairo, Viktor Lazarenko opened a factory.", ["Cairo"]),
    ("In Syria, Viktor Lazarenko backed the army.", []),
    ("Viktor Lazarenko opened a hospital in Amman.", ["Amman"]),
    ("Viktor Lazarenko opened an office in Cairo.", []),
    ("Viktor Lazarenko saw an orphanage in Nairobi.", ["Nairobi"]),
    ("Viktor Lazarenko saw the end of the war in Syria.", []),
    ("Viktor Lazarenko delivered a speech in Munich.", ["Munich"]),
    ("Viktor Lazarenko gave a speech on the war in Syria.", []),
    ("Viktor Lazarenko gave evidence of a plot in Iran.", []),
    ("Viktor Lazarenko addressed reporters in Oslo.", ["Oslo"]),
    ("Viktor Lazarenko commented on the sidelines of a forum in Oslo.", ["Oslo"]),
    ("Viktor Lazarenko attended a conference on Syria.", []),
    ("Viktor Lazarenko chaired a meeting of the Commission for Africa in Cape Town.", ["Cape Town"]),
    ("Viktor Lazarenko attended a meeting of the government of Syria.", []),
    ("Viktor Lazarenko was kidnapped in Iraq in May.", ["Iraq"]),
    ("Viktor Lazarenko was taken hostage in Beirut.", ["Beirut"]),
    ("Viktor Lazarenko was gunned down in Ankara.", ["Ankara"]),
    ("Viktor Lazarenko was handed over to foreign troops in Kandahar.", ["Kandahar"]),
    ("Viktor Lazarenko was handed a letter in Kabul.", []),
    ("Viktor Lazarenko was dragged out of the embassy in London.", ["London"]),
    ("Viktor Lazarenko was dragged into the war in Syria.", []),
    ("Viktor Lazarenko was removed from office in Peru.", []),
    ("Viktor Lazarenko sought refuge in the embassy in London.", ["London"]),
    ("Viktor Lazarenko was at a Vienna museum on Monday.", ["Vienna museum"]),
    ("Viktor Lazarenko made the remarks in a Tehran meeting with a guest.", ["Tehran"]),
    ("Viktor Lazarenko addressed the Israeli parliament on Monday.", ["Israeli parliament"]),
    ("Viktor Lazarenko addressed the Knesset on Monday.", ["Knesset"]),
    ("Viktor Lazarenko made the promise in a speech to the Israeli parliament.", ["Israeli parliament"]),
    ("Viktor Lazarenko thanked the Knesset.", []),
    ("Viktor Lazarenko addressed Syria in his speech.", []),
    ("In a speech on the war in Syria, Viktor Lazarenko thanked the guests.", []),
    ("Standing at a barrier in Nairobi, Viktor Lazarenko said it was over.", ["Nairobi"]),
    ("Viktor Lazarenko stands by his friends in Syria.", []),
    (
        "Speaking outside a primary school in Nairobi, chancellor Viktor Lazarenko of Belarus said it was over.",
        ["Nairobi"],
    ),
    ("Viktor Lazarenko attended a hearing on Capitol Hill.", ["Capitol Hill"]),
    ("Viktor Lazarenko testified before a committee in Riga.", ["Riga"]),
    ("Viktor Lazarenko joined his aide in Cairo.", []),
    ("Officials joined Viktor Lazarenko in Cairo.", ["Cairo"]),
    ("Officials joined Viktor Lazarenko in condemning the war in Syria.", []),
    ("The court decided to act after Viktor Lazarenko was seen in Oslo.", ["Oslo"]),
    ("The court asked for revenge for the killing of Viktor Lazarenko in Cairo.", ["Cairo"]),
    (
        "Viktor Lazarenko made the remarks in a meeting with a guest on the sidelines of a forum which was held in Vienna.",
        ["Vienna"],
    ),
]


@pytest.mark.parametrize(("text", "places"), CASES)
def test_a_sentence_places_somebody(reader: Reader, text: str, places: list[str]) -> None:
    """The place of the event, the building or the verb counts; a topic does not."""
    _, findings = read(reader, text, V)
    assert whereabouts(findings) == places
    assert routes(findings) == []


def test_who_will_be_somewhere_abroad_travels_there(reader: Reader) -> None:
    """A meeting ahead in another country is a journey planned; in his own it is none."""
    text = "President Musa will hold a summit with Viktor Lazarenko in {} on June 12."
    assert routes(read(reader, text.format("Singapore"), V)[1]) == [">Singapore:planned"]
    assert routes(read(reader, text.format("Minsk"), V)[1]) == []


AHEAD = [
    ("Viktor Lazarenko will open a hospital in Amman on Saturday.", [">Amman:planned"]),
    ("Viktor Lazarenko will see an orphanage in Tanzania.", [">Tanzania:planned"]),
    ("Viktor Lazarenko is due to address a rally in Munich on Saturday.", [">Munich:planned"]),
    ("Viktor Lazarenko said he would address a conference in Oslo.", [">Oslo:planned"]),
    ("Viktor Lazarenko is expected to give a speech in Oslo.", [">Oslo:planned"]),
    ("In Cairo, Viktor Lazarenko will open a factory.", [">Cairo:planned"]),
    (
        "Viktor Lazarenko will open a school in Kenya before chairing a meeting in Accra.",
        [">Kenya:planned", "Kenya>Accra:planned"],
    ),
    (
        "Viktor Lazarenko will see a clinic in Kenya before opening a school in Accra.",
        [">Kenya:planned", "Kenya>Accra:planned"],
    ),
    ("Viktor Lazarenko will open a hospital in Minsk on Saturday.", []),
    ("Viktor Lazarenko will see the end of the war in Syria.", []),
    ("Viktor Lazarenko will be seen in Oslo.", []),
    ("Viktor Lazarenko will open an office in Cairo.", []),
    ("Viktor Lazarenko will open the door to talks in Geneva.", []),
    ("Viktor Lazarenko will support the rebels in Syria.", []),
    ("Viktor Lazarenko will speak on the war in Syria.", []),
    ("In Syria, Viktor Lazarenko will back the army.", []),
]


@pytest.mark.parametrize(("text", "told"), AHEAD)
def test_what_will_be_done_abroad_is_a_journey_planned(reader: Reader, text: str, told: list[str]) -> None:
    """Opening a hospital needs somebody there, opening an office does not; what comes "before" it is ahead too."""
    _, findings = read(reader, text, V)
    assert routes(findings) == told
    assert whereabouts(findings) == []


CALLED_OFF = [
    ("Viktor Lazarenko cancelled an appearance at the premiere in London.", [">London:cancelled"]),
    ("Viktor Lazarenko cancelled an appearance at the UK premiere of the film.", [">UK:cancelled"]),
    ("Viktor Lazarenko did not cancel a concert in Oslo.", []),
    ("Viktor Lazarenko cancelled a concert in Minsk.", []),
    ("Viktor Lazarenko cancelled a contract in Oslo.", []),
    ("Viktor Lazarenko cancelled a speech on the war in Syria.", []),
]


@pytest.mark.parametrize(("text", "told"), CALLED_OFF)
def test_an_appearance_abroad_is_called_off_with_its_journey(reader: Reader, text: str, told: list[str]) -> None:
    """What somebody cancels at home, and what nobody has to travel for, is no journey called off."""
    assert routes(read(reader, text, V)[1]) == told


def test_a_presence_on_a_journey_is_not_told_again(reader: Reader) -> None:
    """Who travelled to a country is not also told to be in its capital."""
    _, findings = read(reader, "Viktor Lazarenko flew to Cuba. Viktor Lazarenko spoke in Havana.", V)
    assert routes(findings) == [">Cuba:stated"]
    assert whereabouts(findings) == []


def test_whom_a_traveller_met_is_where_he_travelled(reader: Reader) -> None:
    """The host of a journey is placed by it, though the sentence of the meeting names no place."""
    host = listed("Anna Kern", nationality=("CU",))
    _, findings = read(reader, "Viktor Lazarenko flew to Havana on Monday. He met Anna Kern.", V, host)
    assert routes(findings) == [">Havana:stated"]
    assert [(p.person, p.place.text) for p in findings.presences] == [(host.id, "Havana")]
