"""Whom a pronoun means, by rule: no coreference model installs from a registry.

A pronoun is the last fitting subject before it in its sentence; in a clause that stands before its subject ("During his
stay in Rome, Ivanov said"), that subject; else the subject of a sentence shortly before. Inside quotation marks "I" is
whoever is said to speak.
"""

from __future__ import annotations

from spacy.tokens import Token

from bot.context.cast import Actor, Cast
from bot.context.document import Sentence, entity_of, person_of
from bot.context.lexicon import people, verbs
from bot.context.syntax import SUBJECTS, children

REACH = 3  # sentences a pronoun may point back
_DEEDS = verbs("goes") | verbs("arrives") | verbs("enters") | verbs("leaves") | verbs("meeting")
_SAYING = verbs("say") | verbs("confirm") | verbs("deny")


def meant_by_pronoun(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """The human being a singular personal pronoun means; None for other words, and where nobody fits."""
    word = token.lower_
    if word in people()["i"]:
        return _speaker(cast, sentence, token)
    if word not in people()["he"] | people()["she"]:
        return None
    return _meant(cast, sentence, token, _speaks_around(cast, sentence, token))


def _meant(cast: Cast, sentence: Sentence, token: Token, speaking: Actor | None) -> Actor | None:
    """Whom "he" or "she" means, and not who speaks."""
    woman = token.lower_ in people()["she"]
    near = [a for a in cast.recent if speaking is None or a.key != speaking.key]
    here = [a for a in near if a.sentence == sentence.index and a.token.i < token.i and _fits(cast, a, woman)]
    if woman and (known := [a for a in here if cast.women.get(a.key)]):
        here = known
    subjects = [a for a in here if a.subject and not _inside_quote_of(a, token) and not _tells_of_another(a, token)]
    if subjects:
        return subjects[-1]
    behind = _subject_behind(sentence, token)
    if behind and (speaking is None or behind.key != speaking.key):
        return behind
    if here and (token.dep_ == "poss" or token.head.dep_ in {"relcl", "advcl"}):
        return here[-1]  # "accompanied the minister on her trip", "met the minister, where he had arrived"
    earlier = [a for a in near if sentence.index - REACH <= a.sentence < sentence.index and _fits(cast, a, woman)]
    if woman and (known := [a for a in earlier if cast.women.get(a.key)]):
        earlier = known
    for index in sorted({a.sentence for a in earlier}, reverse=True):
        there = [a for a in earlier if a.sentence == index and not _tells_of_another(a, token)]
        if there:
            return next((a for a in there if a.subject), min(reversed(there), key=_depth))
    return here[-1] if here else None


def _depth(actor: Actor) -> int:
    """How far below the verb of its sentence: whom it acts on is told of before whom a clause names by the way."""
    return len(list(actor.token.ancestors))


def _fits(cast: Cast, actor: Actor, woman: bool) -> bool:
    """One human being, of the gender the pronoun has, as far as the article tells it."""
    known = cast.women.get(actor.key)
    return actor.token.tag_ not in {"NNS", "NNPS"} and known in {None, woman}


def _speaks_around(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """Who says the quotation that a word stands in; nobody is the "he" of his own quotation."""
    for verb in token.ancestors:
        if verb.lemma_.lower() in _SAYING and _is_apart(token, verb):
            for subject in children(verb, *SUBJECTS):
                named = Actor(subject.text, None, subject, sentence.index) if subject.pos_ == "PROPN" else None
                said = subject.lower_ in people()["he"] | people()["she"] and subject.i != token.i
                return _named_at(subject, sentence) or (_meant(cast, sentence, subject, None) if said else named)
    return None


def _speaker(cast: Cast, sentence: Sentence, token: Token) -> Actor | None:
    """ "I was in Minsk," Ivanov said."""
    for verb in token.ancestors:
        if verb.lemma_.lower() in _SAYING and verb.i != token.head.i:
            for subject in children(verb, *SUBJECTS):
                return cast.who(subject) or _named_at(subject, sentence) or meant_by_pronoun(cast, sentence, subject)
    return None


def _named_at(token: Token, sentence: Sentence) -> Actor | None:
    """The actor a name means that the walk through the sentence has not reached yet."""
    person = next((p for t in [token, *children(token, "appos", "compound")] if (p := person_of(t))), None)
    entity = entity_of(token)
    if person is None and (entity is None or entity.label_ != "PERSON"):
        return None
    return Actor(token.text, person, token, sentence.index)


def _subject_behind(sentence: Sentence, token: Token) -> Actor | None:
    """The subject of the clause before which the pronoun's own phrase stands."""
    for phrase in [token, *token.ancestors]:
        if phrase.dep_ in {"advcl", "prep"} and phrase.i < phrase.head.i:
            for subject in children(phrase.head, *SUBJECTS):
                if subject.i > token.i and (actor := _named_at(subject, sentence)):
                    return actor
    return None


def _tells_of_another(actor: Actor, token: Token) -> bool:
    """A source does not tell of its own journeys: in "a diplomat believed he would meet the president" he is the topic."""
    source = actor.token.head.lemma_.lower() in _SAYING or any(
        child.lower_ in {"a", "an", "one"} or child.pos_ == "NUM" for child in actor.token.children
    )
    unnamed = actor.person is None and actor.token.pos_ == "NOUN" and source
    return unnamed and token.head.lemma_.lower() in _DEEDS


def _inside_quote_of(actor: Actor, token: Token) -> bool:
    """A speaker rarely calls himself "he" inside his own quotation marks."""
    return _is_apart(actor.token, token)


def _is_apart(one: Token, other: Token) -> bool:
    """Whether one of two words stands inside a quotation and the other outside."""
    between = one.doc[min(one.i, other.i) : max(one.i, other.i)].text
    return between.count('"') % 2 == 1 or between.count("“") != between.count("”")
