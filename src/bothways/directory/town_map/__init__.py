"""The map of a town: its services on a drawing made here, over a base map that editors bring.

``geojson`` and ``simplify`` read a base map, ``frame``, ``grouping`` and ``labels`` lay a drawing
out, all of them pure; ``drawing`` puts the services of a place into it.
"""
