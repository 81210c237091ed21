"""The map shows the journey and nothing else: in the picture, readable, the same bytes for the same story, small."""

from __future__ import annotations

import io
import itertools
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alert_stories import DAMASCUS, HERE, MOSCOW, TEHRAN, account, alert, claim, founding, trip
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.alerts.map import LAND, SEA, arrows_of, draw, map_of
from bot.alerts.map_frame import HEIGHT, WIDTH, Frame, frame_of, legs, mercator
from bot.alerts.map_labels import PICTURE, Box
from bot.alerts.map_names import INK, Written, marks_of, names
from bot.alerts.map_route import LABEL_LIMIT, Halt, Role, Route, drawable, route_of
from bot.alerts.map_world import world
from bot.alerts.story import tell_of
from bot.model import Alert, ClaimStatus, Place, Presence

HERE_IS = Path(__file__).parent
WORLD = world()


def place(name: str, country: str | None, lat: float | None, lon: float | None, kind: str = "city") -> Place:
    return Place(name, HERE, country, name, lat, lon, None, kind)


TOKYO, LOS_ANGELES = place("Tokyo", "JP", 35.69, 139.69), place("Los Angeles", "US", 34.05, -118.24)
VLADIVOSTOK, ANCHORAGE = place("Vladivostok", "RU", 43.12, 131.89), place("Anchorage", "US", 61.22, -149.9)
ISFAHAN, KARAJ = place("Isfahan", "IR", 32.65, 51.67), place("Karaj", "IR", 35.83, 50.99)
RUSSIA = place("Russia", "RU", 62.0, 95.0, "country")


def journey(*places: Place | None, status: ClaimStatus = ClaimStatus.REPORTED) -> Alert:
    """An alert about a trip: origin, stops, destination."""
    first, *stops, last = places
    told = trip(status, origin=first, stops=tuple(stops), destination=last, claims=(claim(status, by="Fox News"),))
    return alert(account(1, "Gate Courier", told))


def route(*places: Place | None, status: ClaimStatus = ClaimStatus.REPORTED) -> Route:
    found = route_of(tell_of(journey(*places, status=status)))
    assert found is not None
    return found


def layout(shown: Route) -> tuple[Frame, list[Written], list[list[tuple[float, float]]]]:
    lines = legs(shown)
    frame = frame_of(shown, lines)
    drawn = [[frame.spot(*point) for point in leg] for leg in lines]
    return frame, list(names(shown, frame, [spot for leg in drawn for spot in leg], WORLD)), drawn


JOURNEYS = {
    "one continent": (TEHRAN, MOSCOW),
    "stops": (TEHRAN, DAMASCUS, place("Minsk", "BY", 53.9, 27.57), MOSCOW),
    "over the 180th meridian eastwards": (TOKYO, LOS_ANGELES),
    "over the 180th meridian westwards": (ANCHORAGE, VLADIVOSTOK),
    "one country": (TEHRAN, ISFAHAN),
    "the next town": (TEHRAN, KARAJ),
    "destination only": (None, place("Caracas", "VE", 10.49, -66.88)),
    "a country": (TEHRAN, RUSSIA),
    "half the world": (place("Pyongyang", "KP", 39.03, 125.75), MOSCOW, place("Havana", "CU", 23.13, -82.38)),
    "the far south": (place("Buenos Aires", "AR", -34.6, -58.4), place("Auckland", "NZ", -36.85, 174.76)),
    "the far north": (place("Longyearbyen", "SJ", 78.22, 15.65), place("Murmansk", "RU", 68.97, 33.07)),
    "long names": (
        place("Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson", "FR", 48.63, 4.65),
        place("Thiruvananthapuram Kerala District of India", "IN", 8.5, 76.95),
    ),
    "there and back": (MOSCOW, TEHRAN, MOSCOW),
    "from the far north to the far south": (
        place("Longyearbyen", "SJ", 78.22, 15.65),
        place("Ushuaia", "AR", -54.8, -68.3),
    ),
    "beside the edge": (DAMASCUS, place("Abu Dhabi", "AE", 24.45, 54.38)),
}


@pytest.mark.parametrize("places", JOURNEYS.values(), ids=JOURNEYS)
def test_a_map_is_a_small_png_of_one_size(places: tuple[Place | None, ...]) -> None:
    picture = map_of(journey(*places), WORLD)
    assert picture is not None
    assert Image.open(io.BytesIO(picture.png)).size == (WIDTH, HEIGHT)
    assert len(picture.png) < 60_000


@pytest.mark.parametrize("places", JOURNEYS.values(), ids=JOURNEYS)
def test_names_stay_in_the_picture_and_off_each_other(places: tuple[Place | None, ...]) -> None:
    _assert_tidy(route(*places))


