"""Rules of evidence about the name itself: how well it fits, how rare it is, what is missing or too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.matching.bounds import common, differs, fits, rare, turned
from bot.matching.case import SURNAME_FIRST, Case, Finding
from bot.matching.index import Spelling
from bot.model import Span
from bot.names.abjad import heard, spoken
from bot.names.fold import tokens
from bot.names.inflection import bases
from bot.names.lexicon import families, sounds
from bot.names.likeness import likeness
from bot.names.parts import Kind, part_of, parts_of
from bot.names.transliterate import ABJADS, script_of

WITH_TITLE = 0.35  # how much it speaks against a name of one word that it is one, where the listed title stands with it
ENOUGH_CONSONANTS = 8  # consonants from which a reading without vowels is as good as any
COMMON_ALIAS = 16  # bits below which an alias could be many people's name
ON_PURPOSE, AGAIN = 0.92, 2  # likeness below which a surname is spelt otherwise, and how often it then is no slip
BEFORE_NAME = 40  # characters before a name in which the word before it begins
NOUNS_IN_CAPITALS = frozenset(("de", "lb"))
_CLOSING = '»”"“)'
_OPENING = re.compile(r"(?:\A|[.!?…:][\"'”»)]?\s+|\n)[\"'“«„(]?\Z")
FARTHEST_STOP = 4  # characters from the end of a sentence to the next
HEADLINE, LONG_WORD, IN_CAPITALS = 4, 4, 0.9  # words of a headline, letters of those that count, share with a capital
OTHER_SYLLABLE, SYLLABLE = 0.93, 5  # likeness below which short surnames are two, and their length in letters


def name_fits(case: Case) -> Iterator[Finding]:
    """The printed words are those of a listed spelling, letter by letter or nearly."""
    best = case.best
    text = f"printed “{case.printed}”, listed “{best.spelling.name.text}”: {'; '.join(case.best.name.lines)}"
    yield Finding(fits(best.name.score), text, best.span)


def name_differs(case: Case) -> Iterator[Finding]:
    """The printed words differ from the listed ones by more than a habit of spelling."""
    best = case.best
    if differs(best.name.score):
        text = f"printed “{case.printed}” is not quite “{best.spelling.name.text}”: likeness {best.name.score:.2f}"
        other = _family_form(case) or (case.profile.countries & SURNAME_FIRST and _other_syllable(case))
        yield Finding(1.0 if other else differs(best.name.score), text, best.span)


def differs_again(case: Case) -> Iterator[Finding]:
    """The surname is spelt otherwise than in the list again and again: no slip of the pen."""
    spelling = case.best.spelling
    for ours, theirs, like in case.best.name.pairs:
        if theirs[0] not in spelling.surname or like >= ON_PURPOSE or max(ours) >= len(case.printed_parts):
            continue
        printed = case.printed_parts[ours[0]]
        times = case.scene.texts.count(printed.folded)
        if printed.kind is Kind.NAME and times > AGAIN:
            listed = spelling.parts[theirs[0]].text
            yield Finding(1.0, f"“{printed.text}” stands there {times} times, never “{listed}”", case.best.span)


def name_is_rare(case: Case) -> Iterator[Finding]:
    """Few people bear the words that agree."""
    if rare(case.best.rarity):
        yield Finding(rare(case.best.rarity), f"few people are called “{case.printed}”", case.best.span)


def name_is_common(case: Case) -> Iterator[Finding]:
    """Many people bear the words that agree."""
    if common(case.best.rarity):
        yield Finding(common(case.best.rarity), f"many people are called “{case.printed}”", case.best.span)


def name_goes_on(case: Case) -> Iterator[Finding]:
    """The printed name has further words that the listed one lacks."""
    further = _further(case)
    if further:
        yield Finding(1.0, f"the printed name goes on: “{' '.join(further)}”", case.best.span)


def capital_tells_nothing(case: Case) -> Iterator[Finding]:
    """The further words have their capitals because they open a sentence, or because every word of a headline has one."""
    further = _further(case)
    if not further or any(map(_is_known, further)):
        return
    if _is_headline(case) or all(_opens(case, w) for w in further):
        yield Finding(1.0, f"“{' '.join(further)}” has its capital for another reason", case.best.span)


def other_order(case: Case) -> Iterator[Finding]:
    """The given name stands behind the surname, in running text without a comma."""
    spelling = case.best.spelling
    order = [_natural(spelling, theirs[0]) for _, theirs, _ in sorted(case.best.name.pairs)]
    swapped = order != sorted(order) and not any(t.gap == "comma" for t in case.best.tokens[1:])
    if swapped and not case.profile.countries & SURNAME_FIRST:
        text = f"printed “{case.printed}” in another order than people say “{spelling.name.text}”"
        likeness = case.best.name.score if _same_script(case) else 1.0
        yield Finding(turned(likeness), text, case.best.span)


def consonants_only(case: Case) -> Iterator[Finding]:
    """The script leaves vowels out and the list has no name in it: only consonants were compared, and the fewer the worse."""
    pairs = case.best.name.pairs
    if all(like < 1.0 for _, _, like in pairs) and not _same_script(case):
        agreed = _agreed_consonants(case)
        consonants = sum(agreed)
        strength = 1.0 if min(agreed) < 2 else min(1.0, max(0.0, (ENOUGH_CONSONANTS - consonants) / 5))
        yield Finding(strength, f"“{case.printed}” was read without vowels, by {consonants} consonants", case.best.span)


def weak_name(case: Case) -> Iterator[Finding]:
    """The list calls the spelling a weak one."""
    if case.best.spelling.name.weak:
        yield Finding(1.0, f"“{case.best.spelling.name.text}” is listed as a weak name", case.best.span)


def single_name(case: Case) -> Iterator[Finding]:
    """The listed name is a single word."""
    if case.best.spelling.single:
        listed = f"“{case.best.spelling.name.text}”"
        if any(case.best.spelling.titles):
            yield Finding(WITH_TITLE, f"{listed} is a single word with a title, both as listed", case.best.span)
        else:
            yield Finding(1.0, f"{listed} is a single word", case.best.span)


def alias_only(case: Case) -> Iterator[Finding]:
    """The list has the name only as another name of somebody who is called quite differently, and many bear it."""
    spelling, main = case.best.spelling, parts_of(case.person.name)
    if case.best.rarity >= COMMON_ALIAS or not main or spelling.parts[0].script != main[0].script:
        return
    if not any(likeness(p, q)[0] for p in spelling.parts for q in main):
        text = f"“{spelling.name.text}” is listed as another name of {case.person.name}"
        yield Finding(1.0, text, case.best.span)


def _natural(spelling: Spelling, at: int) -> tuple[bool, int]:
    """Where a word stands when people say the name: a list that puts the surname first, in capitals, is turned round."""
    told = spelling.parts[spelling.surname[0]].text.isupper()
    return told and at in spelling.surname, at


def _family_form(case: Case) -> bool:
    """Whether the surname is formed from the other word, or the other way round: Mansour is no Mansouri, but a given name."""
    for ours, theirs, like in case.best.name.pairs:
        if like < 1.0 and theirs[0] in case.best.spelling.surname and max(ours) < len(case.printed_parts):
            printed, listed = case.printed_parts[ours[0]], case.best.spelling.parts[theirs[0]]
            short, long = sorted((printed.spelt, listed.spelt), key=len)
            if printed.script == listed.script == "latin" and long in (f"{short}i", f"{short}y"):
                return True
    return False


def _other_syllable(case: Case) -> bool:
    """Whether a surname of one syllable differs in a letter: Chen and Cheng are two families."""
    spelling = case.best.spelling
    return any(
        theirs[0] in spelling.surname and like < OTHER_SYLLABLE and len(spelling.parts[theirs[0]].spelt) <= SYLLABLE
        for _, theirs, like in case.best.name.pairs
    )


def _further(case: Case) -> list[str]:
    """The words beside the name that look like more of it."""
    return [w for w in case.best.goes_on if not _in_other_spelling(case, w) and not _stands_apart(case, w)]


def _is_known(word: str) -> bool:
    """Whether a word is a name that many bear."""
    sound = part_of(word).sound
    return sound in families() or sound in sounds("common.txt") or sound in sounds("given.txt")


def _opens(case: Case, word: str) -> bool:
    """Whether a word before the name is the first of a sentence."""
    body, start = case.scene.body, case.best.span.start
    at = body.rfind(word, max(0, start - BEFORE_NAME), start)
    return at >= 0 and _OPENING.search(body, max(0, at - FARTHEST_STOP), at) is not None


def _is_headline(case: Case) -> bool:
    """Whether the name stands in a line of which capitals tell nothing: nearly all words have one, or none has."""
    body, span = case.scene.body, case.best.span
    end = body.find("\n", span.end)
    line = Span(body.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(body))
    long = [body[w.start] for w in case.scene.words_in(line) if w.end - w.start >= LONG_WORD]
    capitals = sum(map(str.isupper, long))
    return len(long) >= HEADLINE and (not capitals or capitals >= IN_CAPITALS * len(long))


def _stands_apart(case: Case, word: str) -> bool:
    """Whether a word before the name is none of it: quotation marks between them, or any noun in German, where all have capitals."""
    body, start = case.scene.body, case.best.span.start
    at = body.rfind(word, max(0, start - BEFORE_NAME), start)
    if at < 0:
        return False
    noun = case.scene.article.lang in NOUNS_IN_CAPITALS and not _is_known(word)
    return noun or any(sign in body[at + len(word) : start] for sign in _CLOSING)


def _in_other_spelling(case: Case, word: str) -> bool:
    return any(word_part == w for name in case.person.names for w in tokens(name.text) for word_part in tokens(word))


def _agreed_consonants(case: Case) -> list[int]:
    """How many consonants each pair of words agrees in, as far as the printed word is known."""
    counts = []
    for ours, theirs, _ in case.best.name.pairs:
        heard_of = heard("".join(case.best.spelling.parts[j].spelt for j in theirs))
        read = case.printed_parts[ours[0]] if max(ours) < len(case.printed_parts) else None
        forms = (read.folded, *bases(read.folded, read.script)) if read else ()
        agreed = [len(bones) for form in forms for bones in spoken(form).keys() & heard_of.keys()]
        counts.append(min(agreed, default=max(map(len, heard_of), default=0)))
    return counts


def _same_script(case: Case) -> bool:
    printed = script_of(case.best.tokens[0].text)
    return printed not in ABJADS or printed == case.best.spelling.parts[0].script
