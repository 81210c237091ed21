"""Who the words of an article mean: listed people, others, pronouns, and roles said for names.

No coreference model installs from a registry, so these are rules, followed sentence by sentence: a pronoun is the last
subject before it in its sentence, else the subject of the sentence before; "the general" is the listed person last named
whose roles hold that word. Whoever cannot be told stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from bot.context.document import Sentence, entity_of, person_of, span_of, text_of
from bot.context.lexicon import claims, people, verbs
from bot.context.syntax import children, noun_phrase
from bot.model import Person, Stated

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_REACH = 3  # sentences a pronoun or role may point back


@dataclass(frozen=True, slots=True)
class Actor:
    """A human being of the article: a listed person (`person` is set) or anybody else."""

    name: str
    person: str | None
    token: Token  # where last named or meant
    sentence: int
    subject: bool = False


@dataclass(slots=True)
class Cast:
    """The actors of an article. Build it with `read_cast`; then ask `who`."""

    roles: Mapping[str, frozenset[str]]  # person id -> words of the listed roles
    meaning: dict[tuple[int, int], Actor] = field(default_factory=dict)  # (doc offset, token) -> actor
    named: dict[str, str] = field(default_factory=dict)  # last word of a name -> the full name as printed
    offices: set[str] = field(default_factory=set)  # names said together with an official's role
    recent: list[Actor] = field(default_factory=list)
    medium: str | None = None  # the medium that spoke last: "the agency" means it

    def who(self, token: Token) -> Actor | None:
        """The human being a token means, as far as the rules can tell."""
        return self.meaning.get(_place(token))

    def person(self, token: Token) -> str | None:
        """Id of the listed person a token means."""
        actor = self.who(token)
        return actor.person if actor else None

    def last_listed(self) -> str | None:
        """Id of the listed person named or meant last."""
        return next((actor.person for actor in reversed(self.recent) if actor.person), None)

    def is_official(self, token: Token) -> bool:
        """Whether the token names somebody who speaks for a government, or a listed person speaking of himself."""
        words = {t.lower_ for t in noun_phrase(token)} | {
            t.lower_ for child in children(token, "appos", "compound") for t in child.subtree
        }
        if words & _ANONYMOUS and not any(w in words for w in ("ministry", "spokesman", "spokeswoman")):
            return False
        actor = self.who(token)
        return bool(words & _OFFICIAL) or (
            actor is not None and (actor.person is not None or actor.name in self.offices)
        )


_OFFICIAL = frozenset(word for entry in claims()["official"] for word in [entry] if " " not in entry)
_ANONYMOUS = frozenset(claims()["anonymous"])


def _place(token: Token) -> tuple[int, int]:
    return int(token.doc.user_data["offset"]), token.i


def read_cast(sentences: Sequence[Sentence], listed: Mapping[str, Person]) -> Cast:
    """Follow the article and note whom each name, pronoun and role means."""
    cast = Cast({person: _role_words(entry) for person, entry in listed.items()})
    for sentence in sentences:
        if not sentence.line.caption:
            _read_sentence(cast, sentence)
    return cast


def _role_words(person: Person) -> frozenset[str]:
    words = {word.strip(",.;()").lower() for role in person.roles for word in role.split()}
    return frozenset(words & people()["human"])


def _read_sentence(cast: Cast, sentence: Sentence) -> None:
    for token in sentence:
        actor = _named(cast, sentence, token) or _pronoun(cast, sentence, token) or _role(cast, sentence, token)
        if actor is None:
            continue
        actor = Actor(actor.name, actor.person, token, sentence.index, token.dep_ in _SUBJECTS)
        cast.meaning[_place(token)] = actor
        cast.recent = [*cast.recent[-30:], actor]


def _named(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """A listed person, or the head of a name that the model calls a person."""
    person = person_of(token)
    if person is not None:
        return Actor(token.text, person, token, sentence.index)
    entity = entity_of(token)
    if entity is None or entity.label_ != "PERSON" or entity.root.i != token.i:
        return None
    name = entity.text.removesuffix("'s").removesuffix("’s").strip()
    full = cast.named.setdefault(name.split()[-1], name)
    if {t.lower_ for t in token.subtree} & _OFFICIAL:
        cast.offices.add(full)
    return Actor(full, None, token, sentence.index)


def _pronoun(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    if token.lower_ not in people()["he"] | people()["she"]:
        return None
    here = [a for a in cast.recent if a.sentence == sentence.index and a.token.i < token.i]
    subjects = [a for a in here if a.subject and not _inside_quote_of(a, token) and not _tells_of_another(a, token)]
    if subjects:
        return subjects[-1]
    if before := _speaker_behind(cast, sentence, token):
        return before
    earlier = [a for a in cast.recent if sentence.index - _REACH <= a.sentence < sentence.index]
    for index in sorted({a.sentence for a in earlier}, reverse=True):
        there = [a for a in earlier if a.sentence == index and not _tells_of_another(a, token)]
        if there:
            return next((a for a in there if a.subject), there[-1])
    return here[-1] if here else None


def _tells_of_another(actor: Actor, token: Token) -> bool:
    """A source does not tell of its own journeys: in "a diplomat believed he would meet the president" he is the topic."""
    unnamed = (
        actor.person is None
        and actor.token.pos_ == "NOUN"
        and any(child.lower_ in {"a", "an", "one"} or child.pos_ == "NUM" for child in actor.token.children)
    )
    return unnamed and token.head.lemma_.lower() in _DEEDS


_DEEDS = verbs("goes") | verbs("arrives") | verbs("enters") | verbs("leaves") | verbs("meeting")


def _inside_quote_of(actor: Actor, token: Token) -> bool:
    """A speaker rarely calls himself "he" inside his own quotation marks."""
    between = token.doc[min(actor.token.i, token.i) : max(actor.token.i, token.i)].text
    return between.count('"') % 2 == 1 or between.count("“") != between.count("”")


def _speaker_behind(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """ "When he arrived, Ivanov said": the pronoun stands before the name it means."""
    clause = next((head for head in token.ancestors if head.dep_ == "advcl"), None)
    if clause is None or clause.head.i < token.i:
        return None
    for subject in children(clause.head, *_SUBJECTS):
        person = person_of(subject)
        if person is not None:
            return Actor(subject.text, person, subject, sentence.index)
    return None


def _role(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """A human noun: of the name beside it, of the listed person whose role it is, or of somebody unnamed."""
    lemma = token.lemma_.lower()
    if token.pos_ not in {"NOUN", "PROPN"} or lemma not in people()["human"]:
        return None
    for near in _beside(token):
        if person := next((person_of(t) for t in [near, *children(near, "compound", "flat")] if person_of(t)), None):
            return Actor(near.text, person, token, sentence.index)
    if token.dep_ == "compound":
        return None
    if _is_definite(token):
        earlier = [
            a
            for a in reversed(cast.recent)
            if a.person and lemma in cast.roles.get(a.person, frozenset()) and sentence.index - a.sentence <= 2 * _REACH
        ]
        if earlier:
            return Actor(earlier[0].name, earlier[0].person, token, sentence.index)
    return Actor(text_of(without_article(noun_phrase(token))), None, token, sentence.index)


def _beside(token: Token) -> list[Token]:
    """The name a role stands beside: "commander Ivanov", "the commander, Ivanov", "the commander of the guard, Ivanov"."""
    within = [noun for prep in children(token, "prep") for noun in children(prep, "pobj")]
    above = [token.head] if token.dep_ in {"appos", "compound", "amod", "nmod"} else []
    return [*children(token, "appos", "flat"), *(name for noun in within for name in children(noun, "appos")), *above]


def _is_definite(token: Token) -> bool:
    return any(child.lower_ in {"the", "this", "that", "his"} for child in token.children)


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
    if entity is None and cast.medium and token.lemma_.lower() in people()["media"] and _is_definite(token):
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
