"""The anticipated fit of a practice: a profile of lines, never one score.

``wish`` is what a person asks for, ``wish_reading`` how any address or option becomes one;
``studied`` is what a record says about where and with whom a practice was tried; ``table`` holds
many of them in columns; ``places`` compares places by their indicators; ``lines`` computes every
line of the profile for the whole table; ``order`` puts practices in the published order;
``profile`` explains one of them; ``prediction`` freezes a profile, so that the result can be held
against it later. Nothing here asks a database, a clock or a language. Method: docs/method/fit.md.
"""
