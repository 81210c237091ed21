"""Things to press, in Block Kit: buttons, a menu, a form. What they carry back holds ids of ours and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.alerts.blocks import Block, plain

_BUTTON_LIMIT = 75
_FORM_LIMIT = 24  # of a form's title and its buttons
_LABEL_LIMIT = 150


def actions(block_id: str, *elements: Block) -> Block:
    """A row of buttons and menus."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(text: str, action: str, value: str, style: str | None = None) -> Block:
    """A button; `style` is primary, danger or none."""
    drawn: Block = {"type": "button", "text": plain(text, _BUTTON_LIMIT), "action_id": action, "value": value}
    return drawn | {"style": style} if style else drawn


def menu(action: str, options: Sequence[tuple[str, str]]) -> Block:
    """The menu behind three dots: what is read and what it carries back, at most five of them."""
    return {"type": "overflow", "action_id": action, "options": [_option(*each) for each in options[:5]]}


def form(callback: str, title: str, submit: str, ids: str, fields: Sequence[Block]) -> Mapping[str, object]:
    """A modal. `ids` comes back with what is entered."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, _FORM_LIMIT),
        "submit": plain(submit, _FORM_LIMIT),
        "close": plain("Cancel", _FORM_LIMIT),
        "private_metadata": ids,
        "blocks": list(fields),
    }


def text_field(block_id: str, label: str, hint: str, most: int, first: str = "") -> Block:
    """Some lines of text that must be there, at most so many characters; `first` stands there beforehand."""
    entry: Block = {"type": "plain_text_input", "action_id": block_id, "multiline": True, "max_length": most}
    entry |= {"initial_value": first} if first else {}
    return _field(block_id, label, entry) | {"hint": plain(hint, _LABEL_LIMIT)}


def choice_field(block_id: str, label: str, options: Sequence[tuple[str, str]], first: str) -> Block:
    """One of several: what is read and what it carries back. `first` is chosen beforehand, where it is one of them."""
    drawn = {value: _option(text, value) for text, value in options}
    entry: Block = {"type": "static_select", "action_id": block_id, "options": list(drawn.values())}
    entry |= {"initial_option": drawn[first]} if first in drawn else {}
    return _field(block_id, label, entry)


def _field(block_id: str, label: str, entry: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": plain(label, _LABEL_LIMIT), "element": entry}


def _option(text: str, value: str) -> Block:
    return {"text": plain(text, _BUTTON_LIMIT), "value": value}
