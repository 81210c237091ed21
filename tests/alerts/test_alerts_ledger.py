"""The ledger keeps who says what; origins count once, and a denial of the meeting is not one of the trip."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
import yaml
from alert_stories import THURSDAY, account, claim, trip

from bot.alerts import words
from bot.alerts.compare import denial
from bot.alerts.ledger import (
    STATUS_RULES,
    Entry,
    by_object,
    confirmed_by,
    denials,
    entries,
    origin_of,
    outlet_of,
    reports,
    status_of,
    trip_denied,
)
from bot.alerts.media import LOOKED_AT, house_in, medium_in
from bot.model import Account, Claim, ClaimOf, ClaimStatus, Source

S, Of = ClaimStatus, ClaimOf


@pytest.mark.parametrize(
    ("by", "origin"),
    [
        (None, "Gate Courier"),
        ("Fox News", "Fox News"),
        ("the Reuters news agency", "Reuters"),
        ("Reuters, citing three sources", "Reuters"),
        ("three sources", "Gate Courier"),
        ("Officials", "Gate Courier"),
        ("a Western diplomat", "a Western diplomat"),
        ("two Western intelligence officials", "Gate Courier"),
        ("Kremlin officials", "Gate Courier"),
        ("two Kremlin officials", "two Kremlin officials"),
        ("Iran's Foreign Ministry", "Iran's Foreign Ministry"),
        ("an official of the Kremlin", "an official of the Kremlin"),
        ("Sergei Lavrov", "Sergei Lavrov"),
        ("The Daily Telegraph", "Daily Telegraph"),
        ("وكالة رويترز", "Reuters"),
        ("خبرگزاری رویترز", "Reuters"),
        ("агентству Рейтер", "Reuters"),
        ("Agence France-Presse", "AFP"),
        ("لوكالة فرانس برس", "AFP"),
        ("Al Arabiya, citing Reuters", "Reuters"),
        ("Bild со ссылкой на «Интерфакс»", "Interfax"),
        ("العربية", "Al Arabiya"),
        ("وزير الخارجية العربية", "وزير الخارجية العربية"),
        ("the spokesman of the Guardian Council", "the spokesman of the Guardian Council"),
        ("the governor of Fars Province", "the governor of Fars Province"),
        ("sources told TASS", "TASS"),
        ("ثلاثة مصادر لرويترز", "Reuters"),
        ("ووكالة الأناضول", "Anadolu"),
        ("ورويترز", "Reuters"),
        ("агентства Франс Пресс", "AFP"),
        ("AFP, quoting Fars", "Fars"),
        ("Fars, citing a witness", "Fars"),
        ("источники", "Gate Courier"),
        ("مصادر مطلعة", "Gate Courier"),
        ("منابع آگاه", "Gate Courier"),
        ("Сергей Лавров", "Сергей Лавров"),
    ],
)
def test_origin(by: str | None, origin: str) -> None:
    """A claim goes back to the medium or the person named; nameless sources are the outlet's own."""
    assert origin_of(by, "Gate Courier") == origin


@pytest.mark.parametrize(
    ("outlet", "origin"),
    [
        ("Reuters World News", "Reuters"),
        ("وكالة رويترز", "Reuters"),
        ("tass.ru", "TASS"),
        ("BBC Persian", "BBC"),
        ("Nigerian Guardian", "Nigerian Guardian"),
        ("Harbour Post", "Harbour Post"),
    ],
)
def test_an_outlet_that_is_a_medium_others_quote(outlet: str, origin: str) -> None:
    """What Reuters says itself and what others have from it is one origin; a name that only holds one is another."""
    assert origin_of(None, outlet) == origin


def test_every_name_of_a_medium_leads_to_it() -> None:
    """No name of the table is read as another medium's, in whatever language."""
    table = yaml.safe_load((files("bot.data") / "media.yml").read_text(encoding="utf-8"))["media"]
    for medium, others in table.items():
        for name in (medium, *others):
            assert medium_in(str(name).removeprefix("+ ")) == medium, name


