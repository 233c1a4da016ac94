from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "bothways.analysis"
    label = "analysis"
