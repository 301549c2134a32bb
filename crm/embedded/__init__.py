"""A real PostgreSQL and Redis in a data folder; what `bin/start`, `bin/manage`, `bin/test` run.

Only `prepare` uses Django: the other modules make the environment that its settings read.
"""
