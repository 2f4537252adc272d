"""What looks like a patient's data is pointed at; what every clinic writes is not."""

import re
import time
from pathlib import Path

import pytest

from editions.tools.patient_data import marks_in

ROOT = Path(__file__).parents[2]
SIGNS = {
    "social-security": [
        "His number is 123-45-6789.",
        "123–45–6789",
        "SSN 123 45 6789",
        "Social Security number: 123456789",
        "Número de seguro social: 123-45-6789",
    ],
    "medicare-number": ["Medicare 1EG4-TE5-MK73", "1EG4TE5MK73"],
    "birth-date": [
        "Maria Lopez, DOB 3/4/1956",
        "D.O.B.: 03-04-56",
        "date of birth: March 4, 1956",
        "Ana Gray, born 3/4/1956, came on Monday",
        "born on 4 March 1956",
        "birthdate 1956-03-04",
        "Fecha de nacimiento: 4 de marzo de 1956",
        "Ana Gil, nacida el 04/03/1956",
        "nació el 4 de marzo de 1956",
        "Maria Lopez (03/04/1956)",
        "John Q Public 1956-03-04",
    ],
    "record-number": [
        "MRN 0012345",
        "MRN: A-123456",
        "![scan](IMG_MRN123456.png)",
        "medical record number is 1234567",
        "Chart no. 99887",
        "patient ID: 445566",
        "Historia clínica n.º 123456",
        "Número de historia clínica: 123456",
        "Expediente médico 556677",
        "NHC 445566",
    ],
    "member-number": [
        "member ID: XYZ123456789",
        "Subscriber no. 123456789",
        "Número de afiliado: 123456789",
        "ID de miembro W123456789",
    ],
    "patient-name": [
        "Patient: Maria Lopez, call 555-555-0142",
        "patient Mrs. Lopez (555) 555-0142",
        "Patient name: Maria Lopez",
        "Nombre del paciente: Ana Gil",
        "Paciente: Ana Gil, tel. 555-555-0142",
    ],
    "dicom": ["(0010,0010) LOPEZ^MARIA", "PatientName=LOPEZ", "see IM0001.dcm"],
}
NO_SIGNS = [
    "Call 555-555-0142 or 555-0142, extension 123.",
    "Call +1 555-555-0167 by 3/4/2026.",
    "This price holds from 01/02/2026 to 06/30/2026.",
    "Most people who have this are 65 years old, or older.",
    "Springfield, TX 75000-1234",
    "12 Invented Way, Springfield, CA 90000",
    "Reviewed on March 4, 2025 by Sample Reviewer.",
    "The clinic was founded in 1956. Dr. Gray was born in Ohio.",
    "Anthem TRANS.00035, policy number 0411, CPT 63047, ICD-10 M48.061, SNOMED 76107001",
    "Patient Advocate Foundation, 800-532-5274",
    "Patients: call us at 555-555-0142 if you have a fever.",
    "Bring your insurance card, your member ID and a list of your medicines.",
    "Ask for a copy of your medical record. There is no charge.",
    "Traiga su número de afiliado y su historia clínica.",
    "Una persona nacida con el canal estrecho puede tener dolor.",
    "El precio vale del 1/2/2026 al 30/6/2026.",
    "PMID 35503342, doi:10.1001/jama.2022.5921, 2022;327(17):1688-1699",
    "Katz JN, Zimmerman ZE, Mass H, Makhni MC. 2022.",
    "10-15-2024, 100-200 people, $5,200-6,900, 000-12-3456",
    "NCT04849429, ISBN 978-3-16-148410-0",
]


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in SIGNS.items() for text in texts]
)
def test_a_sign_is_seen(code, text):
    assert code in {mark.code for mark in marks_in(text)}


@pytest.mark.parametrize("text", NO_SIGNS)
def test_what_every_clinic_writes_is_no_sign(text):
    assert marks_in(text) == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "clinics/demo").glob("*.toml")), ids=lambda file: file.name
)
def test_the_demo_in_both_languages_raises_no_alarm(file):
    assert marks_in(file.read_text()) == []


def test_only_what_can_be_nothing_else_is_sure():
    sure = {code for code, texts in SIGNS.items() for t in texts for m in marks_in(t) if m.is_sure}
    assert sure == {"social-security", "medicare-number"}


def test_a_mark_names_its_line_once_and_never_repeats_what_it_saw():
    marks = marks_in("Fine.\n\n123-45-6789 and 123-45-6780")

    assert [(mark.line, mark.code) for mark in marks] == [(3, "social-security")]
    assert not re.search(r"\d", marks[0].message)


@pytest.mark.parametrize(
    "piece", ["A", "Aa ", "1-", "MRN ", "patient: Aa ", "born ", "1", "a_", "Aa Aa, ", "id de "]
)
def test_long_hostile_texts_are_read_in_little_time(piece):
    text = piece * (50_000 // len(piece))
    start = time.process_time()

    marks_in(text)

    assert time.process_time() - start < 1
