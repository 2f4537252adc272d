"""What a picture's file says of a patient, told before it is refused: a scan may show the name too.

Marks beside the pixels are dropped when the picture is written again; what stands in the pixels is not.
"""

import re

from django.utils.translation import gettext as _

from editions.tools.patient_data import marks_in

PREAMBLE = 128  # DICOM PS3.10, 7.1: then the four letters
NAMED = re.compile(
    rb"DICOM|Patient'?s?[ _-]?(?:Name|ID\b|Birth)|\(0010,\s?00[1-4]0\)", re.IGNORECASE
)


def patient_mark(upload) -> str:
    """The words of the refusal; "" for a file that says nothing of a patient. Reads it from its start."""
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    if data[PREAMBLE : PREAMBLE + 4] == b"DICM":
        return _(
            "This file comes from a scanner (DICOM) and holds a patient's data. Choose a picture that "
            "shows no patient."
        )
    if NAMED.search(data):
        return _(
            "A patient's data stands in this picture's file. Choose a picture that shows no patient."
        )
    if marks_in(getattr(upload, "name", "") or ""):
        return _(
            "The name of this file looks like a patient's. Choose a picture that shows no patient."
        )
    return ""
