"""Everything that joined the conformance suite, one file for each family of methods."""

from .comparisons import COMPARISONS
from .estimators import ESTIMATORS as CORE
from .more import MORE
from .surveys import SURVEYS

ESTIMATORS = [*CORE, *COMPARISONS, *SURVEYS, *MORE]
