"""One form for the many spellings of one sound: Qassem, Qasem, Ghasem and Kassem are all ``kasim``.

The rules run in order over lower-case Latin letters. Each is a row with an example that `tests/names` checks; they say how
newspapers and lists write Arabic, Persian, Russian and Ukrainian names in Latin letters (our own collection).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Rule:
    """One spelling habit: what is written, what it becomes, and two spellings that it makes one."""

    pattern: re.Pattern[str]
    becomes: str
    example: tuple[str, str]


def _rule(pattern: str, becomes: str, one: str, other: str) -> Rule:
    return Rule(re.compile(pattern, re.MULTILINE), becomes, (one, other))


RULES: tuple[Rule, ...] = (
    _rule("(?<=[aeiou])j(?=[^aeiou]|$)", "y", "sulejmani", "suleymani"),
    _rule("tsch|tch", "c", "tschernow", "chernov"),
    _rule("dzh|dsch|dj|zh", "ž", "ahmadinedschad", "ahmadinezhad"),  # no j that a vowel before it could swallow
    _rule("shch|sch|sh", "s", "shoigu", "schoigu"),
    _rule("kh", "h", "khamis", "hamis"),
    _rule("gh", "k", "ghasem", "qasem"),
    _rule("ck|cq|q", "k", "tariq", "tarik"),
    _rule("ph", "f", "youseph", "yousef"),
    _rule("th", "t", "thabet", "tabet"),
    _rule("dh", "d", "qadhafi", "qaddafi"),
    _rule("ts|tz", "s", "kozitsyn", "kozitzin"),
    _rule("x", "ks", "alexander", "aleksander"),
    _rule("ch", "c", "chavez", "cavez"),
    _rule("c(?=[aourlktn])|(?<=[aour])c$", "k", "carim", "karim"),
    _rule("off?$|ow$", "ov", "romanoff", "romanov"),
    _rule("eff$|ew$", "ev", "medvedeff", "medvedev"),
    _rule("^ye|^je(?=[vw]g|le|ka)", "e", "yevgeny", "evgeny"),
    _rule("w", "v", "wladimir", "vladimir"),
    _rule("(?<=[aeiouy])h$", "", "abdullah", "abdulla"),
    _rule("yev$|iev$|(?<=[aei])jev", "ev", "nazarbayev", "nazarbaev"),
    _rule("i[yj]a", "ia", "mariya", "maria"),
    _rule("ou|oo|ow", "u", "mahmoud", "mahmood"),
    _rule("a[iy]|e[iy]|ae|ee|iy|yi|ij|yy|ea", "i", "sulaymani", "soleimani"),
    _rule("[ey]", "i", "qasem", "qasim"),
    _rule("ž", "j", "ahmadinežad", "ahmadinejad"),
    _rule("o", "u", "osama", "usama"),
    _rule(r"(.)\1+", r"\1", "hassan", "hasan"),
)


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """The common form of a Latin-letter word's spellings; `word` is folded (see `bot.names.fold`)."""
    return canonical_all((word,))[0]


def canonical_all(words: Sequence[str]) -> list[str]:
    """The common form of each of many words: one pass of every rule over all of them, ten times quicker than one by one."""
    if not words:
        return []
    text = "\n".join(words)
    for rule in RULES:
        text = rule.pattern.sub(rule.becomes, text)
    return text.split("\n")
