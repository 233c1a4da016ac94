"""Exports of other programs, one module a format: bytes in, rows and problems out."""