def test_only_the_beginning_of_who_says_it_is_looked_at() -> None:
    """A text of any length is read as far as whoever says something is named: a hostile one costs no more than that."""
    dots = "A." * 5_000
    assert medium_in("x" * (LOOKED_AT - 10) + " Reuters x") == "Reuters"
    assert medium_in("x" * LOOKED_AT + " Reuters") is None
    assert house_in("x" * LOOKED_AT + " الكرملين") is None
    assert origin_of(f"{dots} News", "Courier") == f"{dots} News"
    told = entries([account(1, "Courier", trip(claims=(claim(ClaimStatus.REPORTED, by=f"{dots} News"),)))])
    assert [len(told[0].origin), len(told[0].by or "")] == [words.WHY_LIMIT] * 2


@pytest.mark.parametrize(
    "words", ["the Guardian Council", "تاسع", "رسانه‌های فارسی", "an apartment owner", "Фарсунов", "Mehran Karimi"]
)
def test_words_that_only_look_like_a_medium(words: str) -> None:
    """Longer words that hold the name of a medium name none."""
    assert medium_in(words) is None


@pytest.mark.parametrize(
    ("outlet", "url", "name"),
    [
        ("Wire", None, "Wire"),
        (None, "https://www.wire.example/x", "wire.example"),
        ("", "http://[", "an unnamed outlet"),
    ],
)
def test_outlet(outlet: str | None, url: str | None, name: str) -> None:
    """Where the feed names no outlet, the host of the article stands in."""
    assert outlet_of(Source("a", "t", outlet, url, None, None)) == name


def telling(number: int, outlet: str, *claims: Claim, status: ClaimStatus = S.REPORTED) -> Account:
    return account(number, outlet, trip(status, claims=claims))


def test_ten_outlets_quoting_one_medium_are_one_origin() -> None:
    """However many repeat it, one medium is one origin, and their own voice adds nothing to what they quote."""
    told = [
        telling(n, f"Outlet {n}", claim(S.REPORTED, by="Fox News" if n % 2 else "FOX NEWS"), claim(S.STATED))
        for n in range(10)
    ]
    assert [entry.origin for entry in reports(entries(told))] == ["Fox News"]


def test_an_outlets_own_voice_is_an_origin() -> None:
    """What an outlet says without quoting anybody counts as its own, with claims and without."""
    told = [
        telling(1, "Courier", claim(S.STATED)),
        telling(2, "Wire"),
        telling(3, "Herald", claim(S.REPORTED, by="Wire")),
    ]
    assert [entry.origin for entry in reports(entries(told))] == ["Courier", "Wire"]


def test_the_sources_of_a_medium_are_no_origin_of_their_own() -> None:
    """What a medium reports in one breath with the unnamed people it cites counts once."""
    told = [telling(1, "Courier", claim(S.REPORTED, by="Fox News"), claim(S.REPORTED, by="two Western officials"))]
    assert [entry.origin for entry in reports(entries(told))] == ["Fox News"]


def test_hearsay_adds_no_origin() -> None:
    """ "Is reported to have", with nobody named, is no origin of its own where there is another."""
    told = [telling(1, "Courier", claim(S.REPORTED, by="Fox News")), telling(2, "Wire", claim(S.REPORTED))]
    assert [entry.origin for entry in reports(entries(told))] == ["Fox News"]
    assert [entry.origin for entry in reports(entries(told[1:]))] == ["Wire"]


def test_a_time_is_not_lent() -> None:
    """The words for when stand beside the claim that has them, and beside no other."""
    claims = (claim(S.REPORTED, by="Fox News", when=THURSDAY), claim(S.REPORTED, by="Reuters"))
    told = account(1, "Courier", trip(when=THURSDAY, claims=claims))
    assert [(e.origin, e.time_words) for e in entries([told])] == [("Fox News", "Thursday morning"), ("Reuters", None)]


