"""Requests that schemathesis makes from an emulator's OpenAPI document: what its tests share."""

import schemathesis
from hypothesis import HealthCheck, Phase, settings

QUICKLY = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def schema_without_security(document):
    """Return a document's schema; authentication has its own tests, here every call has it."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return schemathesis.openapi.from_dict(document)
