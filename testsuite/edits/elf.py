# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader of 64-bit relocatable objects, written from the ELF specification
alone: none of ldfold's code has a part in what the oracle sees."""
import struct

SHT_PROGBITS, SHT_SYMTAB, SHT_RELA, SHT_NOBITS = 1, 2, 4, 8
SHF_WRITE, SHF_ALLOC, SHF_EXEC, SHF_MERGE, SHF_STRINGS = 1, 2, 4, 0x10, 0x20
STT_NOTYPE, STT_OBJECT, STT_FUNC, STT_SECTION, STT_FILE = 0, 1, 2, 3, 4
EM_PPC64, EM_S390, EM_X86_64, EM_AARCH64, EM_RISCV = 21, 22, 62, 183, 243


class Section:
    def __init__(self, name, header, data):
        (_, self.type, self.flags, self.address, self.offset, self.size,
         self.link, self.info, self.align, self.entsize) = header
        self.name = name
        self.data = data
        self.relocs = []
        self.symbols = []

    def is_text(self):
        return bool(self.flags & SHF_EXEC)

    def is_strings(self):
        return self.flags & (SHF_MERGE | SHF_STRINGS) == \
            SHF_MERGE | SHF_STRINGS


class Symbol:
    def __init__(self, name, value, size, info, section, index):
        self.name, self.value, self.size = name, value, size
        self.type, self.bind = info & 15, info >> 4
        self.section, self.index = section, index

    def is_label(self):
        """A name that the assembler or compiler made for a place."""
        return self.type == STT_SECTION or not self.name or \
            self.name.startswith((".L", "$", ".0"))


class Object:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        self.path = path
        end = "<" if data[5] == 1 else ">"
        self.end = end
        self.machine = struct.unpack_from(end + "H", data, 18)[0]
        table = struct.unpack_from(end + "Q", data, 40)[0]
        size, count, strings = struct.unpack_from(end + "HHH", data, 58)
        headers = [struct.unpack_from(end + "IIQQQQIIQQ", data,
                                      table + i * size) for i in range(count)]
        names = data[headers[strings][4]:][:headers[strings][5]]
        self.sections = []
        for h in headers:
            text = b"" if h[1] == SHT_NOBITS else data[h[4]:h[4] + h[5]]
            self.sections.append(Section(string(names, h[0]), h, text))
        self.symbols = []
        for section in self.sections:
            if section.type == SHT_SYMTAB:
                self._read_symbols(section)
        for section in self.sections:
            if section.type == SHT_RELA:
                self._read_relocs(section)

    def _read_symbols(self, table):
        names = self.sections[table.link].data
        for i, (name, info, _, index, value, size) in enumerate(
                struct.iter_unpack(self.end + "IBBHQQ", table.data)):
            section = self.sections[index] if 0 < index < 0xff00 else None
            symbol = Symbol(string(names, name), value, size, info, section, i)
            if symbol.type == STT_SECTION and section:
                symbol.name = section.name
            self.symbols.append(symbol)
            if section and not symbol.is_label() and symbol.type != STT_FILE:
                section.symbols.append(symbol)

    def _read_relocs(self, table):
        section = self.sections[table.info]
        for offset, info, addend in struct.iter_unpack(self.end + "QQq",
                                                       table.data):
            section.relocs.append((offset, info & 0xffffffff,
                                   self.symbols[info >> 32], addend))
        if self.machine == EM_RISCV:
            section.data = without_fields(section)
        section.table = table
        section.relocs.sort(key=lambda r: r[0])

    def addend_place(self, section, reloc):
        """The offset in the file of the last byte of a relocation's addend."""
        for i, (offset, info, addend) in enumerate(struct.iter_unpack(
                self.end + "QQq", section.table.data)):
            if (offset, info & 0xffffffff, addend) == \
                    (reloc[0], reloc[1], reloc[3]):
                return section.table.offset + i * 24 + \
                    (16 if self.end == "<" else 23)
        raise ValueError("no such relocation")


# The bits of an instruction that a relocation sets. gas leaves in them what it
# knew of the place: R_RISCV_PCREL_LO12_I, PCREL_LO12_S, LO12_I, LO12_S.
RISCV_FIELDS = {24: 0xfff00000, 25: 0xfe000f80, 27: 0xfff00000, 28: 0xfe000f80}


def without_fields(section):
    """The bytes of a section, zeros where relocations set them."""
    data = bytearray(section.data)
    for offset, kind, _, _ in section.relocs:
        if kind in RISCV_FIELDS:
            word = struct.unpack_from("<I", data, offset)[0]
            struct.pack_into("<I", data, offset, word & ~RISCV_FIELDS[kind])
    return bytes(data)


def string(table, offset):
    end = table.find(b"\0", offset)
    return table[offset:end if end >= 0 else None].decode(errors="replace")
