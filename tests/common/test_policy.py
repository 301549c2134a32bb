"""The Content-Security-Policy allows own files only."""

from csp.constants import NONCE
from django.conf import settings
from django.test import Client


def test_no_page_may_use_inline_styles_or_scripts(client: Client, db: None) -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert not any(NONCE in sources for sources in policy.values())
    header = client.get("/auth/login/").headers["Content-Security-Policy"]
    sources = dict(part.strip().split(" ", 1) for part in header.split(";"))
    assert (sources["style-src"], sources["script-src"]) == ("'self'", "'self'")
    assert "unsafe" not in header
