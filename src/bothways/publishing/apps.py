from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "bothways.publishing"
    label = "publishing"
