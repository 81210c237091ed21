"""Who the words of an article mean: listed people, others, pronouns, and roles said for names.

`bot.context.casting` fills a `Cast` by rules, sentence by sentence. Whoever cannot be told stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from bot.context.document import entity_of, span_of, text_of
from bot.context.lexicon import claims, people
from bot.context.roles import Role, is_definite
from bot.context.syntax import children, noun_phrase
from bot.model import Place, Stated


@dataclass(frozen=True, slots=True)
class Actor:
    """A human being of the article: a listed person (`person` is set) or anybody else."""

    name: str
    person: str | None
    token: Token  # where last named or meant
    sentence: int
    subject: bool = False

    @property
    def key(self) -> str:
        """What tells actors apart: the id of a listed person, else the last word of the name."""
        return self.person or self.name.split()[-1]


@dataclass(slots=True)
class Cast:
    """The actors of an article. `bot.context.casting.read_cast` builds it; then ask `who`."""

    roles: dict[str, list[Role]] = field(default_factory=dict)  # person id -> roles the watchlist gives
    told: dict[str, list[Role]] = field(default_factory=dict)  # key of a named actor -> roles the article gives
    unnamed: dict[str, list[Role]] = field(default_factory=dict)  # key of an actor known by nothing but a role -> it
    women: dict[str, bool] = field(default_factory=dict)  # key of an actor -> "she" (or "he"), where the article tells
    sure: set[str] = field(
        default_factory=set
    )  # of whom the article tells it by "Mrs" or "sister", and not the given name
    homes: dict[str, frozenset[str]] = field(default_factory=dict)  # person id -> country codes
    here: Place | None = None  # where the article was written
    meaning: dict[tuple[int, int], Actor] = field(default_factory=dict)  # (doc offset, token) -> actor
    named: dict[str, str] = field(default_factory=dict)  # last word of a name -> the full name as printed
    offices: set[str] = field(default_factory=set)  # names said together with an official's role
    recent: list[Actor] = field(default_factory=list)
    medium: str | None = None  # the medium that spoke last: "the agency" means it

    def note(self, actor: Actor) -> None:
        """Remember whom the actor's token means."""
        self.meaning[_place(actor.token)] = actor

    def who(self, token: Token) -> Actor | None:
        """The human being a token means, as far as the rules can tell."""
        return self.meaning.get(_place(token))

    def person(self, token: Token) -> str | None:
        """Id of the listed person a token means."""
        actor = self.who(token)
        return actor.person if actor else None

    def last_listed(self, before: Token) -> str | None:
        """Id of the listed person named or meant last before a token."""
        at = _place(before)
        return max(
            ((place, a.person) for place, a in self.meaning.items() if a.person and place < at), default=(at, None)
        )[1]

    def is_official(self, token: Token) -> bool:
        """Whether the token names somebody who speaks for a government, or a listed person speaking of himself."""
        words = {t.lower_ for t in noun_phrase(token)} | {
            t.lower_ for child in children(token, "appos", "compound") for t in child.subtree
        }
        if words & _ANONYMOUS and not any(w in words for w in ("ministry", "spokesman", "spokeswoman")):
            return False
        actor = self.who(token)
        return bool(words & OFFICIAL) or (
            actor is not None and (actor.person is not None or actor.name in self.offices)
        )


OFFICIAL = frozenset(word for entry in claims()["official"] for word in [entry] if " " not in entry)
_ANONYMOUS = frozenset(claims()["anonymous"])


def _place(token: Token) -> tuple[int, int]:
    return int(token.doc.user_data["offset"]), token.i


# --- who says it ------------------------------------------------------------------------------------------------------


def stated_by(cast: Cast, token: Token) -> Stated:
    """How to call the source a token names: the name when there is one, else the noun phrase, else what a pronoun means."""
    actor = cast.who(token)
    if token.pos_ == "PRON" and actor is not None:
        return Stated(_full_name(cast, actor), span_of(token))
    for near in children(token, "appos"):
        entity = entity_of(near)
        if entity is not None and entity.label_ == "PERSON":
            return Stated(entity.text, span_of(entity))
    entity = entity_of(token)
    if entity is None and cast.medium and token.lemma_.lower() in people()["media"] and is_definite(token):
        return Stated(cast.medium, span_of(token))
    if entity is not None and entity.label_ in {"PERSON", "ORG"}:
        words = [t for t in entity if t.text not in {"'s", "’s"} and t.lower_ != "the"] or list(entity)
        whole = Stated(text_of(words), span_of(words))
        if entity.label_ == "ORG":
            cast.medium = whole.text
        return Stated(cast.named.get(words[-1].text, whole.text), whole.span) if entity.label_ == "PERSON" else whole
    words = without_article(noun_phrase(token))
    return Stated(text_of(words), span_of(words))


def without_article(words: list[Token]) -> list[Token]:
    """A noun phrase without its leading articles and possessive pronouns."""
    while (
        len(words) > 1
        and words[0].pos_ in {"DET", "PRON"}
        and words[0].lower_ in {"the", "a", "an", "its", "this", "that"}
    ):
        words = words[1:]
    return words


def _full_name(cast: Cast, actor: Actor) -> str:
    return cast.named.get(actor.name.split()[-1], actor.name)
