"""A document that goes to its file page by page, so that thousands of pages need no more memory than one.

reportlab keeps every page until it saves. Here the objects of a page are written as soon as it ends, which a PDF
allows: its table of places stands at the end.
"""

from typing import Any, BinaryIO

from reportlab.pdfbase.pdfdoc import (
    PDFCrossReferenceTable,
    PDFFile,
    PDFIndirectObject,
    PDFObjectReference,
    PDFStream,
    PDFTrailer,
    PDFZCompress,
)


class Stream:
    """The objects of one document of reportlab, in the order in which they were finished."""

    def __init__(self, document: Any, out: BinaryIO) -> None:
        self._document = document
        self._file = _begun(document, out)

    def page_ended(self) -> None:
        """The page that was shown last is written and forgotten, but for its place."""
        document = self._document
        page = document.Pages.pages[-1]
        name = page.__InternalName__
        page.Contents = PDFStream(content=page.stream, filters=[PDFZCompress])
        self._write(name)  # which gives its content a number
        self._write(page.Contents.__InternalName__)
        document.Pages.pages[-1] = PDFObjectReference(name)
        for gone in (name, page.Contents.__InternalName__):
            document.idToObject[gone] = None

    def end(self, canvas: Any) -> None:
        """What pages share: fonts with the characters that were used, and the places of all objects."""
        document = self._document
        for font in document.delayedFonts:
            font.addObjects(document)
        document.info.invariant = document.invariant
        document.info.digest(document.signature)
        root, info = document.Reference(document.Catalog), document.Reference(document.info)
        document.Outlines.prepare(document, canvas)
        if document.Outlines.ready < 0:
            document.Catalog.Outlines = None
        number = 0
        while (number := number + 1) in document.numberToId:  # to write one may add others
            name = document.numberToId[number]
            if name not in document.idToOffset:
                self._write(name)
        table = PDFCrossReferenceTable()
        table.addsection(0, [document.numberToId[at] for at in range(1, number)])
        place = self._file.add(table.format(document))
        trailer = PDFTrailer(startxref=place, Size=number, Root=root, Info=info, ID=document.ID())
        self._file.add(trailer.format(document))

    def _write(self, name: str) -> None:
        document = self._document
        whole = PDFIndirectObject(name, document.idToObject[name]).format(document)
        document.idToOffset[name] = self._file.add(whole)


def _begun(document: Any, out: BinaryIO) -> Any:
    """With what reportlab begins a file; what is added goes out at once."""
    file: Any = PDFFile(document._pdfVersion)
    out.write(b"".join(file.strings))
    setattr(file, "write", out.write)  # noqa: B010 - its type does not say that it may be set
    return file