SIDES = [
    # two deniers: words, state it officially speaks for; one side or two
    (("Kremlin", "RU"), ("Dmitry Peskov", "RU"), True),
    (("Kremlin", "RU"), ("Russia", "RU"), True),
    (("Kremlin", "RU"), ("Iran's foreign ministry", "IR"), False),
    (("a spokesman for the Kremlin", None), ("the Kremlin", None), True),
    (("Kremlin spokesman Dmitry Peskov", None), ("Peskov", None), True),
    (("Iran", None), ("Iran's Foreign Ministry", None), True),
    (("the ministry", None), ("the Iraqi ministry", None), False),
    (("Russia", None), ("Iran", None), False),
]


@pytest.mark.parametrize(("first", "second", "one"), SIDES)
def test_one_side_denies_once(first: tuple[str, str | None], second: tuple[str, str | None], one: bool) -> None:
    """A state, its palace and its spokesman are one denier, and one who confirms; two states are two."""
    for status in (S.DENIED, S.CONFIRMED):
        told = [
            telling(n, f"O{n}", claim(status, by=by, official=True, side=side))
            for n, (by, side) in enumerate((first, second))
        ]
        heard = denials(entries(told)) if status is S.DENIED else confirmed_by(entries(told))
        assert len(heard) == (1 if one else 2)


def test_one_state_is_one_origin() -> None:
    """The palace and its spokesman who both announce a trip are one origin, told in the words heard first."""
    told = [
        telling(1, "A", claim(S.PLANNED, by="Kremlin", official=True, side="RU"), status=S.PLANNED),
        telling(2, "B", claim(S.PLANNED, by="Dmitry Peskov", official=True, side="RU"), status=S.PLANNED),
    ]
    assert [entry.by for entry in reports(entries(told))] == ["Kremlin"]


def test_denials_of_one_thing_stand_together() -> None:
    """A state, its palace and its spokesman are told in one breath, with the outlets and the first day."""
    told = [
        telling(1, "A", claim(S.DENIED, Of.MEETING, "Kremlin"), claim(S.DENIED, Of.TRIP, "Iran")),
        telling(2, "B", claim(S.DENIED, Of.MEETING, "a spokesman")),
    ]
    meeting, journey = by_object(denials(entries(told)))
    assert (meeting.of, meeting.by, meeting.outlets) == (Of.MEETING, ("Kremlin", "a spokesman"), ("A", "B"))
    assert (journey.by, journey.published) == (("Iran",), told[0].source.published)


def test_denials_are_no_reports() -> None:
    """Who denies is not counted among those who say so."""
    ledger = entries([telling(1, "Courier", claim(S.REPORTED), claim(S.DENIED, by="the Kremlin"))])
    assert [entry.origin for entry in reports(ledger)] == ["Courier"]
    assert [entry.by for entry in denials(ledger)] == ["the Kremlin"]


def test_one_denial_told_by_many_is_one() -> None:
    """The same denial in five outlets stands once in the ledger's denials; another object is another denial."""
    told = [telling(n, f"O{n}", claim(S.REPORTED), claim(S.DENIED, Of.MEETING, "The Kremlin")) for n in range(5)]
    told.append(telling(9, "O9", claim(S.DENIED, Of.TRIP, "the Kremlin")))
    assert [entry.of for entry in denials(entries(told))] == [Of.MEETING, Of.TRIP]


@pytest.mark.parametrize(
    ("of", "denied"), [(Of.MEETING, False), (Of.SCHEDULE, False), (Of.TRIP, True), (Of.REPORT, True)]
)
def test_what_counts_as_denial_of_the_trip(of: ClaimOf, denied: bool) -> None:
    """A denial of the meeting or the schedule leaves the trip undenied."""
    assert trip_denied(entries([telling(1, "C", claim(S.REPORTED), claim(S.DENIED, of, "X"))])) is denied


