"""Addresses of the directory. ``hsds/`` is the door for other systems and speaks no language."""

from django.urls import URLPattern, URLResolver, include, path

from bothways.directory.services.api import hsds

urlpatterns: list[URLPattern | URLResolver] = [
    path("hsds/", hsds.urls),
    path("", include("bothways.directory.guide.urls")),
    path("", include("bothways.directory.desk.urls")),
    path("", include("bothways.directory.steps.keeping.urls")),
]
