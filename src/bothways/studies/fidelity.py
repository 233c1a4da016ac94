"""What was delivered of the practice: parts kept, changed, left out; core done in sessions."""

from typing import Any

from django.db.models import Count

from bothways.programmes.models import Programme, Session


def delivered(programme: Programme) -> dict[str, Any]:
    """Counts only; they go back to the practice with the finding."""
    parts = programme.parts.values_list("kind", "choice").annotate(n=Count("pk")).order_by()
    core = programme.parts.filter(kind="core").exclude(choice="leave_out")
    held = Session.objects.filter(cohort__programme=programme, state=Session.State.HELD)
    return {
        "parts": sorted([kind, choice, n] for kind, choice, n in parts),
        "sessions_held": held.count(),
        "core_parts": core.count(),
        "core_parts_done": core.filter(sessions__in=held).distinct().count(),
    }
