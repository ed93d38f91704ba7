"""Rules of resumes: upload, change, delete, read."""

from .changing import delete_resume, update_resume
from .reading import read_and_store
from .storage import resume_bytes
from .uploading import upload_resume

__all__ = [
    "delete_resume",
    "read_and_store",
    "resume_bytes",
    "update_resume",
    "upload_resume",
]
