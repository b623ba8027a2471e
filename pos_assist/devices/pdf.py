"""A bitmap as a PDF of one page, without loss. (Qt's own writer makes a JPEG of it.)"""

from __future__ import annotations

import zlib

from pos_assist.devices.bitmap import Bitmap


def pdf_of(bitmap: Bitmap, dots_per_mm: int, title: str = "") -> bytes:
    """The PDF file: the page is as large as the paper, the picture has one bit a dot (PDF 1.4)."""
    wide, high = (f"{n / dots_per_mm * 72 / 25.4:.3f}" for n in (bitmap.width, bitmap.height))
    picture = zlib.compress(bitmap.bits, 9)
    page = f"q {wide} 0 0 {high} 0 0 cm /I Do Q".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents 4 0 R"
        " /Resources << /XObject << /I 5 0 R >> >> >>".encode(),
        _stream("", page),
        _stream(
            f"/Type /XObject /Subtype /Image /Width {bitmap.width} /Height {bitmap.height} /ColorSpace /DeviceGray"
            " /BitsPerComponent 1 /Decode [1 0] /Filter /FlateDecode",
            picture,
        ),
        b"<< /Title <%b> >>" % ("\ufeff" + title).encode("utf-16-be").hex().encode(),
    ]
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
