# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said for sure of functions and variables of two objects: EQUAL,
DIFFERENT, or UNKNOWN where data without a name is in question.

Relocations are RELA on all machines here, hence their fields are 0 in the
sections, or elf.py makes them so, and bytes can be compared as they are.
"""
import re

from elf import (EM_RISCV, EM_S390, EM_X86_64, SHF_ALLOC, SHF_MERGE, SHT_NOBITS,
                 STT_FUNC, STT_SECTION, Object)

EQUAL, UNKNOWN, DIFFERENT = range(3)

# Types of relocations that say nothing about what is referred to.
SILENT = {EM_RISCV: {0, 43, 51}, EM_X86_64: {0}, EM_S390: {0, 0x3c}}

# What relocations that count from the end of a field or instruction have in
# their addends: x86-64's PC32, PLT32, GOTPCREL, GOTPCRELX, REX_GOTPCRELX;
# s390's PC16DBL, PC32DBL, PLT32DBL, GOTENT and their like.
BIAS = {EM_X86_64: ({2, 4, 9, 41, 42}, 4),
        EM_S390: ({16, 17, 18, 19, 20, 26}, -2)}


# Symbols of a function's own data: not named, the function is.
OWN_DATA = {"CSWTCH", "C", "__func__", "__PRETTY_FUNCTION__", "switch.table",
            "reltable", "jump", "_entry", "_entry_ptr", "__UNIQUE_ID_ddebug"}


# Tables that say more of a function than where it is: what replaces its code,
# and by what number.
SAYING = {"__ex_table", ".altinstructions"}


def base(name):
    """Without the numbers that compilers add."""
    return re.sub(r"\.\d+(?=\.|$)", "", name)


def owner(name):
    """The function that a part is split off from."""
    return base(name).removesuffix(".cold")


def is_own_data(name):
    # clang 19 makes distances of the entries of f.names: f.names.rel.
    return name.endswith(".rel") or name.split(".", 1)[-1] in OWN_DATA or \
        name.split(".", 1)[0] in OWN_DATA


class View:
    """An object, with what is asked of it often."""

    def __init__(self, path):
        self.object = Object(path)
        self.functions, self.data = {}, {}
        for symbol in self.object.symbols:
            if not symbol.section or symbol.is_label() or \
                    symbol.name.startswith((".", "__pfx_")):
                continue
            table = self.functions if symbol.type == STT_FUNC else self.data
            table.setdefault(base(symbol.name), []).append(symbol)
        self._code = self._places = self._entries = None

    # -- Contents

    def content(self, symbol):
        section = symbol.section
        if section.type == SHT_NOBITS:
            return None
        return section.data[symbol.value:symbol.value + symbol.size]

    @staticmethod
    def names(symbol):
        """All names of a symbol's place: aliases, twins made one."""
        if not symbol.section:
            return frozenset([base(symbol.name)])
        return frozenset(base(s.name) for s in symbol.section.symbols
                         if s.value == symbol.value) | {base(symbol.name)}

    def relocs(self, section, start, end):
        silent = SILENT.get(self.object.machine, {0})
        return [r for r in section.relocs
                if start <= r[0] < end and r[1] not in silent]

    def target(self, section, start, reloc):
        """What a relocation refers to."""
        _, kind, symbol, addend = reloc
        kinds, bias = BIAS.get(self.object.machine, ((), 0))
        biased = kind in kinds and section.is_text()
        if biased:
            addend += bias
        if not symbol.section or not symbol.is_label():
            return ("symbol", self.names(symbol), addend, None, symbol)
        place, vague = symbol.value + addend, None
        if biased:
            # An immediate behind the field moves the place on x86-64.
            vague = self.object.machine == EM_X86_64 and \
                symbol.section.name
        where = symbol.section
        if where is section:
            return ("self", place - start)
        if where.is_strings() and 0 <= place < len(where.data):
            end = where.data.find(b"\0", place)
            return ("string", where.data[place:end])
        for s in where.symbols:
            # `v[n - 1]' has a place in front of a variable with a section of
            # its own.
            if s.value <= place < s.value + max(s.size, 1) or \
                    s.value == 0 and s.size == where.size:
                return ("symbol", self.names(s), place - s.value, vague, s)
        return ("data", base(where.name), place, where)

    def users(self, name):
        """The functions that refer to a variable."""
        found = set()
        for functions in self.functions.values():
            for f in functions:
                for reloc in self.relocs(f.section, f.value, f.value + f.size):
                    target = self.target(f.section, 0, reloc)
                    if target[0] == "symbol" and name in target[1]:
                        found.add(owner(f.name))
        return found

    def referrers(self, symbol):
        """The sections with a relocation that means a place of a symbol."""
        return [section for section in self.object.sections
                for reloc in section.relocs
                if reloc[2].section is symbol.section and (
                    reloc[2] is symbol or reloc[2].is_label() and symbol.value
                    <= reloc[2].value + reloc[3] < symbol.value + symbol.size)]

    def reach(self, names):
        """All that can be reached from functions, or a little more."""
        found, stack, tables = set(names), list(names), set()
        while stack:
            name = stack.pop()
            for symbol in self.functions.get(name, []) + \
                    self.functions.get(name + ".cold", []) + \
                    self.data.get(name, []):
                self._follow(symbol.section, symbol.value,
                             symbol.value + symbol.size, found, stack, tables)
        return found

    def _follow(self, section, start, end, found, stack, tables):
        for reloc in self.relocs(section, start, end):
            target = self.target(section, 0, reloc)
            if target[0] == "symbol":
                stack += target[1] - found
                found |= target[1]
            elif target[0] == "data" and target[1] not in tables:
                tables.add(target[1])
                self._follow(target[3], 0, target[3].size, found, stack,
                             tables)

    def places(self):
        """By section, the places without a name that something refers to."""
        if self._places is None:
            self._places = self.places_but_for(lambda section: False)
        return self._places

    def places_but_for(self, is_left_out):
        """The same without what the sections refer to that are left out."""
        found = {}
        kinds, bias = BIAS.get(self.object.machine, ((), 0))
        for section in self.object.sections:
            if not section.flags & SHF_ALLOC or \
                    is_left_out(section):
                continue
            for _, kind, symbol, addend in section.relocs:
                if symbol.section and symbol.is_label():
                    place = symbol.value + addend
                    if kind in kinds and section.is_text():
                        place += bias
                    # An entry is known by its label: `.Lswitch.table.f - 16'.
                    if symbol.section.flags & SHF_MERGE and \
                            symbol.type != STT_SECTION:
                        place = symbol.value
                    found.setdefault(symbol.section.name, set()).add(place)
        return found

    def extent(self, section, place):
        """From PLACE to the next one that something refers to; and is it the
        first?"""
        places = self.places().get(section.name, ())
        ends = [p for p in places if place < p < section.size]
        return min(ends, default=section.size), \
            not any(0 <= p < place for p in places)

    def entries(self, symbol):
        """What tables say of a function, in their order: from a word that leads
        into its code up to the next one that leads to code of any function, the
        bytes that aren't of relocations."""
        if self._entries is None:
            self._entries = [
                (section, self.words_to_code(section))
                for section in self.object.sections if section.name in SAYING]
        found = []
        for section, words in self._entries:
            ends = [offset for offset, _, _ in words[1:]] + [section.size]
            found += [(section.name, section.data[offset:end])
                      for (offset, where, place), end in zip(words, ends)
                      if where is symbol.section and symbol.value <= place <
                      symbol.value + symbol.size]
        return found

    @staticmethod
    def words_to_code(section):
        """The words of a table that lead to code of functions: their offsets, and
        where they lead."""
        return [(offset, symbol.section, symbol.value + addend)
                for offset, _, symbol, addend in section.relocs
                if symbol.section and symbol.section.is_text()
                and symbol.section.name != ".altinstr_replacement"]

    def has(self, name):
        """Is there a symbol of this name?"""
        return any(s.name == name for s in self.object.symbols)

    # -- Code

    def sequence(self, compiler, symbol):
        """The instructions without their numbers."""
        if self._code is None:
            self._code = read_code(compiler.disassemble(self.object.path))
        code = self._code.get(symbol.section.name, [])
        return [text for address, text, *_ in code
                if symbol.value <= address < symbol.value + symbol.size]

    def numbers(self, compiler, symbol):
        """The numbers of the instructions, in order."""
        self.sequence(compiler, symbol)
        return [number for address, _, numbers, _
                in self._code.get(symbol.section.name, [])
                if symbol.value <= address < symbol.value + symbol.size
                for number in numbers]

    def leads_to(self, compiler, symbol, offset):
        """The function to which the instruction OFFSET bytes into SYMBOL branches
        by itself, or None."""
        self.sequence(compiler, symbol)
        before = [name for address, *_, name
                  in self._code.get(symbol.section.name, [])
                  if address <= symbol.value + offset]
        return before[-1] if before else None


