# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits: each makes another version of a source, the old one's items keeping
their numbers, so that it is known what became of each."""
import copy

from kinds import EXTERNALS, WORDS, fill_pointers
from source import Many, Slot, Statement, render


def change_slot(rng, program, slot):
    """Another value; False if there is none."""
    before = slot.value
    if slot.kind == "number":
        if rng.random() < 0.4 and slot.value < slot.high:
            slot.value += 1
        else:
            slot.value = rng.randint(slot.low, slot.high)
    elif slot.kind == "text":
        slot.value = change_text(rng, slot.value)
    elif slot.kind == "external":
        slot.value = rng.choice(EXTERNALS)
    elif slot.kind == "function":
        slot.value = rng.choice(program.maker.functions)
    elif slot.kind == "gpl":
        slot.value = "" if slot.value else "_gpl"
    return slot.value != before


def change_text(rng, text):
    way = rng.randrange(5)
    if way == 0:
        return text + rng.choice(WORDS)
    if way == 1 and len(text) > 1:
        return text[:-1]
    if way == 2 and len(text) > 1:
        return text[1:]
    if way == 3:
        return rng.choice(WORDS) + " " + rng.choice(WORDS)
    at = rng.randrange(len(text))
    return text[:at] + rng.choice("XYZ") + text[at + 1:]


def pick_slot(rng, program, kinds):
    """A slot of a random item of these kinds."""
    items = [item for item in program.items if item.kind in kinds]
    rng.shuffle(items)
    for item in items:
        slots = [p for p, _, _ in item.parts() if isinstance(p, Slot)]
        if slots:
            return rng.choice(slots)
    return None


def lists_of(item, separator=", "):
    return [p for p, _, _ in item.parts()
            if isinstance(p, Many) and p.separator == separator]


def pick_item(rng, program, kinds):
    items = [item for item in program.items if item.kind in kinds]
    return rng.choice(items) if items else None


# -- The edits: each changes PROGRAM and says whether it did

def permute(rng, program):
    rest = [i for i in program.items if i.kind != "inline"]
    inlines = [i for i in program.items if i.kind == "inline"]
    rng.shuffle(rest)
    program.items = inlines + rest
    return True


def reverse(rng, program):
    rest = [i for i in program.items if i.kind != "inline"]
    program.items = [i for i in program.items if i.kind == "inline"] + \
        rest[::-1]
    return True


def move_one(rng, program):
    item = pick_item(rng, program, ("func", "var", "raw"))
    if not item:
        return False
    program.items.remove(item)
    program.items.insert(rng.randint(0, len(program.items)), item)
    return True


def insert_function(rng, program):
    item = program.maker.new_function()
    program.maker.functions.append(item.name)
    where = 0 if rng.random() < 0.4 else rng.randint(0, len(program.items))
    program.items.insert(where, item)
    if rng.random() < 0.4:
        call_new(rng, program, item)
    return True


def call_new(rng, program, new):
    """Have another function need the new one."""
    user = pick_item(rng, program, ("func",))
    if user and user is not new and user.group is None:
        user.statements.insert(0, Statement(
            program.new_id(), "call",
            ["r += ", Slot("function", new.name), "(r, b);"]))


def insert_functions(rng, program):
    for _ in range(rng.randint(2, 4)):
        insert_function(rng, program)
    return True


def remove_function(rng, program):
    item = pick_item(rng, program, ("func",))
    if not item or item.group is not None or item.aliases:
        return False
    if any(item.name in other.uses() for other in program.items
           if other.kind == "raw"):
        return False
    program.items.remove(item)
    return True


def insert_variable(rng, program):
    item = program.maker.new_variable()
    fill_pointers(program.maker, item)
    program.items.insert(rng.randint(0, len(program.items)), item)
    program.maker.variables.append(item)
    user = pick_item(rng, program, ("func",))
    if user and user.group is None:
        user.statements.insert(0, Statement(
            program.new_id(), "variable", [item.use.replace("%", item.name)]))
    return True


def change_function(rng, program):
    slot = pick_slot(rng, program, ("func",))
    return bool(slot) and change_slot(rng, program, slot)


def change_variable(rng, program):
    slot = pick_slot(rng, program, ("var",))
    return bool(slot) and change_slot(rng, program, slot)


def change_inline(rng, program):
    slot = pick_slot(rng, program, ("inline",))
    return bool(slot) and change_slot(rng, program, slot)


def change_raw(rng, program):
    slot = pick_slot(rng, program, ("raw",))
    return bool(slot) and change_slot(rng, program, slot)


def change_data(rng, program):
    """An entry of a table, or a static: what is in no instruction."""
    slots = []
    for item in program.items:
        for statement in item.statements:
            for many in [p for p in statement.parts if isinstance(p, Many)]:
                slots += [p for e in many.entries for p in e
                          if isinstance(p, Slot)]
        slots += [p for p, _, inside in item.parts()
                  if inside and isinstance(p, Slot)]
    return bool(slots) and change_slot(rng, program, rng.choice(slots))


def change_entries(rng, program):
    """An entry more, one less, or two exchanged."""
    lists = [m for item in program.items for m in lists_of(item)]
    if not lists:
        return False
    many = rng.choice(lists)
    way = rng.randrange(3)
    if way == 0:
        entry = copy.deepcopy(rng.choice(many.entries))
        many.entries.insert(rng.randint(0, len(many.entries)), entry)
        return True
    if way == 1 and len(many.entries) > 2:
        many.entries.pop(rng.randrange(len(many.entries)))
        return True
    if len(many.entries) < 2:
        return False
    i, j = rng.sample(range(len(many.entries)), 2)
    entries = many.entries
    entries[i], entries[j] = entries[j], entries[i]
    return render(entries[i]) != render(entries[j])


def change_case(rng, program):
    lists = [m for item in program.items for m in lists_of(item, " ")]
    if not lists:
        return False
    many = rng.choice(lists)
    if rng.random() < 0.3 and len(many.entries) > 5:
        many.entries.pop(rng.randrange(len(many.entries)))
        return True
    slots = [p for p in rng.choice(many.entries) if isinstance(p, Slot)]
    return bool(slots) and change_slot(rng, program, rng.choice(slots))


def exchange_lists(rng, program):
    """Two functions exchange their initialisers."""
    lists = [(item, m) for item in program.items if item.kind == "func"
             for m in lists_of(item)]
    rng.shuffle(lists)
    for i, (one, first) in enumerate(lists):
        for two, second in lists[i + 1:]:
            if one is two or render([first]) == render([second]):
                continue
            kinds = {p.kind for m in (first, second) for e in m.entries
                     for p in e if isinstance(p, Slot)}
            if len(kinds) == 1:
                first.entries, second.entries = second.entries, first.entries
                return True
    return False


def insert_statement(rng, program):
    item = pick_item(rng, program, ("func",))
    if not item or item.group is not None:
        return False
    item.statements.insert(rng.randint(0, len(item.statements)),
                           program.maker.statement())
    return True


def insert_static(rng, program):
    from kinds import s_static
    item = pick_item(rng, program, ("func",))
    if not item or item.group is not None:
        return False
    item.statements.insert(0, Statement(program.new_id(), "static",
                                        s_static(program.maker)))
    return True


def use_inline(rng, program):
    """One more user of an inline function."""
    item = pick_item(rng, program, ("func",))
    if not item or item.group is not None or not program.maker.inlines:
        return False
    from kinds import s_inline
    item.statements.insert(0, Statement(program.new_id(), "inline",
                                        s_inline(program.maker)))
    return True


def remove_statement(rng, program):
    items = [i for i in program.items
             if i.kind == "func" and i.group is None and i.statements]
    if not items:
        return False
    item = rng.choice(items)
    item.statements.pop(rng.randrange(len(item.statements)))
    return True


def insert_lines(rng, program):
    item = pick_item(rng, program, ("func", "inline"))
    item.blank += rng.randint(1, 9)
    return True


def change_linkage(rng, program):
    items = [i for i in program.items if i.kind in ("func", "var") and
             i.group is None and not i.aliases]
    if not items:
        return False
    item = rng.choice(items)
    item.static = not item.static
    if item.kind == "func":
        if "__attribute__((weak))" in item.attributes:
            return False
        item.attributes[0] = "ALONE_STATIC" if item.static else "ALONE"
    return True


def insert_raw(rng, program):
    item = program.maker.new_raw()
    if not item:
        return False
    program.items.append(item)
    return True


def remove_raw(rng, program):
    item = pick_item(rng, program, ("raw",))
    if not item:
        return False
    program.items.remove(item)
    return True


def change_group(rng, program):
    groups = [i for i in program.items if i.group is not None]
    slots = [p for i in groups for p, _, _ in i.parts() if isinstance(p, Slot)]
    return bool(slots) and change_slot(rng, program, rng.choice(slots))


def grow_group(rng, program):
    """One user more of a function that is cloned."""
    groups = [i for i in program.items if i.group is not None and
              not i.static]
    if not groups:
        return False
    model = rng.choice(groups)
    item = copy.deepcopy(model)
    item.id = program.new_id()
    item.name = f"f{program.maker.prefix + item.id}"
    for statement in item.statements:
        statement.id = program.new_id()
        for part in statement.parts:
            if isinstance(part, Slot):
                change_slot(rng, program, part)
    program.items.insert(rng.randint(0, len(program.items)), item)
    return True


def part_alias(rng, program):
    """A second name of a function gets code of its own."""
    items = [i for i in program.items if i.aliases]
    if not items:
        return False
    model = rng.choice(items)
    item = copy.deepcopy(model)
    item.id, item.name = program.new_id(), model.aliases.pop()[0]
    item.aliases, item.static, item.attributes = [], False, ["ALONE"]
    for statement in item.statements:
        statement.id = program.new_id()
    slots = [p for p, _, _ in item.parts() if isinstance(p, Slot)]
    program.items.append(item)
    return bool(slots) and change_slot(rng, program, rng.choice(slots))


def combine(rng, program):
    done = False
    for _ in range(rng.randint(2, 4)):
        _, _, edit = rng.choices(EDITS, [e[0] for e in EDITS])[0]
        if edit is not combine:
            done = edit(rng, program) or done
    return done


EDITS = [
    (8, "permute", permute), (2, "reverse", reverse), (2, "move", move_one),
    (6, "insert", insert_function), (2, "insert-some", insert_functions),
    (3, "remove", remove_function), (2, "variable-new", insert_variable),
    (6, "function", change_function), (4, "variable", change_variable),
    (3, "inline", change_inline), (2, "raw", change_raw),
    (8, "data", change_data), (5, "entries", change_entries),
    (4, "case", change_case), (4, "exchange", exchange_lists),
    (3, "statement-new", insert_statement), (3, "static-new", insert_static),
    (3, "inline-user", use_inline), (3, "statement-less", remove_statement),
    (3, "lines", insert_lines), (3, "linkage", change_linkage),
    (1, "raw-new", insert_raw), (1, "raw-less", remove_raw),
    (3, "group", change_group), (3, "group-user", grow_group),
    (1, "alias", part_alias), (6, "combined", combine),
]


def make_edit(rng, old):
    """Its kind, and the new source."""
    while True:
        _, kind, edit = rng.choices(EDITS, [e[0] for e in EDITS])[0]
        new = old.clone()
        new.maker = old.maker.of(new, rng)
        if edit(rng, new):
            return kind, new
