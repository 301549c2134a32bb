"""Views: a list's address kept under a name, pinned, shared, opened by the menu."""
