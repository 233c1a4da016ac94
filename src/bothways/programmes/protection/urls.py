from django.urls import path

from bothways.programmes.protection.views import card, mentor, overview, person, safeguarding, texts

ROOT = "programmes/<int:number>/protection/"
PERSON = f"{ROOT}people/<int:person>/"

urlpatterns = [
    path(ROOT, overview.protection, name="protection"),
    path(f"{ROOT}people/", overview.people, name="protection_people"),
    path(f"{ROOT}erasures/", overview.retention, name="protection_erasures"),
    path(f"{ROOT}reads/", overview.reads, name="protection_reads"),
    path(f"{ROOT}texts/", texts.texts, name="protection_texts"),
    path(f"{ROOT}texts/<slug:purpose>/", texts.text, name="protection_text"),
    path(f"{ROOT}texts/<int:row>/withdraw/", texts.text_withdraw,
         name="protection_text_withdraw"),
    path(f"{ROOT}checks/", safeguarding.checks, name="protection_checks"),
    path(f"{ROOT}checks/<int:row>/revoke/", safeguarding.revoke, name="protection_check_revoke"),
    path(f"{ROOT}pairings/", safeguarding.pairings, name="protection_pairings"),
    path(f"{ROOT}pairings/<int:row>/", safeguarding.pairing, name="protection_pairing"),
    path(PERSON, person.person, name="protection_person"),
    path(f"{PERSON}consent/", person.consent_new, name="protection_consent_new"),
    path(f"{PERSON}withdraw/", person.withdraw, name="protection_withdraw"),
    path(f"{PERSON}card/", person.card, name="protection_card"),
    path(f"{PERSON}sheet.pdf", person.sheet, name="protection_sheet"),
    path(f"{PERSON}copy.<slug:ending>", person.copy, name="protection_copy"),
    path(f"{PERSON}erase/", person.erase, name="protection_erase"),
    path("programmes/<int:number>/mentor/", mentor.mine, name="mentor_pairings"),
    path("programmes/<int:number>/mentor/<int:row>/", mentor.met, name="mentor_met"),
    path("consent/<slug:token>/", card.consent_card, name="consent_card"),
]  # fmt: skip
