"""What tests in several folders share."""

import pytest

from tests.static_site import built_site


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the static site, built once for all workers of a run."""
    return built_site(tmp_path_factory.getbasetemp().parent)
