"""Figures from one's own files: surveys through ``stats.surveys``, registers through Ibis.

Nothing leaves but through ``stats.disclosure``: cells of few people, and the others that would
give them away, carry no value and the flag ``c``.
"""
