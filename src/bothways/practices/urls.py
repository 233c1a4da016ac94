from django.urls import include, path

urlpatterns = [
    path("", include("bothways.practices.library_urls")),
    path("", include("bothways.practices.desk_urls")),
]
