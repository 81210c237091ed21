"""Interviews printed as questions and answers: what stands behind "A:" is said by whoever was introduced before the first "Q:"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.quotations import speaker_of
from bot.context.voices import Voice

# A new turn at the start of a line or behind a stop: "Q: What ...", "A:There are", "Answer: No."
_TURN = re.compile(r"(?:^|(?<=[\s.?!”\"’)]))(?P<turn>Q|A|Question|Answer)\s?:")


def answers(sentences: Sequence[Sentence], cast: Cast) -> Mapping[int, Voice]:
    """Who speaks, by index of the sentence, in the answers of an interview; empty where the article is none.

    The person interviewed is the one who spoke last before the first question, by name if one was given.
    """
    guest: Voice | None = None
    asked, answering = False, False
    found: dict[int, Voice] = {}
    for sentence in sentences:
        turns = [match["turn"][0] for match in _TURN.finditer(sentence.tokens.text)]
        if turns:
            asked = asked or "Q" in turns
            answering = turns[-1] == "A"
        elif not asked:
            guest = _likelier(guest, speaker_of(sentence, cast))
        if asked and answering and guest is not None:
            found[sentence.index] = guest
    return found


def _likelier(guest: Voice | None, speaker: Voice | None) -> Voice | None:
    """The later of two speakers, unless only the earlier has a name: "Ali Hassan told us. The Iraqi analyst added"."""
    if speaker is None or (guest is not None and _is_named(guest) and not _is_named(speaker)):
        return guest
    return speaker


def _is_named(voice: Voice) -> bool:
    words = voice.by.text.split()  # none where nothing but a blank is printed
    return bool(words) and words[-1][:1].isupper()
