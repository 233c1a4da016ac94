from django.apps import AppConfig


class TailoringConfig(AppConfig):
    name = "bothways.tailoring"
    label = "tailoring"
