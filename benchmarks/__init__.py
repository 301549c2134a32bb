"""How fast the program is with a large company (`bin/manage benchmark`, docs/performance.md)."""
