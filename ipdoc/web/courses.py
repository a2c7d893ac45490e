"""A long piece of work while its page comes: the bar is seen without scripts, too.

    course = Course(lambda tell: make_bundle(vault(), ref, request, tell))
    return streamed("bundles/course.html", course=course, …)

The template walks through ``percents()`` and then looks at ``result`` or ``problem``. Whoever
leaves the page, or stops it from loading, stops the work at its next step, and nothing stays. What
breaks in the middle is told on the page that has come so far, and logged without any words.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from flask import Response, stream_template

from ipdoc.casework.keeping.progress import Progress
from ipdoc.errors import IpdocError, Message
from ipdoc.web.errors import TROUBLES, note_failure

Result = TypeVar("Result")


class _LeftError(Exception):
    """Nobody waits for the work any more."""


class Course(Generic[Result]):
    """A piece of work in a thread of its own.

    Args:
        work: does it; is given what it tells its progress.
    """

    def __init__(self, work: Callable[[Progress], Result]) -> None:
        self._work = work
        self._told: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._left = threading.Event()
        self.result: Result | None = None
        self.problem: Message | None = None
        """Why it could not be done."""

    def percents(self) -> Iterator[int]:
        """Yield every new whole percent, the first at once, until the work has ended."""
        shown = 0
        yield shown  # before the work takes the processor: the page is to show its bar
        thread = threading.Thread(target=self._run, name="course", daemon=True)
        thread.start()
        try:
            while (percent := self._told.get()) is not None:
                if percent > shown:
                    shown = percent
                    yield shown
        finally:
            self._left.set()
            thread.join()

    def _run(self) -> None:
        try:
            self.result = self._work(self._tell)
        except IpdocError as error:
            self.problem = error.message
        except _LeftError:
            return
        except BaseException as error:
            note_failure(error)
            self.problem = Message(TROUBLES[500].advice)
        finally:
            self._told.put(None)

    def _tell(self, done: int, in_all: int) -> None:
        if self._left.is_set():
            raise _LeftError
        self._told.put(100 * done // max(1, in_all))


def streamed(template: str, **given: object) -> Response:
    """Return a page that comes piece by piece."""
    answer = Response(stream_template(template, **given), mimetype="text/html")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
