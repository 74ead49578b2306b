"""Files that forms hand over: bounded, and kept in memory alone, for what they hold is nobody's to find on a disk.

A view that `takes_files` reads nothing before it has judged who asks: the token of its form stands in the body too.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_protect

from tearoad.operations.paper import LARGEST_BYTES, MOST_DOCUMENTS, File

View = Callable[..., HttpResponseBase]
FIELD = "files"
CHUNK_BYTES = 2**16


class Kept(FileUploadHandler):
    """Keeps of each file one byte too many at most, and of the files one too many: enough to say so."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.count = 0
        self.parts = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        self.parts = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.count <= MOST_DOCUMENTS:
            self.parts.write(raw_data[: max(0, LARGEST_BYTES + 1 - self.parts.tell())])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.parts.seek(0)
        return InMemoryUploadedFile(self.parts, self.field_name, self.file_name, None, file_size, None)


def takes_files(view: View) -> View:
    """Marks a view that hands its files to `files_of`. The token of its form is judged here, after them."""
    judged = csrf_protect(view)

    @wraps(view)
    def ready(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [Kept(request)]
        return judged(request, *args, **kwargs)

    ready.csrf_exempt = True  # type: ignore[attr-defined]
    return ready


def files_of(request: HttpRequest) -> list[File]:
    """Those of the form's field, empty ones too: a browser sends none where none was chosen."""
    found: list[Any] = request.FILES.getlist(FIELD)
    return [File(one.name or "", one.read()) for one in found]


def thrown_away(request: Any) -> None:
    """Reads a body that nobody looks at: a browser sees no answer while it still sends."""
    with suppress(OSError):  # who has gone away needs no answer
        while request.read(CHUNK_BYTES):
            pass
