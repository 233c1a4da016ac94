from django.urls import path

from bothways.publishing import codebook_views, evidence_views, gap_views, open_views, report_views

urlpatterns = [
    path("gaps/", gap_views.gap_map, name="gap_map"),
    path("gaps/gap-map.csv", gap_views.gap_map_csv, name="gap_map_csv"),
    path("gaps/gap-map.svg", gap_views.gap_map_svg, name="gap_map_svg"),
    path("gaps/list/", gap_views.gap_list, name="gap_list"),
    path("gaps/gaps.csv", gap_views.gap_list_file, name="gap_list_csv"),
    path("evidence/", evidence_views.evidence, name="evidence"),
    path("evidence/<slug:outcome>/", evidence_views.evidence_outcome, name="evidence_outcome"),
    path("evidence/<slug:outcome>/findings.csv", evidence_views.evidence_csv, name="evidence_csv"),
    path("evidence/<slug:outcome>/forest.svg", evidence_views.evidence_svg, name="evidence_svg"),
    path("reports/", report_views.reports, name="reports"),
    path("reports/new/", report_views.report_new, name="report_new"),
    path("reports/files/<int:file>/", report_views.report_file, name="report_file"),
    path(
        "reports/files/<int:file>/download/",
        report_views.report_file_download,
        name="report_file_download",
    ),
    path("reports/files/<int:file>/stop/", report_views.report_file_stop, name="report_file_stop"),
    path("reports/<slug:slug>/<int:edition>/", report_views.report, name="report"),
    path(
        "reports/<slug:slug>/<int:edition>/files/",
        report_views.report_file_new,
        name="report_file_new",
    ),
    path(
        "reports/<slug:slug>/<int:edition>/<slug:practice>/",
        report_views.report_practice,
        name="report_practice",
    ),
    path("codebook/", codebook_views.codebook, name="codebook"),
    path("open/", open_views.open_records, name="open_records"),
]
