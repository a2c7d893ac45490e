"""What is asked for when a document is issued or looked at."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import DOCUMENTS, REPORT, EditionKey, Rendering
from ipdoc.i18n import LANGUAGES

DEFAULT_KIND = "specialist_opinion"


@dataclass(frozen=True)
class Choice:
    """Which document, how it is titled, in which language and rendering, and for whom.

    Raises:
        RuleError: it names a language, a rendering or a document that there is not.
    """

    kind: str = DEFAULT_KIND
    """Kind of document in the country's profile, which gives the title."""
    language: str = "en"
    rendering: Rendering = Rendering.FULL
    second: str = ""
    """Second language of a bilingual edition; empty = one language."""
    document: str = REPORT
    """One of ``ipdoc.domain.rendering.DOCUMENTS``."""
    addendum: int = 0
    """Number of the addendum, when that is the document."""
    recipient: Recipient = Recipient.OWN
    """For whom it is; their consents decide what enters."""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise RuleError("Choose the language of the report")
        if self.second and (self.second not in LANGUAGES or self.second == self.language):
            raise RuleError("Choose another language as the second one")
        if self.document not in DOCUMENTS:
            raise RuleError("Choose one of the documents that are offered")

    @property
    def key(self) -> str:
        """Key of the edition: ``ru.full``."""
        return str(EditionKey(self.language, self.second, self.rendering, self.document))
