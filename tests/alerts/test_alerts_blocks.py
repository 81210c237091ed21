"""Whatever text or address comes from outside, it ends up as text in a block, within Slack's limits."""

from __future__ import annotations

import re

import pytest

from bot.alerts.blocks import (
    FALLBACK_LIMIT,
    HEADER_LIMIT,
    MARKS_LIMIT,
    Run,
    context,
    fallback,
    fit,
    flat,
    header,
    lines,
    link,
    person,
    quoted,
    safe_url,
    spoken,
)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://example.org/ä b", "https://example.org/%C3%A4%20b"),
        ("https://example.org/%C3%A4", "https://example.org/%C3%A4"),
        ("https://example.org/x|y<z>", "https://example.org/x%7Cy%3Cz%3E"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/\u202egpj.exe", "https://example.org/%20gpj.exe"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/x", None),
        ("https://bank.example@evil.test/", None),
        ("https://[::1", None),
        ("https://example.org:99999/", None),
        ("https:///path", None),
        ("https://exa mple.org/", None),
        ("https://example.org/" + "x" * 3000, None),
        ("", None),
        (None, None),
    ],
)
def test_safe_url(url: str | None, safe: str | None) -> None:
    """Only plain web addresses become links, percent-encoded."""
    assert safe_url(url) == safe


def test_an_unsafe_link_is_text() -> None:
    """Where the address can't be trusted, its text stays."""
    assert lines([link("a page", "javascript:alert(1)")])["elements"] == [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a page"}]}
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\nb\tc", "a b c"),
        ("\u202ea\u2066b\u200f", " a b "),
        ("\x1b[31m", " [31m"),
        ("می\u200cرود", "می\u200cرود"),
        ("a\U000e0041b", "a b"),
        ("x\u2028y", "x y"),
    ],
)
def test_flat(text: str, seen: str) -> None:
    """Controls, bidi controls and line breaks are gone; joiners that carry meaning stay."""
    assert flat(text) == seen


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u20dd", "\u064f"])
def test_no_letter_is_a_tower(mark: str) -> None:
    """Marks heaped on a letter would cover the lines above; as many as any script needs stay."""
    assert flat(f"a{mark * 5_000}b") == f"a{mark * MARKS_LIMIT}b"
    assert len(flat(f"a{mark * 5}\u200d{mark * 5}\u200cb")) == MARKS_LIMIT + 2
    assert flat("👩\u200d👩\u200d👧 می\u200cرود") == "👩\u200d👩\u200d👧 می\u200cرود"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<!here>", "< !here>"),
        ("<@U1> <#C1>", "< @U1> < #C1>"),
        ("<https://a.test|b> <mailto:a@b.test>", "< https://a.test|b> < mailto:a@b.test>"),
        ("<b> 3 < 4 <3", "<b> 3 < 4 <3"),
    ],
)
def test_no_command_begins_in_a_block(text: str, seen: str) -> None:
    """Slack parses no blocks, but whoever hands them on might; other uses of the sign stay."""
    assert lines([Run(text)])["elements"][0]["elements"] == [{"type": "text", "text": seen}]  # type: ignore[index]
    assert header(text)["text"] == {"type": "plain_text", "text": seen, "emoji": False}


def test_an_address_keeps_its_signs() -> None:
    """What is broken up in a text is encoded in an address."""
    assert safe_url("https://example.org/?a=<!b>&c=<http://d>") == "https://example.org/?a=%3C!b%3E&c=%3Chttp://d%3E"


def test_fit_counts_as_slack_does() -> None:
    """An emoji counts twice."""
    assert len(fit("😀" * 200, 150).encode("utf-16-le")) // 2 <= 150


def test_header_is_cut_at_a_word() -> None:
    """A long header ends with an ellipsis after a whole word."""
    block = header("word " * 100)
    text = block["text"]["text"]  # type: ignore[index]
    assert len(text) <= HEADER_LIMIT
    assert text.endswith("word…")


def test_nothing_empty_reaches_slack() -> None:
    """Slack refuses empty texts: empty runs and lines are left out, an empty header has a dash."""
    assert lines([Run("")], [Run("x"), Run("")]) == lines([Run("x")])
    assert quoted([Run("")]) is None
    assert context("")["elements"] == [{"type": "plain_text", "text": "–", "emoji": False}]


def test_fallback_is_escaped() -> None:
    """The one text that Slack parses has nothing to parse."""
    assert fallback("<!channel> & <https://evil.test|x>") == "&lt; !channel&gt; &amp; &lt; https:/ /evil.test|x&gt;"


@pytest.mark.parametrize("sign", "<&>")
def test_fallback_is_short_as_slack_gets_it(sign: str) -> None:
    """Escaping makes one sign five: no text grows beyond what Slack advises, and none ends within an escape."""
    text = fallback(f"Reported trip {sign * 3_000}")
    assert 2_900 < len(text) <= FALLBACK_LIMIT
    assert re.fullmatch(r"Reported trip (?:&(?:amp|lt|gt);)+…", text)


def test_people_of_the_workspace_are_named_in_a_text() -> None:
    """By their ids, which come from Slack; nothing else becomes a name, and what is cut off takes no name along."""
    line = [Run("asked by "), person("U0ANN"), Run(" \x00<@U0EVE>"), person("<@U0EVE>")]
    assert spoken(line, [person("U0BOB")]) == "asked by <@U0ANN> &lt; @U0EVE&gt;&lt; @U0EVE&gt; <@U0BOB>"
    cut_off = spoken([person("U0ANN"), Run("x " * 4000), person("U0BOB")])
    assert cut_off.startswith("<@U0ANN>x x")
    assert "U0BOB" not in cut_off
    assert len(cut_off) <= FALLBACK_LIMIT
