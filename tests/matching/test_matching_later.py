"""Later mentions: linked to the full name, refused where somebody else is nearer."""

from __future__ import annotations

import pytest
from listed import read
from tables import Case, cases, mention


@pytest.mark.parametrize("case", cases("later"), ids=str)
def test_links_exactly_the_words_that_mean_the_person(case: Case) -> None:
    """Surname, rank and surname, given name, description and inflected forms are linked; a stranger's are not."""
    found = mention(case)
    assert found is not None, case.text
    linked = sorted((s.start, s.end) for s in found.spans)
    assert linked == list(case.marked), [case.text[a:z] for a, z in linked]


@pytest.mark.parametrize(
    "text",
    [
        "Soleimani left Iran. The Quds Force commander is back.",
        "The Quds Force commander left Iran, and General Soleimani is back.",
        "Путин прибыл в Россию.",
        "وصل الأسد إلى سوريا",
        "سلیمانی از ایران رفت",
    ],
)
def test_a_bare_surname_or_description_is_no_mention(text: str) -> None:
    """Without the full name somewhere in the article nobody is found."""
    assert read(text) == ()
