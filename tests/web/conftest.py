"""A record of hand-annotated reports, one in which every field is hostile, and who asks for their pages."""

import pytest
from made import MADE
from starlette.testclient import TestClient

from sayso.records import Failure
from sayso.store import Record
from sayso.web.app import application
from web.evil import EVIL, evil


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    path = tmp_path_factory.mktemp("web") / "made.db"
    with Record(path) as record:
        record.add([*MADE, evil(), Failure(f"{EVIL} place", f"{EVIL} reason"), Failure("lost.html", "no article in it")])
    return path


@pytest.fixture
def ask(served):
    client = TestClient(application(served, hosts={"testserver"}), follow_redirects=False)
    client.app_path = served
    return client
