from django.urls import path

from bothways.web import views

urlpatterns = [path("", views.home, name="home")]
