"""How the command line shows mistakes and warnings: place, what, mend, the rule's name, and the line with a caret below."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bot.errors import Mistake

SHOWN_OF_A_KIND = 5  # warnings of one rule; the rest is counted


def print_mistakes(console: Console, mistakes: Sequence[Mistake]) -> None:
    """Each mistake or warning, in the order given."""
    for mistake in mistakes:
        for line in _lines(mistake):
            console.print(line)


def print_warnings(
    console: Console, warnings: Sequence[Mistake], *, everything: bool, only_counted: Collection[str] = ()
) -> None:
    """Warnings rule by rule: the first few of each, or all of them. Those about the files `only_counted` come in one line."""
    counted_only = [] if everything else [each for each in warnings if each.file in only_counted]
    kinds: dict[str, list[Mistake]] = defaultdict(list)
    for warning in warnings if everything else (each for each in warnings if each.file not in only_counted):
        kinds[warning.rule].append(warning)
    for rule, alike in sorted(kinds.items(), key=lambda kind: (len(kind[1]), kind[1][0])):
        shown = alike if everything else alike[:SHOWN_OF_A_KIND]
        print_mistakes(console, shown)
        if left := len(alike) - len(shown):
            console.print(f"… and {left:,} more of {rule} (--all shows them)", style="dim", markup=False)
    if counted_only:
        rules = Counter(each.rule for each in counted_only).most_common()
        told = ", ".join(f"{number:,} {rule}" for rule, number in rules)
        console.print(f"in imported lists, which nobody edits: {told} (--all shows them)", style="dim", markup=False)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 person, 1,200 people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _lines(mistake: Mistake) -> Iterator[Text]:
    """The mistake, and the line it stands in with a caret below. All of it is text, never markup."""
    place = f"{mistake.file}:{mistake.line}:{mistake.column}: "
    kind, style = ("warning: ", "yellow") if mistake.warning else ("", "red")
    rule = f" [{mistake.rule}]" if mistake.rule else ""
    yield Text.assemble((place, "bold"), (kind, style), (mistake.what, style), "; ", mistake.mend, (rule, "dim"))
    if mistake.excerpt:
        before = mistake.excerpt[: mistake.column - 1]
        pointer = "".join("\t" if character == "\t" else " " for character in before)
        yield Text(f"    {mistake.excerpt}", style="dim")
        yield Text(f"    {pointer}^", style=style)
