"""What a message must be before it may go to Slack: checks by name, each of which finds a fault of its own.

Two strangers' models of Block Kit (slackblocks, slack_sdk) and ours, for what neither of them looks at. Whatever Slack reads
as a call, a link or markup must come from the settings, from whoever pressed a button, or lead to an article told of.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

import slackblocks
from slack_sdk.models.blocks import Block as SlackBlock

from bot.alerts.plain_text import LIMIT
from bot.model import Alert, Source
from bot.ports import Message

_Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ours:
    """What in a message is not from outside, or may be followed."""

    group: str | None = None  # that the settings let the card call
    users: frozenset[str] = frozenset()  # who pressed a button
    addresses: frozenset[str] = frozenset()  # of the articles told of, as their feeds gave them
    longest: int = (
        4_000  # of the text, in UTF-16 units: Slack's advice; where there are no blocks it takes ten times as much
    )


def ours_of(alert: Alert) -> Ours:
    """What a card may call and where it may lead."""
    triage = alert.triage
    authors = (
        *(each.author for each in triage.verdicts),
        triage.snoozed and triage.snoozed.author,
        triage.assigned and triage.assigned.to,
        triage.reopened and triage.reopened.verdict.author,
    )
    told = (*alert.accounts, *(each.account for each in alert.withdrawn))
    users = frozenset(each for each in authors if each)
    return Ours(alert.mention, users, addresses_of(account.source for account in told))


def addresses_of(sources: Iterator[Source]) -> frozenset[str]:
    """Where the articles are, as their feeds say."""
    return frozenset(each.url for each in sources if each.url)


def assert_harmless(message: Message, ours: Ours = Ours()) -> None:
    """The message may go to Slack."""
    assert not faults(message, ours), faults(message, ours)


def faults(message: Message, ours: Ours = Ours()) -> tuple[str, ...]:
    """The checks that a message does not pass; what a check trips over, it has found."""
    return tuple(name for name, holds in CHECKS.items() if not _passes(holds, message, ours))


def _passes(holds: Callable[[Message, Ours], bool], message: Message, ours: Ours) -> bool:
    try:
        return holds(message, ours)
    except Exception:
        return False


# --- what strangers say of it ---------------------------------------------------------------------------------------------


def _slack_sdk(message: Message, _: Ours) -> bool:
    """The validators of Slack's own library."""
    for block in message.blocks:
        parsed = SlackBlock.parse(dict(block))
        assert isinstance(parsed, SlackBlock)
        parsed.validate_json()
    return True


def _slackblocks(message: Message, _: Ours) -> bool:
    """A second, independent model of Block Kit takes the blocks, and gives them back unchanged."""
    made = [_rebuilt(block) for block in message.blocks]
    payload = slackblocks.Message("C1", message.text, made or None, mrkdwn=False).to_dict()
    return _bare(payload.get("blocks", [])) == _bare(message.blocks)


def _rebuilt(block: _Object) -> Any:
    if block["type"] == "rich_text":
        return slackblocks.RichTextBlock([_part(each) for each in block["elements"]])
    if block["type"] == "actions":
        return slackblocks.ActionsBlock([_control(each) for each in block["elements"]], block["block_id"])
    return slackblocks.Block.from_dict(dict(block))


def _part(part: _Object) -> Any:
    if part["type"] == "rich_text_list":
        return slackblocks.RichTextList(part["style"], [_part(each) for each in part["elements"]])
    kinds = {"rich_text_section": slackblocks.RichTextSection, "rich_text_quote": slackblocks.RichTextQuote}
    return kinds[part["type"]]([_run(each) for each in part["elements"]])


def _run(element: _Object) -> Any:
    style = element.get("style", {})
    match element["type"]:
        case "user":
            return slackblocks.RichTextUser(element["user_id"], **style)
        case "usergroup":
            return slackblocks.RichTextUserGroup(element["usergroup_id"], **style)
        case "link":
            return slackblocks.RichTextLink(element["url"], element["text"], **style)
    return slackblocks.RichText(element["text"], **style)


def _control(element: _Object) -> Any:
    if element["type"] == "button":
        text, action = _words(element), element["action_id"]
        return slackblocks.Button(text, action, None, element["value"], element.get("style"))
    options = [slackblocks.Option(_words(each), each["value"]) for each in element["options"]]
    return slackblocks.OverflowMenu(element["action_id"], options)


def _words(element: _Object) -> slackblocks.Text:
    return slackblocks.Text(element["text"]["text"], slackblocks.TextType.PLAINTEXT, emoji=False)


def _bare(value: Any) -> Any:
    """Without what stands for nothing, and without names of blocks: one model leaves them out and another does not."""
    if isinstance(value, Mapping):
        return {key: _bare(each) for key, each in value.items() if each and key != "block_id"}
    return [_bare(each) for each in value] if isinstance(value, list | tuple) else value


