"""Block Kit in small pieces: the only place that makes Slack blocks, so the only place where text could become markup.

Text goes into `plain_text` and into `rich_text` elements, which Slack never parses; there is no mrkdwn. Every text is
cleaned and cut here, every address checked. Limits: Slack's reference for Block Kit, counted in UTF-16 units as Slack
counts; where none is given, one that keeps a card readable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from bot.text import cut

Block = dict[str, object]

HEADER_LIMIT = 150
URL_LIMIT = 3000
RUN_LIMIT = 600  # of one piece of text in a line
CONTEXT_LIMIT = 300
ALT_LIMIT = 300  # Slack takes 2,000
FALLBACK_LIMIT = 3000  # as Slack gets it; it advises at most 4,000
MAX_BLOCKS = 50
MARKS_LIMIT = 6  # on one letter: no script needs more, and towers of them cover the lines above
_JOINERS = "\u200c\u200d"  # carry meaning in Persian, Indic scripts and emoji, and are no letters


# What `bot.text.clean` leaves in but no line of a card should hold: lone surrogates, the Arabic letter mark, the
# Mongolian vowel separator, joiners of graphemes, hieroglyphs, shorthand and music, annotation and tag characters, specials.
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
                  "\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")  # fmt: skip

# How a command or a link begins where Slack parses text. It does not parse blocks; whoever hands them on might.
_COMMAND = re.compile(r"<(?=[!@#]|\w{1,16}:)")
# What escaping, or cutting what is escaped, leaves of a sign or a call.
_HALF = re.compile(r"(?:&[a-z]{0,3}|<[!@^\w]*)…$")

_USER = re.compile(r"[UW][A-Z0-9]{1,30}")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one style. Text from outside may be put in as it is."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None  # checked by `safe_url`
    user: str | None = None  # Slack's id of a user, whose name Slack then shows


def bold(text: str) -> Run:
    """Emphasised text."""
    return Run(text, bold=True)


def italic(text: str) -> Run:
    """Text in another voice than ours."""
    return Run(text, italic=True)


def link(text: str, url: str | None) -> Run:
    """A link, or plain text where the address cannot be trusted to be one."""
    return Run(text, url=safe_url(url))


def person(user: str) -> Run:
    """Somebody of the workspace by Slack's id; what is none of its ids stays text."""
    return Run(user, user=user if _USER.fullmatch(user) else None)


BREAK = Run("\n")  # the one way to a new line within a list's item


def flat(text: str) -> str:
    """Text without anything that could steer a screen, on one line; outer blanks are kept: they separate runs."""
    return _steady(text if text.isascii() else _few_marks(text))


def inert(text: str) -> str:
    """The same, and no command or link could begin in it."""
    return _COMMAND.sub("< ", flat(text))


def _steady(text: str) -> str:
    return re.sub(r"\s+", " ", _ODD.sub(" ", text))


def _few_marks(text: str) -> str:
    """The text with no more marks in a row than a letter can bear."""
    marks = "".join(
        sorted(char for char in set(text) if unicodedata.category(char) in ("Mn", "Me") or char in _JOINERS)
    )
    return re.sub(f"([{marks}]{{{MARKS_LIMIT}}})[{marks}]+", r"\1", text) if marks else text


def fit(text: str, limit: int) -> str:
    """At most so many UTF-16 units, cut at a word."""
    units = 0
    for number, char in enumerate(text):
        units += 2 if ord(char) > 0xFFFF else 1
        if units > limit:
            return cut(text, number)
    return text


def safe_url(url: str | None) -> str | None:
    """The address percent-encoded, or None: http and https only, with a host, without user names, of bearable length."""
    try:
        parts = urlsplit(_steady(url or "").strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:  # no address at all, an impossible port or host; UnicodeError is one
        return None
    if parts.scheme not in ("http", "https") or parts.username is not None or not re.fullmatch(r"[a-z0-9.-]+", host):
        return None
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    fragment = quote(parts.fragment, safe="/?%:@!$&'()*+,;=~-._")
    safe = urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, query, fragment))
    return safe if len(safe) <= URL_LIMIT else None


