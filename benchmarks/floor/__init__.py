"""The least that a page of Django costs: the middleware of a new project, one indexed list of 25
rows by the ORM, 20 kB of HTML. Nobody signs in.
"""
