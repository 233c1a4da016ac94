from django.urls import path

from bothways.publishing import views

urlpatterns = [
    path("gaps/", views.page, name="gap_map"),
    path("reports/", views.page, name="reports"),
    path("codebook/", views.page, name="codebook"),
    path("open/", views.page, name="open_records"),
]
