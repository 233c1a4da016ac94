"""Families, places, fit and allocation as pure functions on arrays and frozen dataclasses."""
