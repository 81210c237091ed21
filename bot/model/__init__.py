"""The words of Gatewatch as plain values: what every stage takes in and hands on.

Nothing here does anything. All values are frozen, compare by content and survive a round trip through JSON
(`bot.record`). Spans are half-open character ranges of `Article.body`. Dates that may be partial
(``1957``, ``1957-03``, ``1957-03-11``) are ISO 8601 strings; `bot.text.days_of` turns one into an interval.
"""

from bot.model.judging import Assignment, Facts, Judgement, Reopened, Verdict
from bot.model.mentions import Confusable, Evidence, Mention, Tier
from bot.model.people import Listing, Measure, Name, Namesake, Person, Watchlist
from bot.model.reading import Article, Trouble
from bot.model.spans import Span
from bot.model.telling import Account, Action, Alert, Decision, Mute, Quote, Reason, Source, Triage, Withdrawal
from bot.model.travel import Ban, BanApplies, Claim, ClaimOf, ClaimStatus, Findings, Place, Presence, Stated, Trip, When

__all__ = [
    "Account",
    "Action",
    "Alert",
    "Article",
    "Assignment",
    "Ban",
    "BanApplies",
    "Claim",
    "ClaimOf",
    "ClaimStatus",
    "Confusable",
    "Decision",
    "Evidence",
    "Facts",
    "Findings",
    "Judgement",
    "Listing",
    "Measure",
    "Mention",
    "Mute",
    "Name",
    "Namesake",
    "Person",
    "Place",
    "Presence",
    "Quote",
    "Reason",
    "Reopened",
    "Source",
    "Span",
    "Stated",
    "Tier",
    "Triage",
    "Trip",
    "Trouble",
    "Verdict",
    "Watchlist",
    "When",
    "Withdrawal",
]
