"""What a browser would send for a page: the successful controls of its form, in order."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

from ipdoc.web.cells import Sent


class _Controls(HTMLParser):
    def __init__(self):
        super().__init__()
        self.pairs = []
        self._select = None
        self._option = None
        self._textarea = None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "input":
            self._input(found)
        elif tag == "textarea":
            self._textarea = [found["name"], ""]
        elif tag == "select":
            self._select = [found["name"], None, False]
        elif tag == "option" and self._select is not None:
            self._close_option()
            self._option = [found.get("value"), "", "selected" in found]
        elif tag == "optgroup":
            self._close_option()

    def _input(self, found):
        kind = found.get("type", "text")
        if kind in ("file", "submit") or "name" not in found:
            return
        if kind in ("radio", "checkbox") and "checked" not in found:
            return
        self.pairs.append((found["name"], found.get("value") or ""))

    def handle_data(self, data):
        if self._textarea is not None:
            self._textarea[1] += data
        elif self._option is not None:
            self._option[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            name, text = self._textarea
            self.pairs.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._textarea = None
        elif tag == "optgroup":
            self._close_option()
        elif tag == "select":
            self._close_option()
            self.pairs.append((self._select[0], self._select[1] or ""))
            self._select = None

    def _close_option(self):
        if self._option is None:
            return
        value, text, selected = self._option
        value = " ".join(text.split()) if value is None else value
        if selected or self._select[1] is None:
            self._select[1] = value
        self._option = None


def controls(html):
    """Return name and value of every control that a browser would send."""
    parser = _Controls()
    parser.feed(html)
    return parser.pairs


def sent_from(html, **changes):
    """Return what a browser would send; changes replace or add inputs by name."""
    texts = MultiDict(controls(html))
    for name, value in changes.items():
        texts.setlist(name, value if isinstance(value, list) else [value])
    return Sent(texts, MultiDict())


def sent_texts(pairs, files=None):
    """Return a sent page made of pairs of name and text."""
    return Sent(MultiDict(pairs), MultiDict(files or {}))
