"""The mapping file as JSON: bounded, and without the keys that JSON would drop in silence."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from crm.common.strict_json import no_constant, refuse_unkept
from exchange.mapping.schema import MappingError

MAX_BYTES = 1 << 20


def read_json(path: Path) -> Any:
    """Raises MappingError when the file is missing, too big, not JSON, or names a key twice."""
    if not path.is_file():
        raise MappingError([_("There is no mapping file “%(path)s”.") % {"path": path}])
    if path.stat().st_size > MAX_BYTES:
        raise MappingError([_("The mapping file is larger than 1 MB.")])
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = json.loads(text, parse_constant=no_constant, object_pairs_hook=_once)
        refuse_unkept(found)
    except UnicodeDecodeError as error:
        raise MappingError([_("The mapping file is not UTF-8.")]) from error
    except (ValueError, RecursionError) as error:
        message = _("The mapping file is not valid JSON: %(detail)s.")
        raise MappingError([message % {"detail": error}]) from error
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        twice = counts.most_common(1)[0][0]
        raise MappingError([_("The key “%(key)s” stands twice in one place.") % {"key": twice}])
    return found
