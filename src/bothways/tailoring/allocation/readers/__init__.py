"""Files of families, places, capacities and monitoring groups: bytes in, rows and problems out.

Rows are numbered as the file shows them: 1 is the row of names. A reader never guesses which place
is meant: places are joined by their exact key, and a near miss is told.
"""