def _assert_tidy(shown: Route) -> None:
    frame, written, _ = layout(shown)
    ends = {halt.name for halt in shown.halts if halt.role is not Role.STOP}
    assert len([each for each in written if each.colour == INK]) >= len(ends)  # every end is named
    marks = [mark.box() for mark in marks_of(shown, frame)]
    for each in written:
        assert Box(0, 0, WIDTH, HEIGHT).left <= each.box.left
        assert each.box.right <= WIDTH
        assert each.box.top >= 0
        assert each.box.bottom <= HEIGHT
        assert not any(each.box.meets(mark) for mark in marks)
    for one, other in itertools.combinations(written, 2):
        assert not one.box.meets(other.box), (one.text, other.text)


@given(
    st.lists(
        st.tuples(
            st.text(max_size=60) | st.text("WMŴ -", min_size=20, max_size=60),
            st.floats(-60, 82),
            st.floats(-180, 180),
            st.sampled_from(["city", "country"]),
        ),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_places_with_any_names_make_a_tidy_map(told: list[tuple[str, float, float, str]]) -> None:
    places = [place(name, None, lat, lon, kind) for name, lat, lon, kind in told]
    shown = route(*places)
    frame, _, _ = layout(shown)
    assert all(PICTURE.holds(mark.at) for mark in marks_of(shown, frame))
    _assert_tidy(shown)


def test_the_same_story_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from bot.alerts.map import map_of; from bot.alerts.map_world import world;"
        "from alert_stories import founding;"
        "print(hashlib.sha256(map_of(founding(), world()).png).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE_IS)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0]
    assert runs[0] == runs[1]


def test_the_alt_text_says_the_route() -> None:
    picture = map_of(founding(), WORLD)
    assert picture is not None
    assert picture.alt == "Map of the reported trip: Tehran, Iran → Moscow, Russia"
    alone = map_of(journey(None, MOSCOW, status=ClaimStatus.DENIED), WORLD)
    assert alone is not None
    assert alone.alt == "Map of the denied trip: to Moscow, Russia"


@pytest.mark.parametrize(
    "destination",
    [
        None,
        place("Nowhere", None, None, None),
        place("Half", None, 12.0, None),
        place("NaN", None, math.nan, 12.0),
        place("Infinite", None, 12.0, math.inf),
        place("Off the globe", None, 12.0, 500.0),
        place("South Pole", None, -90.0, 0.0),
    ],
)
def test_without_a_destination_that_has_a_position_there_is_no_map(destination: Place | None) -> None:
    assert map_of(journey(TEHRAN, destination), WORLD) is None


def test_a_presence_and_a_story_that_nobody_tells_any_longer_have_no_map() -> None:
    there = account(1, "Gate Courier", None, presences=(Presence("un-IRi.039", MOSCOW, (HERE,)),))
    assert map_of(alert(there), WORLD) is None
    told = tell_of(journey(TEHRAN, MOSCOW))
    assert route_of(told) is not None
    assert route_of(replace(told, standing=False)) is None


@pytest.mark.parametrize(("start", "end"), [(TOKYO, LOS_ANGELES), (VLADIVOSTOK, ANCHORAGE)])
def test_the_pacific_is_crossed_the_short_way(start: Place, end: Place) -> None:
    frame, _, lines = layout(route(start, end))
    xs = [x for x, _ in lines[0]]
    assert xs == sorted(xs)  # eastwards all the way
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in lines[0])
    assert WIDTH / frame.scale < 200  # degrees


def test_a_line_never_leaves_the_picture() -> None:
    for places in JOURNEYS.values():
        _, _, lines = layout(route(*places))
        assert all(PICTURE.holds(spot) for leg in lines for spot in leg)


def test_two_halts_at_one_place_are_one() -> None:
    airport = place("Mehrabad", "IR", 35.69, 51.31)
    assert [halt.name for halt in route(TEHRAN, airport, MOSCOW).halts] == ["Mehrabad", "Moscow"]


def test_there_and_back_every_place_is_named_once() -> None:
    _, written, _ = layout(route(MOSCOW, TEHRAN, MOSCOW))
    assert [each.text for each in written if each.colour == INK] == ["Moscow", "Tehran"]


@pytest.mark.parametrize("places", JOURNEYS.values(), ids=JOURNEYS)
def test_the_world_is_not_shown_twice(places: tuple[Place | None, ...]) -> None:
    """However long or high the way; only from pole to pole are there more than 360 degrees."""
    frame, _, _ = layout(route(*places))
    assert WIDTH / frame.scale < (460 if places[0] and places[0].name == "Longyearbyen" else 360)


def test_a_country_alone_is_shown_with_what_lies_around_it() -> None:
    """So that it is recognised; a town is looked at from nearer."""
    country, town = (layout(route(None, each))[0] for each in (RUSSIA, replace(RUSSIA, kind="city")))
    shown = country.spot(28, mercator(60)), country.spot(132, mercator(43))  # its west and its east
    assert all(PICTURE.holds(spot) for spot in shown)
    assert town.scale > 1.5 * country.scale


@pytest.mark.parametrize("name", ["one country", "one continent", "beside the edge", "the far north"])
def test_no_name_of_an_end_lies_on_an_arrow(name: str) -> None:
    shown = route(*JOURNEYS[name])
    frame = frame_of(shown, legs(shown))
    arrow = arrows_of(shown, frame)[-1]
    written = names(shown, frame, [*arrow.line, *arrow.head], WORLD)
    ends = [each.box for each in written if each.colour == INK]
    assert not any(box.holds(spot) for box in ends for spot in (*arrow.line, *arrow.head))


def test_no_city_is_named_by_one_of_its_quarters() -> None:
    known = {city.name for city in WORLD.cities}
    assert {"Mosul", "Basrah", "New York City", "Tehran"} <= known
    assert not {"Brooklyn", "Al Mawşil al Jadīdah", "Al Başrah al Qadīmah"} & known


def test_a_trip_that_is_only_planned_is_a_broken_line() -> None:
    firm, planned = (
        _red(route(TEHRAN, MOSCOW, status=status)) for status in (ClaimStatus.REPORTED, ClaimStatus.PLANNED)
    )
    assert planned < 0.9 * firm


def _red(shown: Route) -> int:
    image = Image.open(io.BytesIO(draw(shown, WORLD))).convert("RGB")
    return sum(count for count, (r, g, b) in image.getcolors(WIDTH * HEIGHT) if r > 150 and g < 90 and b < 90)


@pytest.mark.parametrize(
    ("lat", "lon", "wet"),
    [
        (41.8, 50.8, True),  # the Caspian Sea lies in the land
        (43.0, 34.0, True),  # the Black Sea
        (51.5, 58.0, False),
        (35.9, 14.4, False),  # Malta is not too small
    ],
)
def test_seas_are_where_seas_are(lat: float, lon: float, wet: bool) -> None:
    around = Frame(lon - 5, mercator(lat) + 2.8, WIDTH / 10)
    image = _land_of(around)
    x, y = around.spot(lon, mercator(lat))
    assert image.getpixel((round(x), round(y))) == tuple(bytes.fromhex((SEA if wet else LAND)[1:]))


def _land_of(frame: Frame) -> Image.Image:
    from PIL import ImageDraw

    from bot.alerts import map as drawing

    image = Image.new("RGB", (WIDTH * drawing.FINER, HEIGHT * drawing.FINER), SEA)
    drawing._land(ImageDraw.Draw(image), frame, WORLD.rings)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)


