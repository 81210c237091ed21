"""Feeds, lists of feeds and pages that are well, of many dialects: what the fuzz targets begin with."""

from __future__ import annotations

import json

TEXT = (
    "Anna Example flew from Tehran to Moscow on Thursday, two officials said. The Kremlin denied that talks were set."
)
HEAD = '<?xml version="1.0" encoding="utf-8"?>'

RSS2 = f"""{HEAD}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Desk &amp; Sons</title><link>https://news.test/</link><language>en-gb</language><ttl>30</ttl>
<atom:link href="https://news.test/rss" rel="self"/><skipHours><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<item><title>Minister lands</title><link>/a/1?utm_source=rss</link><guid isPermaLink="false">g-1</guid>
<pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate><dc:creator>A. Plume</dc:creator><category>World</category>
<description>Short.</description><content:encoded><![CDATA[<p>{TEXT}</p><figure><figcaption>Photo: X</figcaption></figure>]]></content:encoded></item>
<item><title>&lt;b&gt;Second&lt;/b&gt; story</title><guid>https://news.test/a/2</guid><pubDate>02/03/2026</pubDate>
<description>&lt;p&gt;{TEXT}&lt;/p&gt;</description><media:content url="https://news.test/i.jpg"><media:description>He waves</media:description></media:content></item>
<item><description>Нет заголовка: {TEXT}</description><enclosure url="https://news.test/a.mp3" length="1" type="audio/mpeg"/></item>
</channel></rss>"""  # fmt: skip
RSS091 = f'{HEAD}<rss version="0.91"><channel><title>Old</title><item><title>One</title><link>http://old.test/1</link></item><item><title>Two</title><description>{TEXT}</description></item></channel></rss>'
RDF = f"""{HEAD}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Desk</title><link>http://rdf.test/</link></channel>
<item rdf:about="http://rdf.test/1"><title>One</title><link>http://rdf.test/1</link><dc:date>2026-03-02T08:00:00Z</dc:date></item>
<item rdf:about="http://rdf.test/2"><title>قاسم سليماني</title><description>{TEXT}</description></item></rdf:RDF>"""
ATOM = f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://atom.test/x/" xml:lang="fr"><title type="html">D&amp;amp;D</title>
<link href="/"/><id>urn:d</id><updated>2026-03-02T08:00:00+01:00</updated>
<entry><title>Un</title><link href="a/1"/><id>urn:1</id><published>2026-03-02T07:00:00Z</published><updated>2026-03-02T08:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p></div></content><author><name>A</name></author></entry>
<entry xml:lang="de" xml:base="/b/"><title type="text">Zwei</title><link rel="alternate" href="2"/><id>urn:2</id><summary>{TEXT}</summary>
<category term="t" label="Welt"/></entry></feed>"""
ATOM03 = f'{HEAD}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>O</title><entry><title>E</title><id>1</id><modified>2026-03-02T08:00:00Z</modified><content mode="escaped">{TEXT}</content></entry></feed>'
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://j.test/", "language": "en",
    "items": [
        {"id": "1", "url": "/1", "title": "One", "content_html": f"<p>{TEXT}</p>", "date_published": "2026-03-02T08:00:00Z"},
        {"id": 2, "external_url": "https://j.test/2", "content_text": TEXT, "authors": [{"name": "A"}], "tags": ["x"]},
        {"id": 3.5, "title": "Three", "date_modified": "Mon, 02 Mar 2026 08:00:00 GMT", "author": {"name": "B"}},
    ],
})  # fmt: skip
FEEDS = tuple(each.encode() for each in (RSS2, RSS091, RDF, ATOM, ATOM03, JSON_FEED))
FEEDS += (
    RSS2.replace("utf-8", "windows-1251").encode("cp1251", "replace"),
    RSS2.replace(' encoding="utf-8"', "").encode("utf-16"),
)

OPML = f"""{HEAD}<opml version="2.0" xmlns:gatewatch="urn:gatewatch:feeds"><head><title>My feeds</title></head><body>
<outline text="World"><outline type="rss" text="One" title="One &amp; only" xmlUrl="https://n.test/rss?a=1&amp;b=2" language="en" gatewatch:every="10m"/>
<outline text="deeper"><outline text="Two" xmlurl='feed://n.test/2'></outline></outline></outline>
<outline type="atom" text="Three" url="https://n.test/3"/><outline type="link" text="x" url="https://n.test/o.opml"/></body></opml>"""
LISTS_OF_FEEDS = (OPML.encode(), OPML.encode("utf-16"), b"<opml><body><outline xmlUrl=https://n.test/4>")

PARAGRAPHS = "".join(
    f"<p>{number}. {TEXT} He is expected to stay for about two days, according to a diplomat.</p>"
    for number in range(8)
)
SITE = """<nav><ul><li><a href="/">Home</a><li><a href="/feed/">RSS</a></ul></nav>"""
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Minister lands | Desk</title>
<meta property="og:title" content="Minister lands"><link rel="alternate" type="application/rss+xml" title="All" href="/rss.xml">
<base href="https://page.test/x/"><script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "isAccessibleForFree": true}}]}}</script></head>
<body>{SITE}<article><h1>Minister lands</h1><figure><img src="a.jpg"><figcaption>Photo: A. Plume</figcaption></figure>{PARAGRAPHS}
<table><tr><td>1</td></tr></table></article><div class="comments"><p>First!</p></div><footer>About</footer></body></html>"""
CONSENT = f"<html><head><title>Before you continue</title></head><body><form action='https://consent.page.test/save'><p>We use cookies. Accept all.</p></form>{SITE}</body></html>"
PAID = PAGE.replace("true", "false").replace(PARAGRAPHS, PARAGRAPHS[:300])
PAGES = (
    *(each.encode() for each in (PAGE, CONSENT, PAID)),
    PAGE.replace('"utf-8"', '"windows-1252"').encode("cp1252", "replace"),
)
