"""Follows an article sentence by sentence and notes whom each name, pronoun and role means, into a `Cast`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from bot.context.cast import OFFICIAL, Actor, Cast, without_article
from bot.context.document import Sentence, entity_of, person_of, place_of, text_of
from bot.context.lexicon import adjectives, people, seats, verbs
from bot.context.pronouns import meant_by_pronoun
from bot.context.roles import Role, is_definite, listed_roles, role_of, roles_of
from bot.context.syntax import SUBJECTS, children, noun_phrase
from bot.model import Person, Place
from bot.names.bearers import WOMAN, of_given
from bot.names.fold import fold

_ROLE_REACH = 6  # sentences a role said for a name may point back
_REMEMBERED = 60  # actors


def read_cast(sentences: Sequence[Sentence], listed: Mapping[str, Person], here: Place | None = None) -> Cast:
    """Whom the words of an article mean, the listed people by their ids; `here` is where it was written."""
    cast = Cast(
        roles={person: list(listed_roles(entry)) for person, entry in listed.items()},
        homes={person: frozenset(entry.nationality) for person, entry in listed.items()},
        here=here,
        women={person: sex == WOMAN for person, entry in listed.items() if (sex := _sex_of(entry.name))},
    )
    for sentence in sentences:
        if not sentence.line.caption:
            _read_sentence(cast, sentence)
    return cast


def _read_sentence(cast: Cast, sentence: Sentence) -> None:
    for token in sentence:
        actor = (
            _named(cast, sentence, token)
            or meant_by_pronoun(cast, sentence, token)
            or _role(cast, sentence, token)
            or _aged(cast, sentence, token)
            or _unmarked(sentence, token)
        )
        if actor is None:
            continue
        actor = Actor(actor.name, actor.person, token, sentence.index, token.dep_ in SUBJECTS)
        cast.note(actor)
        cast.recent = [*cast.recent[-_REMEMBERED:], actor]


def _named(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """A listed person, or the head of a name that the model calls a person."""
    person = person_of(token)
    if person is not None and _is_attribute(token):
        return None
    if person is not None:
        actor = Actor(token.text, person, token, sentence.index)
        _learn_gender(cast, actor, token)
        return actor
    entity = entity_of(token)
    if entity is None or entity.label_ != "PERSON" or entity.root.i != token.i or place_of(token):
        return None
    name = entity.text.removesuffix("'s").removesuffix("’s").strip()
    full = _full_name(cast, name)
    if {t.lower_ for t in token.subtree} & OFFICIAL:
        cast.offices.add(full)
    actor = Actor(full, None, token, sentence.index)
    _learn_gender(cast, actor, token)
    return actor


def _full_name(cast: Cast, name: str) -> str:
    """The name as printed first; a given name comes before the letters of an office: "NSA Weber", later "Anna Weber"."""
    *given, last = name.split()
    known = cast.named.get(last)
    if known is None or (given and not given[0].isupper() and known.split()[0].isupper() and known != last):
        cast.named[last] = name
    return cast.named[last]


def _unmarked(sentence: Sentence, token: Token) -> Actor | None:
    """A name that does something and that the model marked as nothing: somebody, though nobody we know."""
    place = place_of(token)
    # "Aliyev" taken for a people, "Snowden" for a place
    people_like = token.ent_type_ == "NORP" and token.tag_ == "NNP" and token.lower_ not in adjectives()
    nowhere = (not token.ent_type_ or people_like) if place is None else place.country is None
    if token.pos_ == "PROPN" and token.dep_ in SUBJECTS and nowhere:
        return Actor(token.text, None, token, sentence.index)
    return None


def _is_attribute(token: Token) -> bool:
    """ "Houthi envoys", "the Assad regime": the name says whose they are."""
    return token.dep_ in {"compound", "amod", "nmod"} and token.head.pos_ == "NOUN" and token.head.i > token.i


def _learn_gender(cast: Cast, actor: Actor, token: Token) -> None:
    """ "Mrs", "the minister's sister": what stands beside a name tells "she" from "he"."""
    before = {word.lower_.strip(".") for word in children(token, "compound", "nmod", "amod")}
    beside = before | {word.lemma_.lower() for word in children(token, "appos")}
    for woman, words in ((True, people()["women"]), (False, people()["men"])):
        if beside & words and actor.key not in cast.sure:
            cast.women[actor.key] = woman
            cast.sure.add(actor.key)
    if actor.key not in cast.women and (sex := _sex_of(actor.name)):
        cast.women[actor.key] = sex == WOMAN


def _sex_of(name: str) -> str | None:
    """What the given name says: of a whole name its first word."""
    given, *family = name.split()
    return of_given(fold(given)) if family else None


def _role(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """A human noun: of the name beside it, of the person whose role it is, or of somebody unnamed."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.lemma_.lower() not in people()["human"]:
        return None
    role = role_of(token)
    if (holder := _holder_beside(token, sentence)) is not None:
        cast.told.setdefault(holder.key, []).extend(roles_of(token))
        return holder
    if token.dep_ == "compound":
        return None
    if is_definite(token) and (
        holder := _holder_before(cast, role, sentence) or _holder_listed(cast, role, token, sentence)
    ):
        if _speaks_for_another(holder, role, token, cast):
            return None
        if role.countries:  # whom the article calls the Belarusian leader may be "the president" further on
            cast.told.setdefault(holder.key, []).append(role)
        return Actor(holder.name, holder.person, token, sentence.index)
    actor = Actor(text_of(without_article(noun_phrase(token))), None, token, sentence.index)
    if token.tag_ not in {"NNS", "NNPS"}:
        cast.unnamed.setdefault(actor.key, []).append(role)
    return actor


