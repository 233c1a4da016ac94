from django.urls import path

from bothways.directory.guide import views
from bothways.directory.information import views as information
from bothways.directory.offline import views as offline
from bothways.directory.steps import views as steps

urlpatterns = [
    path("guide/", views.guide, name="guide"),
    path("guide/organisations/<uuid:organisation>/", views.guide_organisation,
         name="guide_organisation"),
    path("guide/<slug:place>/", views.guide_place, name="guide_place"),
    path("guide/<slug:place>/services/", views.guide_services, name="guide_services"),
    path("guide/<slug:place>/services/<uuid:service>/", views.guide_service,
         name="guide_service"),
    path("guide/<slug:place>/services/<uuid:service>/poster/", views.guide_poster,
         name="guide_poster"),
    path("guide/<slug:place>/pages/<slug:slug>/", information.guide_page, name="guide_page"),
    path("guide/<slug:place>/feedback/", information.guide_feedback, name="guide_feedback"),
    path("guide/<slug:place>/content.json", offline.guide_content, name="guide_content"),
    path("guide/<slug:place>/manifest.json", offline.guide_manifest, name="guide_manifest"),
    path("guide/<slug:place>/worker.js", offline.guide_worker, name="guide_worker"),
    path("guide/<slug:place>/booklet.pdf", offline.guide_booklet, name="guide_booklet"),
    path("guide/<slug:place>/steps/", steps.guide_steps, name="guide_steps"),
    path("guide/<slug:place>/steps.jsonld", steps.guide_cpsv, name="guide_cpsv"),
    path("guide/<slug:place>/hsds.json", views.guide_export, {"ending": "json"},
         name="guide_hsds_json"),
    path("guide/<slug:place>/hsds.zip", views.guide_export, {"ending": "zip"},
         name="guide_hsds_zip"),
]  # fmt: skip
