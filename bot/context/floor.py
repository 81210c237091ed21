"""Who has the floor: whom "he said", "the agency", "the former diplomat" and "the same statement" mean.

News names a speaker once and then lets "he", "the minister" or "the paper" go on. The article is heard sentence by
sentence; each source of a verb of saying that names nobody is settled on the speaker it most likely continues, and the
name is noted at the word (`bot.context.voices.speaker_at` reads it). Whoever cannot be settled stays as printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.claims import Reading
from bot.context.document import Sentence, entity_of, person_of
from bot.context.lexicon import claims, people, verbs
from bot.context.syntax import children, is_passive, prepositions
from bot.context.tense import AHEAD
from bot.context.voices import Speaker, Voice, is_official, lemma_of, name_of, note_speaker, side_of, sources
from bot.model import Claim, ClaimStatus

_SPEAKING = verbs("say") | verbs("deny") | verbs("confirm") | verbs("believe")
_WORDS = claims()["floor"]
_GENERAL = frozenset(_WORDS["anyone"])
_DOCUMENTS = frozenset(_WORDS["documents"])
_PLAIN = frozenset(_WORDS["plain"])
_CHARGING = frozenset(claims()["charges"]["verbs"])
_UNDONE = AHEAD | {ClaimStatus.CANCELLED}
_REACH = 4  # sentences that a speaker keeps the floor without being named


def carry_on(reading: Reading, verb: Token, before: Sequence[Claim]) -> Reading:
    """A plan told right behind somebody's plan, with nobody named, is told by the same: "will fly to Oslo, a lawyer said. Her
    son has called it off". `before`: the claims of the sentence before.
    """
    said = [claim for claim in before if claim.by and claim.status in _UNDONE]
    if reading.voices or reading.premise or reading.status not in _UNDONE or not said:
        return reading
    voices = {c.by.text: Voice(c.by, c.official, verb, c.side) for c in said if c.by}
    return replace(reading, voices=tuple(voices.values()))


@dataclass(frozen=True, slots=True)
class _Heard:
    """Somebody who spoke, or who was named with a role."""

    speaker: Speaker
    kind: str  # human, house (a medium, an office: "it"), or unnamed (several)
    roles: frozenset[str]  # nouns he was called by, base form
    sentence: int
    spoke: bool = True


def hear(sentences: Sequence[Sentence], cast: Cast) -> None:
    """Settle the sources of an article in order of telling, and note them at their words."""
    heard: list[_Heard] = []
    for sentence in sentences:
        if sentence.line.caption:
            continue
        heard += _introduced(sentence, cast)
        for verb in sentence:
            if verb.pos_ == "VERB" and lemma_of(verb) in _SPEAKING:
                accuses = (
                    is_passive(verb) and lemma_of(verb) in _CHARGING
                )  # "is accused by a banker. He denied": not he
                for source in sources(verb):
                    found = _listen(source, heard, sentence.index, cast)
                    heard += [replace(each, spoke=False) for each in found] if accuses else found


def _introduced(sentence: Sentence, cast: Cast) -> Iterator[_Heard]:
    """People named together with a role ("Ivanov, the ambassador to Iraq"), and whom a sentence is about."""
    for token in sentence:
        entity = entity_of(token)
        topic = token.dep_ == "nsubj" and token.head.dep_ == "ROOT"
        if entity is None and topic and _kind(token) == "human" and not _points_back(token):
            yield _Heard(_speaker(token, cast), "human", frozenset({token.lemma_.lower()}), sentence.index)
        elif entity is not None and entity.label_ == "PERSON" and entity.root.i == token.i:
            roles = _roles_beside(token)
            if roles or topic:
                yield _Heard(_speaker(token, cast), "human", roles, sentence.index, spoke=topic)


def _roles_beside(name: Token) -> frozenset[str]:
    beside = [*children(name, "appos", "compound", "amod", "nmod"), *([name.head] if name.dep_ == "appos" else [])]
    nouns = [token for token in beside if token.lemma_.lower() in people()["human"]]
    former = (
        {"former"} if any(c.lower_ in {"former", "ex"} for noun in [name, *nouns] for c in noun.children) else set()
    )
    return frozenset({noun.lemma_.lower() for noun in nouns} | former)


def _speaker(token: Token, cast: Cast) -> Speaker:
    return Speaker(name_of(token, cast).text, is_official(token, cast), side_of(token))


def _listen(source: Token, heard: Sequence[_Heard], index: int, cast: Cast) -> list[_Heard]:
    """Who speaks here, settled on somebody heard before where the word names nobody."""
    before = _meant(source, heard, index, cast)
    if before is not None:
        former = "former" in before.roles
        own = source.pos_ != "PRON" and is_official(source, cast)
        official = not former and (before.speaker.official or own)
        speaker = Speaker(before.speaker.name, official, before.speaker.side or side_of(source))
        note_speaker(source, speaker)
        return [_Heard(speaker, before.kind, before.roles, index)]
    kind = _kind(source)
    if kind is None:
        return []
    if known := _named_before(source, heard, cast):
        note_speaker(source, known)
    return [_Heard(_speaker(source, cast), kind, _roles_beside(source) | {source.lemma_.lower()}, index)]


def _named_before(source: Token, heard: Sequence[_Heard], cast: Cast) -> Speaker | None:
    """ "Peskov" speaks with the office under which he was named: its side, and its weight."""
    mine = _speaker(source, cast)
    last = mine.name.split()[-1:]
    known = [h.speaker for h in heard if h.kind == "human" and h.speaker.name.split()[-1:] == last]
    official, side = any(k.official for k in known), next((k.side for k in known if k.side), None)
    if not _is_named(source) or mine.side or not (official or side):
        return None
    return Speaker(mine.name, mine.official or official, side)


def _kind(source: Token) -> str | None:
    entity = entity_of(source)
    if person_of(source) or (entity is not None and entity.label_ == "PERSON"):
        return "human"
    if source.pos_ == "PRON":
        return None
    if _roles_beside(source) or (source.lemma_.lower() in people()["human"] and source.tag_ == "NN"):
        return "human"
    return "house" if source.tag_ in {"NN", "NNP"} else "unnamed"


def _meant(source: Token, heard: Sequence[_Heard], index: int, cast: Cast) -> _Heard | None:
    """The speaker a nameless source continues, by the kind of word it is."""
    if source.lower_ in people()["he"] | people()["she"]:
        return _he(source, heard, index, cast)
    if source.lower_ in {"it", "which"} or (source.lemma_.lower() in people()["media"] and _points_back(source)):
        return _last(heard, index, "house", reach=2 * _REACH)
    if not _points_back(source) or person_of(source) or _is_named(source):
        return None
    if source.pos_ == "NOUN" and source.lemma_.lower() in _DOCUMENTS:
        return None if _owned(source) else _last(heard, index, "house", "human", reach=_REACH)
    return None if _kind(source) == "house" else _called(source, heard, index, cast)


def _is_named(source: Token) -> bool:
    named = [source, *children(source, "appos", "compound", "flat")]
    return any(e.label_ == "PERSON" for token in named if (e := entity_of(token)) is not None)


def _he(pronoun: Token, heard: Sequence[_Heard], index: int, cast: Cast) -> _Heard | None:
    """ "He said" goes on with who spoke in the sentence before; else the rules of `Cast` hold, where they find a name."""
    actor = cast.who(pronoun)
    last = _last(heard, index, "human", reach=_REACH)
    if last is None or (last.sentence < index - 1 and actor is not None and actor.name[:1].isupper()):
        return None
    told = {t.i for clause in children(pronoun.head, "ccomp", "parataxis") for t in clause.subtree}
    named_here = actor is not None and any(
        t.i < pronoun.i and t.i not in told and t.text in actor.name.split() and t.pos_ == "PROPN" for t in pronoun.sent
    )
    return None if named_here else last


def _called(source: Token, heard: Sequence[_Heard], index: int, cast: Cast) -> _Heard | None:
    """ "The ambassador", "the same sources": who was called so; a general word ("the official") also whoever spoke last."""
    lemma = source.lemma_.lower()
    if cast.person(source):
        return None
    if any(child.lower_ == "former" for child in source.children):
        found = next((h for h in reversed(heard) if "former" in h.roles), None)
        return found or _last(heard, index, "human", reach=_REACH)
    plain = all(c.lower_ in _PLAIN for c in source.children if c.dep_ in {"amod", "compound", "nmod"})
    if found := next((h for h in reversed(heard) if lemma in h.roles and (h.kind == "human" or plain)), None):
        return found
    one = lemma in _GENERAL and source.tag_ == "NN" and plain
    return _last(heard, index, "human", reach=_REACH) if one else None


def _last(heard: Sequence[_Heard], index: int, *kinds: str, reach: int) -> _Heard | None:
    return next((h for h in reversed(heard) if h.spoke and h.kind in kinds and index - h.sentence <= reach), None)


def _points_back(noun: Token) -> bool:
    """Whether the noun is one told of before: "the official", "the same sources", not "the ministry of defence"."""
    marked = any(child.lower_ in _MARKS or _is_named_owner(child) for child in noun.children)
    return marked and not any(prep == "of" for prep, _ in prepositions(noun))


_MARKS = frozenset({"the", "this", "these", "those", "same", "both"})


def _is_named_owner(child: Token) -> bool:
    """ "Iran's top diplomat" is one told of before; "his office" is not."""
    return child.dep_ == "poss" and child.pos_ == "PROPN" and child.head.lemma_.lower() in _GENERAL


def _owned(noun: Token) -> bool:
    return bool(children(noun, "poss")) or any(prep in {"by", "from", "of"} for prep, _ in prepositions(noun))
