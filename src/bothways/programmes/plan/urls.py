from django.urls import URLPattern, path

from bothways.programmes.plan.views import figures, members, pages, parts
from bothways.programmes.plan.views.rows import (
    BUDGET,
    INDICATOR,
    PARTNER,
    PERIOD,
    RESULT,
    RISK,
    RowKind,
    new_page,
    row_page,
)

ONE = "programmes/<int:number>/"


def of_rows(kind: RowKind, folder: str) -> list[URLPattern]:
    """A page to add a row and a page for each row."""
    return [
        path(f"{ONE}{folder}/new/", new_page(kind), name=f"programme_{kind.section}_new"),
        path(f"{ONE}{folder}/<int:row>/", row_page(kind), name=f"programme_{kind.section}"),
    ]


urlpatterns = [
    path("programmes/", pages.programmes, name="programmes"),
    path("programmes/new/", pages.programme_new, name="programme_new"),
    path(ONE, pages.programme, name="programme"),
    path(f"{ONE}about/", pages.about, name="programme_about"),
    path(f"{ONE}parts/", parts.parts, name="programme_parts"),
    path(f"{ONE}parts/new/", parts.part_new, name="programme_part_new"),
    path(f"{ONE}parts/<int:row>/remove/", parts.part_gone, name="programme_part_remove"),
    path(f"{ONE}results/", figures.results, name="programme_results"),
    *of_rows(RESULT, "results"),
    *of_rows(INDICATOR, "indicators"),
    *of_rows(PERIOD, "periods"),
    path(f"{ONE}periods/<int:row>/figures/", figures.figures, name="programme_figures"),
    *of_rows(PARTNER, "partners"),
    *of_rows(BUDGET, "budget"),
    *of_rows(RISK, "risks"),
    path(f"{ONE}members/", members.members, name="programme_members"),
    path(f"{ONE}members/new/", members.member_new, name="programme_member_new"),
    path(f"{ONE}members/<int:row>/role/", members.member_edit, name="programme_member_role"),
    path(f"{ONE}members/<int:row>/remove/", members.member_gone, name="programme_member_remove"),
    path(f"{ONE}end/", pages.end, name="programme_end"),
    path(f"{ONE}plan.json", pages.plan_json, name="programme_json"),
]