# --- blocks -----------------------------------------------------------------------------------------------------------


def header(text: str) -> Block:
    """The line a lock screen shows."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def lines(*each: Sequence[Run]) -> Block:
    """A group of lines. Empty ones are left out."""
    return rich([section(*each)])


def rich(elements: Iterable[Block | None]) -> Block:
    """A rich_text block of sections, lists and quotes."""
    return {"type": "rich_text", "elements": [element for element in elements if element]}


def calling(group: str) -> Block:
    """A line that calls a user group. The id comes from the settings alone, never from a text."""
    named: Block = {"type": "usergroup", "usergroup_id": group}
    return rich([{"type": "rich_text_section", "elements": [{"type": "text", "text": "For "}, named]}])


def section(*each: Sequence[Run]) -> Block | None:
    """Lines one below the other; None where all are empty."""
    return _holding("rich_text_section", each)


def quoted(*each: Sequence[Run]) -> Block | None:
    """Lines with a bar at their side; None where all are empty."""
    return _holding("rich_text_quote", each)


def bullets(items: Iterable[Sequence[Run]]) -> Block | None:
    """A list of lines; None where all are empty."""
    made = [item for each in items if (item := section(each))]
    return {"type": "rich_text_list", "style": "bullet", "elements": made} if made else None


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def image(file: str, alt: str) -> Block:
    """A picture that lies in Slack as a file."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": fit(inert(alt).strip(), ALT_LIMIT) or "A picture"}


def context(*texts: str) -> Block:
    """Small print, at most ten pieces."""
    return {"type": "context", "elements": [plain(text, CONTEXT_LIMIT) for text in texts[:10]]}


def plain(text: str, limit: int) -> Block:
    """Text that Slack never parses."""
    # emoji false: ":fire:" in a headline stays text
    return {"type": "plain_text", "text": fit(inert(text).strip(), limit) or "–", "emoji": False}


def _holding(kind: str, each: Iterable[Sequence[Run]]) -> Block | None:
    drawn = [line for runs in each if (line := _line(runs))]
    # One element with line breaks in it: clients differ in whether they set neighbouring sections below each other.
    elements = [element for number, line in enumerate(drawn) for element in ([_BREAK] if number else []) + line]
    return {"type": kind, "elements": elements} if elements else None


_BREAK: Block = {"type": "text", "text": "\n"}


def _line(runs: Sequence[Run]) -> list[Block]:
    return [
        _BREAK if run is BREAK else _element(run, text) for run in runs if (text := fit(inert(run.text), RUN_LIMIT))
    ]


def _element(run: Run, text: str) -> Block:
    style = {name: True for name, on in (("bold", run.bold), ("italic", run.italic)) if on}
    styled: Block = {"style": style} if style else {}
    if run.url:
        return {"type": "link", "url": run.url, "text": text, **styled}
    if run.user:
        return {"type": "user", "user_id": run.user, **styled}
    return {"type": "text", "text": text, **styled}


# --- the fallback text --------------------------------------------------------------------------------------------------


def fallback(text: str) -> str:
    """The text for lock screens and screen readers, which Slack does parse: `& < >` escaped, no address left whole."""
    return spoken([Run(text)])


def spoken(*each: Sequence[Run]) -> str:
    """The same for lines, in which Slack shows the names of people."""
    runs = (run for line in each for run in (*line, Run(" ")))
    text = "".join(f"<@{run.user}>" if run.user else literal(run.text) for run in runs)
    return fit_escaped(text.strip(), FALLBACK_LIMIT)


def literal(text: str) -> str:
    """Text from outside on one line where Slack parses: nothing of it calls, links or marks up."""
    return escaped(inert(text).replace("://", ":/ /"))


def fit_escaped(text: str, limit: int) -> str:
    """What is escaped already in at most so many UTF-16 units, with no escape and no call cut in two."""
    shown = fit(text, limit)
    return shown if shown == text else _HALF.sub("…", shown)


def escaped(text: str) -> str:
    """Text that Slack reads as text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
