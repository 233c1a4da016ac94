"""Writes about a file of figures: stage it, take it in, leave it, undo it. All or nothing.

What is the same as what is here for this very vintage is not written again; what differs is
written beside it and holds from then on, so undoing brings back what was there.
"""

import hashlib
import zlib
from collections import Counter
from dataclasses import asdict, replace
from datetime import date
from itertools import repeat
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.context.codes.published import Publisher, published_datasets, publishers
from bothways.context.columns import Observations
from bothways.context.formats import Asked, Message, format_of, read_observations
from bothways.context.models import Dataset, Indicator
from bothways.context.models import Observation as Row
from bothways.context.observation import COLUMNS, DIMENSIONS, Key
from bothways.context.policies import require_importer
from bothways.context.stored import Progress, write_rows
from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import Problem, errors

MOST_PROBLEMS = 1_000
State = Dataset.State


def read_file(name: str, content: bytes, asked: Asked) -> Message:
    """What a file says, complete with the dataset it belongs to and the day it is of."""
    known = frozenset(Indicator.objects.values_list("code", flat=True))
    found = read_observations(content, replace(asked, indicators=known))
    rows, problems = found.observations, list(found.problems)
    code = rows.dataset or (str(rows.column("dataset")[0]) if len(rows) else "")
    vintage = rows.vintage or (rows.column("vintage")[0] if len(rows) else None)
    if not code and not errors(problems):
        message = _(
            "The file does not say which dataset it is. Say it (--dataset, or on the page)."
        )
        problems.append(Problem(0, "dataset", "no_dataset", message))
    if not len(rows) and not errors(problems):
        problems.append(Problem(0, "", "no_figures", _("The file holds no figures.")))
    rows = Observations(
        {column: rows.columns[column] for column in COLUMNS}, code[:80],
        vintage or timezone.localdate(), rows.source,
    )  # fmt: skip
    return Message(rows, sorted(problems), found.title)


@transaction.atomic
def observations_stage(
    name: str,
    content: bytes,
    *,
    actor: User | None,
    asked: Asked | None = None,
    read: Message | None = None,
    keep: bool = True,
) -> Dataset:
    """Read a file and keep it until somebody decides. Writes no figure.

    ``read`` is what ``read_file`` said of this very content, if it was asked already; without
    ``keep`` the caller takes the figures in itself, so the file is not kept.
    """
    require_importer(actor)
    if actor is not None and len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise Refused(_("The file is too large."))
    asked = asked or Asked()
    read = read or read_file(name, content, asked)
    rows = read.observations
    dataset = Dataset.objects.create(
        code=rows.dataset, vintage=_day(rows), number=_next_number(rows),
        **_about(read), file_name=name[:255], file_format=format_of(content),
        file_hash=hashlib.sha256(content).hexdigest(), state=State.STAGED,
        content=zlib.compress(content, 1) if keep else None,
        settings={"indicator": asked.indicator, "dataset": asked.dataset,
                  "vintage": str(asked.vintage or "")},
        problems=[asdict(problem) for problem in read.problems[:MOST_PROBLEMS]],
        counts=_counts(rows), imported_by=actor,
    )  # fmt: skip
    audit("stage", "observations", dataset.pk, actor=actor, file=dataset.file_name, rows=len(rows))
    return dataset


def _next_number(rows: Observations) -> int:
    here = Dataset.objects.filter(code=rows.dataset, vintage=_day(rows))
    return (here.aggregate(Max("number"))["number__max"] or 0) + 1


def _about(read: Message) -> dict[str, str]:
    agency, _mark, code = read.observations.dataset.rpartition(":")
    # Of one's own figures the file names who made them.
    unknown = Publisher(read.observations.source if agency in ("", "own") else agency)
    publisher = publishers().get(agency, unknown)
    held = published_datasets().get(code)
    title = read.title or (held.title if held else "") or read.observations.dataset
    return {
        "title": title[:300], "publisher": publisher.name[:200], "licence": publisher.licence,
        "url": publisher.url.format(dataset=code.lower()) if publisher.url else "",
    }  # fmt: skip


def _day(rows: Observations) -> date:
    """The vintage; what states none is of the day it is brought."""
    return rows.vintage or timezone.localdate()