def read_code(text):
    sections, code = {}, []
    for line in text.split("\n"):
        if line.startswith("Disassembly of section "):
            code = sections.setdefault(line[23:-1], [])
            continue
        match = re.match(r" *([0-9a-f]+):\t(.*)", line)
        if match:
            name = re.search(r"<([^+>]+)>", match[2])
            code.append((int(match[1], 16), without_numbers(match[2]),
                         numbers_in(match[2]), name and name[1]))
    return sections


def numbers_in(text):
    """Those of an instruction, as they are written; none that is left out for 0."""
    text = re.sub(r"<[^>]*>|//.*|\t#.*| +# .*", "", text)
    return [int(number, 0) for number in
            re.findall(r"(?<![\w%.])-?(?:0x[0-9a-f]+|0|[1-9][0-9]*)\b", text)]


def without_numbers(text):
    """An instruction without immediates, displacements and addresses; but with
    its registers, which end in digits, too."""
    text = re.sub(r"<[^>]*>|//.*", "", text)
    if "\t#" in text or "  #" in text or " # " in text:
        text = text[:text.rindex("#")]
    mnemonic, *operands = text.split(None, 1)
    rest = operands[0].strip() if operands else ""
    rest = re.sub(
        r"(?<![\w%.])#?-?(0x[0-9a-f]+|[0-9][0-9a-f]*|[a-f][0-9a-f]*(?=\s*$))\b",
        "N", rest)
    # What RISC-V calls `add a1,a1,0'.
    if mnemonic == "mv":
        mnemonic, rest = "add", rest + ",N"
    # A displacement of 0 isn't written.
    return mnemonic + " " + re.sub(r", N\]|N(?=\()", lambda m: m[0][3:], rest)


