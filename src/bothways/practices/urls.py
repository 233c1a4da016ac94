from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("practices/", TemplateView.as_view(template_name="web/home.html"), name="library"),
    path("", include("bothways.practices.desk_urls")),
]
