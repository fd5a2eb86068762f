"""What tests in several folders share."""

import os

import pytest
from hypothesis import settings

from shieldtalks import load_corpus, load_statements
from shieldtalks.statements import load_codings
from tests.static_site import built_site

# A busy machine is slow; that is no fault of what is tested.
settings.register_profile("course", deadline=None)
settings.load_profile("course")


@pytest.fixture(scope="session")
def corpus():
    """The five articles."""
    return load_corpus()


@pytest.fixture(scope="session")
def statements(corpus):
    """The reference statements."""
    return load_statements(corpus)


@pytest.fixture(scope="session")
def codings(corpus):
    """The codings of all readers."""
    return load_codings(corpus)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the static site, built once for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    return built_site(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
