"""Figures of places."""