def _aged(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """ "The 66-year-old": whom the two sentences before tell of, where that is one human being."""
    if token.lower_ != "old" or not is_definite(token) or token.i < 2 or token.nbor(-2).lower_ != "year":
        return None
    near = {a.key: a for a in cast.recent if sentence.index - 2 <= a.sentence < sentence.index}
    only = next(iter(near.values())) if len(near) == 1 else None
    return Actor(only.name, only.person, token, sentence.index) if only else None


def _speaks_for_another(holder: Actor, role: Role, token: Token, cast: Cast) -> bool:
    """ "The prime minister is in Brussels, Downing Street said": a seat of government speaks of its own chief."""
    chief = role.noun in {"president", "premier", "chancellor"} or "prime" in role.marks
    if role.countries or not chief:
        return False
    said = [
        subject for above in token.ancestors if above.lemma_.lower() in _SAYING for subject in children(above, "nsubj")
    ]
    speaking = {seat for name in said if (seat := seats().get(text_of(noun_phrase(name)).lower().removeprefix("the ")))}
    return bool(speaking) and bool(_countries(cast, holder)) and not _countries(cast, holder) & speaking


_SAYING = verbs("say") | verbs("confirm") | verbs("deny")


def _holder_beside(token: Token, sentence: Sentence) -> Actor | None:
    """The name a role stands beside, listed or not."""
    for near in _beside(token):
        for word in [near, *children(near, "compound", "flat")]:
            if person := person_of(word):
                return Actor(near.text, person, token, sentence.index)
        entity = entity_of(near)
        if entity is not None and entity.label_ == "PERSON" and near.dep_ != "pobj":
            return Actor(entity.text, None, token, sentence.index)
    return None


def _beside(token: Token) -> list[Token]:
    """ "Commander Ivanov", "the commander, Ivanov", "the commander of the guard, Ivanov"."""
    within = [noun for prep in children(token, "prep") for noun in children(prep, "pobj")]
    glued = [noun for noun in within if person_of(noun) and any(_is_common(c) for c in children(noun, "compound"))]
    above = [token.head] if token.dep_ in {"appos", "compound", "amod", "nmod"} else []
    return [
        *children(token, "appos", "flat"),
        *glued,
        *(name for noun in within for name in children(noun, "appos")),
        *above,
    ]


def _is_common(word: Token) -> bool:
    """ "The leader of the Revolution Ivanov" is Ivanov, "the brother of General Ivanov" is not."""
    role = word.lemma_.lower().strip(".") in people()["human"] | people()["ranks"] | people()["men"] | people()["women"]
    return person_of(word) is None and not role and word.text[:1].isalpha()


def _holder_before(cast: Cast, role: Role, sentence: Sentence) -> Actor | None:
    """Whoever was mentioned last of those known by this role."""
    near = [a for a in reversed(cast.recent) if sentence.index - a.sentence <= _ROLE_REACH]
    if role.countries and (
        countryman := _holder_among(cast, role, [a for a in near if _countries(cast, a) & role.countries])
    ):
        return countryman
    return _holder_among(cast, role, near)


def _holder_among(cast: Cast, role: Role, near: list[Actor]) -> Actor | None:
    said_in_full = role.countries or role.marks
    # what the article calls somebody by name outweighs the list; "the minister" alone is whoever was called one last
    tables = (cast.told, cast.roles, cast.unnamed) if said_in_full else (cast.told | cast.unnamed, cast.roles)
    for known in tables:
        for actor in near:
            if any(role.fits(other) for other in known.get(actor.key, ())):
                return actor
    return next((actor for actor in near if _is_compatriot(cast, actor, role)), None)


def _countries(cast: Cast, actor: Actor) -> frozenset[str]:
    """Countries that the list or the article gives somebody."""
    told = [role.countries for role in cast.told.get(actor.key, ())]
    return frozenset().union(cast.homes.get(actor.person or "", frozenset()), *told)


def _is_compatriot(cast: Cast, actor: Actor, role: Role) -> bool:
    """ "The Belarusian leader": a listed person of that country of whom no office is known."""
    offices = cast.told.get(actor.key) or cast.roles.get(actor.key)
    return bool(actor.person and not offices and cast.homes.get(actor.person, frozenset()) & role.countries)


def _holder_listed(cast: Cast, role: Role, token: Token, sentence: Sentence) -> Actor | None:
    """The one listed person of the article whose listed role is said before the name is: "The energy minister left"."""
    fitting = [
        person
        for person in cast.homes
        if role.marks and any(role.fits(known) and role.marks <= known.marks for known in cast.roles.get(person, ()))
    ]
    return Actor(token.text, fitting[0], token, sentence.index) if len(fitting) == 1 else None
