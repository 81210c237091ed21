"""Quotations: who speaks in a sentence, and what stands inside its marks."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.lexicon import verbs
from bot.context.syntax import verb_above
from bot.context.voices import Voice, lemma_of, voice_of

_OUTERMOST = frozenset({"ROOT", "ccomp", "parataxis", "conj", "advcl"})


def speaker(sentences: Sequence[Sentence], number: int, cast: Cast) -> Voice | None:
    """Who speaks in a sentence that is a quotation without its own "said": the last speaker of the paragraph, or the next."""
    sentence = sentences[number]
    if not _is_quoted(sentence) and not _inside_quote(sentences, number):
        return None
    around = [*reversed(sentences[max(0, number - 2) : number]), *sentences[number + 1 : number + 2]]
    for near in [sentence, *around]:
        if abs(near.paragraph - sentence.paragraph) <= 1 and (voice := speaker_of(near, cast)):
            return voice
    return None


def speaker_of(sentence: Sentence, cast: Cast) -> Voice | None:
    """Who speaks in a sentence that says so: the subject of its outermost verb of saying."""
    for token in sentence:
        if token.pos_ == "VERB" and lemma_of(token) in verbs("say") and token.dep_ in _OUTERMOST:
            voice = voice_of(token, cast)
            if voice is not None:
                return voice
    verb = verb_above(sentence.tokens.root)
    return voice_of(verb, cast) if verb is not None and lemma_of(verb) in verbs("say") else None


def is_in_quote(token: Token, sentence: Sentence) -> bool:
    """Whether a token of a sentence that a quotation opens or goes on in stands inside the quotation marks."""
    before = sentence.tokens.text[: token.idx - sentence.tokens[0].idx]
    if _is_quoted(sentence):
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return not set(before) & {"”", '"', "»"}


def _is_quoted(sentence: Sentence) -> bool:
    """Whether the sentence opens inside quotation marks."""
    return sentence.tokens.text.lstrip()[:1] in {'"', "“", "«"}


def _inside_quote(sentences: Sequence[Sentence], number: int) -> bool:
    paragraph = sentences[number].paragraph
    before = "".join(s.tokens.text for s in sentences[max(0, number - 6) : number] if s.paragraph == paragraph)
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
