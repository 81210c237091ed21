"""Who says it: the sources of a claim, and whether they are a side that would know.

A source is the subject of a verb of saying (its agent in the passive), whom a medium quotes or cites, whom "according to"
or "as reported by" names, or, inside quotation marks, whoever speaks around them. `bot.context.floor` has settled before
whom "he", "the agency" and "the same sources" mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.context.cast import Cast, stated_by
from bot.context.document import Sentence, entity_of, place_of, span_of, text_of
from bot.context.lexicon import adjectives, claims, people, seats, verbs
from bot.context.syntax import agents, children, is_passive, noun_phrase, objects, phrasal, subjects
from bot.model import Span, Stated

_QUOTING = frozenset({"quote", "cite"})
_NOBODY = frozenset({"it", "there", "that", "this", "which", "what", "i", "we", "you", "they", "one"})
_MISTAKEN = {"hopes": "hope", "hoped": "hope", "hoping": "hope"}  # which the model takes for forms of "hop"
_NO_LONGER = frozenset({"former", "ex", "retired", "late", "ousted"})
_UNNAMED = frozenset(
    {"source", "insider", "person", "people", "witness"}
)  # "a source in the ministry" is not the ministry


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as settled by `bot.context.floor`."""

    name: str
    official: bool
    side: str | None = None  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says it."""

    by: Stated
    official: bool
    verb: Token
    side: str | None = None  # ISO 3166-1 alpha-2 of the state it speaks for


def lemma_of(verb: Token) -> str:
    """The base form of a verb, with its particle where the tables know the pair: ``call_off``."""
    if verb.lower_ in _MISTAKEN:
        return _MISTAKEN[verb.lower_]
    joined = phrasal(verb)
    return (
        joined if "_" in joined and any(joined in verbs(group) for group in claims()["verbs"]) else verb.lemma_.lower()
    )


def voices_of(verb: Token, cast: Cast, about: Token | None = None) -> list[Voice]:
    """Everybody who says what this verb of saying tells: its sources, and those they cite.

    `about` is the movement told of: what is said of a visit is not said by the visit.
    """
    below = {token.i for token in about.subtree} if about is not None else set()
    named = [s for s in sources(verb) if s.i not in below]
    return [voice_at(source, verb, cast) for source in named if _is_somebody(source, cast)]


def voice_at(source: Token, verb: Token, cast: Cast) -> Voice:
    """The voice that a source names; "who" and "which" are the noun before them."""
    if source.lower_ in {"who", "which"} and speaker_at(source) is None:
        source = source.head.head
    if settled := speaker_at(source):
        return Voice(Stated(settled.name, span_of(source)), settled.official, verb, settled.side)
    side = side_of(source)
    # "an Omani official confirmed" is Oman's word; "an Omani official said" may be anybody's
    sure = source.lemma_.lower() == "official" and side is not None and lemma_of(verb) in verbs("confirm")
    return Voice(name_of(source, cast), sure or is_official(source, cast), verb, side)


_CLAUSE = re.compile(r",? (?:who|whom|whose|which|that|dated|published|issued|seen by|obtained by)\b")


def name_of(source: Token, cast: Cast) -> Stated:
    """How to call a source: without what tells about it, "a former clerk at the port, who asked not to be named"."""
    by = stated_by(cast, source)
    named = next((near for near in children(source, "appos") if near.pos_ == "PROPN"), None)
    if named is not None and source.pos_ == "NOUN" and entity_of(source) is None:
        words = noun_phrase(named)  # "the spokesman, Ivan Petrov", also where the model sees no person
        by = Stated(text_of(words), span_of(words))
    told = _CLAUSE.search(by.text)
    return Stated(by.text[: told.start()], Span(by.span.start, by.span.start + told.start())) if told else by


def note_speaker(source: Token, speaker: Speaker) -> None:
    """Remember whom a source means."""
    source.doc.user_data.setdefault("speakers", {})[source.i] = speaker


def speaker_at(source: Token) -> Speaker | None:
    """Whom a source was settled on, if it was."""
    speakers: dict[int, Speaker] = source.doc.user_data.get("speakers", {})
    return speakers.get(source.i)


def sources(verb: Token) -> list[Token]:
    """The nouns that name who says it: "X said", "reported by X", "X quoted Y as saying", "X said, citing Y"."""
    above = verb.head
    if verb.dep_ in {"pcomp", "advcl"} and "as" in {above.lower_, *(m.lower_ for m in children(verb, "mark"))}:
        quoting = above if above.pos_ == "VERB" else above.head
        if quoting.lemma_ in _QUOTING:
            return [*subjects(quoting), *_doers(verb)] if is_passive(quoting) else objects(quoting)
    own = _quoted(verb) or agents(verb) or (_by(verb) if is_passive(verb) else _speaking(verb))
    through = [noun for prep in children(verb, "prep") if prep.lower_ == "through" for noun in children(prep, "pobj")]
    return (
        [maker for source in own for maker in _makers(source)]
        + _cited(verb)
        + [noun for noun in through if noun.lemma_.lower() in people()["human"]]  # "said through his lawyer"
    )


def _cited(verb: Token) -> list[Token]:
    """ "The Post said, citing an official": whom the speaker has it from."""
    clauses = children(verb, "advcl", "acl", "prep", "xcomp")
    citing = [c for c in clauses if c.lemma_.lower() in _QUOTING and not is_passive(c)]
    return [source for c in citing for source in objects(c) + children(c, "pobj")]


def _quoted(verb: Token) -> list[Token]:
    """ "The minister was quoted as saying by the agency": he who is quoted, and who quotes him."""
    saying = [c for prep in children(verb, "prep") if prep.lower_ == "as" for c in children(prep, "pcomp")]
    if verb.lemma_ not in _QUOTING or not saying or not is_passive(verb):
        return []
    return [*subjects(verb), *agents(verb), *_doers(saying[0])]


def _doers(verb: Token) -> list[Token]:
    """The nouns behind "by", whether or not the parser takes them for doers."""
    return [noun for by in children(verb, "prep", "agent") if by.lower_ == "by" for noun in children(by, "pobj")]


def _makers(source: Token) -> list[Token]:
    """ "Footage aired by state television": who shows it, where that is told."""
    if source.lemma_.lower() not in _RECORDINGS:
        return [source]
    return [maker for clause in children(source, "acl") for maker in agents(clause)] or [source]


_RECORDINGS = frozenset(claims()["recordings"])


def _speaking(verb: Token) -> list[Token]:
    """The subject; behind a quotation that the parser took for it, the noun after the verb: "“No visit,” said the palace"."""
    own, after = _next_to(verb) or subjects(verb), [thing for thing in objects(verb) if thing.i > verb.i]
    quoted = bool(own) and own[0].i < verb.i and bool(_MARKS & set(verb.doc[own[0].i : verb.i].text))
    return after if quoted and after else own


_MARKS = frozenset('"”“»')


def _next_to(verb: Token) -> list[Token]:
    """ "With Ivanov, the minister, the Post reported": what stands beside a name ends with a comma, so the noun right before
    the verb is no such thing, and speaks itself, whatever the parser takes for the subject.
    """
    before = next((t for t in reversed(verb.doc[verb.sent.start : verb.i]) if t.pos_ not in {"ADV", "AUX"}), None)
    named = children(verb, "nsubj")
    beside = [part for subject in named for part in subject.subtree if part.dep_ in {"appos", "conj"}]
    return [part for part in [*named[1:], *beside] if part.right_edge == before and _is_set_off(part)][:1]


def _is_set_off(part: Token) -> bool:
    """Whether a comma stands before it, and no "and" with it."""
    start = part.left_edge.i
    return start > 0 and part.doc[start - 1].text == "," and not children(part.head, "cc")


def _by(verb: Token) -> list[Token]:
    """ "Was dismissed as a rumour by the palace": the parser hangs the doer on the noun before it."""
    doers = [by for by in verb.subtree if by.lower_ == "by" and by.i > verb.i and by.head.pos_ == "NOUN"]
    return [noun for by in doers[:1] for noun in children(by, "pobj")]


def voice_of(verb: Token, cast: Cast) -> Voice | None:
    """The first of those who say it."""
    return next(iter(voices_of(verb, cast)), None)


def _is_somebody(source: Token, cast: Cast) -> bool:
    """Whether a noun can speak: a pronoun only where the article settles whom it means, a word of time never."""
    entity = entity_of(source)
    if entity is not None and entity.label_ in {"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL"}:
        return False
    return source.lower_ not in _NOBODY or speaker_at(source) is not None or _antecedent(source)


def _antecedent(source: Token) -> bool:
    """ "The paper, which said": a relative pronoun speaks for the noun before it."""
    return source.lower_ == "which" and source.head.dep_ == "relcl"


def is_official(source: Token, cast: Cast) -> bool:
    """Whether a source is a side that would know: a government, an office, a listed person himself; never a medium."""
    entity = entity_of(source)
    if any(child.lower_ in _NO_LONGER for near in [source, *children(source, "appos")] for child in near.children):
        return False
    if (entity is not None and entity.text.lower().removeprefix("the ") in seats()) or source.lower_ in seats():
        return True
    if source.lemma_.lower() in people()["media"] or source.lemma_.lower() in _UNNAMED:
        return False
    place = place_of(source)
    if place is not None and place.kind in {"country", "capital"}:
        return True  # "Cuba denied it"
    return cast.is_official(source)


def side_of(source: Token) -> str | None:
    """The state a source speaks for, by the country, people or seat in its name: "the Iranian ambassador to Iraq" is Iran."""
    near = [source, *children(source, "appos")]
    beside = [part for noun in near for part in children(noun, "poss", "compound", "amod", "nmod")]
    owners = [
        noun for each in near for of in children(each, "prep") if of.lower_ == "of" for noun in children(of, "pobj")
    ]
    inner = [part for noun in [*owners, *beside] for part in children(noun, "poss", "compound", "amod", "nmod")]
    return next((code for token in [*near, *beside, *owners, *inner] if (code := _state_of(token))), None)


def _state_of(token: Token) -> str | None:
    place = place_of(token)
    if place is not None and place.kind in {"country", "capital"}:
        return place.country
    return adjectives().get(token.lower_) or seats().get(token.lower_)


def attributed(chain: Sequence[Token], cast: Cast) -> Iterator[Voice]:
    """Sources named beside the clause: "according to X", "as reported by X", where they hang on a word of `chain`."""
    for token in chain:
        for aside in token.children:
            if aside.lower_ == "according":
                yield from (voice_at(s, aside, cast) for s in _behind(aside))
            elif aside.lower_ == "per":
                yield from (voice_at(s, aside, cast) for s in children(aside, "pobj") if _can_tell(s))
            elif aside.dep_ == "acl" and lemma_of(aside) in verbs("say") and agents(aside):
                yield from voices_of(aside, cast)  # "his visit, first reported by the Post"
            elif _is_parenthetic(aside) or (
                aside.dep_ in {"advcl", "parataxis"} and aside.lemma_.lower() in verbs("say") and _is_as(aside)
            ):
                yield from voices_of(aside, cast)


def _can_tell(noun: Token) -> bool:
    """ "Per the Post", "per officials"; "per week" names nobody."""
    return noun.pos_ == "PROPN" or noun.lemma_.lower() in people()["media"] | people()["human"]


def _is_parenthetic(aside: Token) -> bool:
    """ "From there, he thinks, the minister went on": a verb of saying set before the verb or beside it."""
    set_in = aside.dep_ == "parataxis" or (aside.dep_ == "ccomp" and aside.i < aside.head.i) or _is_appended(aside)
    says = lemma_of(aside) in verbs("say") | verbs("believe")
    return set_in and says and not _is_as(aside) and bool(children(aside, "nsubj")) and not objects(aside)


def _is_appended(aside: Token) -> bool:
    """ "He flew to Oslo, the newspaper Today reported, citing Reuters": the parser's second clause, where no word joins it to
    the first and it says nothing else, tells whose word the first one is.
    """
    joined = children(aside.head, "cc") if aside.dep_ == "conj" else _joining(aside)
    return aside.dep_ in {"conj", "advcl"} and not joined and not children(aside, "ccomp")


def _joining(clause: Token) -> list[Token]:
    """ "After", "when", "with": what makes a clause a circumstance of the one above."""
    return [word for word in clause.children if word.dep_ == "mark" or word.tag_ == "WRB"]


def trailing(sentence: Sentence, cast: Cast) -> Iterator[Voice]:
    """ "He flew to Oslo, the Post and the Courier reported": names that the parser takes for more places."""
    words = [token for token in sentence if not token.is_punct and not token.is_space]
    verb = words[-1] if words else None
    comma = next((t.i for t in reversed(list(sentence)) if t.text == "," and verb is not None and t.i < verb.i), None)
    if verb is None or comma is None or lemma_of(verb) not in verbs("say") or children(verb, "agent"):
        return
    names = [subject for subject in children(verb, "nsubj") if subject.i > comma]
    if not children(verb, "nsubj", "nsubjpass") and verb.nbor(-1).pos_ in {"NOUN", "PROPN"}:
        names = [t for t in verb.doc[comma + 1 : verb.i] if t.pos_ in {"NOUN", "PROPN"} and t.dep_ != "compound"]
    yield from (voice_at(name, verb, cast) for name in names)


def _is_as(clause: Token) -> bool:
    """ "As Reuters reported", "as reported by Reuters"; not "as he told them", which says when."""
    marked = any(m.lower_ == "as" for m in clause.children)
    return marked and (bool(agents(clause)) or bool(children(clause, "nsubj") and not objects(clause)))


def _behind(according: Token) -> Iterator[Token]:
    for to in [child for child in according.children if child.lower_ == "to"] or list(
        according.doc[according.i + 1 : according.i + 2]
    ):
        yield from children(to, "pobj")
