"""The form of the studies under test: one scale and two questions."""

from functools import cache

from pyxform.xls2xform import convert


@cache
def belonging_form() -> str:
    items = [
        {"type": "integer", "name": f"school_belonging_{n}", "label": f"Item {n}",
         "constraint": ". >= 1 and . <= 4"}
        for n in range(1, 7)
    ]  # fmt: skip
    friends = {"type": "integer", "name": "friends", "label": "How many friends have you here?"}
    points = {"type": "integer", "name": "points", "label": "Points"}
    sheets = {
        "survey": [*items, friends, points],
        "settings": [{"form_id": "belonging", "version": "1", "form_title": "Belonging"}],
    }
    return str(convert(sheets, form_name="data").xform)
