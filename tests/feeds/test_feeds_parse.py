"""Reading feed documents, good and bad."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.entry import NotAFeed, ParsedFeed, Spared
from bot.feeds.parse import parse_feed

URL = "https://news.test/feeds/world.xml"


def rss(items: str, channel: str = "", head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>World desk</title>'
        f"<link>https://news.test/</link><language>en-gb</language>{channel}{items}</channel></rss>"
    )


def item(number: int = 1, title: str = "A general lands", more: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>https://news.test/a/{number}</link><guid isPermaLink='false'>g-{number}</guid>"
        f"<pubDate>Thu, 14 Apr 2016 09:30:00 +0300</pubDate>{more}</item>"
    )


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
  <title>Le monde</title><link href="/"/><id>urn:feed</id><updated>2016-04-14T10:00:00Z</updated>
  <entry><title type="html">Un &lt;b&gt;général&lt;/b&gt; à Moscou</title><link rel="alternate" href="a/1"/>
    <id>urn:entry:1</id><updated>2016-04-14T08:00:00+02:00</updated><published>2016-04-14T07:00:00+02:00</published>
    <summary>Bref.</summary><content type="html">&lt;p&gt;Un texte bien plus long que le résumé.&lt;/p&gt;</content>
    <author><name>A. Plume</name></author><category term="monde"/></entry>
</feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://news.test/"><title>Desk</title><link>https://news.test/</link></channel>
  <item rdf:about="https://news.test/a/1"><title>A visit</title><link>https://news.test/a/1</link>
    <description>Short.</description><dc:date>2016-04-14T06:30:00Z</dc:date></item>
</rdf:RDF>"""

RSS_091 = """<?xml version="1.0"?><rss version="0.91"><channel><title>Old desk</title><link>https://news.test/</link>
<language>en</language><item><title>A visit</title><link>https://news.test/a/1</link><description>Short.</description>
</item></channel></rss>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Desk", "language": "de",
 "home_page_url": "https://news.test/", "items": [
  {"id": 7, "url": "/a/7", "title": "Ein Besuch", "content_html": "<p>Der General ist gelandet.</p>", "summary": "Kurz.",
   "date_published": "2016-04-14T08:30:00+02:00", "authors": [{"name": "B. Feder"}], "tags": ["welt", 3]}, "rubbish"]}"""


def parsed(document: str | bytes, content_type: str | None = None) -> ParsedFeed:
    body = document if isinstance(document, bytes) else document.encode()
    feed = parse_feed(body, content_type, URL)
    assert isinstance(feed, ParsedFeed), feed
    return feed


@pytest.mark.parametrize(
    ("document", "title", "link", "moment"),
    [
        (rss(item()), "A general lands", "https://news.test/a/1", datetime(2016, 4, 14, 6, 30, tzinfo=UTC)),
        (RSS_091, "A visit", "https://news.test/a/1", None),
        (ATOM, "Un général à Moscou", "https://news.test/feeds/a/1", datetime(2016, 4, 14, 5, 0, tzinfo=UTC)),
        (RDF, "A visit", "https://news.test/a/1", datetime(2016, 4, 14, 6, 30, tzinfo=UTC)),
        (JSON_FEED, "Ein Besuch", "https://news.test/a/7", datetime(2016, 4, 14, 6, 30, tzinfo=UTC)),
    ],
    ids=["rss 2.0", "rss 0.91", "atom", "rdf", "json feed"],
)
def test_every_kind_of_feed_is_read(document: str, title: str, link: str, moment: datetime | None) -> None:
    """RSS 2.0, RSS 0.91, Atom, RDF and JSON Feed give the same facts: title, absolute link, date in UTC."""
    (entry,) = parsed(document).entries
    assert (entry.title, entry.link, entry.published or entry.updated) == (title, link, moment)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (rss(item()), "RSS 2.0"),
        (RSS_091, "RSS 0.91 (Userland)"),
        (ATOM, "Atom 1.0"),
        (ATOM.replace("<feed ", "<!-- <rss version='2.0'> --><feed "), "Atom 1.0"),
        (RDF, "RSS 1.0"),
        (JSON_FEED, "JSON Feed"),
        (f"<rss><channel>{item()}</channel></rss>", "RSS (unknown version)"),
        (f"<channel>{item()}</channel>", "a feed"),
    ],
)
def test_a_feed_says_what_kind_it_is(document: str, kind: str) -> None:
    """As its parser knows; also when all its items were known and left out."""
    feed = parsed(document)
    assert feed.kind == kind
    again = parse_feed(document.encode(), None, URL, frozenset(feed.items))
    assert isinstance(again, ParsedFeed)
    assert again.kind == kind


