"""An invented company of any size, for seeing how the program bears it: three years of history.

Who and what there is is drawn here by pure functions, the same for the same seed and day, and
written by COPY. The history triggers are told to keep still, so there is nothing to undo; versions
begin at 1. Addresses end in .example, numbers are of series that are not given out.
"""
