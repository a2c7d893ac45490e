"""The shape of a document: what depends on how long a text is, settled once for all languages."""

from __future__ import annotations

from collections import Counter


class Shape:
    """Remembers verdicts, so that a second language is set as the first one was.

    Whether an answer is a fact or prose, a list a table or records, depends on the length of its
    words. In a bilingual edition both halves must be alike; the first language decides.
    """

    def __init__(self) -> None:
        self._settled: dict[tuple[str, int], bool] = {}
        self._asked: Counter[str] = Counter()

    def begin(self) -> None:
        """Begin the document again, in the next language."""
        self._asked.clear()

    def settled(self, key: str, verdict: bool) -> bool:
        """Return the verdict of the first language that asked the same at the same place.

        Args:
            key: what is asked, such as the key of a question; asked again it is the next place.
            verdict: what the length of the words in this language says.
        """
        self._asked[key] += 1
        return self._settled.setdefault((key, self._asked[key]), verdict)
