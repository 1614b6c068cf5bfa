#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change functions of an s390x kernel's objects, as if their sources had changed.

usage: edit.py DIRECTORY COUNT

COUNT functions of objects below DIRECTORY, eight of an object at most, save their
registers eight bytes further on. An object that changes is written anew, since
others may have the same file.
"""

import os
import struct
import sys

MOST_OF_ONE = 8


def sections(data):
    """The name, type, offset and size of each section of an object."""
    at, = struct.unpack_from(">Q", data, 0x28)
    count, names = struct.unpack_from(">HH", data, 0x3c)
    headers = [struct.unpack_from(">IIQQQQ", data, at + 64 * i)
               for i in range(count)]
    for name, kind, _, _, offset, size in headers:
        start = headers[names][4] + name
        yield data[start:data.index(0, start)], kind, offset, size


def edit(data, most):
    """Change so many functions of an object; returns how many there were."""
    done = 0
    for name, kind, offset, size in list(sections(data)):
        if (done == most or kind != 1 or not name.startswith(b".text.") or
                b"__s390" in name):
            continue
        for at in range(offset, offset + min(size - 6, 24), 2):
            # stmg %rN,%r15,D(%r15)
            if (data[at] == 0xeb and data[at + 1] & 15 == 15 and
                    data[at + 2] == 0xf0 and data[at + 4:at + 6] == b"\0\x24"):
                data[at + 3] ^= 8
                done += 1
                break
    return done


def main():
    left = int(sys.argv[2])
    for directory, subdirectories, files in os.walk(sys.argv[1]):
        subdirectories.sort()
        for name in sorted(files):
            path = os.path.join(directory, name)
            if not left or not name.endswith(".o"):
                continue
            with open(path, "rb") as file:
                data = bytearray(file.read())
            if data[:6] != b"\x7fELF\2\2":
                continue
            done = edit(data, min(left, MOST_OF_ONE))
            if done:
                os.unlink(path)
                with open(path, "wb") as file:
                    file.write(data)
            left -= done
    sys.exit(left and "edit.py: %d functions are missing" % left)


main()
