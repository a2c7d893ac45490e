"""Cells go into a page and come back from it as they were."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipdoc.config import Settings
from ipdoc.web.app import create_app
from ipdoc.web.cells import QuestionForm
from tests.browser_form import sent_from
from tests.field_form import ASKED, cells, near

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def app():
    """The application, for its templates."""
    return create_app(Settings())


def page(app, question, cell, language="en"):
    """Return the HTML of a question with its answer."""
    with app.test_request_context():
        form = QuestionForm(
            [question], near(language), {} if cell is None else {question.key: cell}
        )
        frame = app.jinja_env.get_template("questions/frame.html").module
        return str(frame.question(form.field(question.key)))


def without_own_pages(question):
    return question.key != "events"


@pytest.mark.parametrize("key", [q.key for q in ASKED.values() if without_own_pages(q)])
@given(data=st.data())
@FEW
def test_cell_comes_back_from_its_page_as_it_was(app, key, data):
    question = ASKED[key]
    cell = data.draw(cells(question))
    sent = sent_from(page(app, question, cell))
    form = QuestionForm([question], near(), {}, sent)
    assert not form.problems()
    assert form.field(key).data == cell


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("key", list(ASKED))
@given(data=st.data())
@FEW
def test_untouched_page_changes_nothing(app, key, language, data):
    question = ASKED[key]
    cell = data.draw(st.none() | cells(question))
    stored = {} if cell is None else {key: cell}
    sent = sent_from(page(app, question, cell, language))
    form = QuestionForm([question], near(language), stored, sent)
    was = QuestionForm([question], near(language), stored).meanings()
    assert not form.problems()
    assert form.meanings() == was
    assert form.changes(was) == {}
    assert form.changes({}) == {}