STATUS_CASES = [
    pytest.param([telling(1, "A", claim(S.REPORTED))], S.REPORTED, id="reported"),
    pytest.param([telling(1, "A", claim(S.STATED))], S.REPORTED, id="stated is reported"),
    pytest.param([telling(1, "A", claim(S.CONFIRMED))], S.REPORTED, id="confirmed by nobody official"),
    pytest.param(
        [telling(1, "A", claim(S.REPORTED), claim(S.CONFIRMED, by="the ministry", official=True))],
        S.CONFIRMED,
        id="officially confirmed",
    ),
    pytest.param([telling(1, "A", claim(S.PLANNED), status=S.PLANNED)], S.PLANNED, id="announced"),
    pytest.param(
        [telling(1, "A", claim(S.PLANNED), status=S.PLANNED), telling(2, "B", claim(S.REPORTED))],
        S.REPORTED,
        id="announced, then reported",
    ),
    pytest.param(
        [telling(1, "A", claim(S.REPORTED), claim(S.DENIED, Of.MEETING, "K"))], S.REPORTED, id="meeting denied"
    ),
    pytest.param(
        [telling(1, "A", claim(S.REPORTED), claim(S.DENIED, by="K"))], S.REPORTED, id="trip denied, report open"
    ),
    pytest.param(
        [telling(1, "A", claim(S.REPORTED)), telling(2, "B", claim(S.DENIED, by="K"), status=S.DENIED)],
        S.REPORTED,
        id="report, then an article of denial only",
    ),
    pytest.param(
        [telling(1, "A", claim(S.REPORTED, by="a blog"), claim(S.DENIED, by="K"), status=S.DENIED)],
        S.DENIED,
        id="known merely as a rejected rumour",
    ),
    pytest.param([telling(1, "A", status=S.DENIED)], S.DENIED, id="denial without a ledger"),
    pytest.param(
        [telling(1, "A", claim(S.CANCELLED), claim(S.PLANNED), status=S.CANCELLED)],
        S.CANCELLED,
        id="called off in one breath",
    ),
    pytest.param(
        [telling(1, "A", claim(S.PLANNED), status=S.PLANNED), telling(2, "B", claim(S.CANCELLED), status=S.CANCELLED)],
        S.CANCELLED,
        id="announced, then cancelled",
    ),
    pytest.param(
        [telling(2, "B", claim(S.CANCELLED), status=S.CANCELLED), telling(1, "A", claim(S.PLANNED), status=S.PLANNED)],
        S.CANCELLED,
        id="the older announcement arrives last",
    ),
    pytest.param(
        [telling(1, "B", claim(S.CANCELLED), status=S.CANCELLED), telling(2, "A", claim(S.REPORTED))],
        S.REPORTED,
        id="cancelled, then reported after all",
    ),
    pytest.param([telling(1, "A", claim(S.REFUSED), status=S.REFUSED)], S.REFUSED, id="refused"),
    pytest.param(
        [
            telling(1, "A", claim(S.REFUSED), status=S.REFUSED),
            telling(2, "B", claim(S.DENIED, by="K"), status=S.DENIED),
        ],
        S.REFUSED,
        id="refused, and denied that it was asked for",
    ),
    pytest.param([telling(1, "A", claim(S.HYPOTHETICAL), status=S.HYPOTHETICAL)], S.HYPOTHETICAL, id="perhaps"),
    pytest.param([telling(1, "A", claim(S.REPORTED, Of.MEETING))], S.REPORTED, id="only a meeting is told"),
]


@pytest.mark.parametrize(("accounts", "status"), STATUS_CASES)
def test_where_the_trip_stands(accounts: list[Account], status: ClaimStatus) -> None:
    """The trip's status follows from the whole ledger, by the first rule that holds."""
    assert status_of(entries(accounts)) is status


