"""Questions about a dependency parse: who does it, to whom, where to, under which verb. Knows nothing of travel.

Labels are those of spaCy's English models (ClearNLP style).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.lexicon import verbs

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_SHARED = frozenset({"xcomp", "conj", "advcl", "pcomp", "dep"})  # clauses that borrow the subject above them
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_OBJECT_CONTROL = frozenset(
    {
        "bar",
        "ban",
        "see",
        "force",
        "allow",
        "invite",
        "bring",
        "persuade",
        "encourage",
        "order",
        "ask",
        "tell",
        "prevent",
        "forbid",
        "stop",
        "permit",
        "urge",
        "send",
        "expect",
        "want",
        "let",
        "help",
        "clear",
        "authorise",
        "authorize",
        "exempt",
    }
)


_SAYING = verbs("say") | verbs("deny") | verbs("confirm")
_PLANS = frozenset({"plan", "intention", "decision", "attempt"})
_LEAD_NOWHERE = frozenset({"except", "according", "owing", "thanks"})  # "according to the White House"
_ASKING = frozenset({"invitation", "call", "order", "request", "demand", "appeal"})


def children(token: Token, *labels: str) -> list[Token]:
    """Children with one of these labels."""
    return [child for child in token.children if child.dep_ in labels]


def governors(token: Token) -> list[Token]:
    """Heads from the token's own up to the root."""
    return list(token.ancestors)


def verb_above(token: Token) -> Token | None:
    """The nearest verb above a token."""
    return next((head for head in token.ancestors if head.pos_ in {"VERB", "AUX"}), None)


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive, also as a participle: "invited to Minsk"."""
    participle = verb.tag_ == "VBN" and verb.dep_ == "acl" and not children(verb, "aux", "dobj", "nsubj")
    return participle or bool(children(verb, "nsubjpass", "auxpass"))


def subjects(verb: Token) -> list[Token]:
    """Who does it: the verb's own subject, that of the relative clause's noun, or the one borrowed from above."""
    return _subjects(verb, 0)


def _subjects(verb: Token, depth: int) -> list[Token]:
    own = children(verb, *SUBJECTS)
    if own and own[0].lower_ in {"who", "that", "which"} and verb.dep_ in {"relcl", "conj"}:
        own = [_antecedent(own[0], verb)]
    own = own or _swallowed(verb) or _led_in(verb)
    if own:
        return with_conjuncts(own)
    if verb.dep_ in {"acl", "relcl"} and (verb.head.pos_ in _NOUNS or verb.head.dep_ == "attr"):
        if verb.head.lemma_ in _ASKING:
            return []  # "his invitation to attend" is for others
        # "his decision to travel": an infinitive that hangs on a noun belongs to whom the noun belongs to
        holder = children(verb.head, "poss") if children(verb, "aux") else []
        if verb.head.dep_ == "attr" and depth < 6 and verb.head.head.i != verb.i:
            holder = holder or _subjects(verb.head.head, depth + 1)  # "she is the first to visit Korea"
        return with_conjuncts(holder or _planning(verb, depth) or [verb.head])
    if verb.dep_ in _SHARED and depth < 6 and verb.head.i != verb.i:
        return _borrowed(verb, depth)
    return []


def _planning(verb: Token, depth: int) -> list[Token]:
    """ "Scrapped plans to visit Cairo": who has the plans does the visiting."""
    noun = verb.head
    if not children(verb, "aux") or noun.dep_ != "dobj" or noun.lemma_ not in _PLANS or depth >= 6:
        return []
    return children(noun.head, "dative") or _subjects(noun.head, depth + 1)


def _borrowed(verb: Token, depth: int) -> list[Token]:
    head = verb.head
    meanwhile = verb.dep_ == "pcomp" and head.lower_ in {"before", "after", "while", "since"}
    if verb.dep_ == "pcomp":
        head = head.head  # "after leaving": the preposition stands between
    controls = head.lemma_ in _OBJECT_CONTROL and not meanwhile  # "will see a school before leaving"
    if controls and head.i < verb.i and verb.dep_ in {"xcomp", "pcomp", "advcl"}:
        controlled = children(head, "dobj", "nsubjpass")
        if controlled:
            return with_conjuncts(controlled)
    told = [clause for clause in children(head, "ccomp") if clause.i < verb.i]
    if verb.dep_ == "conj" and told and (told[0].i < head.i or verb.lemma_ not in _SAYING):
        # "he flew to Moscow, officials said, and saw the minister"; "wrote that he landed, and was off by lunchtime"
        return _subjects(told[0], depth + 1)
    if verb.dep_ == "advcl" and is_part_of_told(verb):
        return _subjects(told[0], depth + 1)
    if head.dep_ == "acomp":
        head = head.head  # "was due to fly"
    if head.pos_ in {"VERB", "AUX"}:
        return _subjects(head, depth + 1)
    return children(head, "poss") if head.pos_ == "NOUN" else []


def is_part_of_told(clause: Token) -> bool:
    """ "He attended a wedding, having flown in from Oslo, officers said": the parser hangs the aside on "said"."""
    verb = clause.head
    told = [each for each in children(verb, "ccomp") if each.i < clause.i]
    return bool(told) and told[0].i < clause.i < verb.i and verb.lemma_ in _SAYING


def _swallowed(verb: Token) -> list[Token]:
    """ "In December Ivanov reached Skopje": without a comma the parser takes month and name for one noun phrase."""
    pairs = [noun for prep in children(verb, "prep") if prep.i < verb.i for noun in children(prep, "pobj")]
    return [
        noun
        for noun in pairs
        if noun.i == verb.i - 1
        and noun.ent_type_ == "PERSON"
        and any(child.ent_type_ == "DATE" for child in children(noun, "compound", "nummod"))
    ]


def _led_in(verb: Token) -> list[Token]:
    """ "Speaking at a school in Oslo, Ivanov said": the parser may hang the name on the place before the comma."""
    if verb.dep_ != "csubj" or verb.tag_ != "VBG":
        return []
    return [noun for noun in verb.subtree if noun.ent_type_ == "PERSON" and noun.dep_ == "conj" and noun.i > verb.i][:1]


def _antecedent(pronoun: Token, verb: Token) -> Token:
    """What a relative pronoun stands for; "a meeting with Ivanov, who" means Ivanov, whatever the parser hangs it on."""
    before = next((t for t in reversed(pronoun.doc[pronoun.sent.start : pronoun.i]) if not t.is_punct), None)
    if pronoun.lower_ == "who" and before is not None and before.pos_ in {"PROPN", "NOUN"}:
        return before
    return verb.head


def objects(verb: Token) -> list[Token]:
    """What it is done to."""
    return with_conjuncts(children(verb, "dobj", "obj", "dative"))


def agents(verb: Token) -> list[Token]:
    """Who does it in the passive: "by the ministry"."""
    return with_conjuncts([noun for by in children(verb, "agent") for noun in children(by, "pobj")])


def with_conjuncts(tokens: list[Token]) -> list[Token]:
    """The tokens and what "and" joins to each."""
    return [each for token in tokens for each in (token, *token.conjuncts, *_beside_apposition(token))]


def _beside_apposition(token: Token) -> list[Token]:
    """ "President Ivanov and Petrov": where the name is read as an apposition, "and Petrov" hangs on it."""
    return [one for name in children(token, "appos") for one in name.conjuncts if one.ent_type_ == "PERSON"]


def prepositions(head: Token) -> Iterator[tuple[str, Token]]:
    """Pairs of preposition and noun that hang on a verb or noun, one and two steps down, in order of the text.

    The second step is for "flew from A to B", where the parser often hangs "to B" on "A".
    """
    yield from sorted(_prepositions(head, 0), key=lambda pair: pair[1].i)


def _prepositions(head: Token, depth: int) -> Iterator[tuple[str, Token]]:
    for prep in children(head, "prep", "agent", "prt", "advmod", "dative"):
        for noun in children(prep, "pobj", "pcomp"):
            for each in with_conjuncts([noun]):
                yield _preposition(prep), each
                if depth < 2 and each.pos_ in _NOUNS:
                    further = _prepositions(each, depth + 1)
                    yield from (pair for pair in further if prep.lower_ not in _ASIDE or pair[0] not in _ONWARD)
        for inner in children(prep, "prep") if prep.lower_ not in _LEAD_NOWHERE else []:  # "out of", "away from"
            for noun in children(inner, "pobj"):
                for each in with_conjuncts([noun]):
                    yield "out of" if prep.lower_ == "out" else inner.lower_, each
                    if depth < 2:
                        yield from _prepositions(each, depth + 1)


# "Flew to Kenya after a visit to Cuba", "despite the road to Cuba": the way told there is another one
_ASIDE = frozenset(
    {"after", "before", "during", "despite", "amid", "over", "about", "against", "since", "without", "following"}
)
_ONWARD = frozenset({"to", "into", "for", "toward", "towards"})


def _preposition(prep: Token) -> str:
    return "out of" if prep.lower_ == "of" and prep.i and prep.nbor(-1).lower_ == "out" else str(prep.lower_)


def phrasal(verb: Token) -> str:
    """The verb's base form, joined with its particle: ``call_off``."""
    loose = [
        child for child in children(verb, "advmod", "prep") if child.lower_ == "through" and not list(child.children)
    ]
    particle = next((child.lower_ for child in [*children(verb, "prt"), *loose]), None)
    return f"{verb.lemma_.lower()}_{particle}" if particle else str(verb.lemma_.lower())


