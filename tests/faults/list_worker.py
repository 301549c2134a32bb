"""A process that does all work on lists that is due, and ends."""

import django

if __name__ == "__main__":
    django.setup()

    from crm.common.lists.tasks import run_list_work  # it needs the line above

    run_list_work()
