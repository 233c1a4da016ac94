from django.urls import path

from bothways.context.pages import place_views

urlpatterns = [
    path("places/", place_views.places, name="places"),
    path("places/compare/", place_views.places_compare, name="places_compare"),
    path("places/<str:code>/", place_views.place, name="place"),
]
