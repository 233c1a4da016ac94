"""Forms: XLSForm in, one reading of the XForm for page, phone and import.

``conversion`` turns a workbook into an XForm (pyxform, in a process of its own with limits),
``xform`` reads the XForm, ``xpath`` and ``functions`` its expressions, ``evaluate`` says of a set
of answers what is asked, what is missing and what is wrong. Pure but for ``conversion``.
"""
