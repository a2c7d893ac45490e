"""Run the workers of a server: gunicorn, set up so that nothing is spilled and nothing leaks."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from ipdoc.casework.bodymap.regions import warm
from ipdoc.casework.serving import ServedVault
from ipdoc.config import load_server_settings
from ipdoc.process import harden
from ipdoc.storage.place import place_of
from ipdoc.web import assets, wsgi
from ipdoc.web.logs import log_to_stderr
from ipdoc.web.sessions import IdleWatch

_log = logging.getLogger("ipdoc.workers")
_MEMORY = "/dev/shm"  # noqa: S108 - the heartbeat of a worker: an empty file, never on a disk
_SOCKET_MASK = 0o007
"""The proxy reaches a socket by its group; all other files are the owner's alone (``harden``)."""
_ANSWER_S = 120
_WARM_AFTER_S = 1.0
"""The body is laid out while the worker already answers."""
_STOP_S = 30
"""Requests that are going on get so long to end when the server is stopped."""


class JsonLog(Logger):  # type: ignore[misc]
    """Gunicorn's own words, as lines of JSON without what is put into them."""

    def setup(self, cfg: Any) -> None:
        """Send everything to the handler of the program."""
        self.loglevel = logging.INFO
        handler = log_to_stderr()
        for log in (self.error_log, self.access_log):
            log.handlers[:] = [handler]
            log.setLevel(self.loglevel)
            log.propagate = False


class Workers(BaseApplication):  # type: ignore[misc]
    """The workers of one server.

    Args:
        bind: HOST:PORT or unix:PATH.
        workers: processes.
        threads: of each.
        environment: the settings, as ``os.environ``.
    """

    def __init__(
        self, bind: str, workers: int, threads: int, environment: Mapping[str, str]
    ) -> None:
        self._bind, self._workers, self._threads = bind, workers, threads
        self._environment = environment
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how it is to be run."""
        given = {
            "bind": self._bind,
            "workers": self._workers,
            "threads": self._threads,
            "worker_class": "gthread",
            "worker_tmp_dir": _MEMORY,
            "timeout": _ANSWER_S,
            "graceful_timeout": _STOP_S,
            "keepalive": 5,
            "umask": _SOCKET_MASK,
            "forwarder_headers": "",  # no header becomes anything but a header
            "secure_scheme_headers": {},  # proxy.py alone says who is believed
            "logger_class": JsonLog,
            "accesslog": None,
            "proc_name": "ipdoc",
            "when_ready": _listening,
            "post_worker_init": _started,
            "worker_exit": _ended,
        }
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application of one worker."""
        return wsgi.application(self._environment)


def _listening(server: Any) -> None:
    for listener in server.LISTENERS:
        at = listener.sock.getsockname()
        fields = {"port": at[1]} if isinstance(at, tuple) else {"socket": True}
        _log.info("listening", extra={"fields": fields})


def _started(worker: Any) -> None:
    assets.preload()
    warming = threading.Timer(_WARM_AFTER_S, warm)
    warming.daemon = True
    warming.start()
    worker.idle_watch = IdleWatch(worker.wsgi.extensions["ipdoc-sessions"])
    worker.idle_watch.start()
    _log.info("worker ready", extra={"fields": {"pid": worker.pid}})


def _ended(_server: Any, worker: Any) -> None:
    """Drop the keys that the worker holds; it may have ended before it had an application."""
    watch = getattr(worker, "idle_watch", None)
    if watch is not None:
        watch.end()
        wsgi.close(worker.wsgi)


def run(bind: str, workers: int, threads: int) -> None:
    """Run the workers until the process is told to end.

    Args:
        bind: HOST:PORT or unix:PATH, for the proxy on this computer or in its network.
        workers: processes.
        threads: of each.

    Raises:
        SettingsError: something that a server needs is not set.
        StorageError: there is no vault, or database or files do not answer.
    """
    harden()
    served = ServedVault(place_of(load_server_settings(os.environ).settings))
    try:
        served.bring_up()
    finally:
        served.close()
    Workers(bind, workers, threads, os.environ).run()
