"""A request sent again is answered again and carried out once; two writers do not overwrite."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import Account
from tests.api.programs import Program
from tests.cast import Cast, build_cast
from users.models import KeptAnswer
from users.services import answers
from users.services.answers import claim_answer, forget_answers

AT_ONCE = 20


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """All at the same moment, each in a thread with a connection of its own."""
    answers: list[Any] = []
    start = Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            answers.append(act(number))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


@pytest.mark.django_db(transaction=True)
def test_one_key_sent_twenty_times_at_once_makes_one_record() -> None:
    anna = Program(build_cast().anna)
    values = {"name": "Ystad Hamn AB"}
    answers = together(AT_ONCE, lambda number: anna.post("accounts/", values, key="k-1"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == AT_ONCE - 1
    assert Account.objects.filter(name="Ystad Hamn AB").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_version_end_in_one_200_and_one_412() -> None:
    cast = build_cast()
    anna = Program(cast.anna)
    path = f"accounts/{cast.akero.pk}/"
    version = anna.get(path).json()["version"]
    cities = ["Luleå", "Umeå"]
    answers = together(2, lambda number: anna.patch(path, {"city": cities[number]}, version))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    [saved] = [answer for answer in answers if answer.status_code == 200]
    assert anna.get(path).json()["city"] == saved.json()["city"]


@pytest.mark.django_db
def test_the_answer_is_the_first_one_also_when_the_record_changed(cast: Cast) -> None:
    anna = Program(cast.anna)
    first = anna.post("accounts/", {"name": "Ystad"}, key="k")
    anna.patch(f"accounts/{first.json()['id']}/", {"city": "Ystad"}, 1)
    again = anna.post("accounts/", {"name": "Ystad"}, key="k")
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]


@pytest.mark.django_db
def test_the_same_key_with_another_request_is_422(cast: Cast) -> None:
    anna = Program(cast.anna)
    anna.post("accounts/", {"name": "Ystad"}, key="k")
    assert anna.post("accounts/", {"name": "Visby"}, key="k").status_code == 422
    assert anna.post("sectors/", {"name": "Ystad"}, key="k").status_code in {403, 422}
    assert Account.objects.filter(name="Visby").count() == 0


@pytest.mark.django_db
def test_keys_of_two_people_are_two_keys(cast: Cast) -> None:
    assert Program(cast.anna).post("accounts/", {"name": "A"}, key="k").status_code == 201
    assert Program(cast.bea).post("accounts/", {"name": "B"}, key="k").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_key_in_use_is_409_when_the_first_request_takes_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "PATIENCE", "200ms")
    anna = build_cast().anna
    held, over = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            claim_answer(anna, "k", "first")
            held.set()
            over.wait(30)
        connection.close()

    thread = Thread(target=first)
    thread.start()
    held.wait(30)
    answer = Program(anna).post("accounts/", {"name": "Ystad"}, key="k")
    over.set()
    thread.join()
    assert answer.status_code == 409


@pytest.mark.django_db
def test_a_database_that_goes_away_is_no_key_in_use(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_rows: Any, **_options: Any) -> None:
        raise OperationalError("terminating connection due to administrator command")

    monkeypatch.setattr(KeptAnswer.objects, "bulk_create", gone)
    answer = Program(cast.anna).post("accounts/", {"name": "Ystad"}, key="k")
    assert answer.status_code in {500, 503}


@pytest.mark.django_db
def test_a_refused_request_may_be_sent_again_with_its_key(cast: Cast) -> None:
    anna = Program(cast.anna)
    assert anna.post("accounts/", {"name": ""}, key="k").status_code == 400
    assert anna.post("accounts/", {"name": "Ystad"}, key="k").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["a b", "å", "x" * 256])
def test_a_key_that_is_none_is_400(cast: Cast, key: str) -> None:
    assert Program(cast.anna).post("accounts/", {"name": "X"}, key=key).status_code == 400


@pytest.mark.django_db
def test_an_action_is_carried_out_once(cast: Cast) -> None:
    anna = Program(cast.anna)
    step = {"to": "key", "reason": "Större"}
    path = f"accounts/{cast.akero.pk}/lifecycle/"
    first, again = (anna.post(path, step, key="k") for _time in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert cast.akero.lifecycle_changes.count() == 1


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day(cast: Cast) -> None:
    Program(cast.anna).post("accounts/", {"name": "Ystad"}, key="k")
    now = timezone.now()
    assert forget_answers(at=now + timedelta(hours=23)) == 0
    assert forget_answers(at=now + timedelta(hours=25)) == 1
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])
def test_a_change_says_which_version_it_is_about(cast: Cast, verb: str) -> None:
    anna = Program(cast.anna)
    path = f"accounts/{cast.akero.pk}/"
    assert anna.send(verb, path, {"name": "X"}).status_code == 428
    assert anna.send(verb, path, {"name": "X"}, **{"if-match": '"99"'}).status_code == 412
    for no_version in ("1", "*", ""):
        answer = anna.send(verb, path, {"name": "X"}, **{"if-match": no_version})
        assert answer.status_code == 400
    cast.akero.refresh_from_db()
    assert cast.akero.name == "Åkerö Hälsovård AB"


@pytest.mark.django_db
def test_an_etag_that_a_proxy_made_weak_is_the_same_version(cast: Cast) -> None:
    anna = Program(cast.anna)
    path = f"accounts/{cast.akero.pk}/"
    for version, status in ((1, 200), (1, 412)):
        headers = {"if-match": f'W/"{version}"'}
        assert anna.send("PATCH", path, {"city": "Luleå"}, **headers).status_code == status


@pytest.mark.django_db
def test_a_step_may_say_which_version_it_is_about(cast: Cast) -> None:
    anna = Program(cast.anna)
    path = f"deals/{cast.akero_deal.pk}/move/"
    values = {"stage": cast.won.pk}
    assert anna.send("POST", path, values, **{"if-match": '"99"'}).status_code == 412
    assert anna.send("POST", path, values).status_code == 200
