"""Nothing leaves a study but through here: suppression, k-anonymity, risk, rounding.

``suppression`` hides small cells and as many others as it takes (``boxes`` in tables of three and
more ways), ``linked`` does so for several tables of the same people, ``attack`` is what a curious
reader of one table with totals can work out (a linear programme), ``anonymity`` looks at records
instead of tables.
"""

from bothways.stats.disclosure.anonymity import KeyCounts, key_counts, round_counts
from bothways.stats.disclosure.attack import attacker_bounds
from bothways.stats.disclosure.linked import suppress_linked
from bothways.stats.disclosure.suppression import SafeTable, Suppression, suppress

__all__ = [
    "KeyCounts",
    "SafeTable",
    "Suppression",
    "attacker_bounds",
    "key_counts",
    "round_counts",
    "suppress",
    "suppress_linked",
]
