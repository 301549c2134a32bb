from deals.forms.deal import DealForm, DealForms
from deals.forms.moving import MoveForm

__all__ = ["DealForm", "DealForms", "MoveForm"]
