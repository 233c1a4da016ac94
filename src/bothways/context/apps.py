from django.apps import AppConfig


class ContextConfig(AppConfig):
    name = "bothways.context"
    label = "context"
