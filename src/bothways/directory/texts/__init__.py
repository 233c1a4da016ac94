"""Prose in several languages. The state of a translation is computed, never stored."""