# --- what neither of them looks at ----------------------------------------------------------------------------------------


# What an object of each type holds: always, and at times.
_KEYS: Mapping[str, tuple[str, str]] = {
    "header": ("text", ""),
    "context": ("elements", ""),
    "divider": ("", ""),
    "image": ("slack_file alt_text", ""),
    "rich_text": ("elements", ""),
    "rich_text_section": ("elements", ""),
    "rich_text_quote": ("elements", ""),
    "rich_text_list": ("style elements", ""),
    "text": ("text", "style"),
    "link": ("url text", "style"),
    "user": ("user_id", "style"),
    "usergroup": ("usergroup_id", ""),
    "plain_text": ("text emoji", ""),
    "actions": ("block_id elements", ""),
    "button": ("text action_id value", "style"),
    "overflow": ("action_id options", ""),
}


def _known_keys(message: Message, _: Ours) -> bool:
    """Slack refuses a whole message for one key that it does not know."""
    return all(map(_keys_known, _objects(message.blocks)))


def _keys_known(value: _Object) -> bool:
    if "type" not in value:  # a file, the style of a run, an option of a menu
        return value.keys() in ({"id"}, {"text", "value"}) or value.items() <= {("bold", True), ("italic", True)}
    always, at_times = (set(keys.split()) for keys in _KEYS[value["type"]])
    return always <= value.keys() - {"type"} <= always | at_times


def _plain(message: Message, _: Ours) -> bool:
    """Every text object is plain and keeps its colons, the header's among them."""
    held = [each["text"] for each in _objects(message.blocks) if isinstance(each.get("text"), Mapping)]
    held += [part for block in message.blocks if block["type"] == "context" for part in block["elements"]]
    return all(each["type"] == "plain_text" and each["emoji"] is False for each in held)


# The most that a field may hold, in UTF-16 units or members: what Slack takes, or less where a card is to stay readable.
_MOST: Mapping[tuple[str, str], int] = {
    ("header", "text"): 150,
    ("context", "text"): 300,
    ("context", "elements"): 10,
    ("image", "alt_text"): 300,
    ("rich_text", "elements"): 100,
    ("text", "text"): 600,
    ("link", "text"): 600,
    ("link", "url"): 3_000,
    ("actions", "elements"): 25,
    ("actions", "block_id"): 255,
    ("button", "text"): 75,
    ("button", "action_id"): 255,
    ("button", "value"): 2_000,
    ("overflow", "action_id"): 255,
    ("overflow", "options"): 5,
    ("option", "text"): 75,
    ("option", "value"): 150,
}


def _lengths(message: Message, ours: Ours) -> bool:
    """Nothing is empty and nothing too long; not the text either."""
    fields = [(*field, _size(value)) for each in _objects(message.blocks) for field, value in _fields(each)]
    fitting = all(0 < size <= _MOST.get((kind, key), size) for kind, key, size in fields)
    return fitting and _size(message.text.strip()) > 0 and _size(message.text) <= ours.longest


def _fields(value: _Object) -> Iterator[tuple[tuple[str, str], Any]]:
    kind = value.get("type", "option" if "value" in value else "style")
    for key, held in value.items():
        if key == "text" and isinstance(held, Mapping):
            yield (kind, key), held["text"]
        elif isinstance(held, str | list):
            yield (kind, key), held
    if kind == "context":
        yield from (((kind, "text"), each["text"]) for each in value["elements"])


