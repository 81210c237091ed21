"""``make eval``: screens the labelled news beside the project, scores it, and holds the figures against `floors.toml`.

The labels, articles and scorers live in ``../shared/eval`` and ``../shared/data``; where they are not, nothing is scored
and the run says so. Each figure is read from what a scorer prints, by the pattern given with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
EVAL, DATA = SHARED / "eval", SHARED / "data"
LISTS = ["--watchlists", str(EVAL / "watchlists")]


def main() -> int:
    """Screen, score, compare; the number of floors missed."""
    if not EVAL.is_dir():
        print("no labelled news beside this checkout: nothing to score")
        return 0
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        printed = _scores(Path(folder))
    missed = 0
    for name, floor in floors.items():
        missed += not _holds(name, floor, printed[floor["from"]])
    print(f"{len(floors) - missed} floors held, {missed} missed")
    return missed


def _holds(name: str, floor: dict[str, object], printed: str) -> bool:
    found = re.search(str(floor["pattern"]), printed)
    value = float(found[1]) if found else float("nan")
    at_least, at_most = floor.get("at_least"), floor.get("at_most")
    ok = value >= float(str(at_least)) if at_least is not None else value <= float(str(at_most))
    print(f"{'ok  ' if ok else 'MISS'} {name:45s} {value:8.3f}  floor {at_least if at_least is not None else at_most}")
    return ok


def _scores(folder: Path) -> dict[str, str]:
    """What each scorer prints, by name."""
    main_set = _screened(EVAL / "articles.jsonl", folder / "main.jsonl")
    denials = _screened(EVAL / "denials.jsonl", folder / "denials.jsonl")
    silence = _screened(DATA / "articles" / "negatives.jsonl", folder / "silence.jsonl")
    names = folder / "names.csv"
    cases = DATA / "names" / "nomenklatura_name_bench__cases.csv"
    names.write_text(_run("-m", "bot", "names", str(cases)), encoding="utf-8")
    gold, denied = str(EVAL / "gold.jsonl"), str(EVAL / "denials_gold.jsonl")
    runs = {
        "people_en": ("score_people.py", gold, main_set, "--lang", "en"),
        "people": ("score_people.py", gold, main_set),
        "trips_en": ("score_trips.py", gold, main_set, "--lang", "en"),
        "trips_other": ("score_trips.py", gold, main_set, "--lang", "ar,fa,ru", "--unverified"),
        "denials": ("score_trips.py", denied, denials, "--articles", str(EVAL / "denials.jsonl")),
        "silence": ("score_silence.py", str(DATA / "articles" / "negatives.jsonl"), silence),
        "names": ("score_names.py", str(cases), str(names)),
    }
    printed = {name: _run(str(EVAL / script), *args) for name, (script, *args) in runs.items()}
    for name, corpus in (("geovirus", "GeoVirus.xml"), ("trnews", "TR-News.xml")):
        printed[name] = _places(DATA / "places" / corpus, folder)
    printed["feeds"] = _run("-m", "tests.quality.feeds")
    news = [str(EVAL / "articles.jsonl"), str(DATA / "articles" / "negatives.jsonl")]
    printed["day"] = _run("-m", "tests.quality.day", str(EVAL / "watchlists"), gold, *news)
    printed["planted"] = _run("-m", "tests.quality.planted", str(EVAL / "watchlists"))
    for name, text in printed.items():
        print(f"--- {name}\n{text}")
    return printed


def _places(corpus: Path, folder: Path) -> str:
    articles = folder / f"{corpus.stem}.jsonl"
    articles.write_text(_run(str(EVAL / "score_places.py"), str(corpus), "--articles"), encoding="utf-8")
    return _run(
        str(EVAL / "score_places.py"), str(corpus), _screened(articles, articles.with_suffix(".pred"), "--places")
    )


def _screened(articles: Path, out: Path, *options: str) -> str:
    out.write_text(_run("-m", "bot", "screen", str(articles), *LISTS, *options), encoding="utf-8")
    return str(out)


def _run(*args: str) -> str:
    command: Sequence[str] = (sys.executable, *args)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(min(main(), 1))
