"""What tests share: the place of the reference data, and an article of the project's own."""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import sayso
from sayso.pipeline import loaded

ARTICLE = """Gate Must Stay Shut, Says Warden

PORT ALVANE, April 3 (Halyard) - The harbor warden said on Friday that the sea gate would stay shut until the storm had passed.

“Nobody opens it while I hold the key,” Warden Ida Brom told reporters. “Not the mayor, not the moon.”

The mayor's office denied that it had asked for the key. According to two clerks, a letter was written but never sent.
"""


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference data, which is not part of the project."""
    folder = Path(os.environ.get("SAYSO_REFERENCE", Path(__file__).parents[2] / "shared"))
    if not (folder / "data" / "polnear").is_dir():
        pytest.skip(f"no reference data at {folder}; set SAYSO_REFERENCE to its folder")
    return folder


@pytest.fixture(scope="session")
def model():
    return loaded()


@pytest.fixture(scope="session")
def article() -> sayso.Document:
    return sayso.extract(text=ARTICLE, published="2026-04-03", outlet="Halyard")


@pytest.fixture
def record(tmp_path):
    with sayso.open(tmp_path / "record.db") as record:
        yield record


@pytest.fixture
def site():
    """A web site on this machine: its pages by path, and the requests that arrived."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append((self.path, self.headers.get("If-None-Match")))
            body = pages.get(self.path)
            if body is None:
                self.send_error(404)
                return
            tag = f'"{hash(body)}"'
            if self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.end_headers()
                return
            data = body.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml" if "<rss" in body else "text/html; charset=utf-8")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            pass

    pages, requests = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.pages, server.requests = pages, requests
    server.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
