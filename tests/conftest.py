"""What tests in several folders share."""

import os

import pytest

from tests.static_site import built_site


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the static site, built once for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    return built_site(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