# -- Comparison

def same_targets(x, y, left, right, depth=0):
    if x[0] != y[0]:
        return UNKNOWN if "data" in (x[0], y[0]) else DIFFERENT
    if x[0] == "symbol":
        if x[1] & y[1] and x[2] == y[2]:
            return same_unnamed(left, x[4], right, y[4], depth)
        if x[2] == y[2] and are_twins(left, x[4], right, y[4], depth):
            return UNKNOWN
        return UNKNOWN if x[3] and x[3] == y[3] else DIFFERENT
    if x[0] != "data":
        return EQUAL if x == y else DIFFERENT
    if x[1] != y[1] or x[2] != y[2]:
        return UNKNOWN
    if depth > 3:
        return EQUAL
    verdict = same_range(left, x[3], 0, x[3].size, right, y[3], 0, y[3].size,
                         depth + 1)
    return same_block(x, y, left, right, depth) if verdict == DIFFERENT \
        else verdict


def same_unnamed(left, a, right, b, depth):
    """What has no name in the source, CSWTCH.1 or clang's .compoundliteral, is
    what it holds; all else is its name, clang's f.names.rel too."""
    if depth > 3 or not a.section or not b.section or a.type == STT_FUNC or \
            a.name.endswith(".rel") or \
            not (a.name.startswith(".") or is_own_data(base(a.name))):
        return EQUAL
    return same_contents(left, a, right, b, depth + 1)


