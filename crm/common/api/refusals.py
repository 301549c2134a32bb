"""Refusals that Django REST framework has no class for."""

from rest_framework.exceptions import APIException


class ApiProblem(APIException):
    """Parsers raise it too, which are loaded before the handler of problems."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status_code = status
