"""Template words of the map: ``{% load town_map %}``."""

from django import template

from bothways.directory.town_map import words
from bothways.directory.town_map.sheet import Sheet

register = template.Library()
# Units below the map for the scale and the north mark.
BELOW = 26
register.filter("length_words", words.length_words)
register.filter("kind_of_ground", words.kind_of_ground)
register.simple_tag(words.north_letter)


@register.simple_tag
def on_paper(sheet: Sheet, x: float, y: float) -> str:
    """Where a name lies on a printed drawing: WeasyPrint sets the letters of a drawing one by one,
    which takes Arabic apart, so names are laid over it."""
    height = int(sheet.frame.height) + BELOW
    return f"left:{100 * x / sheet.frame.width:.1f}%;top:{100 * y / height:.1f}%"


@register.simple_tag
def below_on_paper(sheet: Sheet, x: float) -> str:
    return on_paper(sheet, x, sheet.frame.height + BELOW / 2)