def are_twins(left, a, right, b, depth):
    """Of two functions of one text the compiler calls either, f36.constprop.0 or
    f39.constprop.0."""
    return depth <= 3 and a.section and b.section and \
        a.type == b.type == STT_FUNC and \
        same_contents(left, a, right, b, depth + 1) != DIFFERENT


def same_block(x, y, left, right, depth):
    """At the same place in sections that differ: what is there may be the
    same, and the difference its neighbour's."""
    place = x[2]
    (end, first), (until, other) = left.extent(x[3], place), \
        right.extent(y[3], place)
    if end < x[3].size or until < y[3].size:
        end = until = min(end, until)
    start = 0 if first and other else place
    verdict = same_range(left, x[3], start, end, right, y[3], start, until,
                         depth + 1)
    return DIFFERENT if verdict == DIFFERENT else UNKNOWN


def same_range(left, s, s0, s1, right, t, t0, t1, depth=0):
    """Are these parts of sections the same?"""
    if s1 - s0 != t1 - t0 or (s.type == SHT_NOBITS) != (t.type == SHT_NOBITS):
        return DIFFERENT
    if s.data[s0:s1] != t.data[t0:t1]:
        return DIFFERENT
    first, second = left.relocs(s, s0, s1), right.relocs(t, t0, t1)
    if len(first) != len(second):
        return DIFFERENT
    result = EQUAL
    for a, b in zip(first, second):
        if a[0] - s0 != b[0] - t0:
            return DIFFERENT
        verdict = same_targets(left.target(s, s0, a), right.target(t, t0, b),
                               left, right, depth)
        if verdict == DIFFERENT:
            return DIFFERENT
        result = max(result, verdict)
    return result


def same_contents(left, a, right, b, depth=0):
    """The parts of sections that two symbols stand for."""
    return same_range(left, a.section, a.value, a.value + a.size,
                      right, b.section, b.value, b.value + b.size, depth)


def paired_targets(left, a, right, b):
    """What two symbols refer to, side by side."""
    first = left.relocs(a.section, a.value, a.value + a.size)
    second = right.relocs(b.section, b.value, b.value + b.size)
    for x, y in zip(first, second):
        yield left.target(a.section, a.value, x), \
            right.target(b.section, b.value, y)


def same(left, a, right, b):
    """Two symbols."""
    if section_kind(a.section) != section_kind(b.section) or \
            not same_entries(left, a, right, b):
        return DIFFERENT
    return same_contents(left, a, right, b)


def same_entries(left, a, right, b):
    """Do tables say the same of two functions?"""
    return a.type != STT_FUNC or b.type != STT_FUNC or \
        left.entries(a) == right.entries(b)


def section_kind(section):
    """Where a symbol's section goes, its own name left out."""
    names = [s.name for s in section.symbols]
    for name in sorted(names, key=len, reverse=True):
        if section.name.endswith("." + name):
            return section.name[:-len(name) - 1]
    return base(section.name)


def is_same_but_for(left, s, right, t, told):
    """Sections, with all that is in them but for the variables TOLD: where none
    has a section of its own."""
    ours, theirs = (between(section, told) for section in (s, t))
    return len(ours) == len(theirs) and all(
        same_range(left, s, a, b, right, t, c, d) != DIFFERENT
        for (a, b), (c, d) in zip(ours, theirs))


def between(section, told):
    """The parts of a section between the variables TOLD."""
    inside = sorted((x.value, x.value + x.size) for x in section.symbols
                    if {x.name, base(x.name)} & told)
    starts = [0] + [end for _, end in inside]
    ends = [start for start, _ in inside] + [section.size]
    return list(zip(starts, ends))


