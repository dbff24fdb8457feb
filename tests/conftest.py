"""Options and settings of all tests."""

import pytest
from hypothesis import settings

# The same examples in every run, so that a failure on one computer is a failure on all;
# `pytest --hypothesis-profile=long` looks further, with other examples each time.
settings.register_profile("default", max_examples=60, derandomize=True, database=None, deadline=None)
settings.register_profile("long", max_examples=3000, deadline=None)
settings.load_profile("default")


def pytest_addoption(parser):
    parser.addoption("--rewrite", action="store_true",
                     help="write the golden traces of tests/traces anew; then read the diff")


@pytest.fixture
def rewrite(request):
    return request.config.getoption("--rewrite")
