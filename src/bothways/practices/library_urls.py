"""Addresses of the public library."""

from django.urls import path

from bothways.practices.views.compare import compare
from bothways.practices.views.downloads import export_download, record_download
from bothways.practices.views.library import library
from bothways.practices.views.practice import practice, practice_release
from bothways.practices.views.rating import how_we_rate

urlpatterns = [
    path("practices/", library, name="library"),
    path("practices/<slug:slug>/", practice, name="practice"),
    path("practices/<slug:slug>/<int:number>/", practice_release, name="practice_release"),
    path("practices/export/<str:ending>", export_download, name="export_download"),
    path("practices/<slug:slug>.<str:ending>", record_download, name="record_download"),
    path("compare/", compare, name="compare"),
    path("how-we-rate/", how_we_rate, name="how_we_rate"),
]
