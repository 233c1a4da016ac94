"""Instruments: what is measured with which questions, and how answers become scores.

Each is a data file in ``library/``. The question of an item is named after both, as in
``school_belonging_3``; a form that has such questions is scored, whoever wrote it.
"""
