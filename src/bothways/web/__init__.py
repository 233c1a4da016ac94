"""The look: base templates, components, marks and charts, style sheet, home and health page.

``marks.py`` and ``charts/`` are pure layout: numbers in, shapes out. Templates draw the shapes.
"""