def test_an_atom_entry_keeps_all_it_says() -> None:
    """Identity, language, author, category, both dates and the fuller of content and summary are taken."""
    (entry,) = parsed(ATOM).entries
    assert entry.guid == "urn:entry:1"
    assert entry.lang == "fr"
    assert entry.author == "A. Plume"
    assert entry.categories == ("monde",)
    assert entry.updated == datetime(2016, 4, 14, 6, 0, tzinfo=UTC)
    assert entry.html == "<p>Un texte bien plus long que le résumé.</p>"


def test_a_json_feed_is_read_with_its_oddities() -> None:
    """A numeric id, a tag that is no text and an item that is no object neither stop the reading nor get through."""
    feed = parsed(JSON_FEED)
    (entry,) = feed.entries
    assert (entry.guid, entry.author, entry.categories, feed.lang) == ("7", "B. Feder", ("welt",), "de")
    assert feed.degraded == "1 items are no objects"


def test_content_encoded_wins_over_the_description() -> None:
    """The whole text of content:encoded is taken where the description is only a teaser."""
    more = (
        "<description>Teaser</description><content:encoded><![CDATA[<p>The whole text of it.</p>]]></content:encoded>"
    )
    assert parsed(rss(item(more=more))).entries[0].html == "<p>The whole text of it.</p>"


MEDIA = "<media:content url='x.jpg'><media:title>Photo</media:title><media:description>{}</media:description></media:content>"
CAPTION = "Another man at a parade in a third country, some years ago"


@pytest.mark.parametrize(
    ("more", "html"),
    [
        (MEDIA.format(CAPTION) + "<description>Teaser</description>", "Teaser"),
        ("<description>Teaser</description>" + MEDIA.format(CAPTION), "Teaser"),
        ("<description>Teaser</description>" + MEDIA.format(CAPTION) * 2 + "<content:encoded>The text</content:encoded>", "The text"),
        ("<media:group><media:description>What is said in the film</media:description></media:group>", "What is said in the film"),
        (MEDIA.format("A film"), "A film"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("whole", [True, False])
def test_a_caption_is_not_the_text(more: str, html: str, whole: bool) -> None:
    """What a feed says of a picture never takes the place of the entry's own text; without any, it stands in."""
    document = rss(item(more=more)).replace("<rss ", '<rss xmlns:media="http://search.yahoo.com/mrss/" ')
    (entry,) = parsed(document if whole else document.replace("World desk", "World & desk")).entries
    assert (entry.title, entry.html) == ("A general lands", html)


def test_dublin_core_is_read() -> None:
    """Creator, date, subject and language of Dublin Core say what RSS leaves out."""
    more = (
        "<dc:creator>B. Feder</dc:creator><dc:date>2016-04-15T06:30:00+02:00</dc:date>"
        "<dc:subject>World</dc:subject><dc:language>de</dc:language>"
    )
    (entry,) = parsed(rss(item(more=more))).entries
    assert (entry.author, entry.categories, entry.lang) == ("B. Feder", ("World",), "de")
    assert entry.updated == datetime(2016, 4, 15, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2016-04-14T09:30:00Z", datetime(2016, 4, 14, 9, 30, tzinfo=UTC)),
        ("2016-04-14 09:30:00", datetime(2016, 4, 14, 9, 30, tzinfo=UTC)),
        ("2016-04-14", datetime(2016, 4, 14, tzinfo=UTC)),
        ("Thu, 14 Apr 16 09:30:00 EST", datetime(2016, 4, 14, 14, 30, tzinfo=UTC)),
        ("gio, 14 apr 2016 09:30:00 +0200", datetime(2016, 4, 14, 7, 30, tzinfo=UTC)),
        ("Thu, Apr 14 2016 09:30:00 PM", datetime(2016, 4, 14, 21, 30, tzinfo=UTC)),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_in_many_forms(date: str, moment: datetime | None) -> None:
    """Dates of mail, of ISO and as people write them; what is none is left for the day it was first seen."""
    (entry,) = parsed(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>")).entries
    assert entry.published == moment


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Kremlin &amp; friends", "Kremlin & friends"),
        ("Kremlin &amp;amp; friends", "Kremlin & friends"),
        ("&lt;b&gt;Bold&lt;/b&gt; visit", "Bold visit"),
        ("&amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt; visit", "Bold visit"),
        ("<![CDATA[A <i>quiet</i> visit]]>", "A quiet visit"),
        ("Talks: 3 &lt; 5", "Talks: 3 < 5"),
        ("Two\n   lines", "Two lines"),
        ("Caf\u00e9 \u202eevil\u202c", "Café evil"),
    ],
)
def test_titles_become_plain_text(raw: str, title: str) -> None:
    """A title escaped once, twice or not at all comes out as one line of plain text."""
    assert parsed(rss(item(title=raw))).entries[0].title == title


def test_one_bad_ampersand_loses_nothing() -> None:
    """A feed with one bare ampersand gives all its entries and says that it is broken, and where."""
    items = "".join(item(n, "R & D" if n == 3 else f"Story {n}") for n in range(6))
    feed = parsed(rss(items))
    assert [e.guid for e in feed.entries] == [f"g-{n}" for n in range(6)]
    assert feed.entries[3].title == "R & D"
    assert feed.degraded is not None
    assert "broken XML (line 1): 6 entries" in feed.degraded


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#xdfff;", "&#99999999;", "&#x110000;", "&#" + "9" * 30 + ";", "&#0;", "&#8;"]
)
def test_a_character_that_does_not_exist_loses_nothing_else(reference: str) -> None:
    """The number of an impossible character costs neither its entry nor the others."""
    feed = parsed(rss(item(1, f"{reference}A visit") + item(2)))
    assert [e.guid for e in feed.entries] == ["g-1", "g-2"]
    assert feed.entries[0].title in ("A visit", "")


def test_halves_of_characters_never_leave_a_json_feed() -> None:
    """A lone surrogate in JSON would be no text that can be stored."""
    feed = parsed(
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "\\ud800", "title": "a\\udc00", "tags": ["\\udfff"], "url": "https://n.test/\\ud800"}]}'
    )
    for text in (feed.entries[0].guid, feed.entries[0].title, feed.entries[0].link, *feed.entries[0].categories):
        assert text.encode()


