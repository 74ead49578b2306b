"""WOFF 1.0 (W3C Recommendation, 2012): a container whose tables are packed one by one, taken out as a plain font."""

import struct
import zlib

HEADER, ENTRY = struct.Struct(">4sIIHHIHHIIIII"), struct.Struct(">4sIIII")
PLAIN_HEADER, PLAIN_ENTRY = struct.Struct(">IHHHH"), struct.Struct(">4sIII")


def unpacked(raw: bytes) -> bytes:
    """The TrueType or OpenType font in a WOFF file."""
    signature, flavour, _, count, *_ = HEADER.unpack_from(raw)
    assert signature == b"wOFF", "no WOFF file"
    power = count.bit_length() - 1
    head = PLAIN_HEADER.pack(flavour, count, 16 << power, power, 16 * count - (16 << power))
    entries, tables, at = [], [], PLAIN_HEADER.size + PLAIN_ENTRY.size * count
    for number in range(count):
        tag, offset, packed, length, checksum = ENTRY.unpack_from(raw, HEADER.size + number * ENTRY.size)
        table = raw[offset : offset + packed]
        if packed < length:
            table = zlib.decompress(table)
        assert len(table) == length, f"{tag!r}: damaged"
        entries.append(PLAIN_ENTRY.pack(tag, checksum, at, length))
        tables.append(table + bytes(-length % 4))
        at += len(tables[-1])
    return head + b"".join(entries) + b"".join(tables)
