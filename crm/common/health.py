"""Whether this process can work: the database must answer, the broker may be away for a while."""

import logging

from celery import current_app
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.log import log_response
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger("crm.health")
AWAY = "The database does not answer."


def database_trouble() -> str:
    """Why the database does not answer; nothing when it does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        return " ".join(str(error).split()) or AWAY
    return ""


def broker_trouble() -> str:
    try:
        with current_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except BrokerError as error:
        return " ".join(str(error).split()) or "The broker does not answer."
    return ""


def logged(response: HttpResponse, request: HttpRequest, trouble: str) -> HttpResponse:
    """The 503 with one warning; Django would log it as an error of its own."""
    text = "database does not answer: %s"
    log_response(text, trouble, response=response, request=request, logger=logger, level="warning")
    return response