def test_every_status_rule_is_told_and_tried() -> None:
    """Each rule has a docstring, and a case above that it decides."""
    assert all(rule.__doc__ for rule in STATUS_RULES)
    decided = set()
    for case in STATUS_CASES:
        trip_words = [e for e in entries(case.values[0]) if e.of in (Of.TRIP, Of.REPORT)]
        decided |= {next((rule for rule in STATUS_RULES if rule(trip_words)), None)}
    assert set(STATUS_RULES) <= decided


def test_only_officials_confirm() -> None:
    """A confirmation counts where a side that would know gives it, of the trip itself."""
    told = telling(
        1, "A", claim(S.CONFIRMED), claim(S.CONFIRMED, Of.MEETING, "X", True), claim(S.CONFIRMED, by="Y", official=True)
    )
    assert confirmed_by(entries([told])) == ("Y",)


# --- the order of words ---------------------------------------------------------------------------------------------------


Word = tuple[int | None, ClaimStatus, str | None]  # on which day of May, what, by whom


def heard(*words: Word, of: ClaimOf = Of.TRIP, outlet: str = "Outlet {}") -> tuple[Entry, ...]:
    """The ledger of a story, the words in order of arrival, each in an article of its own."""
    return entries([_told(number, *word, of, outlet.format(number)) for number, word in enumerate(words)])


def _told(number: int, day: int | None, status: ClaimStatus, by: str | None, of: ClaimOf, outlet: str) -> Account:
    official = by in OFFICIALS
    said = claim(status, of, by, official=official, side=OFFICIALS.get(by or ""))
    told = telling(number, outlet, said, status=status if of is Of.TRIP else S.REPORTED)
    published = datetime(2016, 5, day, tzinfo=UTC) if day else None
    return replace(told, source=replace(told.source, published=published))