def test_a_truncated_feed_gives_what_arrived() -> None:
    """A document cut off in the middle gives the entries before the cut."""
    whole = rss("".join(item(n) for n in range(5)))
    feed = parsed(whole[: whole.index("g-3")])
    assert [e.guid for e in feed.entries][:3] == ["g-0", "g-1", "g-2"]
    assert feed.degraded is not None


@pytest.mark.parametrize(
    "cut", ["<descr", "<description>Pat Doe f", "<description>Pat Doe flew home.</description></it"]
)
def test_an_item_that_breaks_off_is_not_read(cut: str) -> None:
    """Half an item would count as an edit of the whole one, and its outlet as saying no longer what it says."""
    feed = parsed(rss(item(0) + "<item><guid>g-1</guid><title>x</title>" + cut).removesuffix("</channel></rss>"))
    assert [e.guid for e in feed.entries] == ["g-0"]
    assert feed.degraded is not None


def test_an_entry_that_breaks_off_is_not_read() -> None:
    """Whatever kind of feed it is."""
    assert parsed(ATOM[: ATOM.index("bien plus")]).entries == ()


def test_a_last_item_that_is_only_unclosed_is_read() -> None:
    """A document that goes on to its end did not break off."""
    feed = parsed(rss(item(0) + "<item><guid>g-1</guid><title>x</title>"))
    assert [e.guid for e in feed.entries] == ["g-0", "g-1"]


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-16", "utf-16", None),
        ("windows-1251", "windows-1251", None),
        ("windows-1251", "", "text/xml; charset=windows-1251"),
        ("koi8-r", "koi8-r", "application/xml"),
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8-sig", "utf-8", None),
    ],
)
def test_encodings_are_understood(encoding: str, declared: str, content_type: str | None) -> None:
    """The text is the same in every encoding, declared in the document or in the header."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = rss(item(title="Генерал прилетел"), head=head).encode(encoding)
    assert parsed(body, content_type).entries[0].title == "Генерал прилетел"


def test_relative_links_are_resolved_against_the_feed() -> None:
    """A relative link becomes absolute; a relative guid stays as it is, for it is a name and not an address."""
    document = rss("<item><title>x</title><link>/a/9?x=1&amp;y=2</link><guid isPermaLink='false'>9</guid></item>")
    (entry,) = parsed(document).entries
    assert (entry.link, entry.guid) == ("https://news.test/a/9?x=1&y=2", "9")


def test_what_the_channel_asks_for_is_read() -> None:
    """ttl, skipHours and skipDays are read, all of them, and rubbish among them is left out."""
    asks = (
        "<ttl>90</ttl><skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>77</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>Someday</day></skipDays>"
    )
    feed = parsed(rss(item(), asks))
    assert feed.ttl == timedelta(minutes=90)
    assert feed.spared == Spared(frozenset({0, 23}), frozenset({6}))
    assert (feed.title, feed.lang, feed.link) == ("World desk", "en-gb", "https://news.test/")


@pytest.mark.parametrize("ttl", ["", "0", "soon", "-5", "9" * 30, "١٢"])
def test_a_senseless_ttl_says_nothing(ttl: str) -> None:
    """A ttl that is no positive number of minutes is ignored."""
    assert parsed(rss(item(), f"<ttl>{ttl}</ttl>")).ttl is None


def test_an_empty_feed_is_still_a_feed() -> None:
    """A feed without entries is a quiet feed and not an error."""
    assert parsed(rss("")).entries == ()


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("", "the answer is empty"),
        ("\ufeff \n", "the answer is empty"),
        ("<!doctype html><html><head><title>World news</title></head><body><p>Hello</p></body></html>", "an HTML page where a feed should be (titled “World news”)"),
        ("<!DOCTYPE html><html><head><title>Before you continue</title></head><body>Accept all cookies</body></html>", "an HTML page, a consent page (cookies),"),
        ("<html><head><title>Just a moment...</title></head><body></body></html>", "an HTML page, a robot check,"),
        ('{"error": "not here"}', "JSON, but no JSON Feed: the version is missing"),
        ("[1, 2]", "JSON, but no JSON Feed: the document is not an object"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "JSON, but no JSON Feed: the list of items is missing"),
        ('{"version": ', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ('<?xml version="1.0"?><opml version="2.0"><body/></opml>', "an OPML list of feeds"),
        ('<?xml version="1.0"?><urlset><url/></urlset>', "a sitemap, not a feed"),
        ('<?xml version="1.0"?><note>hello</note>', "XML, but no RSS, Atom or RDF in it"),
        ("http://127.0.0.1:9/secret", "neither XML nor JSON"),
        ("GIF89a\x00\x01", "neither XML nor JSON"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_with_a_reason(document: str, why: str) -> None:
    """A person is told what the address serves instead of a feed."""
    result = parse_feed(document.encode(), "text/html", URL)
    assert isinstance(result, NotAFeed)
    assert result.why.startswith(why)


@pytest.mark.parametrize(
    "document",
    [
        rss(item(), head='<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'.replace("e SYSTEM", "e SYSTEM")).replace("A general lands", "&e;"),
        rss(item(more="<description>" + "<a>" * 3_000 + "</description>")),
        rss(item(title="Ac\x00me\x0b")),
        rss(item(more="<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate>")),
        rss(item(more="<pubDate>Sat, 00 Jan 0000 00:00:00 GMT</pubDate>")),
        rss(item(), head='<?xml version="1.0" encoding="x-nope"?>'),
        rss(item(title="&#xD800; &#99999999;")),
        rss("<item><link>http://[broken</link><title>x</title></item>"),
        rss("<item><link>javascript:alert(1)</link><title>x</title></item>"),
    ],
    ids=["outside entity", "deep", "nul", "year 9999", "year 0", "no such charset", "no such character", "bad link", "script link"],
)  # fmt: skip
def test_hostile_documents_are_read_or_refused(document: str) -> None:
    """Documents made to trip a parser give a feed or a reason, and nothing of this machine."""
    result = parse_feed(document.encode("utf-8", "surrogatepass"), None, URL)
    assert isinstance(result, (ParsedFeed, NotAFeed))
    if isinstance(result, ParsedFeed):
        assert all("/etc" not in e.title and len(e.title) < 40 for e in result.entries)