def _counts(rows: Observations) -> dict[str, Any]:
    """How many figures are new, changed and the same, against the newest vintage before."""
    before = _before(rows.dataset, _day(rows))
    if before is None:
        return {"new": len(rows), "changed": 0, "same": 0, "against": ""}
    states = Counter(_states(rows, _held(rows.dataset, before)))
    return {
        **{state: states[state] for state in ("new", "changed", "same")},
        "against": str(before),
    }


def _before(code: str, vintage: date) -> date | None:
    """This very vintage if it is here, else the newest before it."""
    here = Dataset.objects.filter(code=code, state=State.COMMITTED, vintage__lte=vintage)
    return here.order_by("-vintage").values_list("vintage", flat=True).first()


def _held(code: str, vintage: date) -> dict[Key, tuple[Any, ...]]:
    found = Row.objects.filter(
        dataset__code=code, dataset__vintage=vintage, dataset__state=State.COMMITTED
    )
    rows = found.order_by("dataset__number").values_list(*COLUMNS)
    here = len(DIMENSIONS)
    return {row[:here]: row[here:] for row in rows.iterator(chunk_size=20_000)}


def _states(rows: Observations, held: dict[Key, tuple[Any, ...]]) -> list[str]:
    here = len(DIMENSIONS)
    return [
        "new" if (before := held.get(row[:here])) is None
        else "same" if before == row[here:] else "changed"
        for row in rows.tuples()
    ]  # fmt: skip


def observations_commit(
    dataset: Dataset,
    *,
    actor: User | None,
    read: Message | None = None,
    progress: Progress | None = None,
) -> int:
    """Take the figures of a staged file in. Returns how many were written."""
    require_importer(actor)
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
        _refuse_unless_staged(dataset)
        rows = (read or _read_again(dataset)).observations
        news = _news(rows, dataset)
        columns = (news.columns[name] for name in COLUMNS)
        write_rows(zip(repeat(dataset.pk), *columns, strict=False), len(news), progress)
        dataset.state, dataset.content = State.COMMITTED, None
        dataset.save(update_fields=["state", "content"])
        audit("commit", "observations", dataset.pk, actor=actor, written=len(news))
    return len(news)


def _refuse_unless_staged(dataset: Dataset) -> None:
    if dataset.state != State.STAGED:
        raise Refused(_("This file is settled already."))
    problems = errors(Problem(**problem) for problem in dataset.problems)
    if problems:
        message = _("The file has %(count)s errors. Correct them and bring it again.")
        raise Refused(message % {"count": len(problems)}, problems)


def _read_again(dataset: Dataset) -> Message:
    if dataset.content is None:
        raise Refused(_("The file is no longer here. Bring it again."))
    said = dataset.settings
    vintage = date.fromisoformat(said["vintage"]) if said.get("vintage") else dataset.vintage
    asked = Asked(said.get("indicator", ""), said.get("dataset", ""), vintage)
    return read_file(dataset.file_name, zlib.decompress(dataset.content), asked)


def _news(rows: Observations, dataset: Dataset) -> Observations:
    """What this vintage does not hold yet."""
    held = _held(dataset.code, dataset.vintage)
    if not held:
        return rows
    states = _states(rows, held)
    return rows.picked([place for place, state in enumerate(states) if state != "same"])


@transaction.atomic
def observations_discard(dataset: Dataset, *, actor: User | None) -> None:
    """Leave a staged file; nothing of it is written."""
    require_importer(actor)
    if dataset.state != State.STAGED:
        raise Refused(_("This file is settled already."))
    _settle(dataset, State.DISCARDED)
    audit("discard", "observations", dataset.pk, actor=actor)


@transaction.atomic
def observations_undo(dataset: Dataset, *, actor: User | None) -> int:
    """Take the figures of a file out again. Refused while a later file builds on it."""
    require_importer(actor)
    if dataset.state != State.COMMITTED:
        raise Refused(_("Only a file that was taken in can be undone."))
    later = Dataset.objects.filter(
        code=dataset.code, vintage=dataset.vintage, number__gt=dataset.number, state=State.COMMITTED
    )
    if newest := later.order_by("-number").first():
        message = _("A later file of this dataset builds on it: %(file)s. Undo that one first.")
        raise Refused(message % {"file": newest.file_name or newest})
    taken_out, _by_table = Row.objects.filter(dataset=dataset).delete()
    _settle(dataset, State.UNDONE)
    audit("undo", "observations", dataset.pk, actor=actor, rows=taken_out)
    return taken_out


def _settle(dataset: Dataset, state: str) -> None:
    dataset.state, dataset.content = state, None
    dataset.save(update_fields=["state", "content"])
