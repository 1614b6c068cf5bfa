# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of a source: items (functions, inline functions, variables, lines
for the assembler) of statements, of parts that an edit can change.

A part is text, or one of Slot, Many, Static and LINE. What an item means is the
text that it is rendered to, and the texts of what the compiler may put into
it: that is how the truth about an edit is known.
"""
import copy
import re

class Line:
    """Marks a statement that takes the number of its line."""


LINE = Line     # a class, since copies of it have to be the same

IDENTIFIER = re.compile(r"\b[fvh]\d+\b")


class Slot:
    """A number, text or name that an edit can replace."""
    __slots__ = ("kind", "value", "low", "high")

    def __init__(self, kind, value, low=0, high=0):
        self.kind, self.value, self.low, self.high = kind, value, low, high


class Many:
    """Entries of an initialiser, cases of a switch: each a list of parts."""
    __slots__ = ("entries", "separator")

    def __init__(self, entries, separator=", "):
        self.entries, self.separator = entries, separator


class Static:
    """The definition of a static variable within a function."""
    __slots__ = ("name", "parts")

    def __init__(self, name, parts):
        self.name, self.parts = name, parts


class Statement:
    __slots__ = ("id", "kind", "parts")

    def __init__(self, id, kind, parts):
        self.id, self.kind, self.parts = id, kind, parts

    def takes_line(self):
        return any(part is LINE for part in self.parts)


def render(parts, statics=True):
    """The text of parts; without STATICS, of static variables the name."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Slot):
            out.append(str(part.value))
        elif isinstance(part, Many):
            out.append(part.separator.join(render(entry, statics)
                                           for entry in part.entries))
        elif isinstance(part, Static):
            out.append(render(part.parts) if statics else
                       "static " + part.name + ";")
    return "".join(out)


def walk(parts, inside=None):
    """All parts, each with the Static that it is in."""
    for part in parts:
        yield part, inside
        if isinstance(part, Many):
            for entry in part.entries:
                yield from walk(entry, inside)
        elif isinstance(part, Static):
            yield from walk(part.parts, part)


class Item:
    """Kind is func, inline, var or raw (lines outside of functions)."""

    def __init__(self, id, kind, name):
        self.id, self.kind, self.name = id, kind, name
        self.static = False
        self.attributes = []
        self.statements = []
        self.aliases = []       # further names: (name, attributes)
        self.group = None       # functions that the compiler mixes
        self.twin = False       # the compiler may make it one with another
        self.parameters = "int a, long b"
        self.ctype = "int"      # of a variable
        self.length = None      # the Many that an array's length is that of
        self.value = None       # the initialiser's parts
        self.blank = 0          # lines in front
        self.use = ""           # of a variable: its statement, with % for it

    # -- Text

    def prefix(self):
        words = self.attributes + (["static"] if self.static else [])
        return "".join(word + " " for word in words)

    def prototype(self):
        return f"{self.prefix()}int {self.name}({self.parameters})"

    def declaration(self):
        if self.kind == "func":
            return self.prototype() + ";"
        storage = "" if self.static else "extern "
        return f"{self.prefix()}{storage}{self.declarator()};"

    def declarator(self):
        size = "" if self.length is None else f"[{len(self.length.entries)}]"
        return self.ctype.replace("%", self.name + size, 1) \
            if "%" in self.ctype else f"{self.ctype} {self.name}{size}"

    def as_external(self):
        """What is said of it where it is left out."""
        if self.kind == "func":
            return f"extern int {self.name}({self.parameters});"
        return f"extern {self.declarator()};"

    def lines(self, statics=True):
        """Its lines, those that are statements with them."""
        if self.kind == "var":
            value = "" if self.value is None else \
                " = " + render(self.value, statics)
            return [(f"{self.prefix()}{self.declarator()}{value};", None)]
        if self.kind == "raw":
            return [(render(s.parts), s) for s in self.statements]
        head = self.prototype()
        lines = [(head, None), ("{", None), ("\tint r = a;", None)]
        for statement in self.statements:
            lines.append(("\t" + render(statement.parts, statics), statement))
        lines += [("\treturn r;", None), ("}", None)]
        for name, attributes in self.aliases:
            lines.append((f"extern int {name}({self.parameters}) "
                          f"__attribute__(({attributes}alias"
                          f"(\"{self.name}\")));", None))
        return lines

    def text(self, statics=False):
        """What it means by itself."""
        return "\n".join(line for line, _ in self.lines(statics))

    def parts(self):
        """All parts with their statement, or None, and Static, or None."""
        for statement in self.statements:
            for part, inside in walk(statement.parts):
                yield part, statement, inside
        for part, inside in walk(self.value or []):
            yield part, None, inside

    def statics(self):
        return [part for part, _, _ in self.parts() if isinstance(part, Static)]

    def uses(self):
        return set(IDENTIFIER.findall(self.text(True))) - {self.name}


