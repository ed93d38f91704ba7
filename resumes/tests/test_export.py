"""The export of one's own data holds one's uploads."""

from __future__ import annotations

import io
import zipfile

from resumes.models import Resume
from resumes.services.storage import absolute, new_path


def upload(user, data):
    path = new_path(user.team_id)
    absolute(path).parent.mkdir(parents=True, exist_ok=True)
    absolute(path).write_bytes(data)
    return Resume.objects.create(
        team_id=user.team_id,
        user=user,
        filename="cv.pdf",
        path=path,
        file_size=len(data),
        sha256=data.hex().ljust(64, "0")[:64],
    )


def test_ones_own_uploads_are_in_the_export_and_no_teammates(alice, bob, browser_of):
    mine = upload(alice, b"%PDF- mine")
    upload(bob, b"%PDF- his")
    response = browser_of(alice).post("/account/export")
    data = io.BytesIO(b"".join(response.streaming_content))
    with zipfile.ZipFile(data) as archive:
        files = [name for name in archive.namelist() if name.startswith("files/")]
        assert files == [f"files/resumes/{mine.pk}-cv.pdf"]
        assert archive.read(files[0]) == b"%PDF- mine"
