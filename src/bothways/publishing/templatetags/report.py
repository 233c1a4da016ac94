"""Template words of the printed report."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bothways.web.marks import mark

register = template.Library()
WIDTH, HEIGHT, WIDEST = 180.0, 76.0, 7.4


@register.simple_tag
def paper_fringe(report: Any) -> SafeString:
    """One pair of threads a practice, hung from the cover's cloth; thinner where there are many."""
    step = min(WIDEST, WIDTH / max(len(report.fringe), 1))
    pairs = format_html_join(
        "",
        '<g transform="translate({} 0) rotate(90) scale(1.2 {})">{}</g>',
        (
            (f"{step * (place + 1):.2f}", f"{step / 18:.3f}", _threads(practice.who_code))
            for place, practice in enumerate(report.fringe)
        ),
    )
    words = _("One pair of threads for each of the %(n)s practices") % {"n": len(report.fringe)}
    return format_html(
        '<svg class="hang" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        f"{WIDTH:g}", f"{HEIGHT:g}", words, pairs,
    )  # fmt: skip


def _threads(who_changes: str) -> SafeString:
    threads = ((thread.css, thread.d) for thread in mark(who_changes))
    return format_html_join("", '<path class="{}" d="{}"/>', threads)