class Program:
    def __init__(self, prelude):
        self.prelude = prelude
        self.items = []
        self.natural_lines = True   # else each item has lines of its own
        self.ignore_blank = False
        self.sanitized = False      # each line may be told to a sanitizer
        self.sorted_declarations = False
        self.other = None           # a second source, joined by ld -r
        self.other_first = False
        self.next_id = 0
        self.maker = None           # of more of its kind

    def new_id(self):
        self.next_id += 1
        return self.next_id

    def clone(self):
        other = copy.copy(self)
        other.items = copy.deepcopy(self.items)
        if self.other:
            other.other = self.other.clone()
        return other

    def by_id(self):
        return {item.id: item for item in self.items}

    def by_name(self):
        return {item.name: item for item in self.items}

    # -- Rendering

    def declarations(self, every):
        """Declarations of all items, and of what is only referred to."""
        named = [i for i in self.items if i.kind in ("func", "var")]
        if self.sorted_declarations:
            named.sort(key=lambda item: item.id)
        lines = [item.declaration() for item in named]
        here = {item.name for item in self.items}
        wanted = set()
        for item in self.items:
            wanted |= item.uses()
        for name in sorted(wanted - here):
            if name in every:
                lines.append(every[name].as_external())
            elif name[0] == "f":
                lines.append(f"extern int {name}(int a, long b);")
        return lines

    def render(self, every=None):
        """The source, and the first line of each item by id."""
        every = every or {}
        lines = list(self.prelude) + self.declarations(every)
        order = [i for i in self.items if i.kind == "inline"] + \
            [i for i in self.items if i.kind != "inline"]
        starts = {}
        for item in order:
            lines += [""] * item.blank
            number = len(lines) + 1
            if not self.natural_lines:
                number = item.id * 30 + \
                    (0 if self.ignore_blank else item.blank)
                lines.append(f'#line {number} "t.c"')
            starts[item.id] = number
            lines += [text for text, _ in item.lines()]
        return "\n".join(lines) + "\n", starts

    # -- What an item means

    def inlines_of(self, item):
        """The inline functions that are put into it, in turn."""
        names = self.by_name()
        found, stack = {}, [item]
        while stack:
            for name in sorted(stack.pop().uses()):
                used = names.get(name)
                if used and used.kind == "inline" and used.id not in found:
                    found[used.id] = used
                    stack.append(used)
        return list(found.values())

    def group_of(self, item):
        if item.group is None:
            return [item]
        return sorted((i for i in self.items if i.group == item.group),
                      key=lambda i: i.id)

    def meaning(self, item):
        """The text of it with all that is put into it."""
        parts = []
        for member in self.group_of(item):
            parts.append((member.text(), [i.text() for i in
                                          self.inlines_of(member)]))
        return parts

    def meaning_with_data(self, item):
        """And of all data that these use."""
        names = self.by_name()
        members = list(self.group_of(item))
        for member in list(members):
            members += self.inlines_of(member)
        seen, stack, texts = set(), list(members), []
        while stack:
            member = stack.pop()
            texts.append((member.name, member.text(True)))
            for name in sorted(member.uses()):
                used = names.get(name)
                if used and used.kind == "var" and name not in seen:
                    seen.add(name)
                    stack.append(used)
        return sorted(texts)

    def line_numbers(self, item, starts):
        """The numbers of the lines that it takes."""
        members = {}
        for user in self.group_of(item):
            members[user.id] = user
            members.update((i.id, i) for i in self.inlines_of(user))
        numbers = []
        for _, member in sorted(members.items()):
            for i, (_, statement) in enumerate(member.lines()):
                if statement and (self.sanitized or statement.takes_line()):
                    numbers.append(starts[member.id] + i)
        return numbers

    def alone(self, item):
        """A source of it and what it needs, for comparison."""
        names = self.by_name()
        wanted = {member.id for member in self.group_of(item)}
        stack = list(self.group_of(item))
        while stack:
            for name in stack.pop().uses():
                used = names.get(name)
                if used and used.kind in ("inline", "var") and \
                        used.id not in wanted:
                    wanted.add(used.id)
                    stack.append(used)
        few = Program(self.prelude)
        few.items = sorted((i for i in self.items if i.id in wanted),
                           key=lambda i: i.id)
        few.natural_lines = False
        few.ignore_blank = True
        few.sorted_declarations = True
        return few