OFFICIALS = {"Kremlin": "RU", "Dmitry Peskov": "RU", "Кремль": "RU", "الكرملين": "RU", "Iran's Foreign Ministry": "IR"}
P, R, C, X, D, N = S.PLANNED, S.REPORTED, S.CONFIRMED, S.CANCELLED, S.DENIED, None


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([(1, P, "A"), (2, X, "B")], X),
        ([(2, X, "B"), (1, P, "A")], X),
        ([(3, P, "C"), (2, X, "B"), (1, P, "A")], P),
        ([(2, X, "B"), (N, P, "A")], P),
        ([(N, P, "A"), (2, X, "B")], X),
        ([(3, X, "B"), (N, P, "A"), (1, P, "C")], X),
        ([(3, X, "B"), (1, P, "C"), (N, P, "A")], P),
        ([(2, X, "B"), (N, R, "Fars"), (N, R, "A"), (1, P, "C")], X),
        ([(1, X, "A"), (1, P, "B")], P),
        ([(1, C, "Kremlin"), (2, X, "Kremlin"), (3, P, "A")], P),
        ([(3, P, "A"), (2, X, "Kremlin"), (1, C, "Kremlin")], P),
        ([(1, R, "A"), (2, X, "A"), (3, P, "B")], P),
        ([(1, R, "A"), (2, X, "B"), (3, P, "C")], R),
        ([(1, C, "Kremlin"), (2, D, "Kremlin")], R),
        ([(1, D, "Kremlin"), (2, C, "Kremlin")], C),
        ([(2, C, "Kremlin"), (1, D, "Kremlin")], C),
        ([(1, C, "Kremlin"), (2, D, "Iran's Foreign Ministry")], C),
        ([(1, C, "Kremlin"), (2, X, "Kremlin"), (3, C, "Dmitry Peskov")], C),
    ],
)
def test_the_latest_word_decides_in_whatever_order_it_arrives(words: list[Word], status: ClaimStatus) -> None:
    """By the day of publication; one article without a day stays where it arrived, and disturbs no others."""
    assert status_of(heard(*words)) is status


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([(1, P, "Reuters"), (2, X, "Reuters"), (3, P, "Reuters")], [("Reuters", P, 3)]),
        ([(3, P, "Reuters"), (1, P, "Reuters"), (2, X, "Reuters")], [("Reuters", P, 3)]),
        ([(2, X, "Reuters"), (1, P, "Reuters")], [("Reuters", X, 2)]),
        ([(2, X, "Reuters"), (N, P, "Reuters")], [("Reuters", P, N)]),
        ([(3, X, "Reuters"), (N, R, "Reuters"), (1, P, "Reuters")], [("Reuters", X, 3)]),
        ([(1, P, "Reuters"), (2, X, "رويترز"), (3, P, "агентству Рейтер")], [("Reuters", P, 3)]),
        ([(3, X, "агентству Рейтер"), (2, P, "Reuters"), (1, P, "رويترز")], [("Reuters", X, 3)]),
        ([(2, R, "Reuters"), (1, R, "Reuters"), (3, R, "Reuters")], [("Reuters", R, 2)]),
        ([(4, R, "AFP"), (2, X, "Reuters"), (1, P, "Reuters")], [("AFP", R, 4), ("Reuters", X, 2)]),
        ([(3, X, "Dmitry Peskov"), (1, P, "Kremlin"), (2, P, "الكرملين")], [("Dmitry Peskov", X, 3)]),
        ([(1, P, "Kremlin"), (2, P, "Dmitry Peskov")], [("Kremlin", P, 1)]),
        ([(2, P, "Dmitry Peskov"), (1, P, "Kremlin")], [("Dmitry Peskov", P, 2)]),
        ([(1, R, "AFP"), (1, C, "Kremlin"), (2, D, "Dmitry Peskov")], [("AFP", R, 1)]),
        ([(1, R, "AFP"), (2, D, "Kremlin"), (3, P, "Kremlin")], [("AFP", R, 1), ("Kremlin", P, 3)]),
        ([(1, C, "Kremlin"), (2, D, "Kremlin")], [("Kremlin", C, 1)]),
        ([(1, R, "AFP"), (1, R, "three sources"), (2, D, "three sources")], [("AFP", R, 1), ("Outlet 1", R, 1)]),
        ([(1, R, "AFP"), (1, S.STATED, None), (2, D, None)], [("AFP", R, 1), ("Outlet 1", S.STATED, 1)]),
    ],
)
def test_an_origin_is_told_with_its_latest_word(
    words: list[Word], told: list[tuple[str, ClaimStatus, int | None]]
) -> None:
    """One entry each in order of arrival, in any language; of several that say the same, as it was heard first."""
    heard_last = [(e.origin, e.status, e.published.day if e.published else None) for e in reports(heard(*words))]
    assert heard_last == told


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ([(1, C, "Kremlin")], ["Kremlin"]),
        ([(1, C, "Kremlin"), (2, X, "Kremlin")], []),
        ([(2, X, "Dmitry Peskov"), (1, C, "Kremlin")], []),
        ([(1, C, "Kremlin"), (2, S.REFUSED, "الكرملين")], []),
        ([(1, C, "Kremlin"), (2, D, "Кремль")], []),
        ([(1, D, "Kremlin"), (2, C, "Kremlin")], ["Kremlin"]),
        ([(1, C, "Kremlin"), (2, X, "Kremlin"), (3, C, "Dmitry Peskov")], ["Dmitry Peskov"]),
        ([(3, C, "Dmitry Peskov"), (N, R, "A"), (2, X, "Kremlin"), (1, C, "Kremlin")], ["Dmitry Peskov"]),
        ([(1, C, "Kremlin"), (2, X, "Reuters")], ["Kremlin"]),
        ([(1, C, "Kremlin"), (2, D, "Iran's Foreign Ministry")], ["Kremlin"]),
        ([(1, C, "Kremlin"), (1, C, "Iran's Foreign Ministry"), (2, X, "Kremlin")], ["Iran's Foreign Ministry"]),
    ],
)
def test_whose_last_word_is_against_it_confirms_no_more(words: list[Word], names: list[str]) -> None:
    """Who has called the trip off or denied it since is no side that confirms it; another side still does."""
    assert list(confirmed_by(heard(*words))) == names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([(1, D, "Kremlin")], ["Kremlin denies the trip (Outlet 0, Sun 1 May 2016)"]),
        ([(1, D, "Kremlin"), (2, C, "Kremlin")], ["Kremlin at first denied the trip (Outlet 0, Sun 1 May 2016)"]),
        ([(2, C, "Dmitry Peskov"), (1, D, "Kremlin")], ["Kremlin at first denied the trip (Outlet 1, Sun 1 May 2016)"]),
        ([(1, C, "Kremlin"), (2, D, "Kremlin")], ["Kremlin denies the trip (Outlet 1, Mon 2 May 2016)"]),
        (
            [(1, D, "Kremlin"), (2, C, "Kremlin"), (3, D, "Kremlin")],
            ["Kremlin denies the trip (Outlet 2, Tue 3 May 2016)"],
        ),
        (
            [(1, D, "Kremlin"), (1, D, "Iran's Foreign Ministry"), (2, C, "Kremlin")],
            [
                "Iran's Foreign Ministry denies the trip (Outlet 1, Sun 1 May 2016)",
                "Kremlin at first denied the trip (Outlet 0, Sun 1 May 2016)",
            ],
        ),
    ],
)
def test_a_denial_stays_with_its_day(words: list[Word], said: list[str]) -> None:
    """Whoever has confirmed since what they denied is told to have denied it at first; it never reads as not denied."""
    ledger = heard(*words)
    assert [denial(each) for each in by_object(denials(ledger))] == said
    assert trip_denied(ledger)


