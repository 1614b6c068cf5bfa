# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what `foldinfo diff' says against what is true.

The truth is what the edit changed in the texts of functions and variables.
Where the answer is another, the objects are asked: a compiler may have made
the same of another text, and another thing of the same text.
"""
import json
import re
import subprocess
from collections import Counter, defaultdict

from elf import EM_RISCV, SHF_ALLOC, SHF_MERGE, SHF_STRINGS, SHT_PROGBITS
from objects import (DIFFERENT, EQUAL, UNKNOWN, base, is_own_data, is_unchanged,
                     leftovers, owner, refers_elsewhere, same, same_code,
                     same_entries, section_kind)

WHY_MISS = {
    "function": "its source differs, and so does its object when it is "
                "compiled alone: it has to be named",
    "other": "its instructions differ, not just their numbers: it has to be "
             "named",
    "clone": "no function of the new object has these contents: it has to be "
             "named",
    "data": "the variable's contents differ: it, or who uses it, has to be "
            "named",
    "raw": "an entry of a table outside of functions differs: something has "
           "to be said, with status 1",
    "--kpatch": "create-diff-object has it in the patch, or refuses it",
}
WHY_NOISE = {
    "function": "its source is the same with all that is put into it, and so "
                "are its instructions, but for numbers: it mustn't be named",
    "alias": "a name of a function that is the same",
    "clone": "each old function of that name has a new one of the same "
             "contents",
    "data": "more is said of the variables of that name than was changed: "
            "each has a partner by its place in the source",
    "section": "a section isn't what changed, a function or variable is",
    "--kpatch": "it is the same, and nothing needs it in the patch",
}


class Finding:
    """MISS: a change that isn't named. NOISE: something named that isn't
    changed. LINE: only a line's number, called changed, or not at all.
    TROUBLE: no answer."""

    def __init__(self, severity, what, name, expected, got, reason=""):
        self.severity, self.what, self.name = severity, what, name
        self.expected, self.got, self.reason = expected, got, reason or ""

    def __str__(self):
        return "\t".join([self.severity, self.what, self.name,
                          "expected " + self.expected, "got " + self.got,
                          self.reason])

    def why(self):
        """The truth, for people."""
        kind = self.what.removeprefix("plain ").split()[0]
        if self.severity == "TROUBLE":
            return "foldinfo has to answer"
        if self.severity == "LINE":
            return "only the number of a line is another: `line' is right"
        if self.severity == "MISS":
            return WHY_MISS.get(kind, f"{self.name} has to be named")
        return WHY_NOISE.get(kind, f"{self.name} is the same")

    def signature(self):
        """What findings of one cause have in common."""
        reason = re.sub(r'"[^"]*"', '"T"', self.reason)
        reason = re.sub(r"[\w.@:#$-]*\d[\w.@:#$+-]*", "N", reason)
        return (self.severity, self.what, self.expected, self.got, reason)

    def is_like(self, other):
        return (self.severity, self.what) == (other.severity, other.what)


class Answer:
    """What foldinfo says of two objects."""

    def __init__(self, foldinfo, old, new):
        self.trouble, self.status = None, 0
        self.differences, self.doubts = [], []
        self.kpatch = {"changed": [], "new": [], "line": [], "refused": []}
        diff = self.ask(foldinfo, ["--json", old, new])
        if diff:
            self.differences = diff["differences"]
            self.doubts = diff["doubts"]
        sums = self.ask(foldinfo, ["--kpatch", "--json", old, new])
        if sums:
            self.kpatch = sums
        self.by_base = defaultdict(list)
        for d in self.differences:
            self.by_base[owner(d["symbol"])].append(d)

    def ask(self, foldinfo, arguments):
        try:
            done = subprocess.run([foldinfo, "diff", *arguments],
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=60,
                                  check=False)
        except subprocess.TimeoutExpired:
            self.trouble = "no answer within a minute"
            return None
        if done.returncode not in (0, 1):
            self.trouble = f"status {done.returncode}: " + \
                done.stderr.decode(errors="replace")[-300:].strip()
            return None
        try:
            said = json.loads(done.stdout.decode(errors="surrogateescape"))
        except ValueError as error:
            self.trouble = f"no JSON: {error}"
            return None
        if "differences" in said:
            self.status = done.returncode
            if self.status < bool(said["differences"]) or \
                    self.status > bool(said["differences"] or said["doubts"]):
                self.trouble = f"status {done.returncode}, but " + \
                    f"{len(said['differences'])} differences"
        return said


def said(differences):
    if not differences:
        return "nothing"
    return " ".join(sorted(d["kind"] for d in differences))


def numbers(text):
    """Those of a source, and not the ones in names."""
    return set(re.findall(r"\b\d+", text))


def is_lodger(symbols):
    return any(not s.section.name.endswith("." + s.name) for s in symbols)


def is_weak(item):
    """create-diff-object takes a new weak function only if it is needed."""
    return "__attribute__((weak))" in item.attributes


def specials(program, function):
    """Variables of a function that are the function's contents: those that are
    in .data.once."""
    return re.findall(r'static [^;]*section_\("\.data\.once"\)[^;]*;',
                      " ".join(text for _, text in
                               program.meaning_with_data(function)))


class Judge:
    """One pair of sources, compiled to objects."""

    def __init__(self, old, new, compiler, left, right, workshop):
        self.old, self.new, self.compiler = old, new, compiler
        self.left, self.right = left, right
        self.workshop = workshop        # compiles more, see check-edits
        self.findings = []
        self.accepted = Counter()
        self.last_alone = None, None    # which, and what came of it

    def judge(self, answer):
        if answer.trouble:
            if not (self.compiler.plain and answer.trouble.startswith(
                    "status 2: ldfold: ")):
                self.add("TROUBLE", "foldinfo", "-", "an answer",
                         answer.trouble)
            return self.findings
        self.answer = answer
        self.exempt = set()
        self.states = {}
        self.lodgers = self.changed_lodgers()
        for old, new in self.programs():
            self.judge_raw(old, new)
            self.judge_functions(old, new)
        self.judge_clones()
        self.judge_data()
        self.judge_sections()
        self.judge_kpatch()
        return self.findings

    def programs(self):
        pairs = [(self.old, self.new)]
        if self.old.other:
            pairs.append((self.old.other, self.new.other))
        return pairs

    def add(self, severity, what, name, expected, got, differences=()):
        if self.compiler.plain and severity != "MISS":
            self.accepted["plain " + severity] += 1
            return
        if self.compiler.plain:
            what = "plain " + what
        reason = "; ".join(d["reason"] or "" for d in differences)
        self.findings.append(Finding(severity, what, name, expected, got,
                                     reason))

    # -- Variables that share a section are data of the functions that use them

    def changed_lodgers(self):
        """Functions by the changed variables without a section of their own
        that they use."""
        users = defaultdict(set)
        for name in set(self.left.data) & set(self.right.data):
            olds, news = self.left.data[name], self.right.data[name]
            if not (is_lodger(olds) or is_lodger(news)):
                continue
            a, b, _ = leftovers(self.left, olds, self.right, news)
            if a or b:
                users[name] = self.left.users(name) | self.right.users(name)
        return users

    # -- Lines outside of functions: somebody has to be told

    def judge_raw(self, old, new):
        before = {i.id: i for i in old.items if i.kind == "raw"}
        after = {i.id: i for i in new.items if i.kind == "raw"}
        different = [before.get(id) or after[id] for id in before | after
                     if id not in before or id not in after or
                     before[id].text() != after[id].text()]
        # Entries of a table mean something by their order, too.
        for item in [*before.values(), *after.values()]:
            self.exempt |= set(re.findall(r"\.pushsection ([\w.]+)",
                                          item.text()))
        for item in different:
            self.raw_different = True
            self.exempt |= item.uses()
            self.exempt |= set(re.findall(r"__\w+_\d+", item.text()))
            for name in item.uses():
                self.exempt |= {f"__ksymtab_{name}", f"__kstrtab_{name}"}
            if not self.answer.differences and not self.answer.doubts:
                self.add("MISS", "raw " + item.name, item.name, "changed",
                         "nothing")

    raw_different = False

    # -- Functions

    def judge_functions(self, old, new):
        before = {i.id: i for i in old.items if i.kind == "func"}
        after = {i.id: i for i in new.items if i.kind == "func"}
        starts = old.render()[1], new.render()[1]
        for id in sorted(before | after):
            a, b = before.get(id), after.get(id)
            name = (a or b).name
            if name in self.exempt:
                continue
            got = self.answer.by_base.get(name, [])
            here = self.one(self.left, name), self.one(self.right, name)
            if not a or not b or not here[0] or not here[1]:
                self.judge_presence(name, a, b, here, got)
                continue
            state = self.state(old, a, new, b, starts)
            self.states[name] = state
            self.judge_function(name, state, here, got, (old, a, new, b))
            for alias, _ in b.aliases:
                more = self.answer.by_base.get(alias, [])
                if state == "same" and more and \
                        self.is_same_function(here):
                    self.add("NOISE", "alias", alias, "nothing", said(more),
                             more)

    @staticmethod
    def one(view, name):
        found = view.functions.get(name, [])
        return found[0] if found else None

    def judge_presence(self, name, a, b, here, got):
        kinds = {d["kind"] for d in got}
        grouped = (a or b).group is not None
        if here[0] and not here[1]:
            wanted = "removed"
        elif here[1] and not here[0]:
            wanted = "added"
        else:
            if here[0] and here[1] and not got and \
                    not self.compiler.plain and \
                    same(self.left, here[0], self.right, here[1]) == DIFFERENT:
                self.add("MISS", "alias", name, "changed", "nothing")
            return
        self.states[name] = wanted
        if wanted not in kinds and not (grouped and kinds):
            self.add("MISS", "function", name, wanted, said(got), got)
        elif kinds - {wanted} and not grouped:
            self.add("NOISE", "function", name, wanted, said(got), got)

    @staticmethod
    def state(old, a, new, b, starts):
        """same, line, changed, or perhaps: of what it uses, or its group."""
        if a.attributes != b.attributes or a.parameters != b.parameters:
            if a.static != b.static and a.text().split("(", 1)[1] == \
                    b.text().split("(", 1)[1]:
                return "linkage"
        if a.static != b.static:
            return "linkage"
        moved = old.line_numbers(a, starts[0]) != \
            new.line_numbers(b, starts[1])
        if old.meaning(a) != new.meaning(b):
            if a.group is not None:
                return "perhaps-line" if moved else "perhaps"
            return "changed"
        if old.meaning_with_data(a) != new.meaning_with_data(b):
            return "perhaps-line" if moved else "perhaps"
        if moved:
            return "line" if a.group is None else "perhaps-line"
        return "same"

    def judge_function(self, name, state, here, got, texts):
        kinds = {d["kind"] for d in got}
        if texts[1].twin and state != "same":
            # Which of them a name is for is the compiler's choice.
            return
        doubted = name in self.answer.doubts and self.answer.status
        if name in self.answer.doubts and state == "same":
            self.accepted["doubt"] += 1
        if state in ("changed", "perhaps", "perhaps-line") and not kinds:
            if not doubted and self.differs_alone(texts, here) and \
                    not is_unchanged(self.left, here[0], self.right, here[1],
                                     set(self.answer.by_base)) and \
                    not self.is_unchanged_apart(texts):
                self.add("MISS", self.where(here[0]), name, "changed",
                         said(got))
        elif kinds == {"line"} and state in ("line", "perhaps-line"):
            return
        elif state == "changed" and kinds == {"line"}:
            if self.differs_alone(texts, here) and \
                    not self.may_be_lines(texts):
                self.add("MISS", self.where(here[0]), name, "changed", "line",
                         got)
        elif state in ("perhaps", "perhaps-line") and kinds:
            if any(name in users for users in self.lodgers.values()) or \
                    specials(*texts[:2]) != specials(*texts[2:]):
                return
            if self.alone(texts) == EQUAL and self.is_same_function(here):
                self.add("NOISE" if state == "perhaps" else "LINE",
                         self.where(here[0]), name,
                         "nothing" if state == "perhaps" else "line",
                         said(got), got)
        elif state in ("same", "linkage") and kinds:
            if state == "linkage":
                return
            if self.is_same_function(here):
                self.add("NOISE", self.where(here[0]), name, "nothing",
                         said(got), got)
            else:
                self.accepted["other code"] += 1
        elif state == "line":
            if not kinds:
                if same(self.left, here[0], self.right, here[1]) == DIFFERENT \
                        and self.alone(texts) == DIFFERENT:
                    self.add("LINE", self.where(here[0]), name, "line",
                             "nothing")
            elif self.is_same_function(here):
                self.add("LINE", self.where(here[0]), name, "line", said(got),
                         got)
            else:
                self.accepted["other code"] += 1
        elif state == "same" and not kinds and not doubted:
            # The compiler may have made something else of the same text.
            if same(self.left, here[0], self.right, here[1]) == DIFFERENT \
                    and not self.is_same_code(here):
                self.add("MISS", "other code", name, "changed", "nothing")

    @staticmethod
    def where(symbol):
        shared = sum(1 for s in symbol.section.symbols
                     if s.type == 2 and s.value != symbol.value) > 0
        return "function of a shared section" if shared else "function"

    def is_same_code(self, here):
        """The same instructions, which name the same."""
        return same_code(self.compiler, self.left, here[0], self.right,
                         here[1]) and not \
            refers_elsewhere(self.compiler, self.left, here[0], self.right,
                             here[1])

    def is_same_size(self, here):
        """RISC-V has short instructions for small numbers: where a displacement
        from the begin of a block grows, instructions become others."""
        return self.left.object.machine != EM_RISCV or \
            here[0].size == here[1].size

    def is_same_function(self, here):
        """The same in all that can be known. clang addresses each constant by a
        name or section of its own, so that what it has for another is
        another."""
        verdict = same(self.left, here[0], self.right, here[1])
        return self.is_same_code(here) and self.is_same_size(here) and \
            section_kind(here[0].section) == section_kind(here[1].section) and \
            same_entries(self.left, here[0], self.right, here[1]) and \
            not (self.compiler.clang and verdict == DIFFERENT)

    def differs_alone(self, texts, here):
        """Does a function differ if it is compiled alone? Other instructions, and
        the same ones in the objects, say nothing: a static that nobody reads
        isn't written there, but alone it is."""
        if self.alone(texts) != DIFFERENT:
            return False
        left, x, right, y = self.compiled_alone(texts)
        return same_code(self.compiler, left, x, right, y) or \
            same(self.left, here[0], self.right, here[1]) != EQUAL

    def may_be_lines(self, texts):
        """A statement more that the compiler drops moves the lines behind it, and
        changes nothing but numbers: all by as much."""
        old, new = texts[1].text(), texts[3].text()
        left, x, right, y = self.compiled_alone(texts)
        first, second = (view.numbers(self.compiler, symbol)
                         for view, symbol in ((left, x), (right, y)))
        moved = {b - a for a, b in zip(first, second) if a != b}
        # A sanitizer has its lines in data.
        return old.count("\n") != new.count("\n") and \
            same_code(self.compiler, left, x, right, y) and \
            len(first) == len(second) and \
            (len(moved) == 1 if moved else not numbers(old) - numbers(new))

    def compiled_alone(self, texts):
        """Views and symbols of a function compiled alone, or None. Several ask for
        the same one, one after the other."""
        if self.last_alone[0] is not texts:
            self.last_alone = texts, self.compile_alone(*texts)
        return self.last_alone[1]

    def is_unchanged_apart(self, texts):
        """In the object of a plain kernel, is a function the same but for variables
        that the answer names? There the displacements of all that is behind such
        a variable are others; so compile it with a section for each."""
        if not self.compiler.plain:
            return False
        apart = self.compile_alone(*texts, apart=True)
        return apart is not None and \
            is_unchanged(*apart, set(self.answer.by_base))

    def compile_alone(self, old, a, new, b, apart=False):
        """What compiled_alone() returns."""
        left = self.workshop.alone(old, a, "old", apart)
        right = self.workshop.alone(new, b, "new", apart)
        x = left and self.one(left, a.name)
        y = right and self.one(right, b.name)
        return (left, x, right, y) if x and y else None

    def alone(self, texts):
        """Compare what a function is if it is compiled alone."""
        compiled = self.compiled_alone(texts)
        if not compiled:
            return UNKNOWN
        _, a, _, b = texts
        left, x, right, y = compiled
        verdict = same(left, x, right, y)
        if verdict == EQUAL:
            for cold, other in zip(left.functions.get(a.name + ".cold", []),
                                   right.functions.get(b.name + ".cold", [])):
                verdict = max(verdict, same(left, cold, right, other))
        return verdict

    # -- Clones, and functions within functions

    def judge_clones(self):
        known = {i.name for old, new in self.programs()
                 for i in old.items + new.items}
        known |= {name for old, new in self.programs()
                  for i in old.items + new.items for name, _ in i.aliases}
        for name in set(self.left.functions) | set(self.right.functions):
            if owner(name) in known:
                continue
            got = self.answer.by_base.get(owner(name), [])
            a, b, certain = leftovers(
                self.left, self.left.functions.get(name, []),
                self.right, self.right.functions.get(name, []))
            if any(name in users for users in self.lodgers.values()):
                continue
            if got and not a and not b:
                self.add("NOISE", "clone", name, "nothing", said(got), got)
            elif not got and certain and (a or b) and \
                    self.differ_surely(a, b) and \
                    name not in map(base, self.answer.doubts):
                self.add("MISS", "clone", name, "changed", "nothing")

    def differ_surely(self, olds, news):
        return len(olds) != len(news) or not any(
            same_code(self.compiler, self.left, a, self.right, b) and
            same_entries(self.left, a, self.right, b)
            for a in olds for b in news)

    # -- Data with a name

    def entities(self, program):
        """Variables: base name -> texts by owner. What is in an inline function
        that nobody uses isn't there."""
        found = defaultdict(dict)
        used = {i.id for item in program.items if item.kind != "inline"
                for i in program.inlines_of(item)}
        for item in program.items:
            if item.kind == "inline" and item.id not in used:
                continue
            if item.kind == "var":
                found[item.name][item.id] = (item.text(True), item.static)
            for static in item.statics():
                name = static.name
                if self.compiler.clang:
                    name = f"{item.name}.{name}"
                key = (item.id, len(found[name]))
                from source import render
                found[name][key] = (render(static.parts), True)
        return found

    def judge_data(self):
        before, after = defaultdict(dict), defaultdict(dict)
        for old, new in self.programs():
            for program, found in ((old, before), (new, after)):
                for name, texts in self.entities(program).items():
                    found[name].update(texts)
        functions = set(self.states)
        names = set(self.left.data) | set(self.right.data) | \
            set(self.answer.by_base)
        for name in names - functions - self.exempt:
            if is_own_data(name) or name in self.left.functions or \
                    name in self.right.functions or \
                    name.startswith((".", "__bug", "__ksymtab", "__kstrtab")):
                continue
            self.judge_variable(name, before.get(name, {}),
                                after.get(name, {}))

    def judge_variable(self, name, before, after):
        got = self.answer.by_base.get(name, [])
        olds = self.left.data.get(name, [])
        news = self.right.data.get(name, [])
        a, b, certain = leftovers(self.left, olds, self.right, news)
        least = max(len(a), len(b)) if certain else \
            abs(len(olds) - len(news))
        most = len(a) + len(b)
        if len(before) == len(olds) and len(after) == len(news):
            changed = sum(1 for k in before if k in after and
                          before[k][0] != after[k][0])
            linkage = sum(1 for k in before if k in after and
                          before[k] != after[k]) - changed
            fresh = len([k for k in after if k not in before])
            gone = len([k for k in before if k not in after])
            by_text = changed + fresh + gone
            if not certain:
                least = by_text
            least = min(least, by_text)
            if certain:
                most = max(by_text + linkage, len(a), len(b))
            else:
                most = by_text + linkage
        elif not certain:
            return
        if name in map(base, self.answer.doubts):
            least = 0
        if is_lodger(olds + news):
            least = min(least, len(a), len(b))
            if not self.lodgers.get(name) or any(self.answer.by_base.get(user)
                   for user in self.lodgers.get(name, ())):
                least = 0
        if least and not got:
            self.add("MISS", "data", name, f"{least}", "nothing")
        elif len(got) > most and \
                not any(d["kind"] == "line" for d in got) and \
                {s.section.align for s in olds} == \
                {s.section.align for s in news}:
            self.add("NOISE", "data", name, f"{most}" if most else "nothing",
                     said(got), got)

    # -- The rest of the answer

    def judge_sections(self):
        if self.raw_different:
            return
        # A list of IDs (BTF_ID_LIST) means them by their order.
        orders = [[i.id for program in programs for i in program.items
                   if i.name == "btf-id"]
                  for programs in zip(*self.programs())]
        for d in self.answer.differences:
            if d["symbol"] == ".BTF_ids" and orders[0] != orders[1]:
                continue
            if d["type"] == "section" and d["symbol"] not in self.exempt:
                self.add("NOISE", "section " + base(d["symbol"]), d["symbol"],
                         "nothing", d["kind"], [d])

    def judge_kpatch(self):
        if self.raw_different or self.compiler.plain:
            return
        sums = {key: {owner(n) for n in names}
                for key, names in self.answer.kpatch.items()
                if key != "verdicts"}
        told = sums["changed"] | sums["new"] | sums["refused"]
        for name, state in self.states.items():
            named = {d["kind"] for d in self.answer.by_base.get(name, [])}
            if name in self.exempt:
                continue
            if state == "changed" and "changed" in named and \
                    name not in told:
                self.add("MISS", "--kpatch", name, "changed", "nothing")
            if state == "same" and not named and name in told:
                self.add("NOISE", "--kpatch", name, "nothing",
                         " ".join(k for k in sums if name in sums[k]))
        for old, new in self.programs():
            self.judge_new(old, new, sums, told)

    def judge_new(self, old, new, sums, told):
        """New functions: those that can be seen, and that a change needs."""
        names = new.by_name()
        ids = {i.id for i in old.items}
        fresh = {i.name for i in new.items if i.id not in ids}
        needed = self.needed(new, fresh, sums["changed"])
        # What a function needs that can't be patched may be there, too.
        wanted = self.needed(new, fresh, sums["changed"] | sums["refused"])
        # A weak one is there without anybody who leads to it.
        reached = self.right.reach(needed - fresh | {
            n for n in needed if not names[n].static and
            not is_weak(names[n])})
        for name in fresh:
            item = names[name]
            if item.kind != "func" or item.group is not None or \
                    self.states.get(name) != "added":
                continue
            if name in needed and name in reached and name not in told:
                self.add("MISS", "--kpatch new", name, "new", "nothing")
            elif name not in wanted and name in sums["new"]:
                self.add("NOISE", "--kpatch new", name, "nothing", "new")

    def needed(self, new, fresh, patched):
        """The functions PATCHED, and of the FRESH ones those that can be seen,
        and all that these use."""
        needed = {i.name for i in new.items
                  if (i.name in fresh and i.kind == "func" and
                      not i.static and not is_weak(i)) or
                  self.states.get(i.name) == "changed" and i.name in patched}
        stack, names = list(needed), new.by_name()
        while stack:
            item = names[stack.pop()]
            for name in item.uses() | {n for i in new.inlines_of(item)
                                       for n in i.uses()}:
                if name in fresh and name not in needed:
                    needed.add(name)
                    stack.append(name)
        return needed


