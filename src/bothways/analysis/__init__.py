"""Analyses of a person's own table, from the shell: what ``bothways analyse`` runs.

``readers`` and ``tables`` turn a file into named columns, ``questions`` describes what can be
asked of each analysis, ``answers`` holds what comes back, and each analysis is one module: a frozen
question and one function from question and table to :class:`~bothways.analysis.answers.Answer`.
"""
