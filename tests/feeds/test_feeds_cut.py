"""Known items are left out, and everything else is read as if they were there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.feeds import cut
from bot.feeds.cut import packed, unpacked
from bot.feeds.entry import MOST_ITEMS, NotAFeed, ParsedFeed
from bot.feeds.parse import parse_feed

URL = "https://news.test/feeds/world.xml"
HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def item(number: int, more: str = "") -> str:
    return f"<item><title>Story {number}</title><link>/a/{number}</link><guid>g-{number}</guid>{more}</item>"


def rss(*items: str, head: str = HEAD, root: str = "", after: str = "") -> str:
    return f'{head}<rss version="2.0"{root}><channel><title>Desk</title>{"".join(items)}{after}</channel></rss>'


def atom(*entries: str, root: str = "") -> str:
    return f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"{root}><title>Desk</title>{"".join(entries)}</feed>'


def entry(number: int, more: str = "", inside: str = "") -> str:
    return f'<entry{inside}><title>Story {number}</title><link href="a/{number}"/><id>urn:{number}</id>{more}</entry>'


def rdf(*items: str) -> str:
    return (
        f'{HEAD}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>Desk</title></channel>{''.join(items)}</rdf:RDF>"
    )


def read(document: str, known: tuple[bytes, ...] = (), content_type: str | None = None) -> ParsedFeed:
    feed = parse_feed(document.encode(), content_type, URL, frozenset(known))
    assert isinstance(feed, ParsedFeed), feed
    return feed


XHTML = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>He <b>flew</b>.</p></div></content>'
DOCUMENTS = {
    "rss": rss(*map(item, range(4)), after="<ttl>90</ttl><skipDays><day>Sunday</day></skipDays>"),
    "rdf": rdf(*map(item, range(4))),
    "atom": atom(*(entry(n, XHTML) for n in range(4)), root=' xml:base="https://other.test/x/" xml:lang="fr"'),
    "items with a base and a language of their own": atom(
        entry(0, inside=' xml:base="https://a.test/" xml:lang="de"'), entry(1), entry(2, inside=' xml:lang="ar"'), entry(3)
    ),
    "text after the items": rss(*map(item, range(4)), after="<image><title>Logo</title></image><language>en</language>"),
    "comments and sections between": rss(item(0), "<!-- </item> -->", item(1, "<description><![CDATA[</item>]]></description>"), item(2)),
    "the same item twice": rss(item(0), item(1), item(0), item(2)),
}  # fmt: skip


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_rest_is_read_as_before(kind: str) -> None:
    """Whichever items are known, the others, the channel and the order come out the same."""
    whole = read(DOCUMENTS[kind])
    assert len(whole.items) == len(whole.entries) > 2
    for chosen in range(2 ** len(whole.items)):
        known = tuple(digest for at, digest in enumerate(whole.items) if chosen >> at & 1)
        kept = tuple(e for e, digest in zip(whole.entries, whole.items, strict=True) if digest not in known)
        part = read(DOCUMENTS[kind], known)
        assert part == replace(whole, entries=kept, left_out=len(whole.entries) - len(kept))


def test_an_edited_item_is_read_again() -> None:
    """One letter more is another item, and so is the same item that inherits another base or language."""
    known = read(DOCUMENTS["rss"]).items
    edited = read(DOCUMENTS["rss"].replace("Story 2", "Story 2b"), known)
    assert [e.title for e in edited.entries] == ["Story 2b"]
    known = read(DOCUMENTS["atom"]).items
    assert len(read(DOCUMENTS["atom"].replace("other.test", "elsewhere.test"), known).entries) == 4
    assert len(read(DOCUMENTS["atom"].replace('"fr"', '"de"'), known).entries) == 4


@pytest.mark.parametrize(
    "document",
    [
        rss(item(0), item(1, "<description>R & D</description>")),
        rss(item(0), head='<!DOCTYPE rss [<!ENTITY who "Pat Doe">]>'),
        rss(item(0, "<media:title>x</media:title>")),
        rss(item(0))[:-12],
        rss(item(0), head="").replace("Story", "Récit"),
        '<?xml version="1.0" encoding="x-nope"?><rss version="2.0"><channel><item><title>x</title></item></channel></rss>',
    ],
    ids=["broken", "entities", "undeclared prefix", "cut off", "no encoding told", "unknown encoding"],
)  # fmt: skip
def test_what_is_not_exact_stays_whole(document: str) -> None:
    """Where a cut could change what is read of the rest, items have no digests and all are read."""
    feed = read(document)
    assert feed.items == ()
    assert feed.entries


def test_encodings_that_differ_are_not_cut() -> None:
    """When the header names another encoding than the document, readers guess: nothing is cut."""
    document = rss(item(0), head='<?xml version="1.0" encoding="utf-8"?>')
    assert read(document, content_type="text/xml; charset=UTF8").items
    assert not read(document, content_type="text/xml; charset=windows-1251").items


def test_an_item_that_declares_a_namespace_is_always_read() -> None:
    """A prefix declared in one item can speak for later ones in lenient readers: such an item is never left out."""
    odd = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">A. Plume</dc:creator>'
    feed = read(rss(item(0, odd), item(1)))
    assert len(feed.items) == 1
    assert [e.title for e in read(rss(item(0, odd), item(1)), feed.items).entries] == ["Story 0"]


def test_a_base_inside_an_item_of_rss_is_always_read() -> None:
    """Such a base speaks for later items in the reader that we use: the item that has it is never left out."""
    feed = read(rss(item(0, "<description xml:base='https://other.test/'>x</description>"), item(1)))
    assert (len(feed.entries), len(feed.items)) == (2, 1)


def test_the_base_of_one_entry_does_not_reach_the_next() -> None:
    """Links are resolved against the entry's own base, else against the feed's address."""
    feed = read(
        atom(entry(0), entry(1, inside=' xml:base="https://a.test/"'), entry(2, inside=' xml:base="/b/"'), entry(3))
    )
    links = [
        "https://news.test/feeds/a/0",
        "https://a.test/a/1",
        "https://news.test/b/a/2",
        "https://news.test/feeds/a/3",
    ]
    assert [e.link for e in feed.entries] == links


def test_a_feed_of_known_items_only_is_still_a_feed() -> None:
    """When nothing is new the channel is read and no entry; also of a document that only its items show to be RSS."""
    for document in (*DOCUMENTS.values(), rdf(item(0)).replace(' xmlns="http://purl.org/rss/1.0/"', "")):
        feed = read(document, read(document).items)
        assert (feed.title, feed.entries) == ("Desk", ())


def test_items_of_a_json_feed_are_left_out_too() -> None:
    """JSON items are known whatever the order of their keys."""
    first = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]}'
    )
    then = first.replace('{"id": 1, "title": "a"}', '{"title": "a", "id": 1}').replace('"b"', '"c"')
    assert [e.title for e in read(then, read(first).items).entries] == ["c"]


@pytest.mark.parametrize("depth", [100, *range(900, 1_001, 5), 10_000])
def test_json_of_any_depth_gives_an_answer(depth: int) -> None:
    """Also just below the depth at which it can no longer be read."""
    document = (
        f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": 1, "x": {"[" * depth}{"]" * depth}}}]}}'
    )
    assert isinstance(parse_feed(document.encode(), None, URL), ParsedFeed | NotAFeed)


def test_more_items_than_are_read_at_once_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes beyond the most is not read, is not known afterwards, and the feed says so."""
    assert MOST_ITEMS >= 10_000
    monkeypatch.setattr(cut, "MOST_ITEMS", 3)
    feed = read(rss(*map(item, range(5))))
    assert (len(feed.entries), len(feed.items), feed.degraded) == (3, 3, "2 items more than are read at once")
    later = read(rss(*map(item, range(5))), feed.items)
    assert [e.title for e in later.entries] == ["Story 3", "Story 4"]


def test_digests_are_kept_as_one_string() -> None:
    """Eight bytes each, each once; none is None."""
    digests = (b"12345678", b"abcdefgh", b"12345678")
    assert packed(digests) == b"12345678abcdefgh"
    assert unpacked(packed(digests)) == set(digests)
    assert (packed(()), unpacked(None)) == (b"", frozenset())


def test_what_is_no_feed_is_refused_whatever_is_known() -> None:
    """Known digests make no feed of a document that is none."""
    assert isinstance(parse_feed(b"<?xml version='1.0'?><note/>", None, URL, frozenset({b"12345678"})), NotAFeed)
