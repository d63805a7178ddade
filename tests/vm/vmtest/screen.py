# SPDX-License-Identifier: GPL-2.0-only
"""Judge screendumps: a known pattern, and whether console text can be read."""

import dataclasses
import struct
import zlib

GLYPHS_WANTED = 20


@dataclasses.dataclass
class Picture:
    """RGB pixels, three bytes each, rows without padding."""

    width: int
    height: int
    pixels: bytes

    def row(self, y):
        """The bytes of one row."""
        start = y * self.width * 3
        return self.pixels[start:start + self.width * 3]


def read_ppm(data):
    """Parse a binary PPM with 8 bits per channel."""
    fields, at = [], 0
    while len(fields) < 4:
        while data[at:at + 1].isspace():
            at += 1
        if data[at:at + 1] == b"#":
            at = data.index(b"\n", at)
            continue
        end = at
        while end < len(data) and not data[end:end + 1].isspace():
            end += 1
        if end == at:
            raise ValueError("PPM header cut short")
        fields.append(data[at:end])
        at = end
    magic, width, height, top = fields[0], *map(int, fields[1:])
    pixels = data[at + 1:]
    if magic != b"P6" or top != 255 or len(pixels) != width * height * 3:
        raise ValueError("not an 8-bit binary PPM of its own size")
    return Picture(width, height, pixels)


def write_png(picture):
    """The picture as PNG bytes."""
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body +
                struct.pack(">I", zlib.crc32(kind + body)))

    raw = b"".join(b"\0" + picture.row(y) for y in range(picture.height))
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) +
            chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b""))


# The pattern of guest/fbpaint.c: noise(x + 37 y), noise(x + 101 y), noise(7 y + x / 64).
_SPAN = 1 << 16


def _noise(i):
    return ((i * 2654435761 & 0xffffffff) >> 13) & 0xff


_TABLE = bytes(_noise(i) for i in range(_SPAN)) * 2


def pattern_row(y, width):
    """The bytes that row Y of the pattern shows."""
    row = bytearray(width * 3)
    for channel, slope in ((0, 37), (1, 101)):
        start = slope * y % _SPAN
        row[channel::3] = _TABLE[start:start + width]
    row[2::3] = bytes(_TABLE[(7 * y + (x >> 6)) % _SPAN] for x in range(width))
    return bytes(row)


def _masks(bits):
    """A translation table for each channel: without what BITS of it cannot hold."""
    return [bytes(v & ~(0xff >> count) for v in range(256)) for count in bits]


def _masked(row, masks):
    """The bytes of ROW, each channel through its table of MASKS."""
    kept = bytearray(row)
    for channel, mask in enumerate(masks):
        kept[channel::3] = kept[channel::3].translate(mask)
    return bytes(kept)


def pattern_ratio(picture, bits=(8, 8, 8)):
    """The share of the picture's pixels that are the pattern's, in place.

    BITS: how many of each channel (red, green, blue) the framebuffer holds; how the
    display makes eight of them is its own business.
    """
    masks = _masks(bits)
    good = 0
    for y in range(picture.height):
        want, have = (_masked(row, masks)
                      for row in (pattern_row(y, picture.width), picture.row(y)))
        if want == have:
            good += picture.width
            continue
        good += sum(want[i:i + 3] == have[i:i + 3] for i in range(0, len(want), 3))
    return good / (picture.width * picture.height)


def _cells(picture, rows, cols):
    """(row, col) -> the set pixels of that character cell, one bit each."""
    cell_w = picture.width // cols
    cell_h = picture.height // rows
    if not 6 <= cell_w <= 32 or not 8 <= cell_h <= 64:
        return None
    # Text is grey to white on black; colours of the text don't matter here.
    lit = bytes(255 if v > 64 else 0 for v in range(256))
    cells = {}
    for row in range(rows):
        lines = []
        for y in range(row * cell_h, (row + 1) * cell_h):
            line = picture.row(y)
            lines.append([max(t) for t in zip(*(line[c::3].translate(lit) for c in range(3)))])
        for col in range(cols):
            left = col * cell_w
            cells[row, col] = b"".join(bytes(line[left:left + cell_w]) for line in lines)
    return cells


def legibility(picture, text, rows, cols):
    """(ratio, distinct glyphs): how much of the console's TEXT the picture shows.

    TEXT is what the kernel says is on the screen (/dev/vcs1, rows * cols
    characters). The font isn't known, so the picture is read like a cipher: the
    same character must look the same everywhere, different ones must differ,
    and blanks must be blank. The ratio counts the non-blank characters that do,
    and is zero if there are too few different ones to tell.
    """
    cells = _cells(picture, rows, cols)
    if cells is None or len(text) < rows * cols:
        return 0.0, 0
    looks = {}
    for (row, col), bitmap in cells.items():
        char = text[row * cols + col]
        looks.setdefault(char if char not in " \0" else " ", []).append(bitmap)
    blanks = looks.pop(" ", [])
    blank_ok = sum(not any(b) for b in blanks) / len(blanks) if blanks else 1.0
    glyphs, good, total = {}, 0, 0
    for char, bitmaps in looks.items():
        common = max(set(bitmaps), key=bitmaps.count)
        total += len(bitmaps)
        if not any(common) or common in glyphs:
            continue
        glyphs[common] = char
        good += bitmaps.count(common)
    if len(glyphs) < GLYPHS_WANTED:
        return 0.0, len(glyphs)
    return good / total * blank_ok, len(glyphs)
