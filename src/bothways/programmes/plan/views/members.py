"""Who is in the programme and as what."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Programme, ProgrammeMember
from bothways.programmes.plan.forms import MemberForm, RoleForm
from bothways.programmes.plan.member_actions import member_invite, member_remove, member_role
from bothways.programmes.plan.views.answers import done_or_told, form_page, row_or_404, saved
from bothways.programmes.plan.words import ROLE_MEANS, ROLES
from bothways.programmes.policies import Right, may

PAGE = "programme_members"


@programme_page(Right.READ)
def members(request: HttpRequest, programme: Programme) -> HttpResponse:
    rows = programme.members.select_related("user", "organisation")
    context = {
        "section": "programmes", "programme": programme, "tab": PAGE, "rows": rows,
        "roles": ROLES, "means": [(ROLES[code], words) for code, words in ROLE_MEANS.items()],
        "may_invite": may(programme, actor_of(request), Right.MEMBERS),
    }  # fmt: skip
    return render(request, "programmes/plan/members.html", context)


@programme_page(Right.MEMBERS)
def member_new(request: HttpRequest, programme: Programme) -> HttpResponse:
    def save(form: MemberForm) -> HttpResponse:
        member_invite(programme, **form.columns(), actor=actor_of(request))
        return saved(request, programme, _("The person is in the programme."), page=PAGE)

    form = MemberForm(request.POST or None, programme=programme, initial={"role": "officer"})
    return form_page(request, programme, form, save, section="members",
                     heading=_("Let somebody in"), back=PAGE)  # fmt: skip


@programme_page(Right.MEMBERS)
def member_edit(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    member: ProgrammeMember = row_or_404(programme.members.select_related("user"), row)

    def save(form: Form) -> HttpResponse:
        member_role(member, role=form.cleaned_data["role"], actor=actor_of(request))
        return saved(request, programme, _("The role is changed."), page=PAGE)

    form = RoleForm(request.POST or None, initial={"role": member.role})
    heading = _("Role of %(name)s") % {"name": member.user.username}
    return form_page(request, programme, form, save, section="members", heading=heading, back=PAGE)


@programme_page(Right.READ)
@require_POST
def member_gone(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """The lead takes somebody out, or a member leaves."""
    member: ProgrammeMember = row_or_404(programme.members, row)

    def remove() -> HttpResponse:
        member_remove(member, actor=actor_of(request))
        if member.user_id == request.user.pk:
            messages.success(request, _("You have left the programme."))
            return redirect("programmes")
        return saved(request, programme, _("The person is no longer in the programme."), page=PAGE)

    return done_or_told(request, programme, PAGE, remove)