def test_the_land_is_drawn_across_the_180th_meridian_without_a_seam() -> None:
    across = Frame(175.0, mercator(68.5), WIDTH / 10)  # Chukotka
    image = _land_of(across)
    x, y = across.spot(180.0, mercator(67.0))
    strip = {image.getpixel((round(x) + step, round(y))) for step in range(-3, 4)}
    assert strip == {tuple(bytes.fromhex(LAND[1:]))}


# --- labels ---------------------------------------------------------------------------------------------------------------


def test_every_letter_that_may_be_drawn_is_in_both_weights_of_the_typeface() -> None:
    from PIL import ImageFont

    for data in (WORLD.medium, WORLD.bold):
        font = ImageFont.truetype(io.BytesIO(data), 30)
        missing = bytes(font.getmask("\ue123"))
        letters = [chr(code) for code in range(0x20, 0x3000) if drawable(chr(code)) == chr(code)]
        assert len(letters) > 700
        assert [char for char in letters if bytes(font.getmask(char)) == missing] == []


@pytest.mark.parametrize("name", ["Chișinău", "Ağrı", "Đà Nẵng", "Łódź", "N’Djamena", "São Tomé", "Ḩalab", "Reykjavík"])
def test_names_keep_their_diacritics(name: str) -> None:
    assert drawable(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("تهران", ("Iran", "")),
        ("Москва", ("Iran", "")),
        ("Tehran\u202egnp.exe", ("Tehrangnp.exe", "Iran")),
        ("<!channel> *here*", ("<!channel> *here*", "Iran")),
        ("Saint-Rémy-en-Bouzemont-Saint-Genest", ("Saint-Rémy-en…", "Iran")),
        ("", ("Iran", "")),
        ("🛩", ("Iran", "")),
        ("A" * 100_000, ("A" * (LABEL_LIMIT - 1) + "…", "Iran")),
    ],
)
def test_labels_are_short_and_hold_only_letters_that_can_be_drawn(name: str, shown: tuple[str, str]) -> None:
    halt = route(place(name, "IR", 35.0, 51.0), MOSCOW).halts[0]
    assert (halt.name, halt.land) == shown


def test_a_place_without_a_name_that_can_be_drawn_is_called_what_it_is() -> None:
    assert route(place("東京", None, 35.0, 139.0), MOSCOW).halts[0] == Halt(
        Role.ORIGIN, "origin", "", 35.0, 139.0, False
    )
