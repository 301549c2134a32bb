"""People at the customers: invented names, and numbers from the ranges reserved for fiction."""

from collections.abc import Iterator
from random import Random

FIRST = (
    "Anna Eva Birgitta Maria Karin Elsa Linnéa Astrid Ebba Saga Maja Elin Hanna Ulla "
    "Kerstin Amina Leila Zahra Lars Mikael Anders Erik Per Olle Nils Gustav Axel "
    "Viktor Björn Håkan Göran Åke Sören Jörgen Mattias Fredrik Daniel Ali Omar Tomasz "
    "Göte Örjan Siv Märit"
)
LAST = (
    "Berg Lindgren Åström Öhman Ek Hedlund Sandberg Nordin Holm Wallin Björk Dahl "
    "Forsberg Åberg Sundin Löfgren Hägglund Ström Nyström Eklund Lundin Sjöberg "
    "Vikström Östlund Hammar Falk Rydén Nygren Moberg Strand Ahmed Kovač Nowak Haile "
    "Rossi Svärd Ljung Kvist"
)
TITLES = (
    "Inköpschef",
    "Fastighetschef",
    "Vd",
    "Hållbarhetschef",
    "Driftchef",
    "Ekonomichef",
    "Energicontroller",
    "Förvaltare",
    "Projektledare",
    "Teknisk chef",
)


def people(random: Random) -> Iterator[tuple[str, str]]:
    """First and last names, no pair twice."""
    pairs = [(first, last) for first in FIRST.split() for last in LAST.split()]
    random.shuffle(pairs)
    return iter(pairs)


def mobiles() -> Iterator[str]:
    """070-174 06 05 to 99: set aside for films and books by the Swedish telecom authority."""
    return (f"070-174 06 {number:02}" for number in range(5, 100))


def landlines() -> Iterator[str]:
    """040-628 04 00 to 99 and 08-465 004 00 to 99, set aside likewise."""
    yield from (f"040-628 04 {number:02}" for number in range(100))
    yield from (f"08-465 004 {number:02}" for number in range(100))
