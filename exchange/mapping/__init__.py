"""From rows to values: the mapping file, its validation, and the conversion of cells. Knows no
database.
"""
