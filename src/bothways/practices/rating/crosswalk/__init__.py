"""Step E: what others would say about the same record, or which field they would need.

``eef`` trial padlocks, ``wwc`` What Works Clearinghouse and the ESSA tiers, ``eif`` the
Guidebook, ``sms`` the Maryland scale as What Works Growth uses it.
"""

from bothways.practices.rating.crosswalk.eef import eef
from bothways.practices.rating.crosswalk.eif import eif
from bothways.practices.rating.crosswalk.sms import sms
from bothways.practices.rating.crosswalk.verdict import Verdict
from bothways.practices.rating.crosswalk.wwc import essa, wwc
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import Needs

__all__ = ["Verdict", "crosswalk"]


def crosswalk(study: StudyRecord, low: int, high: int, needs: Needs) -> dict[str, Verdict]:
    """The verdict of each registry; `needs` are the fields that keep our own range open."""
    return {
        "EEF": eef(study),
        "EIF": eif(study, low, high, needs),
        "WWC": wwc(study),
        "ESSA": essa(study),
        "SMS": sms(study),
    }