# -- Bytes changed in an object

# What is of no function, or where an entry says no more than a place.
DATA_OF_NOBODY = (".comment", ".note", ".eh_frame", "__patchable_function",
                  ".printk_index", "__tracepoints_ptrs",
                  "_ftrace_events", "__kcrctab", ".con_initcall", ".BTF_ids",
                  "___ksymtab", "__ksymtab", "__bug_table",
                  ".debug", "__mcount_loc")


def is_nobodys(section):
    """printk's index is .rodata._entry, clang's .rodata.f16._entry."""
    return section.name.startswith(DATA_OF_NOBODY) or \
        bool(re.search(r"\._entry(\.\d+)?$", section.name))


def is_reached(section, offset, places):
    """Can an entry of a mergeable section, or a block, be reached at all?"""
    if section.is_strings():
        start = section.data.rfind(b"\0", 0, offset) + 1
        return any(start <= place <= offset for place in places)
    if section.flags & SHF_MERGE and section.entsize:
        size = section.entsize
        return any(place // size == offset // size for place in places)
    return bool(places)


class Poke:
    """A byte of an object changed, or where an entry of a table leads to:
    whoever can reach it has changed."""

    def __init__(self, view, rng):
        self.view = view
        sections = [s for s in view.object.sections
                    if s.type == SHT_PROGBITS and s.flags & SHF_ALLOC and
                    s.size and not is_nobodys(s)]
        self.entry = self.section = self.symbol = None
        self.offset = 0
        if rng.random() < 0.3:
            self.choose_entry(rng, sections)
        if not self.entry:
            self.choose_byte(rng, sections)
        if self.section:
            self.name = f"{self.section.name}+{self.offset:#x}"

    def choose_entry(self, rng, sections):
        tables = [s for s in sections if not s.is_text() and s.relocs]
        if not tables:
            return
        section = rng.choice(tables)
        entry = rng.choice(section.relocs)
        _, _, symbol, addend = entry
        # Another place may hold the same, as nops of .altinstr_replacement, and
        # a text the end of "eue", "e".
        if symbol.section and symbol.is_label() and self.is_same_word(
                symbol.section, symbol.value + addend,
                symbol.value + (addend ^ 4)):
            return
        self.section, self.entry = section, entry
        self.offset, self.symbol = entry[0], None

    @staticmethod
    def is_same_word(section, place, other):
        if section.relocs:
            return False
        if section.flags & SHF_STRINGS:
            return section.data[place:].split(b"\0")[0] == \
                section.data[other:].split(b"\0")[0]
        return section.data[place:place + 4] == section.data[other:other + 4]

    def choose_byte(self, rng, sections):
        places = self.view.places_but_for(is_nobodys)
        unnamed = [s for s in sections if not s.symbols and places.get(s.name)]
        for _ in range(10000):
            section = rng.choice(unnamed if unnamed and rng.random() < 0.7
                                 else sections)
            offset = rng.randrange(section.size)
            if section.data[offset] < 2 or any(
                    0 <= offset - r[0] < 8 for r in section.relocs):
                continue
            over = [s for s in section.symbols
                    if s.value <= offset < s.value + s.size]
            if over and self.is_nobodys_symbol(over[0]):
                continue
            if over or not section.is_text() and is_reached(
                    section, offset, places.get(section.name, ())):
                self.section, self.offset = section, offset
                self.symbol = over[0] if over else None
                return

    def is_nobodys_symbol(self, symbol):
        """As the __func__ that only the index of printk's texts has."""
        users = self.view.referrers(symbol)
        return users and all(is_nobodys(s) for s in users)

    def write(self, path):
        with open(self.view.object.path, "rb") as file:
            data = bytearray(file.read())
        if self.entry:
            place = self.view.object.addend_place(self.section, self.entry)
            data[place] ^= 4
        else:
            data[self.section.offset + self.offset] ^= 1
        with open(path, "wb") as file:
            file.write(data)

    def kind(self):
        if self.entry:
            return "entry"
        if self.section.is_text():
            return "code"
        if self.section.is_strings():
            return "strings"
        return "data" if self.symbol else "unnamed data"

    def judge(self, answer):
        kind = self.kind()
        if answer.trouble:
            return [Finding("TROUBLE", "poke " + kind, self.name, "an answer",
                            answer.trouble)]
        names = [owner(d["symbol"]) for d in answer.differences]
        expected = None
        if not names and not answer.doubts:
            expected = "somebody"
        elif kind == "unnamed data" and \
                all(d["type"] == "section" for d in answer.differences) and \
                not self.section.name.startswith("_"):
            expected = "a function"
        elif kind == "code" and owner(self.symbol.name) not in names and \
                self.symbol.value not in self.values(names):
            expected = owner(self.symbol.name)
        if not expected:
            return []
        return [Finding("MISS", f"poke {kind} {base(self.section.name)}",
                        self.name, expected, " ".join(names) or "nothing")]

    def values(self, names):
        return {s.value for s in self.section.symbols
                if owner(s.name) in names}
