#!/usr/bin/env python3
"""Writes nfkc.txt, the data of Unicode's normalization form KC, from Python's own copy of the Unicode character database."""
import sys
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)  # composed and decomposed by rule (UAX #15)
POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def hexes(text):
    return " ".join(f"{ord(c):04X}" for c in text)


def main(out):
    out.write(f"# Unicode {unicodedata.unidata_version}; made by make-nfkc.py\n")
    out.write("# V first last: assigned code points\n")
    first = None
    for c in POINTS + [0x110000]:
        assigned = c < 0x110000 and unicodedata.category(chr(c)) != "Cn"
        if assigned and first is None:
            first = c
        elif first is not None and (not assigned):
            out.write(f"V {first:04X} {last:04X}\n")
            first = None
        last = c
    out.write("# K code points: full compatibility decomposition\n")
    for c in POINTS:
        decomposed = unicodedata.normalize("NFKD", chr(c))
        if decomposed != chr(c) and c not in HANGUL:
            out.write(f"K {c:04X} {hexes(decomposed)}\n")
    out.write("# O code point class: canonical combining class\n")
    for c in POINTS:
        if unicodedata.combining(chr(c)):
            out.write(f"O {c:04X} {unicodedata.combining(chr(c))}\n")
    out.write("# P composed first second: primary composites\n")
    for c in POINTS:
        parts = unicodedata.decomposition(chr(c)).split()
        # Compositions that are excluded do not come back from form C.
        if len(parts) == 2 and not parts[0].startswith("<") and unicodedata.normalize("NFC", chr(c)) == chr(c):
            out.write(f"P {c:04X} {parts[0]} {parts[1]}\n")


if __name__ == "__main__":
    main(sys.stdout)
