"""A real PostgreSQL and Redis in a folder of their own, and the programs behind `bin/start`, `bin/manage` and `bin/test`.

Only `prepare` uses Django: the other modules make the environment that its settings read.
"""
