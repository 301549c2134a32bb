"""What a person meets: the pages in a real Chromium, from a real server, as in production.

A request that would leave the machine, a line in the browser's console, a script error or a report
of the Content-Security-Policy fails the test.
"""