def _size(value: Any) -> int:
    return len(value.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(value, str) else len(value)


def _few_blocks(message: Message, _: Ours) -> bool:
    return len(message.blocks) <= 50


def _one_action_each(message: Message, _: Ours) -> bool:
    """What is pressed can be told apart."""
    held = tuple(_objects(message.blocks))
    ids = [(key, each[key]) for each in held for key in ("action_id", "block_id") if key in each]
    return len(ids) == len(set(ids))


def _written(message: Message, _: Ours) -> bool:
    """It can be sent as JSON in UTF-8."""
    return bool(json.dumps([message.text, list(message.blocks)], ensure_ascii=False).encode())


# Signs of Arabic, Syriac and Kaithi that Unicode counts as controls and that are seen; joiners that carry meaning.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\u200c\u200d")


def _no_controls(message: Message, _: Ours) -> bool:
    """Nothing turns the line round, hides or steers the screen."""
    written = (message.text.replace("\n", " "), *(each for each in _strings(message.blocks) if each != "\n"))
    return not any(map(_steers, {char for each in written for char in set(each)}))


def _steers(char: str) -> bool:
    return char == "\u034f" or (unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in _SEEN)


def _no_flood(message: Message, _: Ours) -> bool:
    """No tower of marks covers the lines above it."""
    written = _all(message)
    marks = "".join(
        char for char in set(written) if unicodedata.category(char) in ("Mn", "Me") or char in "\u200c\u200d"
    )
    return not marks or not re.search(f"[{marks}]{{7}}", written)


_CALL = re.compile(r"<(?:!subteam\^(?P<group>\w+)|@(?P<user>\w+))>")


def _calls(message: Message, ours: Ours) -> bool:
    """Nobody is called but whom the settings name and who pressed a button, neither in blocks nor in the text."""
    elements = tuple(_objects(message.blocks))
    named = [(found["group"], found["user"]) for found in _CALL.finditer(message.text)]
    groups = {each["usergroup_id"] for each in elements if "usergroup_id" in each} | {group for group, _ in named}
    users = {each["user_id"] for each in elements if "user_id" in each} | {user for _, user in named}
    rest = " ".join((_CALL.sub("", message.text), *_strings(message.blocks)))
    return groups <= {ours.group, None} and users <= {*ours.users, None} and not re.search(r"<[!@#]|<http", rest)


def _escaped(message: Message, _: Ours) -> bool:
    """The text, which Slack reads, holds none of its signs."""
    return not re.search(r"[<>]|&(?!amp;|lt;|gt;)", _CALL.sub("", message.text))


def _links(message: Message, ours: Ours) -> bool:
    """Links lead to articles told of, on the web, percent-encoded; no address stands whole in the text."""
    urls = [each["url"] for each in _objects(message.blocks) if "url" in each]
    known = {_letters(address) for address in ours.addresses if urls}
    fine = all(_WEB.fullmatch(url) and _letters(url) in known for url in urls)
    return fine and not re.search(r"\w://", message.text)


_WEB = re.compile(r"https?://[a-z0-9.-]+(:\d+)?(/[!$-;=@-Z_a-z~]*)?([?][!$-;=?-Z_a-z~]*)?(#[!$-;=?-Z_a-z~]*)?")


@lru_cache
def _letters(address: str) -> str:
    """The letters and digits of an address, however it is encoded."""
    plain = "".join(" " if _steers(char) else char for char in address)
    try:
        host = urlsplit(plain.strip()).hostname or ""
        shown = host.encode("idna").decode("idna")
    except ValueError:  # no address, or no host's name; UnicodeError is one
        return ""
    whole = unquote(plain.strip()).casefold().replace(unquote(host).casefold(), shown, 1)
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", whole).casefold())


def _says_it(message: Message, _: Ours) -> bool:
    """The text tells what the first line of the blocks tells: a lock screen and a screen reader have nothing else."""
    if not message.blocks:
        return bool(re.search(r"\w", message.text))
    headers = [block["text"]["text"] for block in message.blocks if block["type"] == "header"]
    headers += [block["alt_text"] for block in message.blocks if block["type"] == "image"]
    runs = [each["text"] for each in _objects(message.blocks) if each.get("type") == "text"]
    first = next(each for each in (*headers, *runs) if len(each.strip()) > 1)  # not the mark of a list
    return _heard(first)[1:40].strip() in _heard(unescape(message.text))


def _heard(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("…", " ").replace("://", ":/ /")).strip().casefold()


def _concludes_nothing(message: Message, _: Ours) -> bool:
    """Words report and never conclude."""
    return not re.search(r"\b(?:violat|caught|guilty|illegal|criminal|offen[cd])", _all(message), re.IGNORECASE)


CHECKS: Mapping[str, Callable[[Message, Ours], bool]] = {
    "slack_sdk": _slack_sdk,
    "slackblocks": _slackblocks,
    "keys": _known_keys,
    "plain text": _plain,
    "lengths": _lengths,
    "number of blocks": _few_blocks,
    "ids": _one_action_each,
    "UTF-8": _written,
    "controls": _no_controls,
    "floods": _no_flood,
    "calls": _calls,
    "escapes": _escaped,
    "links": _links,
    "says it": _says_it,
    "concludes": _concludes_nothing,
}


# --- looking into blocks --------------------------------------------------------------------------------------------------


def _objects(value: Any) -> Iterator[_Object]:
    """Every object in a block, the block among them."""
    if isinstance(value, Mapping):
        yield value
        yield from (inner for each in value.values() for inner in _objects(each))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from (inner for each in value for inner in _objects(each))


def _strings(value: Any) -> Iterator[str]:
    """Every string that a block holds."""
    yield from (held for each in _objects(value) for held in each.values() if isinstance(held, str))


def _all(message: Message) -> str:
    return " ".join((message.text, *_strings(message.blocks)))


PLAIN = LIMIT + 1_000  # of a message without blocks, with the line that says for whom it is meant