def is_unchanged(left, a, right, b, told, depth=0):
    """Two symbols, with the variables that they lead to but for those TOLD: also
    of another text, as f(1) and f(2) of an f() that leaves its argument
    alone."""
    verdict = same(left, a, right, b)
    if depth > 3 or verdict == DIFFERENT:
        return False
    for x, y in paired_targets(left, a, right, b):
        if verdict == UNKNOWN and not (
                is_same_but_for(left, x[3], right, y[3], told)
                if x[0] == y[0] == "data" and x[1:3] == y[1:3]
                else x[0] == y[0] == "symbol" and x[1] & y[1]
                or x == y):
            return False
        if x[0] == "symbol" and x[4].section and x[4].type != STT_FUNC and \
                not x[1] & told and not (
                    y[4].section and is_unchanged(left, x[4], right, y[4],
                                                  told, depth + 1)):
            return False
    return True


def same_code(compiler, left, a, right, b):
    """Whether two functions have the same instructions, but for numbers."""
    return left.sequence(compiler, a) == right.sequence(compiler, b)


def refers_elsewhere(compiler, left, a, right, b):
    """Whether two functions of the same code name something else."""
    first, second = (
        [(reloc, view.target(symbol.section, symbol.value, reloc)) for reloc in
         view.relocs(symbol.section, symbol.value, symbol.value + symbol.size)]
        for view, symbol in ((left, a), (right, b)))
    # What the assembler has resolved in the one object only.
    for ours, symbol, view, theirs in ((first, a, right, (second, b)),
                                       (second, b, left, (first, a))):
        others = {reloc[0] - theirs[1].value for reloc, _ in theirs[0]}
        for reloc, x in ours[:]:
            offset = reloc[0] - symbol.value
            if offset in others:
                continue
            if x[0] != "symbol" or base(view.leads_to(
                    compiler, theirs[1], offset) or "") not in x[1]:
                return True
            ours.remove((reloc, x))
    for (reloc, x), (_, y) in zip(first, second):
        if x[0] == y[0] == "symbol" and not x[1] & y[1] and \
                not (x[3] and x[3] == y[3]) and \
                not any(is_anchor(left.object.machine, reloc[2], z[4])
                        for z in (x, y)) and \
                not are_clones(compiler, left, x[4], right, y[4]):
            return True
    return False


def are_clones(compiler, left, a, right, b):
    """Are these clones of the same code, of which the compiler has kept one in
    the place of both? Then no build has both. What they read of a block can't be
    told here."""
    return a.type == b.type == STT_FUNC and a.section and b.section and \
        all(re.search(r"\.(constprop|isra|part)\.", s.name) for s in (a, b)) \
        and not left.has(b.name) and not right.has(a.name) \
        and same_code(compiler, left, a, right, b) and \
        called(left, a) == called(right, b)


def called(view, symbol):
    """What a function refers to by names."""
    return [target[1] for target in
            (view.target(symbol.section, symbol.value, reloc) for reloc in
             view.relocs(symbol.section, symbol.value,
                         symbol.value + symbol.size))
            if target[0] == "symbol" and target[4].type == STT_FUNC]


def is_anchor(machine, label, symbol):
    """May LABEL be the begin of a block, whatever SYMBOL is there?"""
    return machine != EM_X86_64 and label.is_label() and \
        symbol.section and len(symbol.section.symbols) > 1 and \
        not symbol.section.is_text()


def leftovers(left, olds, right, news):
    """What remains of symbols of one name when equal ones are paired, and
    whether that is certain."""
    news, rest, certain = list(news), [], True
    for a in olds:
        verdicts = [same(left, a, right, b) for b in news]
        if EQUAL in verdicts:
            news.pop(verdicts.index(EQUAL))
            continue
        rest.append(a)
    for a in rest:
        if any(same(left, a, right, b) == UNKNOWN for b in news):
            certain = False
    return rest, news, certain
