from lead.forms.people import PersonForm, PickForm, TeamForm
from lead.forms.pipelines import PipelineForms
from lead.forms.reports import MonthForm, RunForm

__all__ = ["MonthForm", "PersonForm", "PickForm", "PipelineForms", "RunForm", "TeamForm"]
