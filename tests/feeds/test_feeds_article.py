"""From entries to articles: identity, versions, dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.article import MOST_TEXT, FeedFacts, article_of, keys_of, read_again
from bot.feeds.entry import Entry
from bot.feeds.page import needs_page

SEEN = datetime(2016, 4, 14, 12, 0, tzinfo=UTC)
FEED = FeedFacts("https://news.test/feed", "News Test", "en")
ENTRY = Entry(
    guid="g-1",
    link="https://m.news.test/a/1?utm_source=rss",
    title="A general lands in Moscow",
    html="<p>The general landed on Thursday.</p><p>Photo: Ann Photographer</p><p>He will stay 48 hours.</p>",
    published=datetime(2016, 4, 14, 6, 30, tzinfo=UTC),
)


def test_an_article_is_clean_text_with_facts() -> None:
    """Text without markup and captions, canonical address, outlet, language and date."""
    article = article_of(ENTRY, FEED, SEEN)
    assert article.text == "The general landed on Thursday.\nHe will stay 48 hours."
    assert article.title == ENTRY.title
    assert article.url == "https://news.test/a/1"
    assert (article.outlet, article.lang, article.published) == ("News Test", "en", ENTRY.published)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"html": ENTRY.html.replace("<p>", "<div>").replace("</p>", "</div>")}, True),
        ({"published": None}, True),
        ({"link": "https://news.test/other"}, True),
        ({"title": "A general lands in Minsk"}, False),
        ({"html": ENTRY.html + "<p>A spokesman denied it.</p>"}, False),
        ({"guid": "g-2"}, False),
    ],
)
def test_an_edit_is_a_new_version_and_new_markup_is_not(change: dict[str, str], same: bool) -> None:
    """The id changes with the words and with the feed's name for the article, and with nothing else."""
    assert (article_of(replace(ENTRY, **change), FEED, SEEN).id == article_of(ENTRY, FEED, SEEN).id) is same


def test_feeds_do_not_share_ids() -> None:
    """The same entry in two feeds is two articles."""
    other = FeedFacts("https://other.test/feed")
    assert article_of(ENTRY, other, SEEN).id != article_of(ENTRY, FEED, SEEN).id
    assert len(article_of(ENTRY, FEED, SEEN).id) == 16


def test_content_that_is_read_again_is_a_version_of_its_own_each_time() -> None:
    """Named by what it follows, so that the same step makes the same version; what the feed served stays known."""
    article, keys = article_of(ENTRY, FEED, SEEN), keys_of(ENTRY)
    once, once_keys = read_again(article, keys, "edit-1")
    twice, twice_keys = read_again(article, keys, "edit-2")
    assert len({article.id, once.id, twice.id}) == 3
    assert len({keys.content_digest, once_keys.content_digest, twice_keys.content_digest}) == 3
    assert (once_keys.served, twice_keys.served) == (keys.content_digest, keys.content_digest)
    assert (once_keys.entry_key, once_keys.second_key) == (keys.entry_key, keys.second_key)
    assert read_again(article, keys, "edit-1") == (once, once_keys)
    assert replace(once, id=article.id) == article


def test_the_first_sighting_does_not_change_the_id() -> None:
    """An undated entry keeps its id however often it is seen."""
    undated = replace(ENTRY, published=None)
    assert article_of(undated, FEED, SEEN).id == article_of(undated, FEED, SEEN + timedelta(days=3)).id


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        (datetime(2016, 4, 13, tzinfo=UTC), None, datetime(2016, 4, 13, tzinfo=UTC)),
        (None, datetime(2016, 4, 12, tzinfo=UTC), datetime(2016, 4, 12, tzinfo=UTC)),
        (None, None, SEEN),
        (datetime(1989, 12, 31, tzinfo=UTC), None, SEEN),
        (datetime(9999, 12, 31, tzinfo=UTC), None, SEEN),
        (SEEN + timedelta(hours=23), None, SEEN + timedelta(hours=23)),
        (SEEN + timedelta(hours=25), None, SEEN),
        (datetime(1111, 1, 1, tzinfo=UTC), datetime(2016, 4, 12, tzinfo=UTC), datetime(2016, 4, 12, tzinfo=UTC)),
    ],
)
def test_absurd_dates_give_the_first_sighting(
    published: datetime | None, updated: datetime | None, expected: datetime
) -> None:
    """A missing date, one before 1990 or more than a day ahead is not believed."""
    assert article_of(replace(ENTRY, published=published, updated=updated), FEED, SEEN).published == expected


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (ENTRY, "guid:g-1"),
        (replace(ENTRY, guid=""), "link:https://news.test/a/1"),
        (replace(ENTRY, guid="", link="javascript:x"), f"content:{keys_of(ENTRY).content_digest}"),
    ],
)
def test_identity_is_guid_then_link_then_content(entry: Entry, key: str) -> None:
    """The feed's own name is the first key, then the address, then the content."""
    assert keys_of(entry).entry_key == key


def second_key(entry: Entry) -> str | None:
    return keys_of(entry).second_key


def test_the_second_key_survives_new_guids() -> None:
    """When all guids change, the address knows the article, or title and day."""
    assert second_key(ENTRY) == second_key(replace(ENTRY, guid="new")) == "link:news.test/a/1"
    loose = replace(ENTRY, link="")
    assert second_key(loose) == second_key(replace(loose, guid="new", html="edited"))
    assert second_key(loose) != second_key(replace(loose, published=datetime(2016, 4, 15, tzinfo=UTC)))
    assert second_key(Entry()) is None


@pytest.mark.parametrize("entry", [replace(ENTRY, guid=""), replace(ENTRY, guid="", link="")])
def test_the_digest_is_of_what_a_reader_sees(entry: Entry) -> None:
    """Whatever the article is called, its title and its words are the same; other words are another version."""
    assert keys_of(entry).content_digest == keys_of(ENTRY).content_digest
    assert keys_of(replace(entry, html="other words")).content_digest != keys_of(ENTRY).content_digest


@pytest.mark.parametrize("ending", ["Read more", "Read more »", "Continue reading", "[…]"])
def test_boilerplate_hides_no_cut(ending: str) -> None:
    """A text that ends by sending the reader elsewhere still shows that it is cut off."""
    entry = replace(ENTRY, html="<p>" + "The general landed. " * 50 + f"</p><p><a href='/a'>{ending}</a></p>")
    assert needs_page(article_of(entry, FEED, SEEN), "auto")


def test_a_long_text_tells_an_article_alone() -> None:
    """What is shorter than two hundred characters recurs, whatever its markup."""
    assert keys_of(replace(ENTRY, html="<p>" + "word " * 40 + "</p>")).substantial is False
    assert keys_of(replace(ENTRY, html="word " * 41)).substantial is True


def test_a_guid_that_is_an_address_serves_as_one() -> None:
    """Without a link, a guid that is a web address is the article's address."""
    assert article_of(replace(ENTRY, link="", guid="https://news.test/a/2"), FEED, SEEN).url == "https://news.test/a/2"
    assert article_of(replace(ENTRY, link="", guid="urn:2"), FEED, SEEN).url is None


def test_a_text_without_end_is_cut() -> None:
    """A hostile feed cannot make an article of any size."""
    article = article_of(replace(ENTRY, html="word " * 1_000_000), FEED, SEEN)
    assert MOST_TEXT - 5 <= len(article.text) <= MOST_TEXT
