"""Every address of the site. Pages carry the language in the path; other systems' doors do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("bothways.web.urls_plain")),
    path("", include("bothways.publishing.urls_plain")),
    path("", include("bothways.programmes.urls_plain")),
    *i18n_patterns(
        path("", include("bothways.web.urls")),
        path("", include("bothways.practices.urls")),
        path("", include("bothways.context.urls")),
        path("", include("bothways.context.desk_urls")),
        path("", include("bothways.directory.urls")),
        path("", include("bothways.tailoring.urls")),
        path("", include("bothways.programmes.urls")),
        path("", include("bothways.surveys.urls")),
        path("", include("bothways.studies.urls")),
        path("", include("bothways.publishing.urls")),
        path("accounts/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "bothways.web.stops.bad_request"
