"""Background work of publishing: making the file of a report."""

import logging
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from bothways.core.errors import Refused
from bothways.core.paper_progress import Cancelled, Progress
from bothways.publishing.models import ReportFile
from bothways.publishing.report.chapters import report_from
from bothways.publishing.report.files import make_file

logger = logging.getLogger(__name__)
State = ReportFile.State
BETWEEN_SIGNS = 0.5  # seconds


@task()
def report_file_make(file_id: int) -> str:
    """Make the file; its row tells how far it is. Returns the state it ended in."""
    row = ReportFile.objects.filter(pk=file_id, state=State.WAITING)
    if not row.update(state=State.MAKING, heard_at=timezone.now()):
        return "not waiting"
    file = ReportFile.objects.select_related("edition__series").get(pk=file_id)
    try:
        report = report_from(file.edition, file.language)
        content = make_file(report, file.file_format, _sign_of_life(file))
    except Cancelled:
        return State.CANCELLED
    except Refused as refusal:
        return _end(file, State.FAILED, problem=str(refusal)[:500])
    except Exception:
        logger.exception("The file %s could not be made", file.name)
        _end(file, State.FAILED, problem=_("The file could not be made. It stands in the log."))
        raise
    return _keep(file, content)


def _sign_of_life(file: ReportFile) -> Progress:
    """Writes progress into the row twice a second and notices there that it was cancelled."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < BETWEEN_SIGNS:
            return
        last = time.monotonic()
        making = ReportFile.objects.filter(pk=file.pk, state=State.MAKING)
        if not making.update(done=done, total=total, heard_at=timezone.now()):
            raise Cancelled

    return tell


def _keep(file: ReportFile, content: bytes) -> str:
    path = Path("reports") / f"{file.pk}-{file.name}"
    target = settings.MEDIA_ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return _end(file, State.READY, path=str(path), bytes=len(content))


def _end(file: ReportFile, state: str, **values: object) -> str:
    making = ReportFile.objects.filter(pk=file.pk, state=State.MAKING)
    making.update(state=state, ended_at=timezone.now(), **values)
    return state
