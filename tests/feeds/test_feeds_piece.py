"""Versions of one article are told from two articles."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.feeds.piece import same_piece
from bot.model import Article

TITLE = "General lands in Moscow on Thursday"
TEXT = (
    "The general flew from Tehran to Moscow on Thursday, two officials at the airport said, and met the minister there."
)


@pytest.mark.parametrize(
    ("title", "text", "same"),
    [
        (TITLE, TEXT, True),
        (TITLE + ", officials say", "Nothing of it was true.", True),
        ("Minister denies it", TEXT + " He left on Friday.", True),
        ("Minister lands in Oslo", "The minister came to Oslo for a congress, his office said.", False),
        ("General lands", "He did.", False),
        ("", "", False),
    ],
    ids=["unchanged", "title kept", "text kept", "another", "too short to tell", "empty"],
)
def test_a_version_shares_the_title_or_the_wording(title: str, text: str, same: bool) -> None:
    """An edit keeps one of the two; two reports of different things share neither."""
    first, second = Article("a", TEXT, TITLE), Article("b", text, title)
    assert (same_piece(first, second), same_piece(second, first)) == (same, same)


def test_the_store_needs_no_reader_of_languages() -> None:
    """What only looks things up starts without what reads articles: that takes half a second."""
    told = "import sys, bot.store.articles, bot.store.polls; print({'py3langid', 'numpy', 'lxml'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
