"""Doors for other systems. Their addresses carry no language."""

from django.urls import path, re_path

from bothways.publishing.api import api, unknown_address
from bothways.publishing.oai.views import oai

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api(?:/|$)", unknown_address, name="api_unknown"),
    path("oai", oai, name="oai"),
]
