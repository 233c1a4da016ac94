from django.urls import path

from bothways.practices import views

urlpatterns = [
    path("practices/", views.page, name="library"),
    path("desk/", views.page, name="desk"),
]
