"""Indicators of places: observations with their dimensions, flags and uncertainty.

Official figures and figures from one's own files stand side by side. Knows no practice.
"""
