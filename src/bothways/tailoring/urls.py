from django.urls import include, path

urlpatterns = [
    path("", include("bothways.tailoring.plan.urls")),
    path("", include("bothways.tailoring.allocation.urls")),
]
