from django.urls import path

from bothways.context.pages import download_views, place_views

urlpatterns = [
    path("places/", place_views.places, name="places"),
    path("places/compare/", place_views.places_compare, name="places_compare"),
    path(
        "places/compare/figures.<str:ending>", download_views.compare_figures,
        name="compare_figures",
    ),
    path("places/compare/chart.<str:ending>", download_views.compare_chart, name="compare_chart"),
    path("places/<str:code>/", place_views.place, name="place"),
    path(
        "places/<str:code>/figures.<str:ending>", download_views.place_figures,
        name="place_figures",
    ),
    path("places/<str:code>/chart.<str:ending>", download_views.place_chart, name="place_chart"),
]  # fmt: skip
