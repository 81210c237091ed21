"""Full pages: when they are needed and what they give."""

from __future__ import annotations

from typing import cast

import pytest

from bot.edges.worker import ReadPage, Screening, page
from bot.feeds.page import NotAnArticle, Page, needs_page, read_page, with_page
from bot.feeds.signs import Wall
from bot.model import Article

URL = "https://news.test/a/1"
PARAGRAPHS = (
    "The commander of a listed force flew from one capital to another on Thursday morning, officials said.",
    "He is expected to stay for about two days and to meet the minister of defence, according to a diplomat.",
    "The government denied on Friday that such talks were set to take place, and gave no further details of it.",
    "It would be his third visit since the summer; the earlier two were reported by several outlets at that time.",
)


def html(body: str, title: str = "Commander travels", head: str = "") -> bytes:
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()
    )


def article_page(extra: str = "", head: str = "") -> bytes:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    nav = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
    return html(f"{nav}<article><h1>Commander travels</h1>{extra}{text}</article><footer>About us</footer>", head=head)


def article(text: str, url: str | None = URL) -> Article:
    return Article("a1", text, title="Commander travels", lang="en", url=url)


@pytest.mark.parametrize(
    ("text", "mode", "needed"),
    [
        ("Short teaser.", "auto", True),
        ("Long. " * 200, "auto", False),
        ("Long. " * 200 + "And then…", "auto", True),
        ("Long. " * 200 + "And then [...]", "auto", True),
        ("Long. " * 200 + "Read more", "auto", True),
        ("Long. " * 200 + "Continue reading »", "auto", True),
        ("Long. " * 200 + "He wanted no more.", "auto", False),
        ("Long. " * 200 + "The rest he left for readers who like to read more.", "auto", False),
        ("Long. " * 200, "always", True),
        ("Short teaser.", "never", False),
    ],
)
def test_pages_are_fetched_when_the_feed_is_short(text: str, mode: str, needed: bool) -> None:
    """A short text, or one that says it was cut, needs its page; `always` and `never` overrule that."""
    assert needs_page(article(text), mode) is needed  # type: ignore[arg-type]


def test_without_an_address_there_is_no_page() -> None:
    """An article without address cannot be fetched, whatever the mode."""
    assert not needs_page(article("Short.", None), "always")


def test_the_text_of_an_article_is_found() -> None:
    """All paragraphs come, in order; navigation and footer do not."""
    page = read_page(article_page(), URL)
    assert isinstance(page, Page)
    assert page.title == "Commander travels"
    positions = [page.text.find(p) for p in PARAGRAPHS]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert "About us" not in page.text
    assert "Home" not in page.text


@pytest.mark.parametrize(
    "extra",
    [
        "<figure><img src='x.jpg'><figcaption>Another man at a parade in a third country</figcaption></figure>",
        "<div class='wp-caption-text'>Another man at a parade in a third country</div>",
        "<p class='image_caption'>Another man at a parade in a third country</p>",
        "<p><em class='photo-credit'>Another man at a parade in a third country</em></p>",
        "<p>Another man at a parade in a third country (AFP PHOTO / A. PHOTOGRAPHER)</p>",
    ],
)
def test_captions_never_reach_the_text(extra: str) -> None:
    """A picture's caption is no sentence of the article."""
    page = read_page(article_page(extra), URL)
    assert isinstance(page, Page)
    assert "Another man" not in page.text
    assert all(p in page.text for p in PARAGRAPHS)


@pytest.mark.parametrize(
    ("body", "wall"),
    [
        (html("<p>We and our partners use cookies. Accept all cookies to go on.</p>", "Your privacy"), Wall.CONSENT),
        (html("<p>Checking your browser.</p>", "Just a moment..."), Wall.ROBOT),
        (html("<h1>Oops</h1><p>This page cannot be found.</p>", "Page not found"), Wall.GONE),
        (html(f"<article><p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading this story.</p></article>"), Wall.PAYWALL),
        (html(f"<article><p>{PARAGRAPHS[0]} {PARAGRAPHS[1]}</p></article>", head='<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "isAccessibleForFree": "False"}]}</script>'), Wall.PAYWALL),
        (html("<form>user</form><p>Welcome.</p>", "Log in - News"), Wall.LOGIN),
        (article_page(head='<meta name="tdm-reservation" content="1">'), Wall.RESERVED),
        (b"", None),
        (b"   ", None),
        (html(""), None),
        (html("<p>Too short.</p>"), None),
        (b"\x00\xff\xfe garbage", None),
    ],
)  # fmt: skip
def test_what_is_no_article_is_told_apart(body: bytes, wall: Wall | None) -> None:
    """Consent walls, robot checks, soft 404, paywall stubs and empty pages give a reason and no text."""
    result = read_page(body, URL)
    assert isinstance(result, NotAnArticle)
    assert result.wall is wall
    assert result.why
    assert "the page is a page" not in result.why


