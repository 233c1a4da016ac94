from django.urls import path, register_converter

from bothways.directory.guide import views
from bothways.directory.guide.reading import AddressConverter
from bothways.directory.information import views as information
from bothways.directory.offline import views as offline
from bothways.directory.steps import views as steps

register_converter(AddressConverter, "reading")

urlpatterns = [
    path("guide/", views.guide, name="guide"),
    path("guide/organisations/<uuid:organisation>/", views.guide_organisation,
         name="guide_organisation"),
    path("guide/<reading:place>/", views.guide_place, name="guide_place"),
    path("guide/<reading:place>/services/", views.guide_services, name="guide_services"),
    path("guide/<reading:place>/services/<uuid:service>/", views.guide_service,
         name="guide_service"),
    path("guide/<reading:place>/services/<uuid:service>/poster/", views.guide_poster,
         name="guide_poster"),
    path("guide/<reading:place>/pages/<slug:slug>/", information.guide_page, name="guide_page"),
    path("guide/<reading:place>/feedback/", information.guide_feedback, name="guide_feedback"),
    path("guide/<reading:place>/content.json", offline.guide_content, name="guide_content"),
    path("guide/<reading:place>/manifest.json", offline.guide_manifest, name="guide_manifest"),
    path("guide/<reading:place>/worker.js", offline.guide_worker, name="guide_worker"),
    path("guide/<reading:place>/booklet.pdf", offline.guide_booklet, name="guide_booklet"),
    path("guide/<reading:place>/steps/", steps.guide_steps, name="guide_steps"),
    path("guide/<reading:place>/steps.jsonld", steps.guide_cpsv, name="guide_cpsv"),
    path("guide/<reading:place>/hsds.json", views.guide_export, {"ending": "json"},
         name="guide_hsds_json"),
    path("guide/<reading:place>/hsds.zip", views.guide_export, {"ending": "zip"},
         name="guide_hsds_zip"),
]  # fmt: skip
