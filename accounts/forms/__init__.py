from accounts.forms.account import AccountForm, LifecycleForm, MemberForm
from accounts.forms.choosers import account_chooser
from accounts.forms.contact import ContactForms

__all__ = ["AccountForm", "ContactForms", "LifecycleForm", "MemberForm", "account_chooser"]
