"""A first mapping for a file: by the names of its columns, and by what stands in them."""

from exchange.suggesting.suggest import suggested_mapping

__all__ = ["suggested_mapping"]
