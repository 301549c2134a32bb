"""Error pages stand on their own: some are shown before anybody is known."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_no_request(status: str) -> None:
    assert '<main id="main"' in render_to_string(f"{status}.html")


@pytest.mark.parametrize("status", ["403", "404"])
def test_a_visitor_gets_the_error_without_the_menu(status: str) -> None:
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    assert "nav-main" not in render_to_string(f"{status}.html", request=request)
