/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first process of a kernel under test. It says on the console what it
 * finds, one line each, and restarts the machine, at which QEMU ends:
 *
 *	init: up				the kernel reached its first process
 *	init: cmdline before: ...		/proc/cmdline, and likewise
 *	init: consoles before: ...		/proc/consoles
 *	init: loading /NAME.ko			a module of the initramfs
 *	init: loaded 0				or the error's number
 *	init: state of NAME: live		as its file initstate says
 *	init: cmdline after: ...		and consoles
 *	init: symbols N				of /proc/kallsyms, and where they
 *						differ from the file /symbols:
 *	init: moved by N			since it was linked
 *	init: elsewhere ADDRESS NAME		N says, the kernel doesn't
 *	init: agree N, elsewhere N
 *	init: misplaced ADDRESS POSITION NAME	the kernel has it, the file
 *						/positions doesn't
 *	init: positions N, misplaced N, listed N
 *	init: done
 *
 * /positions lists `ADDRESS POSITION NAME' for each symbol of vmlinux that isn't
 * alone with its name: POSITION counts entries of that name in the order of
 * /proc/kallsyms, in which a livepatch is resolved.
 *
 * /symbols lists what the kernel must have, `ADDRESS T NAME' a line as
 * /proc/kallsyms has them, with addresses as the kernel was linked. Its first
 * line, of a symbol of one name, tells how far a kernel that moves itself has
 * moved, as s390's does from Linux 6.10 on. No C library: the cross compilers
 * come without. */
#include "syscall.h"

typedef unsigned long size;

/* The kernel's own numbers, the same for all five machines. */
enum { O_RDONLY = 0, O_RDWR = 2, AT_FDCWD = -100 };
enum { MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, PROT_READ = 1, PROT_WRITE = 2 };
enum { MAX_SHOWN = 20 };

static char text[4096];

/* gcc makes calls of these of its own. */
void *memset(void *to, int byte, size count)
{
	char *at = to;

	while (count--)
		*at++ = (char)byte;
	return to;
}

void *memcpy(void *to, const void *from, size count)
{
	char *at = to;
	const char *source = from;

	while (count--)
		*at++ = *source++;
	return to;
}

static size length(const char *s)
{
	size n = 0;

	while (s[n])
		n++;
	return n;
}

/* Say a line at once: the kernel says its own in between. */
static void put_bytes(const char *s, size count)
{
	static char line[8192];
	static size used;

	while (count--) {
		line[used++] = *s;
		if (*s++ != '\n' && used < sizeof(line))
			continue;
		syscall3(NR_write, 1, (long)line, (long)used);
		used = 0;
	}
}

static void put(const char *s)
{
	put_bytes(s, length(s));
}

static void put_number(long value)
{
	char digits[24], *at = digits + sizeof(digits) - 1;
	size rest = value < 0 ? -(size)value : (size)value;

	*at = '\0';
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	put(at);
}

static void put_line(const char *what, long value)
{
	put("init: ");
	put(what);
	put_number(value);
	put("\n");
}

static void mount(const char *type, const char *dir)
{
	syscall3(NR_mkdirat, AT_FDCWD, (long)dir, 0755);
	syscall5(NR_mount, (long)type, (long)dir, (long)type, 0, 0);
}

static int open_file(const char *path, int flags)
{
	return (int)syscall4(NR_openat, AT_FDCWD, (long)path, flags, 0);
}

/* All of FILE, in memory that stays; *ret_size is 0 if it can't be read. The
 * files of proc tell no size, so it is as much as fits in LIMIT. */
