"""The link that a server prints when it starts, and what following it gives."""

import http.client
import re
from http.cookies import SimpleCookie

LINK = re.compile(r"http://[\w.]+:(\d+)(/start/[\w-]+)")


def follow(port: int, path: str) -> dict[str, str]:
    """Follow a link once; return the cookies of the browser that is let in."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    assert answer.status == 303, f"the link answered {answer.status}"
    lines = answer.headers.get_all("Set-Cookie", [])
    return {name: one.value for line in lines for name, one in SimpleCookie(line).items()}


class Address(str):
    """The address of a server, and the cookies that it gave to its first browser."""

    __slots__ = ("cookies",)
    cookies: dict[str, str]

    def let_in(self, page) -> None:
        """Give a page of Playwright the cookies."""
        given = [
            {"name": name, "value": value, "url": self} for name, value in self.cookies.items()
        ]
        page.context.add_cookies(given)


def address_of(line: str) -> Address:
    """Return the address in what a server printed, its link followed."""
    said = LINK.search(line)
    assert said is not None, f"the server did not start: {line}"
    found = Address(f"http://127.0.0.1:{said[1]}")
    found.cookies = follow(int(said[1]), said[2])
    return found
