"""Comments that silence warnings: ``# gatewatch: ok`` at the end of a line, or ``# gatewatch: ok short_alias`` for one rule.

A comment silences what points at its own line. One that names no rule there is, or that has nothing to silence, is itself
warned of: it would hide the next warning that somebody ought to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.errors import Mistake
from bot.faults import did_you_mean
from bot.marked import Marked, mistake_at

HOW = "write `# gatewatch: ok` at the end of the line, or with names of rules behind: `# gatewatch: ok short_alias`"
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*gatewatch:\s*(?P<says>[^\"'#]*)$")
_OK = re.compile(r"ok\b[\s,]*")


@dataclass(frozen=True, slots=True, eq=False)
class Silencer:
    """One such comment. `rules` is empty when it silences all; `understood` is False when it says something else."""

    marked: Marked
    line: int
    column: int
    rules: tuple[str, ...]
    understood: bool

    def silences(self, warning: Mistake) -> bool:
        """Whether the warning stands in this line and is of a named rule."""
        here = (warning.file, warning.line) == (self.marked.file, self.line)
        return here and self.understood and (not self.rules or warning.rule in self.rules)

    def warning(self, what: str, mend: str) -> Mistake:
        """A warning about the comment itself."""
        return mistake_at(self.marked.file, self.marked.lines, self.line, self.column, what, mend, warning=True)


def silencers_of(marked: Marked) -> Iterator[Silencer]:
    """The silencing comments of a file, in order."""
    for number, line in enumerate(marked.lines, 1):
        if "gatewatch" in line and (found := _COMMENT.search(line)):
            ok = _OK.match(found["says"])
            rules = re.split(r"[\s,]+", found["says"][ok.end() :].strip()) if ok else []
            yield Silencer(marked, number, found.start() + 1, tuple(filter(None, rules)), bool(ok))


def silenced(warnings: Iterable[Mistake], files: Iterable[Marked], known: Collection[str]) -> Iterator[Mistake]:
    """The warnings that no comment of the files silences, and warnings about comments. `known` are names of rules."""
    silencers = {(each.marked.file, each.line): each for marked in files for each in silencers_of(marked)}
    hushed: dict[Silencer, set[str]] = {each: set() for each in silencers.values()}
    for warning in warnings:
        silencer = silencers.get((warning.file, warning.line))
        if silencer and silencer.silences(warning):
            hushed[silencer].add(warning.rule)
        else:
            yield warning
    for silencer, rules in hushed.items():
        for rule in SILENCER_RULES:
            yield from (replace(each, rule=rule.__name__) for each in rule(silencer, rules, known))


# --- rules about the comments -----------------------------------------------------------------------------------------


def silencer_not_understood(silencer: Silencer, _: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    """A comment that starts like a silencing one and says something else, or names a rule that is not there."""
    if not silencer.understood:
        yield silencer.warning("this comment silences nothing", HOW)
    for name in silencer.rules:
        if name not in known:
            near = did_you_mean(name, sorted(known))
            mend = f"did you mean `{near}`?" if near else f"rules are {', '.join(sorted(known))}"
            yield silencer.warning(f"there is no rule `{name}` to silence", mend)


def silencer_idle(silencer: Silencer, rules: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    """A comment with nothing to silence in its line: it would hide the next warning there."""
    if silencer.understood and not silencer.rules and not rules:
        yield silencer.warning("there is no warning in this line to silence", "delete the comment")
    for name in silencer.rules:
        if name in known and name not in rules:
            yield silencer.warning(f"`{name}` has nothing to warn of in this line", "delete its name, or the comment")


SilencerRule = Callable[[Silencer, Collection[str], Collection[str]], Iterator[Mistake]]
SILENCER_RULES: tuple[SilencerRule, ...] = (silencer_not_understood, silencer_idle)
