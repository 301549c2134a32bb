"""What the figures were taken on."""

import os
import platform
import re
from pathlib import Path

from django.db import connection


def described() -> str:
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    names = re.findall(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return (
        f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, "
        f"{int(memory[1]) / 1024**2 if memory else 0:.0f} GB RAM, PostgreSQL {version}, "
        f"Python {platform.python_version()}; load {os.getloadavg()[0]:.1f} at the start"
    )
