"""Under which account the servers run.

PostgreSQL refuses to run as root. An ordinary user runs the servers as themselves. As root they
run as the account that owns the database already, else as `postgres` where that account exists,
else as `nobody`. No existing folder is opened up for it: one it cannot enter is refused with a
message.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from crm.embedded.errors import StartError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def setpriv(self) -> list[str]:
        return ["--reuid", str(self.uid), "--regid", str(self.gid), "--clear-groups"]


def server_account(cluster: Path) -> Account | None:
    """The account to change to, or None where the servers run as the caller."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return _account(known[name])
    raise StartError(
        "PostgreSQL does not run as root, and there is no account “postgres” or “nobody” here. "
        "Start as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def require_reach(account: Account | None, folder: Path) -> None:
    """Ask the kernel, as that account, whether `folder` can be entered."""
    if account is None:
        return
    argv = ["setpriv", *account.setpriv(), "--", "test", "-x", str(folder)]
    if subprocess.run(argv, cwd="/", check=False).returncode != 0:
        raise StartError(
            f"The servers run as “{account.name}” when started by root, and that account cannot "
            f"enter {folder}. Choose a folder it can reach, such as --data /var/lib/my-crm, leave "
            "--data out, or start as the ordinary user who owns the folder. "
            "No permission was changed."
        )


def give(account: Account | None, folder: Path, mode: int = 0o700) -> None:
    """Make `folder` for the account; one that is there already must belong to it, and stays."""
    uid = os.geteuid() if account is None else account.uid
    if not folder.exists():
        folder.mkdir(mode=mode)
        folder.chmod(mode)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
    if folder.is_symlink() or folder.stat().st_uid != uid:
        raise StartError(f"{folder} belongs to another account; choose another with --data.")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
