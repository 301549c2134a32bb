"""The demonstration company: an invented Swedish seller of sensors and services for buildings.

It is made by the services of the rooms in one history context, which is how it is found again
when it is to be removed. Nothing in it is real: addresses end in .example, phone numbers are from
the ranges that are reserved for fiction, organisation numbers from a series that is never issued.
"""
