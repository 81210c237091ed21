"""What `docs/lists.md` shows works as printed."""

from __future__ import annotations

import re
from pathlib import Path

from bot.config import load_config
from bot.lists.lint import lint
from bot.lists.load import SourceFile, load_watchlist

DOCUMENT = (Path(__file__).parents[2] / "docs" / "lists.md").read_text("utf-8")
OFFICIAL = """\
list: un
origin: {source: "https://lists.example.org/un.xml", licence: Public, attribution: The UN}
people:
  - {id: un-IRi.039, name: Qasem Soleimani, nationality: [IR], listings: [{authority: UN, regime: Iran, ref: IRi.039}]}
"""


def test_the_entry_that_adds_to_an_official_one_loads_with_the_settings_beside_it(tmp_path: Path) -> None:
    """No mistake, no warning; the person has the route, the weak name and the listing."""
    blocks = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
    (entry,) = [block for block in blocks if block.startswith("list:")]
    (settings,) = [block for block in blocks if block.startswith("routes:")]
    (tmp_path / "gatewatch.yml").write_text(settings)
    routes = load_config(tmp_path / "gatewatch.yml", {}).routes
    files = [SourceFile("our-desk.yaml", entry.encode()), SourceFile("un.yaml", OFFICIAL.encode())]
    loaded = load_watchlist(files, routes=routes)
    (person,) = loaded.watchlist.people
    assert (person.route, [listing.ref for listing in person.listings]) == ("iran-desk", ["IRi.039"])
    assert [name.text for name in person.names if name.weak] == ["Haj Qasem"]
    assert lint(loaded.entries, loaded.watchlist) == ()
