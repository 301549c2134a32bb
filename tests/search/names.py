"""The company among which misspelt names are looked for: the demonstration's customers, the
MavenTech accounts, and some thousand invented names of the same towns, trades and endings.
"""

from collections.abc import Iterator
from itertools import product
from random import Random

from exchange.demonstration.companies import COMPANIES

DISTRACTORS = 4000
MAVEN = """
Acme Corporation|Betasoloin|Betatech|Bioholding|Bioplex|Blackzim|Bluth Company|Bubba Gump|Cancity
Cheers|Codehow|Condax|Conecom|Dalttechnology|dambase|Domzoom|Doncon|Donquadtech|Dontechi|Donware
Fasehatice|Faxquote|Finhigh|Finjob|Funholding|Ganjaflex|Gekko & Co|Genco Pura Olive Oil Company
Globex Corporation|Gogozoom|Golddex|Goodsilron|Green-Plus|Groovestreet|Hatfan|Hottechi|Initech
Inity|Isdom|Iselectrics|J-Texon|Kan-code|Kinnamplus|Konex|Konmatfix|Labdrill|Lexiqvolax
Massive Dynamic|Mathtouch|Nam-zim|Newex|Ontomedia|Opentech|Plexzap|Plusstrip|Plussunin|Rangreen
Rantouch|Ron-tech|Rundofase|Scotfind|Scottech|Silis|Singletechno|Sonron|Stanredtax|Statholdings
Streethex|Sumace|Sunnamplex|The New York Inquirer|Toughzap|Treequote|Umbrella Corporation
Vehement Capital Partners|Warephase|Xx-holding|Xx-zobam|Y-corporation|Yearin|Zathunicon
Zencorporation|Zoomit|Zotware|Zumgoity
"""
PLACES = """
Alingsås Arboga Arvika Askersund Avesta Boden Bollnäs Borgholm Borlänge Borås Eksjö Enköping
Eskilstuna Eslöv Fagersta Falkenberg Falun Gävle Göteborg Halmstad Haparanda Hedemora Helsingborg
Hjo Hudiksvall Huskvarna Härnösand Jönköping Kalmar Karlshamn Karlskoga Karlskrona Karlstad
Katrineholm Kiruna Kristianstad Kungsbacka Kungälv Köping Laholm Landskrona Lidköping Lindesberg
Linköping Ljungby Ludvika Luleå Lund Lycksele Lysekil Malmö Mariestad Mjölby Mora Motala Mölndal
Nora Norrköping Norrtälje Nybro Nyköping Nässjö Oskarshamn Piteå Ronneby Sala Sandviken Sigtuna
Simrishamn Skara Skellefteå Skövde Sollefteå Strängnäs Strömstad Sundsvall Säffle Säter Söderhamn
Sölvesborg Tidaholm Torshälla Tranås Trelleborg Trollhättan Trosa Uddevalla Ulricehamn Umeå
Uppsala Vadstena Varberg Vaxholm Vetlanda Vimmerby Visby Värnamo Västervik Västerås Växjö Ystad
Åmål Ängelholm Örebro Öregrund Örnsköldsvik Östersund Östhammar Norrlands Svea Göta Bergslagens
Mälardalens Skånes Smålands Hallands Blekinge Gotlands Dalarnas Värmlands Hälsinge Ångermans
Jämtlands Lapplands Roslagens Sörmlands Vätterns Vänerns Öresunds Bohus Ölands Österlens Sundets
Fjällens Kustens Nordans Storsjöns Ljusnans
"""
TRADES = """
Bostäder Fastigheter Hotell Bryggeri Bageri Logistik Åkeri Sågverk Mekaniska Precision Verktyg
Textil Konfektion Möbler Glasbruk Papper Kartong Plast Energi Elektriska Rör Bygg Byggvaror Trähus
Måleri Golv Plåt Stål Stålmontage Gjuteri Lackering Svets Maskin Traktor Lantbruk Mejeri Musteri
Kött Fisk Livs Vårdhem Vårdcentral Tandvård Rehab Hälsovård Optik Apotek Äldreboende Friskolor
Gymnasium Folkhögskola Kontorshus Galleria Handelshus Parkering Lager Kyllager Varv Marina Camping
Stugby Städ Tvätt Revision Konsult Data Media Tryckeri Film
"""
FORMS = "AB AB AB AB AB AB HB KB AS Oy Aktiebolag"
STEMS = """
Beta Bio Blue Cyber Delta Digi Donna Dura Eco Fin Flex Fun Geo Glo Gold Green Hot Info Inno Kin
Kon Lab Lexi Mass Math Mega Nano New Nova Onto Open Plex Plus Prime Quad Ran Sil Solo Stan Stat
Sun Tech Tough Tree True Umbra Vari Ware Xen Year Zen Zim Zoo Zot
"""
ENDS = """
base cast code corp drill fase find flex fix gate graph hat holding line logic lux matic media mind
plex quote soft stream strip tax tech techno touch ware zap zoom
"""
ENGLISH = "Inc Ltd Corporation Company Group Partners Holding GmbH LLC"


def known_names() -> list[str]:
    maven = MAVEN.strip().replace("\n", "|").split("|")
    return [*(company.name for company in COMPANIES), *maven]


def distractors() -> list[str]:
    """The same names each time; none is a known one, not even with another legal form."""
    random = Random(20260101)  # noqa: S311 - names, not secrets
    taken = {_bare(name) for name in known_names()}
    names = [name for name in _all_names(random) if _bare(name) not in taken]
    random.shuffle(names)
    return names[:DISTRACTORS]


def _bare(name: str) -> str:
    words = name.lower().split()
    return " ".join(words[:-1] if words[-1] in FORMS.lower().split() else words)


def _all_names(random: Random) -> Iterator[str]:
    forms, english = FORMS.split(), ENGLISH.split()
    for place, trade in product(PLACES.split(), TRADES.split()):
        genitive = place if place.endswith(("s", "z", "x")) else f"{place}s"
        yield f"{random.choice((place, genitive))} {trade} {random.choice(forms)}"
    for stem, end in product(STEMS.split(), ENDS.split()):
        form = random.choice(english)
        yield random.choice((f"{stem}{end}", f"{stem}-{end}", f"{stem}{end} {form}"))
