"""Later mentions: linked to the full name, refused where somebody else is nearer."""

from __future__ import annotations

import pytest
from listed import of

GENERAL, PUTIN, KIM, ASSAD = "un-IRi.039", "ofac-35096", "ofac-20157", "ofac-12735"

# text with the linked words in square brackets
CASES = [
    ("Quds Force commander [Qassem Soleimani] left Iran. [Soleimani] met nobody.", GENERAL),
    ("[Soleimani] in Moscow\n\nQuds Force commander [Qassem Soleimani] left Iran.", GENERAL),
    ("Quds Force commander [Qassem Soleimani] left Iran. General [Soleimani] slept.", GENERAL),
    ("Quds Force commander [Qassem Soleimani] left Iran. [Soleimani]'s plane landed.", GENERAL),
    ("Quds Force commander [Qassem Soleimani] left Iran. “My friend, [Qassem], is here”, he said.", GENERAL),
    ("Quds Force commander [Qassem Soleimani] left Iran. [Suleimani] slept.", GENERAL),
    ("Quds Force commander [Qassem Soleimani] left Iran. Zeinab Soleimani, a student, stayed.", GENERAL),
    ("Quds Force commander [Qassem Soleimani] left Iran. Zeinab Soleimani stayed. Soleimani slept.", GENERAL),
    ("North Korea's [Kim Jong Un] spoke. [Kim] left.", KIM),
    ("North Korea's [Kim Jong Un] spoke. Kim Yo Jong of North Korea listened. Kim left.", KIM),
    ("Президент России [Владимир Путин] прибыл. Встреча с [Путиным] прошла. Слова [Путина] передали.", PUTIN),
    ("الرئيس السوري [بشار الأسد] في دمشق. وقال [الأسد] ذلك", ASSAD),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "who"), CASES)
def test_links_exactly_the_words_that_mean_the_person(marked: str, who: str) -> None:
    """Surname, rank and surname, quoted given name and inflected forms are linked; a stranger's are not."""
    text = marked.replace("[", "").replace("]", "")
    mention = of(text, who)
    assert mention is not None
    wanted, depth = [], 0
    for n, char in enumerate(marked):
        if char == "[":
            wanted.append([n - depth, 0])
        elif char == "]":
            wanted[-1][1] = n - depth
        depth += char in "[]"
    assert sorted([s.start, s.end] for s in mention.spans) == sorted(wanted)
