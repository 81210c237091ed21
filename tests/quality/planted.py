"""Planted mentions: listed names changed in sixteen ways, set into sentences, and looked for again.

    python -m tests.quality.planted WATCHLISTS [--misses]

Names are drawn from the real lists of a folder. A mention counts as found when the matcher finds the person at its place,
before evidence decides who is meant (`bot.matching.candidates.Finder`): what is measured is whether a change of spelling
hides a name. For the kind "real alias" one listed spelling of each chosen person is taken off the list and looked for; only
spellings that are not another name altogether count (token_sort_ratio 70 or more with one that stays).
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from bot.matching.build import build
from bot.matching.candidates import Finder
from bot.matching.tokens import stretches
from bot.model import Person, Span
from bot.names.fold import fold
from bot.names.parts import carrying, parts_of
from tests.bench.people import real_people

TARGETS = 400  # people whose names are changed
ALIASES = 400  # people one of whose spellings is held out
OVERLAP = 0.4  # share of the planted mention that what was found must cover
CARRIERS = (
    "It was said yesterday that {} had come to the town, and nobody saw why.",
    "The delegation was led by {}, according to two people at the airport.",
    "Reporters waited for hours; {} arrived late in the evening.",
    "A letter to {} was read out before the session closed.",
)
CORE = ("exact", "upper case", "possessive", "surname first", "surname, comma", "title", "accents", "gap", "line break")
# What habits of transliteration put in place of each other inside a word.
HABITS = tuple(
    pair.split(">")
    for pair in [
        "q>k",
        "k>q",
        "ou>u",
        "oo>u",
        "u>ou",
        "y>i",
        "i>y",
        "ei>ay",
        "sh>sch",
        "ch>tch",
        "kh>h",
        "ee>i",
        "v>w",
        "w>v",
        "zh>j",
        "ss>s",
        "dh>d",
        "iy>y",
        "ey>ei",
        "gh>g",
        "x>ks",
        "ts>tz",
        "ah>a",
    ]
)


@dataclass(frozen=True)
class Planted:
    """A text with a changed name in it."""

    kind: str
    person: str
    listed: str
    printed: str
    text: str
    span: Span


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("watchlists", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    given = parser.parse_args()
    people = real_people(given.watchlists)
    dice = random.Random(7)
    whole = list(_changed(people, dice))
    fewer, held = _held_out(people, dice)
    found: dict[str, list[bool]] = defaultdict(list)
    for suite, listed in ((whole, people), (held, fewer)):
        finder = Finder(build(listed), listed)
        for planted in suite:
            hit = _is_found(finder, listed, planted)
            found[planted.kind].append(hit)
            if given.misses and not hit:
                print(f"MISSED {planted.kind}: “{planted.printed}” for “{planted.listed}” ({planted.person})")
    _report(found)
    return 0


def _report(found: Mapping[str, Sequence[bool]]) -> None:
    for kind, hits in found.items():
        print(f"{kind:20s} {sum(hits) / len(hits):.3f}  ({sum(hits)}/{len(hits)})")
    for label, kinds in (("all", tuple(found)), ("core", CORE)):
        hits = [hit for kind in kinds for hit in found[kind]]
        print(f"{label:20s} {sum(hits) / len(hits):.3f}  ({sum(hits)}/{len(hits)})")


def _is_found(finder: Finder, people: Sequence[Person], planted: Planted) -> bool:
    return any(
        people[c.spelling.person].id == planted.person or fold(c.spelling.name.text) == fold(planted.listed)
        for c in finder.find(planted.text, tuple(stretches(planted.text)))
        if min(c.span.end, planted.span.end) - max(c.span.start, planted.span.start)
        >= OVERLAP * (planted.span.end - planted.span.start)
    )


def _plant(kind: str, person: Person, listed: str, printed: str, dice: random.Random) -> Planted:
    carrier = dice.choice(CARRIERS)
    start = carrier.index("{}")
    return Planted(kind, person.id, listed, printed, carrier.replace("{}", printed), Span(start, start + len(printed)))


def _changed(people: Sequence[Person], dice: random.Random) -> Iterator[Planted]:
    fit = [p for p in people if _plain(p.name)]
    for person in dice.sample(fit, min(TARGETS, len(fit))):
        name = _news_case(person.name)
        for kind, change in KINDS.items():
            printed = change(name.split(), dice)
            if (printed and printed != name) or kind == "exact":
                yield _plant(kind, person, person.name, printed or name, dice)


def _held_out(people: Sequence[Person], dice: random.Random) -> tuple[tuple[Person, ...], list[Planted]]:
    """The people without one spelling of some of them, and those spellings planted."""
    fit = [n for n, p in enumerate(people) if len(_latin_spellings(p)) > 2]
    fewer, planted = list(people), []
    for n in dice.sample(fit, min(ALIASES, len(fit))):
        person = people[n]
        held = _latin_spellings(person)[-1]
        left = tuple(name for name in person.names if fold(name.text) != fold(held))
        if max(fuzz.token_sort_ratio(fold(held), fold(name.text)) for name in left) >= 70:
            fewer[n] = replace(person, names=left)
            planted.append(_plant("real alias", person, held, _news_case(held), dice))
    return tuple(fewer), planted


def _latin_spellings(person: Person) -> list[str]:
    return [n.text for n in person.names if not n.weak and not n.native and _plain(n.text)]


def _plain(name: str) -> bool:
    """Whether it is two to five words of Latin letters, and two of them carry a name."""
    return bool(re.fullmatch(r"[A-Za-z]{2,}(?:[ '-][A-Za-z]{2,}){1,4}", name)) and len(carrying(parts_of(name))) > 1


def _news_case(name: str) -> str:
    """A name as a newspaper prints it: no word in capitals."""
    return re.sub(r"[A-Za-z]+", lambda m: m.group().capitalize() if m.group().isupper() else m.group(), name)


# --- the changes: words of a name -> how it is printed, or nothing where the change cannot be made --------------------------


def _slip(word: str, dice: random.Random) -> str:
    """One letter left out, put in, replaced, or two turned round; the first letter stays."""
    at, letter = dice.randrange(1, len(word)), dice.choice("abcdefghiklmnoprstuz")
    turned = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at > 1 else word[:at] + letter + word[at:]
    return dice.choice(
        (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :], turned)
    )


def _slips(count: int) -> Callable[[list[str], random.Random], str]:
    def change(words: list[str], dice: random.Random) -> str:
        longest = max(range(len(words)), key=lambda n: len(words[n]))
        if len(words[longest]) < 5:
            return ""
        for _ in range(count):
            words[longest] = _slip(words[longest], dice)
        return " ".join(words)

    return change


def _slip_in_each(words: list[str], dice: random.Random) -> str:
    return " ".join(_slip(w, dice) for w in words) if all(len(w) > 3 for w in words) else ""


def _other_habits(words: list[str], dice: random.Random) -> str:
    """Up to two letters written as another habit of transliteration has them; the first letter stays."""
    name, made = " ".join(words), 0
    for old, new in dice.sample(HABITS, len(HABITS)):
        at = name.find(old, 1)
        if at > 0 and name[at - 1] != " " and made < 2:
            name, made = name[:at] + new + name[at + len(old) :], made + 1
    return name if made else ""


def _accented(words: list[str], _: random.Random) -> str:
    name = " ".join(words).replace("a", "a\u0301", 1).replace("o", "o\u0308", 1)
    return unicodedata.normalize("NFC", name)


KINDS: dict[str, Callable[[list[str], random.Random], str]] = {
    "exact": lambda words, _: " ".join(words),
    "upper case": lambda words, _: " ".join(words).upper(),
    "possessive": lambda words, _: " ".join(words) + "'s",
    "surname first": lambda words, _: " ".join([words[-1], *words[:-1]]),
    "surname, comma": lambda words, _: f"{words[-1]}, {' '.join(words[:-1])}",
    "title": lambda words, _: f"General {' '.join(words)}",
    "accents": _accented,
    "gap": lambda words, _: "-".join(words[:2]) + " " + " ".join(words[2:]) if len(words) > 2 else "  ".join(words),
    "line break": lambda words, _: "\n".join([words[0], " ".join(words[1:])]),
    "one slip": _slips(1),
    "two slips": _slips(2),
    "a slip in each word": _slip_in_each,
    "transliteration": _other_habits,
    "no middle name": lambda words, _: f"{words[0]} {words[-1]}" if len(words) > 2 else "",
    "initial": lambda words, _: f"{words[0][0]}. {' '.join(words[1:])}",
    "added middle name": lambda words, _: " ".join([words[0], "Dawid", *words[1:]]),
}


if __name__ == "__main__":
    sys.exit(main())
