"""Cookies: one way to read and to set them. Over TLS each is Secure and bound to this very host."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response as BaseResponse

_HOST_ONLY = "__Host-"
"""With this name a browser takes a cookie only over TLS, for one host, and for all its paths."""


def full_name(name: str) -> str:
    """Return the name of a cookie as the browser knows it."""
    return f"{_HOST_ONLY}{name}" if request.is_secure else name


def given(name: str) -> str:
    """Return what the browser shows; empty if nothing."""
    return request.cookies.get(full_name(name), "")


def put(answer: BaseResponse, name: str, value: str, max_age_s: int | None = None) -> None:
    """Give the browser a cookie that no script reads and no other site sends along.

    Args:
        answer: that carries it.
        name: without what TLS adds.
        value: of the cookie.
        max_age_s: None = until the browser ends.
    """
    answer.set_cookie(
        full_name(name),
        value,
        max_age=max_age_s,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def drop(answer: BaseResponse, name: str) -> None:
    """Take a cookie back."""
    answer.delete_cookie(
        full_name(name), secure=request.is_secure, httponly=True, samesite="Strict", path="/"
    )


class SignedCookie(SecureCookieSessionInterface):
    """The signed cookie of Flask, named and guarded as the others are."""

    def get_cookie_name(self, app: Flask) -> str:
        """Return its name."""
        return full_name(super().get_cookie_name(app))

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether it is sent over TLS only."""
        return request.is_secure
