from django.urls import path

from bothways.tailoring import shortlist_views

urlpatterns = [
    path("fit/", shortlist_views.shortlist, name="shortlist"),
    path("fit/<slug:slug>/", shortlist_views.fit_profile, name="fit_profile"),
]
