"""The program as it is served, and beside it an eye on the SQL of the requests that ask for it.

A request with the header `X-Benchmark-Sql` has its statements, with their values, written to the
file that BENCHMARK_SQL names. Other requests pass untouched.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection

from crm.wsgi import application as program

ASKED = "HTTP_X_BENCHMARK_SQL"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if ASKED not in environ:
        return program(environ, start_response)
    statements: list[str] = []

    def watched(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        statements.append(context["cursor"].cursor.mogrify(sql, params).decode())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watched):
        answer = program(environ, start_response)
    Path(os.environ["BENCHMARK_SQL"]).write_text(json.dumps(statements))
    return answer
