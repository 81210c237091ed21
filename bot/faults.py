"""Checks what `bot.marked` read against a pydantic model, and says every fault in plain words with a mend.

Models of files that people edit derive from `Section`. Their validators raise `wrong(what, mend)`; everything pydantic
finds by itself is translated here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from bot.errors import Mistake
from bot.marked import MAX_MISTAKES, Marked, Path

NEAR = 70  # rapidfuzz ratio from which a word is offered as "did you mean"

NONE_WORDS = frozenset({"none", "no", "nothing", "nobody", "nil", "null", "unknown", "n/a", "-", "~", "false"})

Model = TypeVar("Model", bound=BaseModel)


class Section(BaseModel):
    """A mapping in a file that people edit: unknown keys are refused, a key without a value counts as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            return {key: value for key, value in data.items() if value is not None}
        return data


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a value: where in the data, what and how to mend it."""

    path: Path
    what: str
    mend: str
    at_key: bool = False  # the key is meant, not its value


def wrong(what: str, mend: str) -> PydanticCustomError:
    """The error a validator of a `Section` raises."""
    return PydanticCustomError("wrong", "{what}; {mend}", {"what": what, "mend": mend})


def did_you_mean(word: str, known: Iterator[str] | list[str]) -> str | None:
    """The known word nearest to a mistyped one, or None when nothing is near."""
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=NEAR)
    return best[0] if best else None


def validated(marked: Marked, model: type[Model]) -> Model | tuple[Mistake, ...]:
    """The file's content as the model, or every Mistake in it."""
    result = faults_of(marked.data, model, marked)
    if isinstance(result, model):
        return result
    assert isinstance(result, tuple)
    return told(result, marked)


def told(faults: Sequence[Fault], marked: Marked) -> tuple[Mistake, ...]:
    """The faults with their places in the file."""
    return tuple(marked.mistake(each.path, each.what, each.mend, key=each.at_key) for each in faults)


def faults_of(data: object, model: type[Model], marked: Marked) -> Model | tuple[Fault, ...]:
    """The data as the model, or what is wrong with it. `marked` knows which keys the file really holds."""
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError as error:
        details = error.errors(include_url=False)[:MAX_MISTAKES]
        return tuple(_fault(each, model, marked) for each in details)


# --- pydantic's words, translated -----------------------------------------------------------------------------------


def _fault(error: ErrorDetails, model: type[BaseModel], marked: Marked) -> Fault:
    path = _real_path(error["loc"], marked)
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(path, _fields_at(model, error["loc"][:-1]))
    if kind == "missing":
        return _missing_key(path, _fields_at(model, error["loc"][:-1]), marked)
    ctx = error.get("ctx", {})
    if kind == "wrong":
        return Fault(path, str(ctx["what"]), str(ctx["mend"]))
    subject = _subject(path)
    if error["input"] is None:
        return Fault(path, f"{subject} is empty", "write a value, or delete the line")
    say = _WORDS.get(kind)
    what, mend = say(ctx, error["input"]) if say else (f"is not accepted: {error['msg']}", "correct the value")
    return Fault(path, f"{subject} {what}", mend)


def _real_path(loc: tuple[int | str, ...], marked: Marked) -> Path:
    """The path in the file: pydantic adds steps for the members of unions, which no file has."""
    mark, path = marked.mark, []
    for number, step in enumerate(loc):
        if step in mark.inside:
            mark = mark.inside[step]
            path.append(step)
        elif number == len(loc) - 1 and not str(step).startswith(UNION):
            path.append(step)
    return tuple(path)


UNION = "as "  # a Tag of a union in a Section begins with it, e.g. "as word"


def _subject(path: Path) -> str:
    named = [step for step in path if isinstance(step, str)]
    if not named:
        return "the file"
    return f"an entry of `{named[-1]}`" if isinstance(path[-1], int) else f"`{named[-1]}`"


def _unknown_key(path: Path, known: Mapping[str, FieldInfo]) -> Fault:
    key = str(path[-1])
    if "token" in key.lower():
        mend = "delete the line, and set SLACK_BOT_TOKEN or SLACK_APP_TOKEN (or …_FILE) in the environment"
        return Fault(path, f"a token (`{key}`) does not belong in a file", mend, at_key=True)
    near = did_you_mean(key, list(known))
    mend = f"did you mean `{near}`?" if near else f"known here: {', '.join(known)}"
    return Fault(path, f"the key `{key}` is not known here", mend, at_key=True)


