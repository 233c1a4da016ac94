from django.urls import path

from bothways.web import views

urlpatterns = [path("health", views.health, name="health")]
