# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sources are made of: the kinds of statements, variables and
functions that kernels have, each as a function that makes one at random.

STATEMENTS, VARIABLES, RAW and GROUPS are the tables of them: weight, name,
maker, and whether only gcc takes it.
"""
import copy

from source import LINE, Item, Many, Program, Slot, Statement, Static

PRELUDE = r"""
struct pair { short a; int b; };
struct wide { long a, b, c; char d; };
struct ops { const char *name; int (*run)(int, long); void *data; long n; };
struct list { struct list *next, *prev; };
struct key { int enabled; void *e; };
struct named { char name[12]; int n; };
struct pi_entry { const char *fmt, *func, *file; unsigned line; const char *level, *prefix; };
struct ddebug { const char *mod, *func, *file, *fmt; unsigned lineno:18, cls:6, flags:8; };
struct warn { const char *file, *func; int line; unsigned flags; };
extern void use(const volatile void *), report(const char *, int);
extern int printk(const char *, ...), strcmp(const char *, const char *);
extern void *memcpy(void *, const void *, unsigned long);
extern int ext0(int, long), ext1(int, long), ext2(int, long), ext3(int, long);
extern int ext4(int, long), ext5(int, long), ext6(int, long), ext7(int, long);
extern struct key gate0, gate1;
extern int rare(int, long) __attribute__((cold));
extern void warn_slowpath_fmt(const char *, int, unsigned, const char *, ...);
extern void __warn_printk(const char *, ...);
extern void __might_sleep(const char *, int), __might_fault(const char *, int);
extern void __might_resched(const char *, int, unsigned);
extern void __cant_sleep(const char *, int, int);
extern void __ext4_error(void *, const char *, unsigned, int, int, unsigned long, const char *, ...);
extern int __ext4_journal_stop(const char *, unsigned, void *);
extern void xfs_do_force_shutdown(void *, unsigned, const char *, int);
extern int __dynamic_pr_debug(void *, const char *, ...);
extern int once_start(void *, struct key *), once_done(void *, struct key *);
extern void sort(void *, int, int (*)(const void *, const void *));
#ifdef __clang__
#define ALONE __attribute__((noinline))
#define ALONE_STATIC __attribute__((noinline, used))
#else
#define ALONE __attribute__((noipa, noinline, noclone))
#define ALONE_STATIC __attribute__((noipa, noinline, noclone, used))
#endif
#define section_(s) __attribute__((section(s)))
#define always_inline_ __attribute__((always_inline)) inline
#define unlikely(x) __builtin_expect(!!(x), 0)
#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define might_fault() __might_fault(__FILE__, __LINE__)
#define might_resched() __might_resched(__FILE__, __LINE__, 0)
#define cant_sleep() __cant_sleep(__FILE__, __LINE__, 0)
#define WARN(c, ...) ({ int c_ = !!(c); if (unlikely(c_)) warn_slowpath_fmt(__FILE__, __LINE__, 9, __VA_ARGS__); c_; })
#define WARN_ONCE(c, ...) ({ static _Bool section_(".data.once") warned_; int d_ = !!(c); if (unlikely(d_ && !warned_)) { warned_ = 1; WARN(1, __VA_ARGS__); } d_; })
#if defined(__x86_64__) || defined(__clang__)
#define BUG_SHORTS ".short %c0, %c1"
#else
#define BUG_SHORTS ".short %0, %1"
#endif
#define BUG_ENTRY(flags) asm volatile("1: nop\n.pushsection __bug_table,\"aw\"\n.balign 4\n2: .long 1b - .\n.pushsection .rodata.str,\"aMS\",@progbits,1\n3: .string \"" __FILE__ "\"\n.popsection\n.long 3b - .\n" BUG_SHORTS "\n.popsection" : : "i"(__LINE__), "i"(flags))
#define S2(x) #x
#define S1(x) S2(x)
#define pr_index(f, ...) ({ static const struct pi_entry _entry = { f, __func__, __FILE__, __LINE__, 0, 0 }; static const struct pi_entry *_entry_ptr __attribute__((used, section(".printk_index"))) = &_entry; printk(f, ##__VA_ARGS__); })
#define pr_debug(f, ...) ({ static struct ddebug __attribute__((section("__dyndbg"), aligned(8))) __UNIQUE_ID_ddebug = { "m", __func__, __FILE__, f, __LINE__, 63, 0 }; if (unlikely(__UNIQUE_ID_ddebug.flags & 1)) __dynamic_pr_debug(&__UNIQUE_ID_ddebug, f, ##__VA_ARGS__); })
#define ALTERNATIVE(x) asm volatile("661: nop\n662:\n.pushsection .altinstructions,\"a\"\n.long 661b - ., 663f - .\n.short " #x "\n.byte 662b - 661b, 664f - 663f\n.popsection\n.pushsection .altinstr_replacement,\"ax\"\n663: nop\n664:\n.popsection")
#define SMP_LOCK asm volatile(".pushsection .smp_locks,\"a\"\n.balign 4\n.long 671f - .\n.popsection\n671: nop")
#define JUMP_LABEL(key, l) asm goto("1: nop\n.pushsection __jump_table,\"aw\"\n.balign 8\n.long 1b - ., %l[" #l "] - .\n.quad " #key " - .\n.popsection" : : : : l)
#define EX_TABLE(x) asm volatile("1: nop\n2:\n.pushsection __ex_table,\"a\"\n.balign 4\n.long 1b - ., 2b - ., " #x "\n.popsection")
#define EXPORT(sym, sec) static const char __kstrtab_##sym[] __attribute__((used, section("__ksymtab_strings"))) = #sym; asm(".section \"___ksymtab" sec "+" #sym "\",\"a\"\n.balign 4\n__ksymtab_" #sym ":\n.long " #sym "- .\n.long __kstrtab_" #sym " - .\n.long 0\n.previous")
""".strip().split("\n")

WORDS = """lock queue device inode failed state bad write read page node order
timeout buffer index cpu entry free busy invalid unknown retry map frame bus
irq clock event""".split()
STATICS = "tally limit tab state names once cache key n count".split()
EXTERNALS = [f"ext{i}" for i in range(8)]
SECTIONS = [".init.text", ".exit.text", ".noinstr.text", ".ref.text",
            ".sched.text", ".text.unlikely", ".cpuidle.text", ".spinlock.text",
            ".kprobes.text", ".meminit.text"]
DATA_SECTIONS = [".data..read_mostly", ".init.data", ".data.once",
                 ".data..percpu", ".ref.data", ".data..cacheline_aligned",
                 ".data..ro_after_init"]
RANGES = {"char": (1, 120), "short": (1, 30000), "int": (1, 2000000),
          "long": (1, 1 << 40), "unsigned char": (1, 250)}


class Maker:
    """Makes parts at random; what it refers to is in its program."""

    def __init__(self, rng, program, clang):
        self.rng, self.program, self.clang = rng, program, clang
        self.functions, self.variables, self.inlines = [], [], []
        self.prefix = 0         # of the numbers in names
        self.exported = set()

    # -- Parts

    def number(self, low=1, high=3000):
        return Slot("number", self.rng.randint(low, high), low, high)

    def typed(self, ctype):
        low, high = RANGES[ctype]
        if self.rng.random() < 0.7:
            high = min(high, 250)
        return self.number(low, high)

    def ctype(self):
        return self.rng.choice(list(RANGES))

    def words(self):
        count = self.rng.choice([1, 1, 2, 3, 4, 12])
        text = " ".join(self.rng.choice(WORDS) for _ in range(count))
        if self.rng.random() < 0.1:
            text = text[-self.rng.randint(1, 6):]
        return text

    def string(self):
        return ['"', Slot("text", self.words()), '"']

    def format(self, kind="%d"):
        return ['"', Slot("text", self.words()), f' {kind}\\n"']

    def external(self):
        return Slot("external", self.rng.choice(EXTERNALS))

    def function(self):
        if not self.functions:
            return self.external()
        return Slot("function", self.rng.choice(self.functions))

    def size(self):
        return self.rng.choice([1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 10, 12, 16, 17,
                                24, 33, 40])

    def many(self, make, count):
        return Many([make() for _ in range(count)])

    def numbers(self, ctype, count):
        return self.many(lambda: [self.typed(ctype)], count)

    def statement(self, inline=False):
        entries = [entry for entry in STATEMENTS
                   if not (entry[3] and self.clang) and
                   not (inline and entry[1] in NOT_INLINE)]
        _, kind, make, _ = self.rng.choices(entries,
                                            [entry[0] for entry in entries])[0]
        parts = make(self)
        return Statement(self.program.new_id(), kind, parts)

    # -- Items

    def of(self, program, rng):
        """The same for a copy of the program."""
        other = copy.copy(self)
        other.program, other.rng = program, rng
        other.exported = set(self.exported)
        other.functions, other.variables, other.inlines = \
            list(self.functions), list(self.variables), list(self.inlines)
        return other

    def new_function(self, count=None):
        item = Item(self.program.new_id(), "func", "")
        item.name = f"f{self.prefix + item.id}"
        item.static = self.rng.random() < 0.4
        item.attributes = ["ALONE_STATIC" if item.static else "ALONE"]
        if self.rng.random() < 0.2:
            where = self.rng.choice(self.sections)
            item.attributes.append(f'section_("{where}")')
        elif self.rng.random() < 0.05:
            item.attributes.append("__attribute__((cold))")
        elif self.rng.random() < 0.05:
            item.attributes.append("__attribute__((no_instrument_function))")
        if not item.static and self.rng.random() < 0.06:
            item.attributes.append("__attribute__((weak))")
        elif not item.static and self.rng.random() < 0.08:
            weak = self.rng.choice(["", "weak, "])
            item.aliases.append((f"alias_{item.name}", weak))
        if self.rng.random() < 0.05:
            item.parameters += ", ..."
        if count is None:
            count = self.rng.choice([0, 1, 1, 2, 2, 3, 4, 6])
        item.statements = [self.statement() for _ in range(count)]
        item.statements.append(Statement(
            self.program.new_id(), "sum", ["r ^= ", self.number(), ";"]))
        return item

    def new_variable(self):
        item = Item(self.program.new_id(), "var", "")
        item.name = f"v{self.prefix + item.id}"
        item.static = self.rng.random() < 0.6
        entry = self.rng.choices(VARIABLES, [e[0] for e in VARIABLES])[0]
        item.kind_name = entry[1]
        entry[2](self, item)
        if "const" not in item.ctype and self.rng.random() < 0.15 and \
                item.value is not None:
            item.attributes.append(
                f'section_("{self.rng.choice(DATA_SECTIONS)}")')
        return item

    def new_inline(self):
        item = Item(self.program.new_id(), "inline", "")
        item.name = f"h{self.prefix + item.id}"
        item.static = True
        item.attributes = ["always_inline_"]
        first = s_static(self) if self.rng.random() < 0.7 else None
        if first:
            item.statements.append(Statement(self.program.new_id(),
                                             "inline-static", first))
        for _ in range(self.rng.randint(0 if first else 1, 2)):
            item.statements.append(self.statement(True))
        return item

    def new_raw(self):
        item = Item(self.program.new_id(), "raw", "")
        entry = self.rng.choices(RAW, [e[0] for e in RAW])[0]
        item.name = entry[1]
        parts = entry[2](self, item.id)
        if parts is None:
            return None
        item.statements = [Statement(self.program.new_id(), entry[1], parts)]
        return item

    def new_group(self):
        entry = self.rng.choices(GROUPS, [e[0] for e in GROUPS])[0]
        items = entry[1](self)
        group = items[0].id
        for item in items:
            item.group = group
        return items


def make_program(rng, clang, size=None, prefix=0):
    """A source; rng decides what."""
    program = Program(PRELUDE)
    maker = Maker(rng, program, clang)
    maker.prefix = prefix
    maker.sections = rng.sample(SECTIONS, rng.choice([1, 2, 3]))
    program.maker = maker
    size = size or rng.choice([4, 8, 12, 16, 24])
    program.natural_lines = rng.random() < 0.4
    program.sorted_declarations = rng.random() < 0.3
    for _ in range(rng.randint(0, max(2, size // 2))):
        item = maker.new_variable()
        maker.variables.append(item)
        program.items.append(item)
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        item = maker.new_inline()
        maker.inlines.append(item.name)
        program.items.append(item)
    for _ in range(size):
        item = maker.new_function()
        maker.functions.append(item.name)
        program.items.append(item)
    for _ in range(rng.choice([0, 0, 1, 2])):
        items = maker.new_group()
        program.items += items
    for _ in range(rng.choice([0, 0, 1, 3])):
        item = maker.new_raw()
        if item:
            program.items.append(item)
    late = [i for i in program.items if i.kind == "var"]
    for item in late:
        fill_pointers(maker, item)
    rest = [i for i in program.items if i.kind != "inline"]
    if rng.random() < 0.5:
        rng.shuffle(rest)
    program.items = [i for i in program.items if i.kind == "inline"] + rest
    return program


def fill_pointers(maker, item):
    """Tables of functions were made before the functions were."""
    for part, _, _ in item.parts():
        if isinstance(part, Slot) and part.kind == "external" and \
                maker.functions and maker.rng.random() < 0.8:
            part.kind, part.value = "function", maker.rng.choice(
                maker.functions)


# -- Statements: within { }, with int a, long b, int r

def s_sum(g):
    return ["r += a * ", g.number(), " + (int)(b >> ", g.number(1, 30), ");"]


def s_external(g):
    return ["r += ", g.external(), "(r, ", g.number(), ");"]


def s_call(g):
    return ["r += ", g.function(), "(r, b + ", g.number(), ");"]


def s_print(g):
    return ["printk(", *g.format(), ", r);"]


def s_print_many(g):
    return ["printk(", *g.format("%d %s %ld %d %d %d"), ", r, ", *g.string(),
            ", b, ", g.number(), ", a, ", g.number(), ");"]


def s_if(g):
    return ["if (r > ", g.number(), ") { r -= ", g.external(), "(a, ",
            g.number(), "); } else { ", *g.rng.choice(SIMPLE)(g), " }"]


def s_cold(g):
    return ["if (unlikely(r == ", g.number(), ")) { r += rare(r, ", g.number(),
            "); ", *g.rng.choice(SIMPLE)(g), " }"]


def s_loop(g):
    return ["for (int i = 0; i < ", g.number(2, 90), "; i++) r += ",
            g.external(), "(i, b);"]


def s_big(g):
    return ["b ^= ", g.number(1 << 33, 1 << 60), "L; r += (int)(b >> 7);"]


def s_array(g):
    ctype = g.ctype()
    return ["{ ", ctype, " l[] = { ", g.numbers(ctype, g.size()),
            " }; use(l); }"]


def s_array_big(g):
    ctype = g.ctype()
    return ["{ ", ctype, " l[", str(g.rng.choice([24, 64, 120])), "] = { ",
            g.numbers(ctype, g.rng.randint(1, 20)), " }; use(l); }"]


def s_array_const(g):
    ctype = g.ctype()
    return ["{ const ", ctype, " l[] = { ", g.numbers(ctype, g.size()),
            " }; use(l); r += l[b & ", "1" if g.rng.random() < .5 else "3",
            "]; }"]


def s_struct(g):
    return ["{ struct wide l = { ", g.number(), ", ", g.number(1, 1 << 40),
            ", ", g.number(), ", ", g.number(1, 100), " }; use(&l); }"]


def s_structs(g):
    return ["{ struct pair l[] = { ", g.many(
        lambda: ["{ ", g.number(), ", ", g.number(), " }"],
        g.rng.randint(1, 7)), " }; use(l); }"]


def s_texts(g):
    return ["{ const char *l[] = { ", g.many(g.string, g.rng.randint(1, 8)),
            " }; use(l); }"]


def s_pointers(g):
    return ["{ int (*l[])(int, long) = { ",
            g.many(lambda: [g.function()], g.rng.randint(1, 7)),
            " }; use(l); r += l[b & 1](r, b); }"]


def s_ops(g):
    return ["{ struct ops l = { ", *g.string(), ", ", g.function(), ", 0, ",
            g.number(), " }; use(&l); }"]


def s_char_array(g):
    return ["{ char l[] = ", *g.string(), "; use(l); }"]


def s_char_array_big(g):
    return ["{ char l[", str(g.rng.choice([64, 100, 128])), "] = ",
            *g.string(), "; use(l); }"]


def case_labels(g, count, dense):
    start = g.rng.choice([0, 0, 0, 1, 2, 10, 97])
    numbers = list(range(start, start + count))
    if not dense and count > 5:
        numbers = sorted(g.rng.sample(range(start, start + count * 2), count))
    return numbers


def switch_range(g):
    """What the switch is about; sometimes the range has no default."""
    return g.rng.choice(["b", "b", "b + 97", "a", "(unsigned char)b",
                         "b - 3", "(unsigned)a"])


def s_switch_jump(g):
    numbers = case_labels(g, g.rng.randint(5, 12), False)
    entries = [[f"case {n}: r += ", g.external(), "(r, ", g.number(),
                "); break;"] for n in numbers]
    default = g.rng.choice(["", "", "default: r = -1;",
                            "default: __builtin_unreachable();"])
    return [f"switch ({switch_range(g)}) {{ ", Many(entries, " "), " ",
            default, " }"]


def s_switch_value(g):
    numbers = case_labels(g, g.rng.randint(5, 20), True)
    ctype = g.ctype()
    entries = [[f"case {n}: t = ", g.typed(ctype), "; break;"]
               for n in numbers]
    default = g.rng.choice(["default: t = 0;", "default: t = 7;",
                            "default: __builtin_unreachable();"])
    return ["{ ", ctype, f" t; switch ({switch_range(g)}) {{ ",
            Many(entries, " "), " ", default, " } r += t; }"]


def s_switch_two(g):
    numbers = case_labels(g, g.rng.randint(5, 9), True)
    entries = [[f"case {n}: t = ", g.typed("int"), "; u = ", *g.string(),
                "; break;"] for n in numbers]
    return [f"{{ int t = 0; const char *u = 0; switch ({switch_range(g)}) {{ ",
            Many(entries, " "), " } printk(u, t); }"]


def s_switch_text(g):
    numbers = case_labels(g, g.rng.randint(4, 9), True)
    entries = [[f"case {n}: t = ", *g.string(), "; break;"] for n in numbers]
    default = g.rng.choice(["default: t = 0;", "default: return r;",
                            "default: __builtin_unreachable();"])
    return [f"{{ const char *t; switch ({switch_range(g)}) {{ ",
            Many(entries, " "), " ", default, " } printk(t, a); }"]


def s_switch_function(g):
    numbers = case_labels(g, g.rng.randint(4, 8), True)
    entries = [[f"case {n}: t = ", g.function(), "; break;"] for n in numbers]
    return ["{ int (*t)(int, long) = 0; switch (b) { ", Many(entries, " "),
            " default: return r; } r += t(r, b); }"]


def s_static(g):
    name, ctype = g.rng.choice(STATICS), g.ctype()
    where = g.rng.choice(["", "", "", "", ' section_(".data.once")',
                          ' section_(".data..read_mostly")'])
    value = g.rng.choice([[], [" = ", g.typed(ctype)]])
    if where and not value:
        value = [" = 0"]
    store = g.rng.choice([f"{name} += r;", f"{name} = 1;", f"r += {name}++;"])
    return ["{ ", Static(name, ["static ", ctype, where + " ", name, *value,
                                ";"]), f" {store} use(&{name}); r ^= ",
            g.number(), "; }"]


def s_static_two(g):
    return ["if (r > ", g.number(), ") ", *s_static(g), " else ", *s_static(g)]


def s_static_table(g):
    name, ctype = g.rng.choice(STATICS), g.ctype()
    const = g.rng.choice(["const ", "const ", ""])
    entries = g.numbers(ctype, max(4, g.size()))
    index = g.rng.choice(["b & 3", "b & 1", "b - 1", "b", "a + 5"])
    return ["{ ", Static(name, [f"static {const}{ctype} {name}[] = {{ ",
                                entries, " };"]),
            g.rng.choice([" ", f" use({name}); "]), f"r += {name}[{index}]; }}"]


def s_static_texts(g):
    name = g.rng.choice(STATICS)
    const = g.rng.choice(["const ", ""])
    index = g.rng.choice(["b & 1", "b - 1", "b"])
    return ["{ ", Static(name, [f"static const char *{const}{name}[] = {{ ",
                                g.many(g.string, g.rng.randint(2, 7)),
                                " };"]), f" printk({name}[{index}], r); }}"]


def s_static_pointers(g):
    name = g.rng.choice(STATICS)
    const = g.rng.choice(["const ", ""])
    return ["{ ", Static(name, [
        f"static int (*{const}{name}[])(int, long) = {{ ",
        g.many(lambda: [g.function()], g.rng.randint(2, 5)), " };"]),
        f" r += {name}[b & 1](r, b); use({name}); }}"]


def s_static_ops(g):
    name = g.rng.choice(STATICS)
    const = g.rng.choice(["const ", ""])
    return ["{ ", Static(name, [
        f"static {const}struct ops {name}[] = {{ ",
        g.many(lambda: ["{ ", *g.string(), ", ", g.function(), ", 0, ",
                        g.number(), " }"], g.rng.randint(1, 4)), " };"]),
            g.rng.choice([f" use({name}); }}", f" r += {name}[b & 1].n; }}",
                          f" r += {name}[0].run(r, b); use({name}); }}"])]


def s_inline(g):
    if not g.inlines:
        return s_external(g)
    return ["r += ", g.rng.choice(g.inlines), "(r, b + ", g.number(), ");"]


def s_func(g):
    return ["report(__func__, r + ", g.number(), ");"]


def s_once(g):
    return ["({ ", Static("___done", ['static _Bool section_(".data.once")'
                                      " ___done;"]), " ",
            Static("___key", ["static struct key ___key = { ",
                              g.number(1, 2), " };"]),
            " if (unlikely(___key.enabled) && once_start(&___done, &___key))"
            " { r += ", g.external(), "(r, b); once_done(&___done, &___key);"
            " } });"]


def s_warn(g):
    return [LINE, "if (WARN(r > ", g.number(), ", ", *g.format(), ", r)) r = ",
            g.number(), ";"]


def s_warn_once(g):
    return [LINE, "WARN_ONCE(r < ", g.number(), ", ", *g.format(), ", a);"]


def s_bug(g):
    return [LINE, "if (unlikely(r == ", g.number(), ")) BUG_ENTRY(",
            g.number(1, 60), ");"]


def s_sleep(g):
    return [LINE, g.rng.choice(["might_sleep();", "might_fault();",
                                "might_resched();", "cant_sleep();"])]


def s_sleep_if(g):
    return [LINE, "if (a) { might_sleep(); } else { r += ", g.external(),
            "(r, b); }"]


def s_sleep_store(g):
    return [LINE, "*(int *)b = ", g.number(1, 4000), "; might_sleep();"]


def s_goto(g):
    count = g.rng.randint(2, 4)
    tag = g.program.new_id()
    labels = [f"l{tag}_{i}" for i in range(count)]
    out = ["{ ", Static("jump", [f"static const void *const jump[] = {{ "] +
                        [", ".join("&&" + label for label in labels)] +
                        [" };"]), f" goto *jump[(unsigned long)b % {count}];"]
    for label in labels:
        out += [f" {label}: r += ", g.external(), "(r, ", g.number(), ");"]
    return out + [" }"]


def s_literal(g):
    return g.rng.choice([
        lambda: ["use(&(struct pair){ ", g.number(), ", a });"],
        lambda: ["use((const int []){ ", g.numbers("int", g.size()), " });"],
        lambda: ["use(&(const struct wide){ ", g.number(), ", ", g.number(),
                 " });"],
    ])()


def s_before(g):
    return g.rng.choice([
        lambda: ["r += ", *g.string(), "[b - ", g.number(1, 3), "];"],
        lambda: ["r += ", *g.string(), "[b];"],
        lambda: ["report(&", *g.string(), "[b & 1], a);"],
    ])()


def s_compare(g):
    return ["r += strcmp((const char *)b, ", *g.string(), ");"]


def s_copy(g):
    return ["{ ", Static("init", ["static const struct wide init = { ",
                                  g.number(), ", ", g.number(), ", ",
                                  g.number(), " };"]),
            " struct wide t = init; t.b += r; use(&t); }"]


def s_nested(g):
    tag = g.rng.choice(["cmp", "cmp", "less"])
    ctype = g.ctype()
    return [f"{{ int {tag}(const void *x, const void *y) {{ return *(const "
            f"{ctype} *)x - *(const {ctype} *)y + ", g.number(), "; } sort("
            "(void *)b, r, ", tag, "); }"]


def s_extable(g):
    return ["EX_TABLE(", g.number(), ");"]


def s_variable(g):
    if not g.variables:
        return s_external(g)
    item = g.rng.choice(g.variables)
    return [item.use.replace("%", item.name)]


def s_va(g):
    return ["printk(\"%d %d\", ", g.number(), ", ", g.function(), "(a, b));"]


def s_alternative(g):
    return ["ALTERNATIVE(", g.number(1, 500), ");"]


def s_lock(g):
    return ["SMP_LOCK; r += ", g.external(), "(r, b);"]


def s_jump_label(g):
    tag = g.program.new_id()
    return [f"JUMP_LABEL(gate{g.rng.randint(0, 1)}, l{tag}); if (0) {{ "
            f"l{tag}: r += ", g.external(), "(r, ", g.number(), "); }"]


def s_index(g):
    return [LINE, g.rng.choice(["pr_index(", "pr_debug("]), *g.format(),
            ", r);"]


def s_fortify(g):
    return [LINE, "if (b > 16) __warn_printk(\"memcpy: %ld, ", Slot(
        "text", g.words()), " at \" __FILE__ \":\" S1(__LINE__) \"\\n\", b);"]


def s_other_line(g):
    return [LINE, *g.rng.choice([
        lambda: ["__ext4_journal_stop(__func__, __LINE__, (void *)b);"],
        lambda: ["__ext4_error((void *)b, __func__, __LINE__, 0, ",
                 g.number(1, 30), ", 0, ", *g.format(), ", r);"],
        lambda: ["xfs_do_force_shutdown((void *)b, ", g.number(1, 8),
                 ", __FILE__, __LINE__);"]])()]


def s_address(g):
    return ["use((void *)", g.function(), ");"]


def s_tail(g):
    return ["if (r == ", g.number(), ") return ", g.function(), "(r, b);"]


def s_array_sparse(g):
    count = g.rng.choice([12, 20, 40])
    places = sorted(g.rng.sample(range(count), g.rng.randint(1, 4)))
    entries = [[f"[{n}] = ", g.number()] for n in places]
    return [f"{{ int l[{count}] = {{ ", Many(entries), " }; use(l); }"]


def s_array_huge(g):
    ctype = g.rng.choice(["int", "short", "long"])
    return ["{ ", ctype, " l[] = { ", g.numbers(ctype, g.rng.choice(
        [200, 400, 700])), " }; use(l); }"]


def s_named(g):
    return ["{ struct named l[] = { ", g.many(
        lambda: ["{ \"", Slot("text", g.rng.choice(WORDS)), "\", ",
                 g.number(), " }"], g.rng.randint(1, 4)), " }; use(l); }"]


def s_matrix(g):
    return ["{ const short l[][3] = { ", g.many(
        lambda: ["{ ", g.number(), ", ", g.number(), ", ", g.number(), " }"],
        g.rng.randint(2, 6)), " }; use(l); r += l[b & 1][a]; }"]


def s_same_array(g):
    """Constants that compilers may keep once for several functions."""
    return g.rng.choice([
        lambda: ["{ int l[] = { 1, 2, 3, 4, ", g.number(1, 3), " }; use(l); }"],
        lambda: ["{ const char *l[] = { \"on\", \"off\", ", *g.string(),
                 " }; use(l); }"],
        lambda: ["{ long l[] = { 11, ", g.number(1, 2), ", 13 }; use(l); }"],
    ])()


# What keeps a compiler from putting a function into another.
NOT_INLINE = ("goto", "nested", "jump-label")
SIMPLE = [s_sum, s_external, s_print, s_call, s_array, s_static, s_texts]

STATEMENTS = [
    (6, "sum", s_sum, False), (6, "external", s_external, False),
    (6, "call", s_call, False), (6, "print", s_print, False),
    (2, "print-many", s_print_many, False), (3, "if", s_if, False),
    (3, "cold", s_cold, False), (2, "loop", s_loop, False),
    (2, "big-number", s_big, False), (7, "array", s_array, False),
    (3, "array-big", s_array_big, False),
    (4, "array-const", s_array_const, False), (4, "struct", s_struct, False),
    (3, "structs", s_structs, False), (6, "texts", s_texts, False),
    (3, "pointers", s_pointers, False), (3, "ops", s_ops, False),
    (3, "char-array", s_char_array, False),
    (2, "char-array-big", s_char_array_big, False),
    (5, "switch-jump", s_switch_jump, False),
    (5, "switch-value", s_switch_value, False),
    (2, "switch-two", s_switch_two, False),
    (4, "switch-text", s_switch_text, False),
    (3, "switch-function", s_switch_function, False),
    (5, "static", s_static, False), (3, "static-two", s_static_two, False),
    (5, "static-table", s_static_table, False),
    (3, "static-texts", s_static_texts, False),
    (2, "static-pointers", s_static_pointers, False),
    (2, "static-ops", s_static_ops, False),
    (7, "inline", s_inline, False), (3, "func", s_func, False),
    (3, "once", s_once, False), (4, "warn", s_warn, False),
    (4, "warn-once", s_warn_once, False), (3, "bug", s_bug, False),
    (4, "sleep", s_sleep, False), (2, "sleep-if", s_sleep_if, False),
    (2, "sleep-store", s_sleep_store, False), (3, "goto", s_goto, False),
    (4, "literal", s_literal, False), (4, "before", s_before, False),
    (2, "compare", s_compare, False), (2, "copy", s_copy, False),
    (2, "nested", s_nested, True), (2, "ex-table", s_extable, False),
    (2, "alternative", s_alternative, False), (1, "lock", s_lock, False),
    (2, "jump-label", s_jump_label, False), (2, "index", s_index, False),
    (2, "fortify", s_fortify, False), (2, "other-line", s_other_line, False),
    (2, "address", s_address, False), (2, "tail", s_tail, False),
    (2, "array-sparse", s_array_sparse, False),
    (1, "array-huge", s_array_huge, False), (2, "named", s_named, False),
    (2, "matrix", s_matrix, False), (4, "same-array", s_same_array, False),
    (7, "variable", s_variable, False), (1, "variadic", s_va, False),
]


# -- Variables: sets ctype, value, length and how a statement uses it

def v_scalar(g, item):
    item.ctype = g.ctype()
    if g.rng.random() < 0.7:
        item.value = [g.typed(item.ctype)]
    item.use = g.rng.choice(["% += r;", "r += %;", "% = 1;", "use(&%);"])


def v_array(g, item):
    const = g.rng.choice(["", "const "])
    ctype = g.ctype()
    item.ctype = const + ctype
    item.length = g.numbers(ctype, g.size())
    item.value = ["{ ", item.length, " }"]
    item.use = g.rng.choice(["r += %[b & 1];", "r += %[b - 1];", "use(%);",
                             "r += %[b];", "use(&%[a]);"])


def v_zero(g, item):
    item.ctype = g.rng.choice(["int", "long", "struct wide", "struct list"])
    item.use = g.rng.choice(["use(&%);", "use(&%); r++;"])


def v_text(g, item):
    item.ctype = g.rng.choice(["const char *%", "const char *const %"])
    item.value = g.string()
    item.use = "printk(%, r);"


def v_texts(g, item):
    item.ctype = g.rng.choice(["const char *%", "const char *const %"])
    item.length = g.many(g.string, g.rng.randint(2, 8))
    item.value = ["{ ", item.length, " }"]
    item.use = g.rng.choice(["printk(%[b & 1], r);", "printk(%[b - 1]);"])


def v_functions(g, item):
    item.ctype = g.rng.choice(["int (*%)(int, long)",
                               "int (*const %)(int, long)"])
    item.length = g.many(lambda: [g.external()], g.rng.randint(2, 6))
    item.value = ["{ ", item.length, " }"]
    item.use = "r += %[b & 1](r, b);"


def v_ops(g, item):
    item.ctype = g.rng.choice(["struct ops", "const struct ops"])
    item.value = ["{ ", *g.string(), ", ", g.external(), ", 0, ", g.number(),
                  " }"]
    item.use = g.rng.choice(["use(&%);", "r += %.run(r, b);", "r += %.n;"])


def v_pointer(g, item):
    item.ctype = "const struct pair *"
    item.value = ["&(const struct pair){ ", g.number(), ", ", g.number(), " }"]
    item.use = "use(%);"


def v_table(g, item):
    item.ctype = g.rng.choice(["struct ops", "const struct ops"])
    item.length = g.many(lambda: ["{ ", *g.string(), ", ", g.external(),
                                  ", 0, ", g.number(), " }"],
                         g.rng.randint(2, 5))
    item.value = ["{ ", item.length, " }"]
    item.use = g.rng.choice(["use(%);", "r += %[b & 1].run(r, b);"])


def v_list(g, item):
    item.ctype = "struct list"
    item.value = [f"{{ &{item.name}, &{item.name} }}"]
    item.use = "use(&%);"


def v_matrix(g, item):
    item.ctype = g.rng.choice(["char %[16]", "const char %[16]"])
    item.length = g.many(lambda: ['"', Slot("text", g.rng.choice(WORDS)),
                                  '"'], g.rng.randint(2, 6))
    item.value = ["{ ", item.length, " }"]
    item.use = g.rng.choice(["printk(%[b & 1], r);", "printk(%[b - 1]);"])


def v_linked(g, item):
    item.ctype = g.rng.choice(["struct ops", "const struct ops"])
    other = [v.name for v in g.variables if v is not item]
    data = f"(void *)&{g.rng.choice(other)}" if other else "0"
    item.value = ["{ ", *g.string(), ", ", g.external(), f", {data}, ",
                  g.number(), " }"]
    item.use = "use(&%); r += %.run(r, b);"


VARIABLES = [
    (1, "list", v_list), (1, "matrix", v_matrix), (2, "linked", v_linked),
    (4, "scalar", v_scalar), (4, "array", v_array), (2, "zero", v_zero),
    (2, "text", v_text), (2, "texts", v_texts), (2, "functions", v_functions),
    (3, "ops", v_ops), (1, "pointer", v_pointer), (2, "table", v_table),
]


# -- Lines outside of functions

def r_export(g, _):
    names = [i.name for i in g.program.items
             if i.kind == "func" and not i.static and i.group is None]
    free = [n for n in names if n not in g.exported]
    if not free:
        return None
    name = g.rng.choice(free)
    g.exported.add(name)
    return ["EXPORT(", name, ", \"", Slot("gpl", g.rng.choice(["", "_gpl"])),
            "\");"]


def r_initcall(g, number):
    level = g.rng.choice("1467")
    return [f"static int (*__initcall_{number})(int, long) __attribute__((used,"
            f" section(\".initcall{level}.init\"))) = ", g.function(), ";"]


def r_setup(g, number):
    return [f"static const struct ops __setup_{number} __attribute__((used, "
            "section(\".init.setup\"))) = { ", *g.string(), ", ",
            g.function(), ", 0, ", g.number(), " };"]


def r_param(g, number):
    return [f"static const struct ops __param_{number} __attribute__((used, "
            "section(\"__param\"))) = { ", *g.string(), ", ", g.function(),
            ", 0, ", g.number(), " };"]


def r_btf_id(g, number):
    """As resolve_btfids finds them: a symbol, 4 bytes each."""
    name = f"__BTF_ID__func__{g.rng.choice(WORDS)}__{number}"
    return [f'asm(".pushsection .BTF_ids,\\"a\\"\\n.local {name}\\n.type '
            f'{name}, STT_OBJECT\\n.size {name}, 4\\n{name}:\\n.zero 4\\n'
            '.long ', g.number(1, 4), '\\n.popsection");']


def r_pointer(g, _):
    """An entry without a name, that only the linker's script knows."""
    names = [i.name for i in g.program.items
             if i.kind == "func" and not i.static and i.group is None]
    if not names:
        return None
    section = g.rng.choice([".init.rodata", ".lsm_info.init", ".con_initcall"
                            ".init", "_ftrace_events"])
    return [f'asm(".pushsection {section},\\"a\\"\\n.balign 8\\n.quad ',
            g.rng.choice(names), " + ", Slot("number", 4, 0, 8),
            '\\n.popsection");']


