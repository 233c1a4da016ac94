"""QR codes as one SVG path: sharp on paper, no picture file, no style."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def qr_square(address: str) -> SafeString:
    """The address as a QR code, one path of unit squares with the quiet zone around it."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path fill="#000" d="{2}"/></svg>',
        len(rows), address, path,
    )  # fmt: skip
