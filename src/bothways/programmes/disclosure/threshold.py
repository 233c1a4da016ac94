"""Below which number of people a count is hidden in everything that a programme shows to others."""

from bothways.programmes.models import Programme, ReportSetting


def threshold_of(programme: Programme) -> int:
    """The programme's own, or the usual one. One statement."""
    found = ReportSetting.objects.filter(programme=programme).first()
    return (found or ReportSetting()).threshold
