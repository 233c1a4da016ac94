"""Template words of reports: ``{% programme_silence programme as silence %}``."""

from django import template
from django.utils import timezone

from bothways.programmes.models import Programme
from bothways.programmes.reports.silence import Quiet, silence_in

register = template.Library()


@register.simple_tag
def programme_silence(programme: Programme) -> list[Quiet]:
    """Where nothing was heard for longer than the programme bears. Four statements."""
    return silence_in([programme], timezone.localdate())
