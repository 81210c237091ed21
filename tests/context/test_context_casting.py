"""Whom roles and pronouns mean."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy",), nationality=("BY",))
K = listed("Anna Kern", nationality=("CH",))
CASES = [
    # text, whether Viktor Lazarenko is the traveller to Hanoi
    ("Foreign Minister Viktor Lazarenko spoke. The foreign minister will travel to Hanoi.", True),
    ("The energy minister left for Hanoi on Friday, an aide to Viktor Lazarenko said.", True),
    ("Viktor Lazarenko spoke. The Belarusian minister flew to Hanoi.", True),
    ("Viktor Lazarenko spoke. The Kenyan minister flew to Hanoi.", False),
    ("Viktor Lazarenko spoke. The shipping magnate flew to Hanoi.", False),
    ("Foreign Minister Ivan Petrov met Viktor Lazarenko. The foreign minister flew to Hanoi.", False),
    ("Viktor Lazarenko met Ivan Petrov, the Kenyan leader. The Kenyan leader flew to Hanoi.", False),
    ("Anna Kern met the leader of the Party Viktor Lazarenko. The leader flew to Hanoi.", True),
    ("Anna Kern met the brother of General Viktor Lazarenko, who flew to Hanoi.", True),
    ("During his stay in Hanoi, Viktor Lazarenko held talks.", True),
    ("Diplomats met Viktor Lazarenko on Monday. Diplomats say he went to Hanoi in May.", True),
    ("Mrs. Anna Petrova met Viktor Lazarenko. She flew to Hanoi on Monday.", False),
    ("Viktor Lazarenko met Houthi envoys. He flew to Hanoi on Monday.", True),
    ("Ivan Petrov met Viktor Lazarenko, who flew to Hanoi on Monday.", True),
    ("Viktor Lazarenko recommended that Snowden leave the airport, where he arrived from Hanoi.", False),
    ("Officials met Viktor Lazarenko, whose arrival in Hanoi was reported.", True),
    # whoever speaks is not the "he" of what he says
    ('Ivan Petrov praised Viktor Lazarenko. "I know that he went to Hanoi last week," said Mr Petrov.', True),
    ('Viktor Lazarenko praised Ivan Petrov. "I know that he went to Hanoi last week," said Mr Lazarenko.', False),
    ('Viktor Lazarenko met Ivan Petrov. Lazarenko said: "He will fly to Hanoi tomorrow."', False),
    ('Viktor Lazarenko said it was important. "She is coming to Hanoi in May," said Mr Lazarenko.', False),
    ('Viktor Lazarenko spoke. "I am flying to Hanoi tomorrow," he said.', True),
    ("Viktor Lazarenko met Ivan Petrov. Lazarenko said he would fly to Hanoi tomorrow.", True),
    (
        'Anna Kern sent Chris Stevens to meet rebels who fight Viktor Lazarenko. "He arrived in Hanoi," Kern said.',
        False,
    ),
    # a given name tells "she" from "he"
    ("Viktor Lazarenko met Angela Petrova in Oslo. She then flew to Hanoi.", False),
    ("Angela Petrova met Viktor Lazarenko in Oslo. She then flew to Hanoi.", False),
    ("Angela Petrova met Viktor Lazarenko in Oslo. He then flew to Hanoi.", True),
    ("Angela Petrova met Viktor Lazarenko after the fall of Boris Orlov. He then flew to Hanoi.", True),
    # a visit that another makes
    ("Petrov replaced Viktor Lazarenko. Petrov will play on Sunday after coming on twice on the tour to Hanoi.", False),
    # roles
    ("Prime Minister Viktor Lazarenko met Ivan Petrov. The prime minister left for Hanoi, Downing Street said.", False),
    ("Prime Minister Viktor Lazarenko met Ivan Petrov. The prime minister left for Hanoi, his office said.", True),
    ("Belarusian Secretary of State Viktor Lazarenko spoke. The top Belarusian diplomat then flew to Hanoi.", True),
    ("Belarusian Secretary of State for Health Viktor Lazarenko spoke. The top diplomat then flew to Hanoi.", False),
    ("Viktor Lazarenko spoke in Oslo. The 66-year-old then flew to Hanoi.", True),
    ("Petrov was preferred to Viktor Lazarenko. The 66-year-old then flew to Hanoi.", False),
]


@pytest.mark.parametrize(("text", "his"), CASES)
def test_who_travels(reader: Reader, text: str, his: bool) -> None:
    """A role or pronoun is the listed person only where words beside it, gender, number and order allow."""
    _, findings = read(reader, text, V)
    assert bool(findings.trips) is his


def test_two_listed_people_are_kept_apart(reader: Reader) -> None:
    """ "She" is the woman of the two, as the article tells."""
    text = "Viktor Lazarenko met Mrs. Anna Kern. She flew to Hanoi on Monday, and he flew to Oslo."
    _, findings = read(reader, text, V, K)
    assert {(t.person, t.destination.text if t.destination else "") for t in findings.trips} == {
        ("Anna Kern", "Hanoi"),
        ("Viktor Lazarenko", "Oslo"),
    }


def test_they_are_those_named_together(reader: Reader) -> None:
    """ "On their arrival" means both of two people."""
    _, findings = read(reader, "Viktor Lazarenko and Anna Kern smiled on their arrival in Accra.", V, K)
    assert {t.person for t in findings.trips} == {V.id, K.id}


def test_whom_a_speaker_met_is_not_yet_where_he_will_go(reader: Reader) -> None:
    """A meeting that was held is not placed where one of the two will travel."""
    _, findings = read(reader, 'Anna Kern met Viktor Lazarenko. "He will fly to Hanoi tomorrow," Kern said.', V, K)
    assert [(t.person, t.status.value) for t in findings.trips] == [(V.id, "planned")]
    assert findings.presences == ()


@pytest.mark.parametrize(
    "text",
    [
        '"He," he said, "he says he said so in Hanoi." Viktor Lazarenko left.',
        "He said “he” said “she” said he went to Hanoi with Viktor Lazarenko.",
        "Viktor Lazarenko „sagte er, sie sagte, he said, she said“ in Hanoi he said.",
    ],
)
def test_pronouns_that_quote_pronouns_come_to_an_end(reader: Reader, text: str) -> None:
    """Whoever speaks is looked for once, also where it is a pronoun that speaks of a pronoun."""
    read(reader, text, V)
