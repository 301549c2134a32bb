"""Names of companies, people and places, Swedish and foreign."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from exchange.demonstration import names
from exchange.demonstration.people import plain
from exchange.generating.chance import weighted


@dataclass(frozen=True)
class Country:
    code: str
    currency: str
    language: str
    share: float
    forms: tuple[str, ...]
    cities: tuple[str, ...]


COUNTRIES = (
    Country("SE", "SEK", "sv", 78, ("AB", "AB", "AB", "AB", "HB", "ek. för."), (
        "Stockholm", "Göteborg", "Malmö", "Uppsala", "Västerås", "Örebro", "Linköping",
        "Helsingborg", "Jönköping", "Norrköping", "Lund", "Umeå", "Gävle", "Borås", "Södertälje",
        "Eskilstuna", "Halmstad", "Växjö", "Karlstad", "Sundsvall", "Östersund", "Trollhättan",
        "Luleå", "Kalmar", "Falun", "Skellefteå", "Kristianstad", "Skövde", "Nyköping",
    )),
    Country("NO", "NOK", "nb", 7, ("AS",), ("Oslo", "Bergen", "Trondheim", "Tromsø", "Bodø")),
    Country("FI", "EUR", "fi", 5, ("Oy", "Oyj"), ("Helsinki", "Turku", "Tampere", "Vaasa")),
    Country("DK", "DKK", "da", 4, ("A/S", "ApS"), ("København", "Aarhus", "Odense", "Aalborg")),
    Country("DE", "EUR", "de", 3, ("GmbH", "AG"), ("Hamburg", "Köln", "München", "Lübeck")),
    Country("GB", "GBP", "en", 2, ("Ltd", "plc"), ("Leeds", "Bristol", "Glasgow", "York")),
    Country("US", "USD", "en", 1, ("Inc.", "LLC"), ("Boston", "Duluth", "Seattle", "Austin")),
)  # fmt: skip
SECTORS = (
    "Tillverkning", "Handel", "Bygg och anläggning", "Vård och omsorg", "Utbildning", "Bostäder",
    "Kontor och lokaler", "Hotell och restaurang", "Transport och logistik", "Energi", "Livsmedel",
    "IT och telekom", "Skog och trä", "Offentlig sektor", "Finans", "Konsultverksamhet",
)  # fmt: skip
TRADES = (
    "Bygg", "Måleri", "Rör", "El", "Plåt", "Mekaniska", "Verkstad", "Transport", "Logistik",
    "Fastigheter", "Bostäder", "Kontor", "Hotell", "Bageri", "Bryggeri", "Livs", "Möbler",
    "Papper", "Glas", "Trä", "Såg", "Energi", "Värme", "Kyl", "Data", "Konsult", "Revision",
    "Vård", "Tandvård", "Skolor", "Städ", "Trädgård", "Maskin", "Stål", "Plast", "Tryck", "Media",
    "Lager", "Handel", "Bil", "Däck", "Optik", "Apotek", "Förvaltning", "Åkeri", "Lås & Larm",
)  # fmt: skip
ROOTS = (
    "Nord", "Syd", "Väst", "Öst", "Fjäll", "Skärgårds", "Åker", "Älv", "Ö", "Sjö", "Berg", "Dal",
    "Ekhags", "Lind", "Björk", "Alm", "Gran", "Sten", "Järn", "Silver", "Guld", "Koppar", "Kvarn",
    "Bro", "Hamn", "Torg", "Slotts", "Kungs", "Drott", "Riks", "Svea", "Göta", "Mälar", "Vätter",
    "Hjälmar", "Siljans", "Bråvikens", "Öresunds", "Bohus", "Roslags", "Bergslags", "Ådalens",
)  # fmt: skip
MORE_FIRST = (
    "Johan Karl Emma Lisa Sara Ida Julia Alva Wilma Freja Oscar William Lucas Elias Hugo Liam "
    "Alexander Oliver Filip Anton Simon Jonas Marcus Henrik Magnus Stefan Peter Thomas Jan Bengt "
    "Ingrid Margareta Gunilla Marianne Ylva Åsa Märta Moa Tuva Signe Aisha Fatima Yusuf Ivan Olga"
)
MORE_LAST = (
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson "
    "Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström "
    "Olofsson Lindqvist Axelsson Bergström Lundberg Lundgren Berglund Mattsson Fredriksson "
    "Sandström Henriksson Danielsson Håkansson Gunnarsson Samuelsson Bergqvist Fransson Nyberg "
    "Arvidsson Isaksson Lundqvist Söderberg Månsson Engström Blomqvist Åkesson Ågren Öberg Öst"
)
FIRST = tuple((name, plain(name)) for name in f"{names.FIRST} {MORE_FIRST}".split())
LAST = tuple((name, plain(name)) for name in f"{names.LAST} {MORE_LAST}".split())


@dataclass(frozen=True, slots=True)
class Person:
    full_name: str
    sort_name: str
    mailbox: str


def person(random: Random) -> Person:
    """One in three has two family names, so that not too many are called the same."""
    first, short_first = random.choice(FIRST)
    last, short_last = random.choice(LAST)
    if random.random() < 0.33:
        second, short_second = random.choice(LAST)
        last, short_last = f"{second} {last}", f"{short_second}{short_last}"
    return Person(f"{first} {last}", f"{last}, {first}", f"{short_first}.{short_last}")


def country(random: Random) -> Country:
    return weighted(random, [(land, land.share) for land in COUNTRIES])


def company_name(random: Random, land: Country) -> tuple[str, str]:
    """The name and its beginning without the legal form."""
    stem = random.choices(_SHAPES, (30, 25, 20, 15, 10))[0](random)
    return f"{stem} {random.choice(land.forms)}", stem


def _rooted(random: Random) -> str:
    return f"{random.choice(ROOTS)}{random.choice(TRADES).lower()} {random.choice(TRADES)}"


def _family(random: Random) -> str:
    return f"{random.choice(LAST)[0]} & {random.choice(LAST)[0]} {random.choice(TRADES)}"


def _named(random: Random) -> str:
    first, last = random.choice(FIRST)[0], random.choice(LAST)[0]
    return f"{first} {_of(last)} {random.choice(TRADES)}"


def _local(random: Random) -> str:
    town = random.choice(COUNTRIES[0].cities)
    return f"{_of(town)} {random.choice(ROOTS)}{random.choice(TRADES).lower()}"


def _of(name: str) -> str:
    return name if name.endswith("s") else f"{name}s"


def _plain(random: Random) -> str:
    return f"{random.choice(ROOTS)}{random.choice(ROOTS).lower()} {random.choice(TRADES)}"


_SHAPES = (_rooted, _family, _named, _local, _plain)


def mobiles(random: Random) -> Iterator[str]:
    """Swedish numbers of nine digits after 074, a series that is not given out; none twice."""
    step, number = 7_654_321, random.randrange(10_000_000)  # no common divisor with 10^7
    while True:
        number = (number + step) % 10_000_000
        text = f"{number:07}"
        yield f"074-{text[:3]} {text[3:5]} {text[5:]}"
