"""Writes the tables of the rating into docs/method/rating.md: `python -m scripts.rating_tables`."""

import os
from pathlib import Path

import django

PAGE = Path(__file__).parents[1] / "docs" / "method" / "rating.md"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")
    django.setup()
    from bothways.practices.rating.printed import rules_as_markdown

    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.partition("### ")[0] + rules_as_markdown() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
