"""Bothways: what schools, towns and families tried so that newcomers and hosts live well together.

A folder imports only from those above it: ``stats``, ``core``, ``practices``, ``publishing``,
``web``. ``settings``, ``urls`` and ``cli`` put them together.
"""
