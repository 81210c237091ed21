"""What a name can tell by its likeness and its rarity, in log-odds, so that hopeless ones are refused before anything is read.

The rules of evidence about a name (`name_rules`) and their weights (`evidence`) are made of the same numbers.
"""

from __future__ import annotations

# Where the sum starts before anything is known of a match.
START = -0.4
# Weights of the rules: the name fits, differs, is rare, is common; a middle name fits; words stand in another order; an office is said.
FITS, DIFFERS, RARE, COMMON, MIDDLE, ORDER, OFFICE = 1.0, -3.0, 2.5, -2.5, 0.8, -1.6, 0.7
# Log-odds of the name alone below which nothing in a text makes up for it. Of 1,500 candidates in labelled and other news
# none below -3.5 came out above 0.
HOPELESS = -4.5
# … and below which a text could not do it for somebody of whom the list knows the name only: a score of 0.1 is out of reach.
HOPELESS_UNKNOWN = -2.2 - OFFICE

SAME_NAME = 0.95  # likeness of two names that differ by habits of spelling only
LEAST_SCORE = 0.74  # likeness below which two names are different names
SLACK, SLACK_BITS = 0.02, 0.3  # by which those of single words may miss likeness and rarity of the whole name


def fits(likeness: float) -> float:
    """How strongly the likeness of a name speaks for it, from 0 to 1."""
    return max(0.0, (likeness - 0.86) / 0.14)


def differs(likeness: float) -> float:
    """How strongly the likeness of a name speaks against it."""
    return min(1.0, max(0.0, (0.93 - likeness) / 0.12))


def rare(bits: float) -> float:
    """How strongly the rarity of a name speaks for it."""
    return min(1.0, max(0.0, (bits - 14) / 10))


def common(bits: float) -> float:
    """How strongly the rarity of a name speaks against it."""
    return min(1.0, max(0.0, (14.5 - bits) / 5))


def turned(likeness: float) -> float:
    """How strongly another order of the words speaks against a name: less where it differs by habits of spelling only."""
    return 0.5 if likeness >= SAME_NAME else 1.0


def told_at_best(likeness: float, bits: float, words: int, *, swapped: bool = False) -> float:
    """The most that a name can come to of which so many words agree, with this likeness and rarity."""
    by_rarity = RARE * rare(bits + SLACK_BITS) + COMMON * common(bits + SLACK_BITS)
    by_words = (MIDDLE if words > 2 else 0.0) + (ORDER * turned(likeness) if swapped else 0.0)
    return START + FITS * fits(likeness) + DIFFERS * differs(likeness) + by_rarity + by_words
