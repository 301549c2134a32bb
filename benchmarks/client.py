"""A client that signs in and takes the time of its requests, on a connection that stays open."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from benchmarks.database import Person

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LONGEST_SECONDS = 12
"""Of one measurement: a slow page is asked for less often, but ten times at least."""
FEWEST = 10
CONNECTIONS = 8


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]
    seconds: float


@dataclass(frozen=True)
class Times:
    """In milliseconds."""

    median: float
    p95: float
    count: int

    @classmethod
    def of(cls, seconds: list[float]) -> "Times":
        many = [1000 * one for one in seconds]
        p95 = quantiles(many, n=20)[-1] if len(many) > 1 else many[0]
        return cls(median(many), p95, len(many))


@dataclass
class Client:
    """One browser's worth of cookies and one connection."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=120)

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, headers)

    def post(self, path: str, values: Mapping[str, str], token: str) -> Answer:
        body = urlencode({**values, "csrfmiddlewaretoken": token})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.address}
        return self._send("POST", path, body, kind)

    def token(self, path: str) -> str:
        """The token of the first form of a page."""
        found = TOKEN.search(self.get(path).body.decode())
        return found[1] if found else ""

    def sign_in(self, person: Person, path: str) -> None:
        values = {"login": person.user.email, "password": person.password}
        answer = self.post(path, values, self.token(path))
        if answer.status != 302:
            raise RuntimeError(f"{person.user.email} could not sign in: {answer.status}.")

    def reconnect(self) -> None:
        """The server closes a connection on which nothing is asked for five seconds."""
        self.connection.close()

    def twin(self) -> "Client":
        return Client(self.address, dict(self.cookies))

    def _send(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        begun = perf_counter()
        self.connection.request(method, path, body, {"Cookie": cookie, **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        seconds = perf_counter() - begun
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: crumb.value for name, crumb in SimpleCookie(line).items()}
        return Answer(answer.status, content, dict(answer.headers), seconds)


def timed(client: Client, path: str, count: int) -> Times:
    """Warm GETs, one after the other."""
    for _warming in range(min(5, count)):
        client.get(path)
    seconds: list[float] = []
    while len(seconds) < count and (sum(seconds) < LONGEST_SECONDS or len(seconds) < FEWEST):
        seconds.append(client.get(path).seconds)
    return Times.of(seconds)


def per_second(client: Client, path: str, lasting: float) -> float:
    """Requests a second over eight connections that ask all the time."""
    end = perf_counter() + lasting

    def ask(other: Client) -> int:
        count = 0
        while perf_counter() < end:
            other.get(path)
            count += 1
        return count

    begun = perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        counts = list(pool.map(ask, [client.twin() for _each in range(CONNECTIONS)]))
    return sum(counts) / (perf_counter() - begun)
