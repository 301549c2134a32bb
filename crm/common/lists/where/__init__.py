"""The filter builder: conditions on declared fields, joined by *all* and *any*, in the address.

    where={"all":[["owner","any",["me"]],{"any":[["city","is","Lund"],["created","last",30]]}]}

`periods` and `operands` say what values mean, `kinds` which operators a field has, `fields` what a
room declares, `parsing` reads the address strictly, `wording` says it in words, `builder` is the
form.
"""
