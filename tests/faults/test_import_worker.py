"""An import survives its worker; an upload that breaks off leaves nothing."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from catalog.models import Category, Product
from crm.common.history import event_models
from exchange import services
from exchange.importing.staging import BATCH
from exchange.models import ImportJob, Phase
from tests.browser.server import running_server
from tests.cast import Cast
from tests.exchange.import_jobs import AT, checked
from tests.faults.processes import end_leases, kill, start_worker, tick, wait_until
from users.models import User

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROWS = 2 * BATCH + 500
TABLE = "name,category\n" + "".join(f"Product {number},Ny\n" for number in range(ROWS))
BOUNDARY = "a-boundary-between-parts"
LINE = b"A company of no importance,Uppsala\r\n"


@pytest.fixture
def job(cast: Cast) -> ImportJob:
    ready = checked(cast.ada, TABLE, "products", declare={"categories": ["Ny"]})
    assert ready.phase == Phase.CHECKED
    return services.ask_for_import(ready.pk, by=cast.ada, at=AT)


@contextmanager
def worker(files: Path, **environment: str) -> Iterator[None]:
    process = start_worker("imports", FILES_DIR=str(files), **environment)
    try:
        yield
    finally:
        kill(process)


def phase_of(job: ImportJob) -> Phase:
    """After another tick of the scheduler."""
    tick("exchange.tasks.carry_out_imports", "imports")
    return ImportJob.objects.get(pk=job.pk).phase


@pytest.mark.parametrize("percent", [30, 90])
def test_a_worker_killed_in_the_middle_is_followed_by_another(
    job: ImportJob, own_files: Path, tmp_path: Path, percent: int
) -> None:
    events = event_models()[Product]._default_manager
    before = (Product.objects.count(), events.count(), Category.objects.count())
    fell = tmp_path / "fell"
    with worker(own_files, CRM_FAILPOINTS=f"import.at_{percent}_percent@{fell}=kill"):
        tick("exchange.tasks.carry_out_imports", "imports")
        wait_until(fell.exists)
        assert (Product.objects.count(), events.count(), Category.objects.count()) == before
        end_leases(ImportJob)
        wait_until(lambda: phase_of(job) == Phase.IMPORTED)
    done = ImportJob.objects.get(pk=job.pk)
    assert done.attempt == 2
    assert Product.objects.filter(category__name="Ny").count() == ROWS
    assert events.count() == before[1] + ROWS
    assert Category.objects.count() == before[2] + 1
    assert events.filter(pgh_context_id=done.context_id).count() == ROWS


class Upload:
    """A request by hand, so that it can break off."""

    def __init__(self, address: str, by: User, rows: int) -> None:
        client = Client()
        client.force_login(by)
        client.get("/import/new/")
        token = client.cookies["csrftoken"].value
        self.address = urlsplit(address)
        self.cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        fields = {"csrfmiddlewaretoken": token, "kind": "accounts"}
        head = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        head += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        end = f"\r\n--{BOUNDARY}--\r\n"
        self.body = head.encode() + b"name,city\r\n" + LINE * rows + end.encode()

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Host": self.address.netloc,
            "Origin": f"http://{self.address.netloc}",
            "Cookie": self.cookies,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(len(self.body)),
        }

    @contextmanager
    def half(self) -> Iterator[None]:
        """Half of it is sent; at the end of the block the line is cut."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        place = (self.address.hostname or "", self.address.port or 0)
        with socket.create_connection(place, timeout=30) as line:
            line.sendall(f"POST /import/new/ HTTP/1.1\r\n{head}\r\n".encode())
            line.sendall(self.body[: len(self.body) // 2])
            yield

    def whole(self) -> int:
        connection = http.client.HTTPConnection(self.address.netloc, timeout=60)
        connection.request("POST", "/import/new/", self.body, self.headers)
        status = connection.getresponse().status
        connection.close()
        return status


def test_an_upload_that_breaks_off_leaves_nothing_and_can_be_begun_again(
    cast: Cast, own_files: Path, tmp_path: Path
) -> None:
    def kept() -> list[Path]:
        return [path for path in own_files.rglob("*") if path.is_file()]

    with running_server(tmp_path / "static", FILES_DIR=str(own_files)) as address:
        upload = Upload(address, cast.ada, rows=100_000)
        with upload.half():
            wait_until(kept)
        wait_until(lambda: not kept())
        assert not ImportJob.objects.exists()
        assert upload.whole() == 302
    job = ImportJob.objects.get()
    assert [path.name for path in kept()] == [job.file_key]
    assert job.profile["is_whole"] is False
