"""Practices: case studies that somebody coded, checked and released.

``record/`` is the document and its rules, ``importers/`` and ``exporters/`` one file a format,
``search.py`` what the index is told of a release, ``data/`` the starter collection.
"""
