from django.urls import path

from bothways.publishing import gap_views, open_views, views

urlpatterns = [
    path("gaps/", gap_views.gap_map, name="gap_map"),
    path("gaps/gap-map.csv", gap_views.gap_map_csv, name="gap_map_csv"),
    path("gaps/gap-map.svg", gap_views.gap_map_svg, name="gap_map_svg"),
    path("reports/", views.page, name="reports"),
    path("codebook/", views.page, name="codebook"),
    path("open/", open_views.open_records, name="open_records"),
]
