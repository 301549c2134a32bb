import pytest

from crm.common import env


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        (
            "unix:///run/redis.sock?db=0",
            "unix:///run/redis.sock?db=1",
            "redis+socket:///run/redis.sock?virtual_host=0",
        ),
        ("redis://:pw@host:6379/0", "redis://:pw@host:6379/1", "redis://:pw@host:6379/0"),
    ],
)
def test_cache_and_broker_share_a_server_in_two_databases(
    url: str, cache: str, broker: str
) -> None:
    assert env.redis_database(url, 1) == cache
    assert env.celery_broker(url) == broker


def test_a_database_is_found_over_a_socket_or_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://crm@/crm?host=/run/pg")
    over_socket = env.database("DATABASE_URL")
    assert (over_socket["HOST"], over_socket["NAME"], over_socket["USER"]) == (
        "/run/pg",
        "crm",
        "crm",
    )
    monkeypatch.setenv("DATABASE_URL", "postgres://crm:p%40ss@db.example.com:5433/crm")
    over_network = env.database("DATABASE_URL")
    assert (over_network["HOST"], over_network["PORT"], over_network["PASSWORD"]) == (
        "db.example.com",
        "5433",
        "p@ss",
    )
