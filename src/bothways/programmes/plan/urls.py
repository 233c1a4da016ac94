from django.urls import path

from bothways.programmes.plan import views

urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<int:number>/", views.programme, name="programme"),
]
