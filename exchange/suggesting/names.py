"""How columns are called elsewhere, in English and Swedish, beside the names of the fields."""

import re
import unicodedata

NAMES: dict[str, dict[str, str]] = {
    "users": {
        "full_name": "name, full name, employee, sales agent, agent, sales rep, salesperson, user,"
        " namn, anställd, säljare, medarbetare, användare",
        "sort_name": "sort name, sorteringsnamn",
        "email": "email, e-mail, mail, e-mail address, e-post, epost, e-postadress, mejl",
        "role": "role, roll, befattning",
        "team": "team, regional office, office, region, department, group, grupp, kontor,"
        " avdelning, lag",
        "head": "manager, head, sales head, team lead, boss, chef, säljchef, teamledare",
        "language": "language, språk",
        "time_zone": "time zone, timezone, tidszon",
    },
    "products": {
        "name": "product, name, product name, item, article, produkt, namn, produktnamn, artikel,"
        " benämning",
        "category": "category, series, product group, family, kategori, serie, produktgrupp,"
        " varugrupp",
        "list_price": "list price, price, sales price, unit price, pris, listpris,"
        " försäljningspris",
        "currency": "currency, valuta",
        "description": "description, beskrivning",
        "is_active": "active, is active, on sale, aktiv, till salu",
    },
    "accounts": {
        "name": "account, account name, company, company name, customer, client, organisation,"
        " organization, name, kund, kundnamn, företag, företagsnamn, bolag, namn",
        "org_number": "org number, organisation number, organization number, orgnr, org nr,"
        " org.nr, organisationsnummer, registration number, company number",
        "vat_number": "vat, vat number, vat no, momsnummer, moms nr, vat nr,"
        " momsregistreringsnummer",
        "lifecycle": "lifecycle, status, livscykel, kundstatus",
        "sector": "sector, industry, line of business, bransch, sektor",
        "source": "source, lead source, källa, ursprung",
        "parent": "parent, parent company, parent account, subsidiary of, moderbolag, ägs av,"
        " dotterbolag till, koncern",
        "owner": "owner, account owner, account manager, sales agent, ansvarig, kundansvarig,"
        " säljare, ägare",
        "team": "team, grupp, lag",
        "country": "country, office location, location, land",
        "city": "city, town, ort, stad, postort",
        "website": "website, web, url, homepage, webbplats, hemsida",
        "employees": "employees, number of employees, headcount, anställda, antal anställda",
        "annual_revenue": "revenue, annual revenue, turnover, sales, omsättning, årsomsättning",
        "founded_year": "founded, year established, established, year founded, grundat,"
        " grundat år, startår",
        "currency": "currency, valuta",
        "description": "description, notes, comment, beskrivning, anteckning, kommentar",
    },
    "contacts": {
        "full_name": "name, full name, contact, contact name, contact person, person, namn,"
        " kontakt, kontaktperson",
        "sort_name": "sort name, sorteringsnamn",
        "language": "language, språk",
        "email": "email, e-mail, mail, e-mail address, e-post, epost, e-postadress, mejl",
        "phone": "phone, telephone, phone number, work phone, telefon, telefonnummer, tel",
        "mobile": "mobile, cell, mobile phone, cell phone, mobil, mobiltelefon, mobilnummer",
        "account": "account, company, customer, organisation, organization, employer, kund,"
        " företag, bolag, arbetsgivare",
        "title": "title, job title, position, titel, befattning, roll",
        "notes": "notes, comment, description, anteckning, anteckningar, kommentar",
    },
    "deals": {
        "name": "deal, deal name, opportunity, opportunity name, name, affär, affärsnamn, namn",
        "external_id": "opportunity id, deal id, affärs id, affärsnummer, ärendenummer",
        "account": "account, company, customer, client, kund, företag, bolag",
        "owner": "owner, sales agent, agent, sales rep, salesperson, account manager, ansvarig,"
        " säljare, ägare",
        "product": "product, item, produkt, artikel",
        "quantity": "quantity, qty, units, antal, kvantitet",
        "unit_price": "unit price, price, à-pris, styckpris, pris",
        "pipeline": "pipeline, process, försäljningsprocess",
        "stage": "stage, deal stage, sales stage, status, phase, steg, fas, säljsteg",
        "engaged_on": "engaged, engage date, engagement date, start date, opened, created,"
        " startdatum, skapad, öppnad, påbörjad",
        "closed_on": "closed, close date, closed date, closing date, avslutad, stängd,"
        " avslutsdatum, stängningsdatum",
        "expected_close_on": "expected close, expected close date, expected to close, due,"
        " förväntat avslut, beräknat avslut",
        "value": "value, close value, deal value, amount, total, belopp, värde, affärsvärde,"
        " summa",
        "currency": "currency, valuta",
        "probability": "probability, sannolikhet",
        "lost_reason": "lost reason, reason, förlustorsak, orsak",
        "lost_note": "lost note, lost comment, kommentar till förlust",
        "description": "description, notes, comment, beskrivning, anteckning, kommentar",
    },
}
IDENTIFIERS = "id, external id, key, number, no, nr, nummer, externt id, kundnummer, kundnr"


def plain(name: str) -> str:
    """Letters and digits only, so that “Org.nr” and “org_nr” are one."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[\W_]+", "", folded)


def spellings(kind: str, field: str) -> set[str]:
    listed = [*NAMES[kind].get(field, "").split(","), field]
    if field == "external_id":
        listed += IDENTIFIERS.split(",")
    return {plain(name) for name in listed} - {""}