RAW = [
    (1, "btf-id", r_btf_id), (1, "pointer", r_pointer),
    (3, "export", r_export), (2, "initcall", r_initcall),
    (1, "setup", r_setup), (1, "param", r_param),
]


# -- Groups of functions that the compiler clones, splits and inlines

def group_member(g, name, static, attributes, parameters, statements):
    item = Item(g.program.new_id(), "func", "")
    item.name = f"f{g.prefix + item.id}" if name is None else name
    item.static, item.attributes = static, attributes
    item.parameters = parameters
    item.statements = [Statement(g.program.new_id(), "group", parts)
                       for parts in statements]
    return item


def g_constprop(g):
    step = group_member(
        g, None, True, ["__attribute__((noinline))"], "int a, long b",
        [["if (b == 1) r += ", g.external(), "(a, ", g.number(), ") * 3;"],
         ["else if (b == 2) r -= ", g.external(), "(a, ", g.number(), ") * 5;"],
         ["else r ^= ", g.external(), "(a, ", g.number(), ") * 7;"],
         g.statement().parts])
    users = [group_member(g, None, False, ["__attribute__((noinline))"],
                          "int a, long b",
                          [["r += ", step.name, "(r, ", str(n), ") + ",
                            g.number(), ";"]])
             for n in g.rng.sample([1, 2, 3, 4], g.rng.randint(1, 4))]
    if g.rng.random() < 0.6:
        users.append(group_member(g, None, False, [], "int a, long b",
                                  [["r += ", step.name, "(a, b);"]]))
    return [step] + users


