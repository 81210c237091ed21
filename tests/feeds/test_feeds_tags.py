"""Tags are found in any markup, in time that grows with its length and no faster."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.tags import characters, decoded, tags

NAMES = ("outline", "body")


def attributes(text: str, *, only: bool = False) -> list[dict[str, str]]:
    return [tag.attributes for tag in tags(text, NAMES, only=only)]


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ('<outline a="1" B=\'2\' c=3 />', {"a": "1", "b": "2", "c": "3"}),
        ('<OUTLINE\n  a = "1"\n>', {"a": "1"}),
        ('<outline a="1" a="2">', {"a": "1"}),
        ('<outline a="x>y">', {"a": "x>y"}),
        ('<outline a="R & B" b="?x=1&y=2&copy=3">', {"a": "R & B", "b": "?x=1&y=2&copy=3"}),
        ('<outline a="&amp;lt; &#1575; &#x41; &eacute; &nosuch;">', {"a": "&lt; \u0627 A é &nosuch;"}),
        ('<outline a="He said "no" to it" b="1">', {"a": "He said ", "b": "1"}),
        ('<outline a="1"b="2">', {"a": "1", "b": "2"}),
        ("<outline checked / a='1'/>", {"a": "1"}),
        ('<!-- <outline a="0"/> --><outline a="1"/>', {"a": "1"}),
        ('<![CDATA[<outline a="0"/>]]><outline a="1"/>', {"a": "1"}),
    ],
)  # fmt: skip
def test_attributes_are_read_as_they_stand(markup: str, wanted: dict[str, str]) -> None:
    """Quoted in any way or not at all, well-formed or not."""
    assert attributes(markup) == [wanted]


def test_a_quote_left_open_costs_its_own_tag_only() -> None:
    """The next tag that is wanted is read as if nothing had happened."""
    text = '<outline a="never closed><outline b="1"/><outline c="2"/>'
    assert attributes(text) == [{"a": ""}, {"b": "1"}, {"c": "2"}]


def test_markup_inside_an_attribute_does_not_end_the_tag_where_no_other_tags_are() -> None:
    """Descriptions come with quotes and tags that nobody escaped."""
    text = (
        '<outline a="by <a href="https://s.test/">S</a> and <em class="i">T</em>" url="u"/>\n<outline url="v"/></body>'
    )
    assert [each["url"] for each in attributes(text, only=True) if "url" in each] == ["u", "v"]


def test_what_closes_and_what_is_empty() -> None:
    """Enough to know what lies in what."""
    found = [(tag.name, tag.closes, tag.empty) for tag in tags("<body><outline/><outline></outline></body>", NAMES)]
    assert found == [
        ("body", False, False),
        ("outline", False, True),
        ("outline", False, False),
        ("outline", True, False),
        ("body", True, False),
    ]


HOSTILE = {
    "slashes": "<outline " + "/ " * 125_000,
    "equals": "<outline " + "= " * 125_000,
    "quotes": "<outline " + '"' * 250_000,
    "tags in tags": '<outline a="' * 20_000,
    "quotes in quotes": "<outline a=\"'<outline b='\"" * 10_000,
    "comments left open": "<!--" * 62_500,
    "CDATA left open": "<![CDATA[" * 27_500,
    "blanks": "<outline a" + " " * 250_000,
    "brackets": "<" * 250_000,
    "closing brackets": "<outline " + ">          " * 22_500,
    "a long name": "<outline " + "a" * 250_000,
    "names": "<outline " + "a " * 125_000,
}  # fmt: skip


@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize("kind", HOSTILE)
def test_characters_made_to_hurt_take_seconds_at_most(kind: str, only: bool) -> None:
    """A quarter of a million of them: what costs the square of its length would take an hour."""
    started = time.process_time()
    for _ in tags(HOSTILE[kind], NAMES, only=only):
        pass
    assert time.process_time() - started < 5


@given(st.text(alphabet="<>/=\"'! -aoutline[CDATA]&;", max_size=200), st.booleans())
def test_any_text_is_passed_through(text: str, only: bool) -> None:
    """Never an error, and always forward."""
    ends = [tag.end for tag in tags(text, NAMES, only=only)]
    assert ends == sorted(set(ends))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        (b"\xef\xbb\xbf" + "é".encode(), "é"),
        ("é".encode("utf-16"), "é"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + "я".encode("cp1251"), '<?xml version="1.0" encoding="windows-1251"?>я'),
        (b'<meta charset="iso-8859-1">\xe9', '<meta charset="iso-8859-1">é'),
        (b'<?xml encoding="UTF-16"?>' + "é".encode(), '<?xml encoding="UTF-16"?>é'),
        (b'<?xml encoding="punycode"?>a-', '<?xml encoding="punycode"?>a-'),
        (b'<?xml encoding="latin-nonsense"?>a', '<?xml encoding="latin-nonsense"?>a'),
        (b"\xff\xff", "\ufffd\ufffd"),
    ],
)  # fmt: skip
def test_the_encoding_is_the_declared_one_where_that_can_be(data: bytes, text: str) -> None:
    """A declaration that lies, or names what is no encoding of text, does no harm."""
    assert decoded(data) == text


def test_references_to_characters_are_resolved_once() -> None:
    """``&amp;lt;`` is the text ``&lt;``."""
    assert characters("&amp;lt;&#60;&& &x") == "&lt;<&& &x"
