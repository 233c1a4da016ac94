from django.urls import URLPattern, URLResolver, include, path

# Each sub-room adds its own line.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bothways.programmes.plan.urls")),
    path("", include("bothways.programmes.protection.urls")),
    path("", include("bothways.programmes.reports.urls")),
    path("", include("bothways.programmes.credentials.urls")),
    path("", include("bothways.programmes.delivery.urls")),
]