def g_isra(g):
    step = group_member(
        g, None, True, ["__attribute__((noinline))"], "struct wide *w, int a",
        [["r += ", g.external(), "(w->a, ", g.number(), ");"],
         g.statement().parts])
    # statements are about a long b
    step.statements.insert(0, Statement(g.program.new_id(), "group",
                                        ["long b = w->a;"]))
    users = [group_member(g, None, False, [], "int a, long b",
                          [["r += ", step.name, "((struct wide *)b, ",
                            g.number(), ");"]])
             for _ in range(g.rng.randint(2, 3))]
    return [step] + users


def g_part(g):
    step = group_member(
        g, None, True, [], "int a, long b",
        [["if (!a) return 0;"]] +
        [["r += ", g.external(), "(r, ", g.number(), ");"]
         for _ in range(g.rng.randint(4, 8))] + [g.statement().parts])
    users = [group_member(g, None, False, [], "int a, long b",
                          [["r += ", step.name, "(a, b + ", g.number(), ");"]])
             for _ in range(g.rng.randint(2, 4))]
    return [step] + users


def g_small(g):
    step = group_member(g, None, True, g.rng.choice([[], ["inline"]]),
                        "int a, long b",
                        [g.rng.choice(SIMPLE)(g) for _ in range(2)])
    users = [group_member(g, None, False, [], "int a, long b",
                          [["r += ", step.name, "(a, b + ", g.number(), ");"]])
             for _ in range(g.rng.randint(1, 4))]
    return [step] + users


def g_twins(g):
    """Functions of the same code, which gcc gives one place."""
    static = g.rng.random() < 0.6
    attributes = ["__attribute__((noinline))"]
    body = [g.rng.choice(SIMPLE)(g), ["r += ", g.external(), "(r, ",
                                      g.number(), ");"]]
    twins = [group_member(g, None, static, attributes, "int a, long b",
                          copy.deepcopy(body)) for _ in range(2)]
    users = [group_member(g, None, False, [], "int a, long b",
                          [["r += ", twin.name, "(a, b) * ", g.number(), ";"]])
             for twin in twins]
    for item in twins + users:
        item.twin = True
    return twins + users


GROUPS = [
    (2, g_twins), (3, g_constprop), (2, g_isra), (3, g_part), (2, g_small),
]