def test_a_free_article_may_say_so() -> None:
    """Structured data that is broken, or that calls the article free, changes nothing."""
    head = '<script type="application/ld+json">{broken</script><script type="application/ld+json">[{"isAccessibleForFree": true}]</script>'
    assert isinstance(read_page(article_page(head=head), URL), Page)


def test_the_beginning_before_a_paywall_is_used_where_the_feed_has_less() -> None:
    """A stub is no article, and what it shows of one is read all the same; the prompt to subscribe is not."""
    stub = html(f"<article><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p>Subscribe to continue reading.</p></article>")
    read = read_page(stub, URL)
    assert isinstance(read, NotAnArticle)
    assert read.wall is Wall.PAYWALL
    made = page(cast("Screening", None), article("Short."), stub, URL)
    assert isinstance(made, ReadPage)
    assert not made.whole
    assert made.article.text == f"Short.\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}"
    assert made.article.title == "Commander travels"
    assert page(cast("Screening", None), article("Long. " * 200), stub, URL) == read


def test_boilerplate_never_reaches_the_text() -> None:
    """A link to another story is no sentence of the article."""
    page = read_page(article_page("<p>Read more: Another man lands in a third country</p>"), URL)
    assert isinstance(page, Page)
    assert "Another man" not in page.text
    assert all(p in page.text for p in PARAGRAPHS)


def test_a_tag_made_to_burn_the_parser_is_not_parsed() -> None:
    """A page with a tag of tens of thousands of attributes is none."""
    attributes = " ".join(f'a{n}="1"' for n in range(40_000))
    assert isinstance(read_page(html(f"<p {attributes}>{PARAGRAPHS[0]}</p>"), URL), NotAnArticle)


LONG = "The ministry said little of note on Thursday. Reporters waited at the airport for hours."


@pytest.mark.parametrize(
    ("teaser", "page", "joined"),
    [
        ("The general flew to Moscow. Reporters waited…", LONG, f"The general flew to Moscow.\n{LONG}"),
        ("The general flew to Moscow. The general flew to Moscow.", LONG, f"The general flew to Moscow.\n{LONG}"),
        ("Nobody came.\nThe ministry said\xa0little of “note” on THURSDAY …", LONG, f"Nobody came.\n{LONG}"),
        ("Reporters waited at the airport for ho…", LONG, LONG),
        ("The ministry said little of note. [+1234 chars]", LONG, LONG),
        ("Commander travels. The ministry said little … Continue reading »", LONG, LONG),
        ("部长说得很少。将军飞往莫斯科。", "部长\n说得很少，记者在机场等了很久。" * 2, "将军飞往莫斯科。\n" + "部长\n说得很少，记者在机场等了很久。" * 2),
        (LONG, "The general flew to Moscow. Reporters waited.", f"{LONG}\nThe general flew to Moscow."),
        ("…", LONG, LONG),
        ("", LONG, LONG),
    ],
)  # fmt: skip
def test_page_and_feed_are_one_text(teaser: str, page: str, joined: str) -> None:
    """What the feed says and the page does not repeat stands in front of it, each sentence once; nothing stands there twice."""
    assert with_page(article(teaser), Page("Other", page)).text == joined


@pytest.mark.parametrize(
    "teaser",
    ["A0. " + "…" * 100_000 + "x", " ".join(f"A{n}." for n in range(60_000))],
    ids=["cut off for ever", "sentences"],
)
def test_texts_made_to_burn_are_joined_all_the_same(teaser: str) -> None:
    """Neither the search for the mark of a cut nor that for what the page lacks grows with the square of the text."""
    assert with_page(article(teaser), Page("Other", "y" * 400_000)).text.startswith("A0.")


def test_the_longer_text_stays() -> None:
    """A page adds to a teaser and never shortens a full feed; the id and the feed's title stay."""
    long, short = "The general flew to Moscow on Thursday. " * 30, "The general flew."
    assert with_page(article(short), Page("Other", long)).text == long
    assert with_page(article(long), Page("Other", short)).text == long
    assert with_page(article(short), Page("Other", long)).title == "Commander travels"
    assert with_page(article(short), Page("Other", long)).id == "a1"