def test_a_denial_of_one_thing_is_overtaken_by_no_confirmation_of_another() -> None:
    """Who denies the meeting and confirms the trip denies the meeting."""
    ledger = (*heard((1, D, "Kremlin"), of=Of.MEETING), *heard((2, C, "Kremlin")))
    assert [entry.overtaken for entry in denials(ledger)] == [False]
    assert confirmed_by(ledger) == ("Kremlin",)


@pytest.mark.parametrize("day", [N, 1], ids=["undated", "one day"])
@pytest.mark.parametrize(
    ("words", "status", "confirmed", "said"),
    [
        ([D, C, D], R, [], ["denies the trip"]),
        ([C, D, C], C, ["Kremlin"], ["at first denied the trip"]),
        ([C, D, C, D], R, [], ["denies the trip"]),
        ([D, C, D, C], C, ["Kremlin"], ["at first denied the trip"]),
        ([C, X, C], C, ["Kremlin"], []),
        ([X, C, X], X, [], []),
    ],
)
def test_a_word_said_again_counts_where_it_is_said_again(
    words: list[ClaimStatus], status: ClaimStatus, confirmed: list[str], said: list[str], day: int | None
) -> None:
    """The last word of one voice in one outlet holds, though it has said the very same before and no time tells them apart."""
    ledger = heard(*((day, word, "Kremlin") for word in words), outlet="Courier")
    assert status_of(ledger) is status
    assert list(confirmed_by(ledger)) == confirmed
    assert [denial(each).partition(" (")[0] for each in by_object(denials(ledger))] == [
        f"Kremlin {each}" for each in said
    ]


@pytest.mark.parametrize("day", [N, 1], ids=["undated", "one day"])
def test_a_report_said_again_is_told_as_it_was_heard_first_since(day: int | None) -> None:
    """What was said before it was called off is another word, though it reads the same."""
    first, off, other, again = heard(
        (day, P, "Reuters"), (day, X, "Reuters"), (day, P, "Reuters agency"), (day, P, "Reuters"), outlet="Courier"
    )
    assert first == again
    assert reports((first, off, other, again)) == (other,)
