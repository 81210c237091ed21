"""Writes the generated schemas into this folder: ``python -m bot.schemas``."""

from pathlib import Path

from bot.schemas import generated

for name, text in generated().items():
    Path(__file__).with_name(name).write_text(text, encoding="utf-8")
