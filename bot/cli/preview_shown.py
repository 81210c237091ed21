"""What `gatewatch preview` found, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from bot.alerts import words
from bot.alerts.preview import Difference, Kind, Outcome
from bot.lists.changes import changes
from bot.model import Watchlist
from bot.text import cut, one_line

MOST_ROWS = 200  # on a terminal; --json has them all
_HEADLINE = 70

# Kind -> how a count of it reads, and how a row of it is marked.
SHOWN: Mapping[Kind, tuple[str, str, str]] = {
    Kind.ALERT_GAINED: ("alerts gained", "+ alert", "bold green"),
    Kind.ALERT_LOST: ("alerts lost", "− alert", "bold red"),
    Kind.DIGEST_GAINED: ("gained in the digest", "+ digest", "green"),
    Kind.DIGEST_LOST: ("lost from the digest", "− digest", "red"),
    Kind.OTHERWISE: ("told otherwise", "~", "yellow"),
}


@dataclass(slots=True)
class Preview:
    """What came out of it."""

    since: datetime
    before: Watchlist  # in force
    after: Watchlist  # edited
    articles: int = 0  # screened with both
    unread: int = 0  # of them, how many could not be
    differences: list[Difference] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Kind]:
        """How many differences there are of each kind."""
        return Counter(each.kind for each in self.differences)


# --- for programs -----------------------------------------------------------------------------------------------------


def as_data(found: Preview) -> dict[str, Any]:
    """All of it as plain JSON data; times in ISO 8601."""
    return {
        "since": found.since.isoformat(),
        "articles": found.articles,
        "unread": found.unread,
        "before": {"fingerprint": found.before.fingerprint, "people": len(found.before.people)},
        "after": {"fingerprint": found.after.fingerprint, "people": len(found.after.people)},
        "counts": {kind.value: found.counts[kind] for kind in Kind},
        "differences": [_difference(each) for each in found.differences],
    }


def _difference(each: Difference) -> dict[str, Any]:
    article = each.article
    return {
        "change": each.kind.value,
        "person": each.person.id,
        "name": each.person.name,
        "article": {
            "id": article.id,
            "date": article.published.isoformat() if article.published else None,
            "outlet": article.outlet,
            "title": article.title,
            "url": article.url,
        },
        "before": _outcome(each.before),
        "after": _outcome(each.after),
        "why": list(each.why),
    }


def _outcome(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "action": outcome.action.value,
        "reason": outcome.reason.value,
        "tier": outcome.mention.tier.value,
        "score": round(outcome.mention.score, 3),
        "channel": outcome.channel,
    }


# --- for people -------------------------------------------------------------------------------------------------------


def drawn(found: Preview) -> Iterator[Text | Table]:
    """What a person reads, part by part. Everything that came from outside is text, never markup."""
    yield _lists(found)
    if found.before.fingerprint == found.after.fingerprint:
        yield Text("Nothing to preview: edit a list, or name an edited folder with --watchlists.")
        return
    if not found.articles:
        yield Text(
            f"No article is stored since {words.day(found.since.date())}. Let `gatewatch run` read the feeds for a while, "
            "or look further back with --since."
        )
        return
    yield _counts(found)
    shown = sorted(found.differences, key=lambda each: (one_line(each.person.name), each.person.id))[:MOST_ROWS]
    for rows in _by_person(shown):
        yield _table(rows)
    if (more := len(found.differences) - len(shown)) > 0:
        yield Text(f"… and {more} more (--json shows all)")


def _lists(found: Preview) -> Text:
    if found.before.fingerprint == found.after.fingerprint:
        return Text(f"The lists on disk are list {found.before.fingerprint[:6]}, which is in force.")
    told = changes(found.before.people, found.after.people)
    counted = f"{len(told.listed)} listed, {len(told.delisted)} delisted, {len(told.changed)} changed"
    names = f"Edited list {found.after.fingerprint[:6]} against list {found.before.fingerprint[:6]} in force: "
    return Text(f"{names}{counted}.")


def _counts(found: Preview) -> Text:
    text = Text(f"{words.count(found.articles, 'article')} since {words.day(found.since.date())}")
    if found.unread:
        text.append(f" ({found.unread} could not be read)", "red")
    if not found.differences:
        return text.append(": every one would be told as it was.")
    for kind, (phrase, _, style) in SHOWN.items():
        if number := found.counts[kind]:
            text.append(" · ").append(f"{phrase}: {number}", style)
    return text


def _by_person(shown: Sequence[Difference]) -> Iterator[Sequence[Difference]]:
    rows: list[Difference] = []
    for each in shown:
        if rows and rows[-1].person.id != each.person.id:
            yield rows
            rows = []
        rows.append(each)
    if rows:
        yield rows


def _table(rows: Sequence[Difference]) -> Table:
    person = rows[0].person
    title = Text(f"\n{one_line(person.name)} ({person.id})", "bold")
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in rows:
        _, mark, style = SHOWN[each.kind]
        table.add_row(Text(mark, style), _row(each))
    return table


def _row(each: Difference) -> Text:
    """Date, outlet and headline; what was done and what would be; why."""
    article = each.article
    day = article.published.date().isoformat() if article.published else None
    headline = cut(one_line(article.title or article.text), _HEADLINE)
    text = Text(" · ".join(filter(None, (day, one_line(article.outlet or ""), headline))))
    text.append(f"\n{_told(each.before)} → {_told(each.after)}", "bold")
    return text.append("".join(f"\n  {line}" for line in each.why), "dim")


def _told(outcome: Outcome | None) -> str:
    """``alert: trip ban possible, strong 0.97``."""
    if outcome is None:
        return "nothing"
    reason = outcome.reason.value.replace("_", " ")
    return f"{outcome.action.value}: {reason}, {outcome.mention.tier.value} {outcome.mention.score:.2f}"
