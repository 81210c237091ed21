"""The feeds to begin with are many, of many languages and regions, and each can stand in the settings."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple

from babel import Locale

from bot.config import FeedConfig
from bot.feeds.address import feed_identity
from bot.feeds.language import SERVED
from bot.feeds.starter import chosen, starter_feeds

LANGUAGES = {"en", "ar", "fa", "ru", "uk", "es", "fr", "de", "zh", "tr", "pt", "ko"}
REGIONS = {"world", "middle-east", "russia", "ukraine", "europe", "africa", "asia", "latin-america"}
TOPICS = {"news", "official", "investigations", "sanctions", "aviation", "maritime"}


def test_there_are_forty_feeds_or_more_each_once() -> None:
    """No address and no name twice."""
    feeds = starter_feeds()
    assert len(feeds) >= 40
    assert max(Counter(feed_identity(feed.url) for feed in feeds).values()) == 1
    assert max(Counter(feed.name for feed in feeds).values()) == 1


def test_each_has_all_that_it_should_and_can_stand_in_the_settings() -> None:
    """Every field says something, and the settings accept it."""
    for feed in starter_feeds():
        assert all(isinstance(each, str) and each.strip() == each and each for each in astuple(feed)), feed
        said = FeedConfig(url=feed.url, name=feed.name, lang=feed.lang, country=feed.country)
        assert (said.lang, said.country) == (feed.lang, feed.country)
        assert feed.lang in SERVED
        assert feed.country in Locale("en").territories
        assert feed.topic in TOPICS


def test_they_spread_over_languages_regions_and_topics() -> None:
    """No desk starts with one corner of the world."""
    feeds = starter_feeds()
    assert {feed.lang for feed in feeds} >= LANGUAGES
    assert {feed.region for feed in feeds} >= REGIONS
    assert {feed.topic for feed in feeds} == TOPICS
    assert sum(feed.lang != "en" for feed in feeds) >= 30


def test_some_can_be_chosen() -> None:
    """Several languages, countries or regions add up; a language and a topic narrow down."""
    both = chosen({"ar", "fa"})
    assert {feed.lang for feed in both} == {"ar", "fa"}
    assert {(feed.lang, feed.topic) for feed in chosen({"en"}, topics={"official"})} == {("en", "official")}
    assert {(feed.lang, feed.country) for feed in chosen({"fa"}, {"IR"})} == {("fa", "IR")}
    assert {feed.country for feed in chosen(countries={"IR", "RU"})} == {"IR", "RU"}
    assert chosen() == starter_feeds()
