"""From mapped rows to records: staging, matching, planning, applying. Every kind of record is a
file in kinds/.
"""
