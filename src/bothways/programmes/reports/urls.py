from django.urls import path

from bothways.programmes.reports import dashboard_views, friday_views, views

urlpatterns = [
    path("friday/", friday_views.friday, name="friday"),
    path("friday/session/", friday_views.settle, name="friday_session"),
    path("friday/figure/", friday_views.figure, name="friday_figure"),
    path("programmes/<int:number>/figures/", dashboard_views.figures, name="programme_dashboard"),
    path("programmes/<int:number>/report/", views.table, name="funder_table"),
    path("programmes/<int:number>/report/table.xlsx", views.table_xlsx, name="funder_xlsx"),
    path("programmes/<int:number>/report/table.pdf", views.table_pdf, name="funder_pdf"),
    path("programmes/<int:number>/report/iati.xml", views.iati, name="funder_iati"),
    path("programmes/<int:number>/report/settings/", views.setting, name="funder_setting"),
    path("programmes/<int:number>/report/release/", views.release, name="funder_release"),
    path("programmes/<int:number>/reports/<int:report>/", views.released, name="funder_report"),
    path("programmes/<int:number>/reports/<int:report>/report.xlsx", views.released_xlsx,
         name="funder_report_xlsx"),
    path("programmes/<int:number>/reports/<int:report>/report.pdf", views.released_pdf,
         name="funder_report_pdf"),
]  # fmt: skip
