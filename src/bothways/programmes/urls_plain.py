"""Doors for machines and scanners. Their addresses carry no language."""

from django.urls import URLPattern, URLResolver, include, path

# Each sub-room adds its own line.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bothways.programmes.credentials.urls_plain")),
]
