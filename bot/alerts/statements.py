"""What one account says, statement by statement, so that an edit can be told: "The Example no longer cites Fox News".

A statement counts as edited out only where the new version does not make it *and* the words that made it are gone from the
text. Otherwise a mended typo that we then read a little worse would be told as a withdrawal, which is a claim about an outlet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.alerts import words
from bot.alerts.ledger import origin_of, outlet_of, same_origin
from bot.model import Account, Article, Claim, ClaimStatus, Presence, Span, Trip
from bot.text import one_line, runs

_SENTENCE = 4  # runs of three words; what is shorter is no sentence, and has to be there as it was
_REWORDED = 0.5  # of them; a retraction that repeats what it takes back keeps fewer


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an account says."""

    key: tuple[str, ...]  # the same in every version that says it
    phrase: str  # what follows "no longer"
    words: tuple[str, ...]  # of the article; any of them left in the text keeps the statement standing


def gone(before: Account, after: Account, old: Article, new: Article) -> tuple[str, ...]:
    """What the old version says of the person's trip and the new one does not, in phrases that follow "no longer"."""
    left = {statement.key for statement in statements(after, new)}
    text = plain(new.body)
    lost = [each for each in statements(before, old) if each.key not in left and not_in(text, each.words)]
    trip = tuple(statement.phrase for statement in lost if statement.key == ("trip",))
    return trip or tuple(dict.fromkeys(statement.phrase for statement in lost))


def statements(account: Account, article: Article) -> tuple[Statement, ...]:
    """Everything the account says of a trip, or of where the person is, with the words of its article."""
    if account.trip is None:
        return tuple(_presence(each, article) for each in account.presences)
    trip = account.trip
    outlet = outlet_of(account.source)
    told = Statement(("trip",), "tells of the trip", tuple(_at(article, span) for span in trip.evidence))
    claims = (_claim(claim, outlet, article) for claim in trip.claims)
    return (told, *(each for each in claims if each), *_fields(trip))


def not_in(text: str, said: tuple[str, ...]) -> bool:
    """Whether words are gone from a text made plain. Words that we have no more, for they have expired, prove nothing."""
    known = [plain(each) for each in said if each.strip()]
    return bool(known) and not any(each in text or _reworded(each, text) for each in known)


def _reworded(said: str, text: str) -> bool:
    """Whether a sentence is still there in other words: most of what it has in a row stands in the text."""
    mine = runs(said)
    return len(mine) >= _SENTENCE and len(mine & runs(text)) / len(mine) >= _REWORDED


def said_by(account: Account, article: Article) -> frozenset[str]:
    """The phrases of all it says."""
    return frozenset(statement.phrase for statement in statements(account, article))


def _presence(presence: Presence, article: Article) -> Statement:
    place = words.place_and_country(presence.place)
    said = tuple(_at(article, span) for span in presence.evidence)
    return Statement(("presence", words.place(presence.place)), f"says that the person is in {place}", said)


def _claim(claim: Claim, outlet: str, article: Article) -> Statement | None:
    """What somebody else than the outlet says. The outlet's own voice is the trip itself."""
    by = one_line(claim.by.text) if claim.by else ""
    said = words.short(by)
    if claim.status is ClaimStatus.DENIED:
        return Statement(
            ("denied", claim.of.value, by.casefold()),
            f"says that {said or outlet} denies {words.OF[claim.of]}",
            _words_of(claim, article),
        )
    if not by:
        return None
    if claim.status is ClaimStatus.CONFIRMED and claim.official:
        phrase = f"says that {said} confirms {words.OF[claim.of]}"
        return Statement(("confirmed", claim.of.value, by.casefold()), phrase, _words_of(claim, article))
    origin = origin_of(by, outlet)
    cited = by if same_origin(origin, outlet) else origin
    return Statement(("cites", cited.casefold()), f"cites {words.short(cited)}", (by,))


def _words_of(claim: Claim, article: Article) -> tuple[str, ...]:
    return (_at(article, claim.span),)


FIELDS: tuple[tuple[str, Callable[[Trip], tuple[str, str] | None]], ...] = (
    ("the origin", lambda t: (t.origin.text, words.place_and_country(t.origin)) if t.origin else None),
    ("the destination", lambda t: (t.destination.text, words.place_and_country(t.destination)) if t.destination else None),
    ("the date", lambda t: (t.when.text, words.when(t.when)) if t.when else None),
    ("the duration", lambda t: (t.duration.text, words.duration(t.duration.text)) if t.duration else None),
    ("the means", lambda t: (t.mode.text, words.short(t.mode.text)) if t.mode else None),
    ("the purpose", lambda t: (t.purpose.text, f"“{words.short(t.purpose.text, words.WHY_LIMIT)}”") if t.purpose else None),
    ("the return", lambda t: (t.returned.text, words.when(t.returned)) if t.returned else None),
)  # fmt: skip


def _fields(trip: Trip) -> Iterator[Statement]:
    """What fills the fields. A field that is filled otherwise now is a correction, and told as one by `compare`."""
    for name, value in FIELDS:
        if stated := value(trip):
            yield Statement((name,), f"gives {name}: {stated[1]}", (stated[0],))
    for whom in trip.meets:
        name = one_line(whom.text)
        yield Statement(("meets", name.casefold()), f"says that {words.short(name)} would be met", (whom.text,))


def _at(article: Article, span: Span) -> str:
    return article.body[span.start : span.end]


def plain(text: str) -> str:
    """A text for comparing: on one line, without case."""
    return one_line(text).casefold()
