"""Tables of the directory. Each feature keeps its own; Django looks for them here."""

from bothways.directory.information.models import (  # noqa: F401
    Feedback,
    GlossaryTerm,
    InfoPage,
)
from bothways.directory.organisations.models import (  # noqa: F401
    Organisation,
    OrganisationMember,
)
from bothways.directory.places.models import Place  # noqa: F401
from bothways.directory.services.models import (  # noqa: F401
    Location,
    Proposal,
    Service,
    ServiceAtLocation,
    ServiceLanguage,
    ServiceRevision,
    ServiceTerm,
    Taxonomy,
    TaxonomyTerm,
)
from bothways.directory.steps.models import (  # noqa: F401
    KeptPlan,
    PlanConsent,
    PlanMeeting,
    PlanRead,
    StepBook,
)
from bothways.directory.texts.models import Text  # noqa: F401
from bothways.directory.town_map.models import BaseMap  # noqa: F401
