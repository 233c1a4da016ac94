from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bothways.tailoring.shortlist_urls")),
    path("", include("bothways.tailoring.plan.urls")),
    path("", include("bothways.tailoring.allocation.urls")),
]
