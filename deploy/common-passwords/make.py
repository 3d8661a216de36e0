#!/usr/bin/env python3
"""Writes the list of common passwords that the program bundles, from lists of one password a line.

make.py OUT LIST...   prints how many there are, and the first and last entry. README.md says where the lists come from.
"""
import hashlib
import sys
import unicodedata

SHORTEST, LONGEST, SIZE = 8, 128, 5


def fold(password):
    return unicodedata.normalize("NFKC", password).lower()


def read(path):
    with open(path, encoding="utf-8", errors="ignore") as lines:
        for line in lines:
            password = fold(line.rstrip("\r\n"))
            if SHORTEST <= len(password) <= LONGEST:
                yield password


out, *lists = sys.argv[1:]
entries = {hashlib.sha256(password.encode()).digest()[:SIZE]: password for path in lists for password in read(path)}
keys = sorted(entries)
with open(out, "w", encoding="ascii") as file:
    file.writelines(f"{key.hex()}\n" for key in keys)
print(f"{len(keys)} passwords; first: {entries[keys[0]]}, last: {entries[keys[-1]]}")
