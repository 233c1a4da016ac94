from django.urls import path

from bothways.programmes.credentials.views import public

urlpatterns = [
    path("V/<str:text>", public.scanned, name="certificate_scanned"),
    path(".well-known/bothways-keys.json", public.keys, name="site_keys"),
    path(".well-known/bothways-revoked.json", public.revoked, name="revoked_certificates"),
]
