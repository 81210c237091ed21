"""Articles as people hand them to the command line: JSON lines, one article each."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.feeds.language import detect_language
from bot.model import Article


class _Line(BaseModel):
    """One line: keys other than these are ignored, so that exports of other programs can be screened as they are."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1, strict=True)
    title: str | None = None
    date: str | None = None
    lang: str | None = None
    source: str | None = None
    url: str | None = Field(default=None)


KEYS = frozenset(_Line.model_fields)  # of an article, as they stand in a line


def article_of_line(line: str | bytes) -> Article:
    """The article of one JSON line, its text untouched, so that spans point into it.

    Raises ValueError saying what is wrong with the line.
    """
    try:
        given = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: {first['msg'].lower()}" if where else first["msg"]) from None
    lang = given.lang or detect_language(f"{given.title or ''}\n{given.text}", None)
    return Article(given.id, given.text, given.title or "", lang, moment_of(given.date), given.source, given.url)


def moment_of(text: str | None) -> datetime | None:
    """The moment of an ISO 8601 date, in UTC; None without one. Raises ValueError saying that it is none."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # one that is in no year of ours once it is in UTC
        raise ValueError(f"date: not an ISO 8601 date: {text[:40]}") from None
