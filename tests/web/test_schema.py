"""Whatever the API's own description lets one ask is answered as it says, and never with an error of the server."""

import schemathesis
from hypothesis import HealthCheck, given, settings
from made import MADE
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from sayso.store import Record
from sayso.web.app import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]  # but for "what the description allows is accepted": which day is one, and which word, only the filter knows


def test_the_api_does_as_it_says(tmp_path):
    with Record(tmp_path / "made.db") as record:
        record.add(MADE)
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", application(tmp_path / "made.db", hosts=None))
    operations = [operation.ok() for operation in described.get_all_operations()]
    assert len(operations) == 10
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        def answers(case):
            case.call_and_validate(checks=CHECKS)

        answers()
