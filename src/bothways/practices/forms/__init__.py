"""The editing form, generated from the field list: one declaration, no form class a field.

``posted.py`` is a pair of pure functions between a document and what a browser posts;
``controls.py`` lays the same declaration out as controls. What was typed and cannot be read stays
in the document as text, so that the checks name it and the form shows it again.
"""