def _missing_key(path: Path, known: Mapping[str, FieldInfo], marked: Marked) -> Fault:
    key = str(path[-1])
    field = known.get(key)
    example = field.examples[0] if field and field.examples else "…"
    if field and (inside := list(_models_in(field.annotation))) and not field.examples:
        mend = f"add an entry below it, as `  - {next(iter(_named(inside[0])))}: …`"
        if marked.has_key(path):
            return Fault(path, f"`{key}` has no value", mend, at_key=True)
        return Fault(path[:-1], f"`{key}` is missing", f"add a line `{key}:`, and {mend.removeprefix('add ')}")
    if marked.has_key(path):
        return Fault(path, f"`{key}` has no value", f"write one, such as `{key}: {example}`", at_key=True)
    return Fault(path[:-1], f"`{key}` is missing", f"add a line such as `{key}: {example}`")


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> dict[str, FieldInfo]:
    """The keys that are known at a place of the model, as they are written in the file."""
    for step in loc:
        field = _named(model).get(str(step))
        models = list(_models_in(field.annotation)) if field else []
        model = models[0] if models else model
    return _named(model)


def _named(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _kind(value: object) -> str:
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a single text"


def _not_text(_: Mapping[str, Any], value: object) -> tuple[str, str]:
    mend = "put a text that holds `: ` in quotes" if isinstance(value, dict) else "write one value without brackets"
    return f"must be a text, not {_kind(value)}", mend


def _not_list(_: Mapping[str, Any], value: object) -> tuple[str, str]:
    if isinstance(value, str) and value.strip().casefold() in NONE_WORDS:
        return f"must be a list, not {_kind(value)}", "write [] when there is none, or delete the line"
    shown = value if isinstance(value, str) else "one, two"
    return f"must be a list, not {_kind(value)}", f"write [{shown}], or each entry on its own line after `- `"


def _not_mapping(_: Mapping[str, Any], value: object) -> tuple[str, str]:
    return f"must hold keys with values, not {_kind(value)}", "write `key: value` lines, indented below it"


def _not_one_of(ctx: Mapping[str, Any], value: object) -> tuple[str, str]:
    words = re.findall(r"'([^']*)'", str(ctx.get("expected", "")))
    near = did_you_mean(str(value), words)
    mend = f"did you mean `{near}`?" if near else f"write one of: {', '.join(words)}"
    return f"cannot be `{value}`", mend


def _bound(word: str, key: str) -> Callable[[Mapping[str, Any], object], tuple[str, str]]:
    return lambda ctx, value: (f"is {value}", f"write a number {word} {ctx[key]}")


_WORDS: Mapping[str, Callable[[Mapping[str, Any], object], tuple[str, str]]] = {
    "string_type": _not_text,
    "tuple_type": _not_list,
    "list_type": _not_list,
    "dict_type": _not_mapping,
    "mapping_type": _not_mapping,
    "model_type": _not_mapping,
    "model_attributes_type": _not_mapping,
    "literal_error": _not_one_of,
    "enum": _not_one_of,
    "int_parsing": lambda _, value: (f"must be a whole number, not `{value}`", "write digits only, such as 1"),
    "int_type": lambda _, value: (f"must be a whole number, not {_kind(value)}", "write digits only, such as 1"),
    "float_parsing": lambda _, value: (f"must be a number, not `{value}`", "write it with a point, such as 0.9"),
    "float_type": lambda _, value: (f"must be a number, not {_kind(value)}", "write it with a point, such as 0.9"),
    "bool_parsing": lambda _, value: (f"must be true or false, not `{value}`", "write true or false"),
    "bool_type": lambda _, value: (f"must be true or false, not {_kind(value)}", "write true or false"),
    "greater_than_equal": _bound("of at least", "ge"),
    "less_than_equal": _bound("of at most", "le"),
    "greater_than": _bound("above", "gt"),
    "finite_number": lambda _, value: (f"is {value}", "write a number such as 0.9"),
    "string_too_short": lambda *_: ("is empty", "write a value, or delete the line"),
    "too_short": lambda *_: ("is an empty list", "write at least one entry"),
}
