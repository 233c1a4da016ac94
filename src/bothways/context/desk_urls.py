"""Addresses of the desk where files of figures are brought."""

from django.urls import path

from bothways.context import desk_views

urlpatterns = [
    path("desk/observations/", desk_views.observation_files, name="observation_files"),
    path("desk/observations/<int:number>/", desk_views.observation_file, name="observation_file"),
]
