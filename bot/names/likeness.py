"""How alike two words of names are, from 0 to 1, and the rule that says so: sound, spelling, form, slip of the pen.

The rules are asked from the surest to the loosest. Words of scripts without vowels are compared by `bot.names.abjad`.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA, Prefix

from bot.names.abjad import heard, spoken, vowel_fit
from bot.names.inflection import bases
from bot.names.lexicon import families, sounds
from bot.names.parts import Kind, Part, part_of
from bot.names.signs import simplified
from bot.names.transliterate import ABJADS, SYLLABIC

NO_MATCH = (0.0, "")
SAME_INITIAL = tuple(
    map(frozenset, ("kqgc", "yeji", "vw"))
)  # letters that habits of transliteration swap at the start of a name

# What each way of being the same word is worth; set on labelled pairs of names.
SAME_LETTERS = 1.0
SAME_SOUND = 0.97
INFLECTED = 0.96
WITH_ARTICLE = 0.95
SAME_BUT_G = 0.94  # Arabic and Persian q is k in one newspaper and g in the next: Qadhafi, Gaddafi
SAME_FAMILY = 0.93
INITIAL = 0.82
LEAST = 0.58  # below it two words are different words …
LEAST_KNOWN = 0.66  # … and if both are in use as names, already below this
SHORTEST_ARTICLED = 5  # letters up to which a word is not taken for article and name
SHORTEST_UNVOWELLED = 4  # letters of a word without vowels in which a slip is believed
OTHER_START = 0.5  # letters that a difference at the very beginning counts as, on top
OTHER_END = 1.0  # the same for an ending that differs wholly


@lru_cache(maxsize=300_000)
def likeness(a: Part, b: Part) -> tuple[float, str]:
    """How alike two words of names are, and the rule that says so; (0, "") when they are different words."""
    if a.kind is Kind.INITIAL or b.kind is Kind.INITIAL:
        return _initial(a, b)
    if a.folded == b.folded:
        return SAME_LETTERS, "same letters"
    if a.script == b.script and a.script in SYLLABIC:
        same = a.script == "han" and simplified(a.folded) == simplified(b.folded)
        return (SAME_LETTERS, "same signs, simplified") if same else NO_MATCH
    if a.spelt == b.spelt and a.script == b.script:
        return SAME_LETTERS, "same letters"
    if (a.script in ABJADS) != (b.script in ABJADS):
        return _unvowelled(a, b)
    if a.sound == b.sound:
        return SAME_SOUND, "same sound"
    if _kindred(a.sound, b.sound):
        return SAME_FAMILY, "forms of one name"
    if len(a.sound) == len(b.sound) > 3 and a.sound.replace("g", "k") == b.sound.replace("g", "k"):
        return SAME_BUT_G, "same sound but for g and k"
    return _inflected(a, b) or max(_misspelt(a, b), _with_article(a, b))


def _inflected(a: Part, b: Part) -> tuple[float, str] | None:
    """The same word once a case ending (Russian, Ukrainian) or an attached word (Arabic) is taken off one of them."""
    for bare, other in ((a, b), (b, a)):
        for base in bases(bare.folded, bare.script):
            if base == other.folded:
                return INFLECTED, "case ending or attached word"
            if bare.script == "cyrillic" and _kindred(part_of(base).sound, other.sound):
                return INFLECTED - 0.01, "same sound without case ending"
    return None


def _with_article(a: Part, b: Part) -> tuple[float, str]:
    """The same word with the Arabic article written onto one of them: Alkurd and Kurd (of al-Kurd)."""
    for joined, other in ((a, b), (b, a)):
        if _may_be_articled(joined):
            bare = part_of(joined.spelt[2:])
            if bare.sound == other.sound:
                return WITH_ARTICLE, "article written onto it"
            like, rule = _misspelt(bare, other)
            return round(like * WITH_ARTICLE, 3), f"article written onto it, {rule}"
    return NO_MATCH


def _may_be_articled(part: Part) -> bool:
    long_enough = part.script == "latin" and len(part.spelt) > SHORTEST_ARTICLED
    return long_enough and part.spelt[:2] in ("al", "el") and not _known(part)


def _initial(a: Part, b: Part) -> tuple[float, str]:
    short, full = (a, b) if a.kind is Kind.INITIAL else (b, a)
    if short.spelt == full.spelt:
        return SAME_LETTERS, "same initial"
    one, other = short.spelt[0], full.spelt[0]
    if full.spelt.startswith(short.spelt) or (
        len(short.spelt) == 1 and any(one in g and other in g for g in SAME_INITIAL)
    ):
        return INITIAL, "initial"
    return NO_MATCH


def _kindred(one: str, other: str) -> bool:
    return one == other or bool(families().get(one, frozenset()) & families().get(other, frozenset()))


def _unvowelled(a: Part, b: Part) -> tuple[float, str]:
    written, latin = (a, b) if a.script in ABJADS else (b, a)
    spelt = heard(latin.spelt)
    best = max(
        (
            vowel_fit(reading, sound)
            for form in (written.folded, *bases(written.folded, written.script))
            for bones in spoken(form).keys() & spelt.keys()
            for reading in spoken(form)[bones]
            for sound in spelt[bones]
            if bones
        ),
        default=0.0,
    )
    shortest = min(map(len, spelt), default=0)
    if best < (0.7 if shortest > 2 else 0.9):
        return NO_MATCH
    return round(0.78 + 0.17 * best, 3), "same consonants"


def _misspelt(a: Part, b: Part) -> tuple[float, str]:
    """Count differing letters, in the spelling and in the sound; short words bear fewer, and two known names fewer still."""
    shorter, longer = sorted((len(a.spelt), len(b.spelt)))
    bound = 1 if shorter <= 4 else 2 if shorter <= 9 else 3
    if a.script in ABJADS and shorter < SHORTEST_UNVOWELLED:
        return NO_MATCH
    slips = OSA.distance(a.sound, b.sound, score_cutoff=bound)
    letters = OSA.distance(a.spelt, b.spelt, score_cutoff=bound + 2 if slips <= bound else bound)
    if slips > bound and letters > bound:
        return NO_MATCH
    cost = min(0.65 * slips + 0.35 * letters, letters) + _other_start(a, b) + _other_end(a.spelt, b.spelt, letters)
    like = 1.0 - cost / max(4.0, (shorter + longer) / 2)
    if like < (LEAST_KNOWN if _known(a) and _known(b) else LEAST):
        return NO_MATCH
    return round(like * 0.98, 3), "one letter differs" if letters == 1 else f"{letters} letters differ"


def _other_start(a: Part, b: Part) -> float:
    """What it costs that two words do not begin alike; less where the first two letters only changed places."""
    if a.sound[:1] == b.sound[:1]:
        return 0.0
    return OTHER_START / 2 if a.spelt[:2] == b.spelt[1::-1] else OTHER_START


def _other_end(one: str, other: str, letters: int) -> float:
    """What it costs that all the difference lies in the ending, as between Lukashenko and Lukashevich: two surnames of one root."""
    root = Prefix.similarity(one, other)
    whole = letters > 1 and min(len(one), len(other)) - root > 1 and letters >= max(len(one), len(other)) - root
    return OTHER_END if whole else 0.0


def _known(part: Part) -> bool:
    """Whether a word is in use as a name, so that it is hardly a slip for another one."""
    return part.sound in families() or part.sound in sounds("common.txt")