static char *read_file(const char *path, size limit, size *ret_size)
{
	char *buffer = (char *)syscall6(NR_mmap, 0, (long)limit,
					PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open_file(path, O_RDONLY);
	long got;

	*ret_size = 0;
	if (fd < 0 || (size)buffer > -4096UL)
		return buffer;
	while (*ret_size < limit) {
		got = syscall3(NR_read, fd, (long)(buffer + *ret_size),
			       (long)(limit - *ret_size));
		if (got <= 0)
			break;
		*ret_size += (size)got;
	}
	syscall3(NR_close, fd, 0, 0);
	return buffer;
}

/* One read of a file of the kernel's, as `init: WHAT WHICH: ...'. */
static void show_file(const char *path, const char *what, const char *which)
{
	int fd = open_file(path, O_RDONLY);
	long got = syscall3(NR_read, fd, (long)text, sizeof(text));

	put("init: ");
	put(what);
	put(" ");
	put(which);
	put(": ");
	if (got > 0)
		put_bytes(text, (size)got);
	else
		put("\n");
	syscall3(NR_close, fd, 0, 0);
}

/* What the patches of the tests change. */
static void show(const char *when)
{
	show_file("/proc/cmdline", "cmdline", when);
	show_file("/proc/consoles", "consoles", when);
}

/* What the kernel says of the module that it has loaded from /NAME.ko. */
static void show_state(const char *path)
{
	static char name[64], file[128];
	size n = 0, i, at = 0;
	static const char before[] = "/sys/module/", behind[] = "/initstate";

	while (path[n + 1] && path[n + 1] != '.' && n < sizeof(name) - 1) {
		name[n] = path[n + 1] == '-' ? '_' : path[n + 1];
		n++;
	}
	name[n] = '\0';
	for (i = 0; before[i]; i++)
		file[at++] = before[i];
	for (i = 0; i < n; i++)
		file[at++] = name[i];
	for (i = 0; i < sizeof(behind); i++)
		file[at++] = behind[i];
	show_file(file, "state of", name);
}

/* Load PATH if it is there. */
static void load(const char *path)
{
	int fd = open_file(path, O_RDONLY);

	if (fd < 0)
		return;
	put("init: loading ");
	put(path);
	put("\n");
	put_line("loaded ", syscall3(NR_finit_module, fd, (long)"", 0));
	syscall3(NR_close, fd, 0, 0);
	show_state(path);
}

/* Load what the file /modules names, one path a line. */
static void load_all(void)
{
	size count, i, begin = 0;
	char *list = read_file("/modules", 65536, &count);

	for (i = 0; i < count; i++) {
		if (list[i] != '\n')
			continue;
		list[i] = '\0';
		load(list + begin);
		begin = i + 1;
	}
}

/* ------------------------------------------------------------------------ */
/* Symbols */

struct line {
	const char *text;
	size length;
};

/* A hash table of lines, open addressing. */
struct table {
	struct line *slots;
	size mask;
};

static size hash_of(const struct line *line)
{
	size hash = 14695981039346656037UL, i;

	for (i = 0; i < line->length; i++)
		hash = (hash ^ (unsigned char)line->text[i]) * 1099511628211UL;
	return hash ^ hash >> 29;
}

static int same(const struct line *a, const struct line *b)
{
	size i;

	if (a->length != b->length)
		return 0;
	for (i = 0; i < a->length; i++)
		if (a->text[i] != b->text[i])
			return 0;
	return 1;
}

/* Where LINE is, or the empty slot for it. */
static struct line *find(const struct table *table, const struct line *line)
{
	size at = hash_of(line) & table->mask;

	while (table->slots[at].text && !same(&table->slots[at], line))
		at = (at + 1) & table->mask;
	return &table->slots[at];
}

/* The next line of TEXT from *AT on, without its newline and without the type
 * letter, which the kernel may have by other rules: `ADDRESS T NAME' becomes
 * ADDRESS__NAME. Lines of modules, `NAME [MODULE]', are passed over. */
static int next_line(char *from, size count, size *at, struct line *ret)
{
	while (*at < count) {
		char *begin = from + *at;
		size n = 0, module = 0;

		while (*at + n < count && begin[n] != '\n')
			module |= begin[n++] == '[';
		*at += n + 1;
		if (module || n < 19)
			continue;
		begin[17] = ' ';
		*ret = (struct line){ begin, n };
		return 1;
	}
	return 0;
}

static size fill(struct table *table, char *from, size count)
{
	struct line line;
	size at = 0, lines = 0;

	while (next_line(from, count, &at, &line)) {
		*find(table, &line) = line;
		lines++;
	}
	return lines;
}

static size read_address(const char *digits)
{
	size value = 0, i;

	for (i = 0; i < 16; i++)
		value = value << 4 | (size)(digits[i] <= '9' ? digits[i] - '0' :
					    digits[i] - 'a' + 10);
	return value;
}

static void write_address(char *digits, size value)
{
	size i;

	for (i = 16; i--; value >>= 4)
		digits[i] = "0123456789abcdef"[value & 15];
}

/* How far the symbol of the line LINKED is from there in the kernel's list. */
static size distance(const struct line *linked, char *have, size have_size)
{
	struct line line, name = { linked->text + 17, linked->length - 17 };
	size at = 0;

	while (next_line(have, have_size, &at, &line)) {
		struct line this = { line.text + 17, line.length - 17 };

		if (same(&this, &name))
			return read_address(line.text) -
			       read_address(linked->text);
	}
	put("init: the first symbol isn't there\n");
	return 0;
}

static void check_symbols(void)
{
	enum { LIMIT = 64 << 20, SLOTS = 1 << 21 };
	size wanted_size, have_size, at = 0, moved;
	char *wanted = read_file("/symbols", LIMIT, &wanted_size);
	char *have = read_file("/proc/kallsyms", LIMIT, &have_size);
	struct table table = { .mask = SLOTS - 1 };
	struct line line;
	long agree = 0, elsewhere = 0;

	table.slots = (struct line *)syscall6(
		NR_mmap, 0, SLOTS * sizeof(struct line),
		PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((size)table.slots > -4096UL) {
		put("init: no memory for the symbols\n");
		return;
	}
	put_line("symbols ", (long)fill(&table, have, have_size));
	if (!next_line(wanted, wanted_size, &at, &line))
		return;
	moved = distance(&line, have, have_size);
	put_line("moved by ", (long)moved);
	while (next_line(wanted, wanted_size, &at, &line)) {
		write_address((char *)line.text, read_address(line.text) + moved);
		if (find(&table, &line)->text) {
			agree++;
			continue;
		}
		if (elsewhere++ < MAX_SHOWN) {
			put("init: elsewhere ");
			put_bytes(line.text, line.length);
			put("\n");
		}
	}
	put("init: agree ");
	put_number(agree);
	put(", elsewhere ");
	put_number(elsewhere);
	put("\n");
}

/* ------------------------------------------------------------------------ */
/* Positions */

enum { NAME_SLOTS = 1 << 20 };

/* How many symbols of a name there are, and how many were met. */
struct count {
	unsigned int total, met;
};

/* Memory that is all zero, or NULL. */
static void *zeroed(size count)
{
	void *memory = (void *)syscall6(NR_mmap, 0, (long)count,
					PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return (size)memory > -4096UL ? (void *)0 : memory;
}

/* The lines of a file as they are. */
static int plain_line(char *from, size count, size *at, struct line *ret)
{
	size n = 0;

	if (*at >= count)
		return 0;
	while (*at + n < count && from[*at + n] != '\n')
		n++;
	*ret = (struct line){ from + *at, n };
	*at += n + 1;
	return 1;
}

/* How far the kernel has moved since it was linked, by the first symbol that is
 * listed, which is the first of its name. */
static size listed_distance(const struct line *listed, char *have,
			    size have_size)
{
	struct line wanted = { listed->text + 17, listed->length - 17 }, line;
	size at = 0;

	while (wanted.length && *wanted.text != ' ') {
		wanted.text++;
		wanted.length--;
	}
	while (next_line(have, have_size, &at, &line)) {
		struct line name = { line.text + 18, line.length - 18 };

		if (same(&name, &wanted))
			return read_address(line.text) -
			       read_address(listed->text);
	}
	return 0;
}

/* What /positions should say of a symbol: LINE is ADDRESS__NAME. */
static struct line make_position(const struct line *line, unsigned int number,
				 size moved, char *buffer)
{
	char digits[12], *at = digits + sizeof(digits);
	size n = 17, name = line->length - 19;

	memcpy(buffer, line->text, 17);
	write_address(buffer, read_address(buffer) - moved);
	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	while (at < digits + sizeof(digits))
		buffer[n++] = *at++;
	buffer[n++] = ' ';
	if (name > 1024)
		name = 1024;
	memcpy(buffer + n, line->text + 19, name);
	return (struct line){ buffer, n + name };
}

static void check_position(const struct table *wanted, const struct line *line,
			   unsigned int number, size moved, long *ret_misplaced)
{
	static char buffer[2048];
	struct line position = make_position(line, number, moved, buffer);

	if (find(wanted, &position)->text)
		return;
	if ((*ret_misplaced)++ < MAX_SHOWN) {
		put("init: misplaced ");
		put_bytes(position.text, position.length);
		put("\n");
	}
}

static void check_positions(void)
{
	enum { LIMIT = 64 << 20 };
	size wanted_size, have_size, at = 0, moved = 0;
	char *wanted = read_file("/positions", LIMIT, &wanted_size);
	char *have = read_file("/proc/kallsyms", LIMIT, &have_size);
	struct table list = { zeroed(NAME_SLOTS * sizeof(struct line)),
			      NAME_SLOTS - 1 };
	struct table names = { zeroed(NAME_SLOTS * sizeof(struct line)),
			       NAME_SLOTS - 1 };
	struct count *counts = zeroed(NAME_SLOTS * sizeof(*counts));
	struct line line;
	long positions = 0, misplaced = 0, listed = 0;

	if (!wanted_size || !list.slots || !names.slots || !counts)
		return;
	while (plain_line(wanted, wanted_size, &at, &line)) {
		if (!listed++)
			moved = listed_distance(&line, have, have_size);
		*find(&list, &line) = line;
	}
	for (at = 0; next_line(have, have_size, &at, &line);) {
		struct line name = { line.text + 19, line.length - 19 };
		struct line *slot = find(&names, &name);

		*slot = name;
		counts[slot - names.slots].total++;
	}
	for (at = 0; next_line(have, have_size, &at, &line);) {
		struct line name = { line.text + 19, line.length - 19 };
		struct count *count =
			&counts[find(&names, &name) - names.slots];

		if (count->total < 2)
			continue;
		positions++;
		check_position(&list, &line, ++count->met, moved, &misplaced);
	}
	put("init: positions ");
	put_number(positions);
	put(", misplaced ");
	put_number(misplaced);
	put(", listed ");
	put_number(listed);
	put("\n");
}

/* Not every one of these kernels can switch its machine off. */
static void restart(void)
{
	enum { MAGIC1 = (int)0xfee1dead, MAGIC2 = 672274793 };
	enum { RESTART = 0x01234567, POWER_OFF = 0x4321fedc };

	syscall4(NR_reboot, MAGIC1, MAGIC2, RESTART, 0);
	syscall4(NR_reboot, MAGIC1, MAGIC2, POWER_OFF, 0);
}

/* Called by syscall.h's _start. */
void begin(void)
{
	put("init: up\n");
	mount("proc", "/proc");
	mount("sysfs", "/sys");
	show("before");
	load_all();
	show("after");
	check_symbols();
	check_positions();
	put("init: done\n");
	restart();
	for (;;)
		syscall1(NR_exit, 0);
}
