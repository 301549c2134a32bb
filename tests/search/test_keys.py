"""The key that the database keeps is the one that a typed text becomes; words follow the names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Account, Sector
from catalog.models import Product
from crm.common.search.asked import read
from crm.common.search.keys import SearchKey, search_key
from crm.common.search.models import Word
from crm.common.search.spelling import likeness, spellings
from crm.common.search.vocabulary import rebuild_words
from tests.cast import Cast

LATIN = st.characters(
    min_codepoint=0x20, max_codepoint=0x17F, exclude_characters="İŉŀĿĸŋŊŧŦſªº²³¹¼½¾×÷ʼ"
)


class Keys(TestCase):
    @settings(max_examples=60)
    @given(st.text(LATIN, max_size=60))
    def test_python_and_database_agree(self, text: str) -> None:
        sector = Sector.objects.create(name=text)
        stored = Sector.objects.annotate(key=SearchKey("name")).get(pk=sector.pk)
        assert stored.key == search_key(text)  # type: ignore[attr-defined] # the annotation
        sector.delete()


def test_letters_are_plain_and_marks_gone() -> None:
    assert search_key("Åkerö Hälsovård AB") == " akero halsovard ab "
    assert search_key("O’Brien & S.A. Größe-Łódź") == " obrien sa grose lodz "


def test_forms_are_left_out_unless_nothing_else_is_said() -> None:
    assert read("Österlens Äppelodlare ek. för.").words == ("osterlens", "appelodlare")
    assert read("AB Volvo (publ)").words == ("volvo",)
    assert read("AB").words == ("ab",)
    assert read("Nordea A/S").words == ("nordea",)


def test_a_slip_is_a_letter_wrong_missing_too_many_or_swapped() -> None:
    near = ["kalnar", "kamar", "kallmar", "kamlar"]
    assert all(likeness(word, "kalmar") > 0.8 for word in near)
    assert likeness("berg", "dahl") == 0


@pytest.mark.django_db
def test_words_follow_names_by_whatever_way_they_are_written(cast: Cast) -> None:
    Account.objects.bulk_create([Account(name="Zyxwo Alfa", currency="SEK")])
    Account.objects.filter(name="Zyxwo Alfa").update(name="Zyxwo Betalo")
    Product.objects.create(name="Qwertzu", currency="SEK")
    known = {"zyxwo", "alfa", "betalo", "qwertzu"}
    assert set(Word.objects.filter(word__in=known).values_list("word", flat=True)) == known
    assert Word.objects.filter(word="zyxwo").count() == 1
    assert "betalo" in spellings(read("betlao")).near["betlao"]
    rebuild_words()
    assert not Word.objects.filter(word="alfa").exists()
    assert Word.objects.filter(word="betalo").count() == 1
