from pathlib import Path

import pytest

from tests.cast import Cast
from tests.exchange.helpers import Importer


@pytest.fixture
def importer(cast: Cast, tmp_path: Path) -> Importer:
    return Importer(tmp_path, cast.ada)
