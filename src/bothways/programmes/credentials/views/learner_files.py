"""Learner files: given out, brought in, compared, taken over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Refused
from bothways.core.problems import Problem
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.credentials.difference import differences, person_here
from bothways.programmes.credentials.forms import BringForm, TrustForm
from bothways.programmes.credentials.learner import MOST_BYTES, LearnerFile
from bothways.programmes.credentials.learner_actions import (
    learner_file_bring,
    learner_file_drop,
    learner_file_give,
    learner_file_take,
    signature_of,
    site_distrust,
    site_trust,
)
from bothways.programmes.credentials.models import BroughtFile, TrustedSite
from bothways.programmes.credentials.signing import from_base64url, named, public_key
from bothways.programmes.credentials.views.pages import person_of, shown, tell_refusal
from bothways.programmes.models import Programme
from bothways.programmes.policies import Right
from bothways.programmes.reads import people_were_read


@programme_page(Right.PEOPLE)
@require_POST
def give(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    person = person_of(programme, row)
    people_were_read(programme, [person.pk], page="learner_file", reader=actor_of(request))
    try:
        content = learner_file_give(person, actor=actor_of(request))
    except Refused as refusal:
        tell_refusal(request, refusal)
        return redirect("person_credentials", programme.pk, person.pk)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="learner-{str(person.uid)[:8]}.zip"'
    return answer


@programme_page(Right.PEOPLE)
def brought(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Bring a file; those that wait; whose signatures this programme believes."""
    problems: tuple[Problem, ...] = ()
    form, trust = BringForm(), TrustForm()
    if request.method == "POST" and request.POST.get("do") == "trust":
        trust = TrustForm(request.POST)
        if trust.is_valid() and _trusted(request, programme, trust):
            return redirect("learner_files", programme.pk)
    elif request.method == "POST":
        form = BringForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                content = form.cleaned_data["file"].read(MOST_BYTES + 1)
                file = learner_file_bring(programme, content, actor=actor_of(request))
                return redirect("learner_file", programme.pk, file.pk)
            except Refused as refusal:
                problems = refusal.problems
    wrong = bool(problems or form.errors or trust.errors)
    return shown(
        request, "learner_files", programme, status=422 if wrong else 200, form=form, trust=trust,
        problems=problems, files=BroughtFile.objects.filter(programme=programme)[:50],
        sites=TrustedSite.objects.filter(programme=programme), key=public_key(),
    )  # fmt: skip


def _trusted(request: HttpRequest, programme: Programme, form: TrustForm) -> bool:
    try:
        site_trust(programme, form.cleaned_data["public_key"], form.cleaned_data["name"],
                   actor=actor_of(request))  # fmt: skip
    except Refused as refusal:
        form.add_error("public_key", str(refusal))
        return False
    return True


@programme_page(Right.PEOPLE)
@require_POST
def distrust(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    site = TrustedSite.objects.filter(programme=programme, pk=row).first()
    if site is None:
        raise Http404(_("There is no such site in the list."))
    site_distrust(site, actor=actor_of(request))
    return redirect("learner_files", programme.pk)


@programme_page(Right.PEOPLE)
def one(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """What the file would change; the form takes over what is ticked."""
    files = BroughtFile.objects.select_related("programme", "person")
    file = files.filter(programme=programme, pk=row).first()
    if file is None:
        raise Http404(_("There is no such file in this programme."))
    problem = ""
    if request.method == "POST":
        try:
            return _decided(request, programme, file)
        except Refused as refusal:
            problem = str(refusal)
    if file.state != BroughtFile.State.STAGED:
        return shown(request, "learner_file", programme, file=file, problem=problem,
                     status=422 if problem else 200)  # fmt: skip
    learner = LearnerFile.model_validate(file.document)
    person = person_here(programme, learner)
    if person:
        people_were_read(programme, [person.pk], page="learner_file", reader=actor_of(request))
    key = named(from_base64url(file.public_key))
    return shown(
        request, "learner_file", programme, status=422 if problem else 200, file=file,
        learner=learner, person=person, rows=differences(learner, person), problem=problem,
        signature=signature_of(programme, key), key=key,
    )  # fmt: skip


def _decided(request: HttpRequest, programme: Programme, file: BroughtFile) -> HttpResponse:
    if request.POST.get("do") == "drop":
        learner_file_drop(file, actor=actor_of(request))
        messages.success(request, _("The file was dropped."))
        return redirect("learner_files", programme.pk)
    person = learner_file_take(
        file, set(request.POST.getlist("take")),
        accept_unknown=request.POST.get("accept") == "yes", actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Taken over."))
    return redirect("person_credentials", programme.pk, person.pk)
