"""Whether a list can matter to an article at all is asked cheaply, and No is never said where somebody would be found."""

from __future__ import annotations

from tables import cases, watchlist

from bot.matching.matcher import Matcher
from bot.matching.sieve import Sieve
from bot.model import Article

TABLES = ("transliteration", "initials", "near_names")


def test_whoever_is_found_may_be_found() -> None:
    """In every script, asked with that person alone and with ten others."""
    everybody = watchlist()
    full = Matcher(everybody)
    asked = 0
    narrow: dict[str, Sieve] = {}
    for case in (case for table in TABLES for case in cases(table)):
        article = Article("a", case.text)
        for mention in full.find(article):
            alone = tuple(person for person in everybody.people if person.id == mention.person)
            matcher = narrow.setdefault(mention.person, Sieve(alone))
            assert matcher.may_find(article), (case.text, mention.person)
            asked += 1
    assert asked > 100


def test_most_articles_cannot_matter() -> None:
    """A text of other people, and one of nobody."""
    matcher = Sieve(watchlist().people[:3])
    names = (
        "Angela Merkel met Emmanuel Macron in Berlin.",
        "It rained in the north all day, and the roads were closed.",
    )
    assert [matcher.may_find(Article("a", text)) for text in names] == [False, False]
    assert not Sieve(()).may_find(Article("a", names[0]))
