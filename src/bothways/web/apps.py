from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "bothways.web"
    label = "web"
