"""Kafka, Postgres or Redis started anew, kindly or not: everything comes back without a restart of its own."""

import pytest
from checks import completed

pytestmark = [pytest.mark.breaks, pytest.mark.slow]


@pytest.mark.parametrize("kill", [True, False])
@pytest.mark.parametrize("name", ["kafka", "postgres", "redis"])
def test_a_restart_is_survived(dependencies, search, comes_back, name, kill):
    completed(search("tea pot"))
    dependencies.restart(name, kill=kill)
    comes_back()
