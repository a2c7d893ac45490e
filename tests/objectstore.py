"""An S3 server on the loopback address (moto), for the tests of attachments."""

import http.client
import itertools
import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from unittest.mock import patch

import pytest
from moto.server import ThreadedMotoServer

_numbers = itertools.count(1)


@contextmanager
def an_object_store() -> Iterator[str]:
    """Run a server that the environment names; yield its host and port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    given = {
        "AWS_ACCESS_KEY_ID": "ipdoc",
        "AWS_SECRET_ACCESS_KEY": "not a secret",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    try:
        with patch.dict(os.environ, given):
            yield f"{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    """Yield host and port of the server of this run."""
    with an_object_store() as server:
        yield server


@pytest.fixture
def bucket(object_server: str) -> str:
    """Yield the address of a new bucket, with a prefix."""
    name = f"vault-{next(_numbers)}"
    with closing(http.client.HTTPConnection(object_server)) as connection:
        connection.request("PUT", f"/{name}")
        assert connection.getresponse().status == 200
    return f"s3://{name}/files"
