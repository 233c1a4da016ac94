from django.urls import URLPattern, URLResolver, path

from bothways.studies.views import design, results

urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/<int:number>/studies/", design.programme_studies, name="programme_studies"),
    path("programmes/<int:number>/studies/new/", design.study_new, name="study_new"),
    path("studies/<int:number>/", design.study, name="study"),
    path("studies/<int:number>/design/", design.study_design, name="study_design"),
    path("studies/<int:number>/assumed/", design.study_assumed, name="study_assumed"),
    path("studies/<int:number>/survey/", design.study_survey, name="study_survey"),
    path("studies/<int:number>/waves/", design.study_waves, name="study_waves"),
    path("studies/<int:number>/outcomes/new/", design.study_outcome_new, name="study_outcome_new"),
    path("studies/<int:number>/outcomes/<int:row>/remove/", design.study_outcome_remove,
         name="study_outcome_remove"),
    path("studies/<int:number>/groups/", design.study_groups, name="study_groups"),
    path("studies/<int:number>/groups.csv", design.study_groups_form, name="study_groups_form"),
    path("studies/<int:number>/lots/", design.study_assign, name="study_assign"),
    path("studies/<int:number>/place/", design.study_place, name="study_place"),
    path("studies/<int:number>/lock/", design.study_lock, name="study_lock"),
    path("studies/<int:number>/runs/new/", results.study_run_new, name="study_run_new"),
    path("studies/<int:number>/runs/<int:run>/", results.study_report, name="study_report"),
    path("studies/<int:number>/runs/<int:run>/report.pdf", results.study_report_pdf,
         name="study_report_pdf"),
    path("studies/<int:number>/runs/<int:run>/report.docx", results.study_report_docx,
         name="study_report_docx"),
    path("studies/<int:number>/runs/<int:run>/study.zip", results.study_bundle,
         name="study_bundle"),
    path("studies/<int:number>/runs/<int:run>/release/", results.study_release,
         name="study_release"),
]  # fmt: skip