def is_awaited(verb: Token) -> bool:
    """ "Was due in Moscow", "is expected in Beirut", "is bound for Cairo", "is headed to Oslo": announced, and not yet made."""
    if verb.lower_ in {"bound", "headed"} and {"is", "are"} & set(auxiliaries(verb)):
        return not agents(verb) and any(prep in {"to", "for"} for prep, _ in prepositions(verb))
    if verb.lemma_ in {"expect", "await", "schedule"} and is_passive(verb):
        return not children(verb, "xcomp")
    beside = children(verb, "acomp", "attr", "advmod", "prep", "prt")
    return verb.lemma_ == "be" and any(
        child.lower_ in {"due", "bound"} and not children(child, "xcomp") for child in beside
    )


def is_negated(token: Token) -> bool:
    """Whether "not", "never" or "no" stands with the token."""
    return any(child.dep_ == "neg" or child.lower_ in {"never", "no", "neither", "nor"} for child in token.children)


def auxiliaries(verb: Token) -> list[str]:
    """Lower-case auxiliaries of a verb: ``["will", "have"]``."""
    return [child.lower_ for child in children(verb, "aux", "auxpass")]


def is_conditional(verb: Token) -> bool:
    """Whether the verb stands in a clause that "if" or "unless" opens."""
    return any(child.dep_ == "mark" and child.lower_ in {"if", "unless"} for child in verb.children)


def noun_phrase(head: Token) -> list[Token]:
    """The tokens of a noun phrase without relative clauses, appositions and trailing clauses."""
    cut = {"relcl", "acl", "appos", "punct", "conj", "cc", "advcl", "parataxis"}
    dropped = {token.i for child in head.children if child.dep_ in cut and child.i > head.i for token in child.subtree}
    kept = [token for token in head.subtree if token.i not in dropped]
    while kept and kept[-1].is_punct:
        kept.pop()
    return kept or [head]
