"""The customers: who they are, where, how large, and how far the relation has come."""

from dataclasses import dataclass

from accounts.models import Lifecycle

PUBLIC, CARE, HOMES = "Offentlig sektor", "Vård och omsorg", "Bostäder"
OFFICES, INDUSTRY, RETAIL = "Kontor och lokaler", "Tillverkning", "Handel"
HOTELS, SCHOOLS = "Hotell och restaurang", "Utbildning"

SUSPECT, PROSPECT, ACTIVE = Lifecycle.SUSPECT, Lifecycle.PROSPECT, Lifecycle.ACTIVE
KEY, DORMANT, LOST, BACK = Lifecycle.KEY, Lifecycle.DORMANT, Lifecycle.LOST, Lifecycle.WON_BACK


@dataclass(frozen=True)
class Company:
    """`parent` is the name of another company of the list, `north` which team serves it."""

    name: str
    city: str
    sector: str
    employees: int
    lifecycle: Lifecycle
    north: bool = False
    parent: str = ""
    country: str = "SE"
    currency: str = "SEK"


COMPANIES = (
    Company("Åkerö Hälsovård AB", "Uppsala", CARE, 420, KEY, north=True),
    Company("Älvsala kommun", "Älvsala", PUBLIC, 2600, KEY, north=True),
    Company("Norrbygdens Bostäder AB", "Umeå", HOMES, 145, KEY, north=True),
    Company("Fjällsäter Hotell & Spa AB", "Östersund", HOTELS, 210, KEY, north=True),
    Company("Öresunds Kontorshus AB", "Malmö", OFFICES, 60, KEY),
    Company("Västerviks Precision AB", "Västervik", INDUSTRY, 330, KEY),
    Company("Kungsstads Fastigheter AB", "Göteborg", OFFICES, 95, KEY),
    Company("Skånegårdens Vårdhem AB", "Lund", CARE, 280, KEY),
    Company("Gävle Papper & Kartong AB", "Gävle", INDUSTRY, 510, ACTIVE, north=True),
    Company("Sundets Livs AB", "Sundsvall", RETAIL, 160, ACTIVE, north=True),
    Company("Luleå Stålmontage AB", "Luleå", INDUSTRY, 190, ACTIVE, north=True),
    Company("Ljusnans Friskolor AB", "Hudiksvall", SCHOOLS, 120, ACTIVE, north=True),
    Company("Mälarbrons Fastigheter AB", "Västerås", OFFICES, 45, ACTIVE, north=True),
    Company("Storsjöns Bryggeri AB", "Östersund", INDUSTRY, 70, ACTIVE, north=True),
    Company("Tunadals Vårdcentral AB", "Sundsvall", CARE, 85, ACTIVE, north=True),
    Company("Hälsinge Trähus AB", "Söderhamn", INDUSTRY, 230, ACTIVE, north=True),
    Company("Öringe kommun", "Öringe", PUBLIC, 1450, ACTIVE, north=True),
    Company("Bergslagens Möbler AB", "Örebro", RETAIL, 140, ACTIVE, north=True),
    Company("Ångermans Energi AB", "Härnösand", PUBLIC, 175, ACTIVE, north=True),
    Company("Roslagens Äldreboende AB", "Norrtälje", CARE, 110, ACTIVE, north=True),
    Company("Ängelholms Bagerier AB", "Ängelholm", INDUSTRY, 130, ACTIVE),
    Company("Hallands Logistik AB", "Halmstad", RETAIL, 260, ACTIVE),
    Company("Kalmar Glasbruk AB", "Kalmar", INDUSTRY, 90, ACTIVE),
    Company("Bråvikens Bostäder AB", "Norrköping", HOMES, 75, ACTIVE),
    Company("Sjömarkens Hotell AB", "Borås", HOTELS, 55, ACTIVE),
    Company("Lindbackens Gymnasium AB", "Växjö", SCHOOLS, 80, ACTIVE),
    Company("Trollhöjdens Mekaniska AB", "Trollhättan", INDUSTRY, 205, ACTIVE),
    Company("Nääs Textil AB", "Borås", INDUSTRY, 65, ACTIVE),
    Company("Bohusstrand kommun", "Bohusstrand", PUBLIC, 1900, ACTIVE),
    Company("Österlens Äppelodlare ek. för.", "Simrishamn", RETAIL, 40, ACTIVE),
    Company("Göta Lagerhotell AB", "Jönköping", OFFICES, 50, ACTIVE),
    Company("Blekinge Varv AB", "Karlskrona", INDUSTRY, 310, ACTIVE),
    Company("Köpmansgårdens Galleria AB", "Helsingborg", RETAIL, 35, ACTIVE),
    Company("Visby Strandhotell AB", "Visby", HOTELS, 90, ACTIVE),
    Company(
        "Åkerö Tandvård AB", "Uppsala", CARE, 60, ACTIVE, north=True, parent="Åkerö Hälsovård AB"
    ),
    Company(
        "Åkerö Rehab AB", "Enköping", CARE, 35, PROSPECT, north=True, parent="Åkerö Hälsovård AB"
    ),
    Company(
        "Kungsstads Parkering AB",
        "Göteborg",
        OFFICES,
        25,
        ACTIVE,
        parent="Kungsstads Fastigheter AB",
    ),
    Company(
        "Kungsstads Handelshus AB",
        "Göteborg",
        RETAIL,
        30,
        ACTIVE,
        parent="Kungsstads Fastigheter AB",
    ),
    Company(
        "Älvsala Energi AB", "Älvsala", PUBLIC, 120, ACTIVE, north=True, parent="Älvsala kommun"
    ),
    Company(
        "Västerviks Verktyg AB",
        "Oskarshamn",
        INDUSTRY,
        70,
        PROSPECT,
        parent="Västerviks Precision AB",
    ),
    Company(
        "Fjordlys Eiendom AS",
        "Trondheim",
        OFFICES,
        80,
        ACTIVE,
        north=True,
        country="NO",
        currency="NOK",
    ),
    Company(
        "Nordlandet Sykehjem AS",
        "Bodø",
        CARE,
        140,
        PROSPECT,
        north=True,
        country="NO",
        currency="NOK",
    ),
    Company(
        "Osloporten Hotell AS",
        "Oslo",
        HOTELS,
        175,
        ACTIVE,
        north=True,
        country="NO",
        currency="NOK",
    ),
    Company("Saaristo Kiinteistöt Oy", "Turku", OFFICES, 65, ACTIVE, country="FI", currency="EUR"),
    Company(
        "Itämeren Teräs Oy", "Helsinki", INDUSTRY, 240, PROSPECT, country="FI", currency="EUR"
    ),
    Company("Bjursta Skolor AB", "Falun", SCHOOLS, 95, PROSPECT, north=True),
    Company("Dalabackens Byggvaror AB", "Borlänge", RETAIL, 115, PROSPECT, north=True),
    Company("Piteå Sågverk AB", "Piteå", INDUSTRY, 150, PROSPECT, north=True),
    Company("Norrvika kommun", "Norrvika", PUBLIC, 980, PROSPECT, north=True),
    Company("Sälgårdens Stugby AB", "Mora", HOTELS, 30, SUSPECT, north=True),
    Company("Kivikstrands Musteri AB", "Kivik", INDUSTRY, 45, PROSPECT),
    Company("Vätterbygdens Bostäder AB", "Motala", HOMES, 55, PROSPECT),
    Company("Ystads Köksinredningar AB", "Ystad", INDUSTRY, 85, PROSPECT),
    Company("Falkenäs Folkhögskola", "Falkenberg", SCHOOLS, 40, SUSPECT),
    Company("Mölnås Idrottshallar AB", "Mölndal", PUBLIC, 20, SUSPECT),
    Company("Linköpings Labservice AB", "Linköping", CARE, 70, DORMANT),
    Company("Skellefte Konfektion AB", "Skellefteå", RETAIL, 50, DORMANT, north=True),
    Company("Värnamo Plast & Form AB", "Värnamo", INDUSTRY, 165, LOST),
    Company("Järvsö Fjällhotell AB", "Järvsö", HOTELS, 60, LOST, north=True),
    Company("Landskrona Kyllager AB", "Landskrona", OFFICES, 40, BACK),
)
"""The towns of the municipalities are invented, too."""
