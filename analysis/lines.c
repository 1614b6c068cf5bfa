/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of lines, which a change anywhere above alters: functions that differ
 * in nothing else do the same as before. What is taken for one is narrow, since
 * the price of a mistake is a fix that isn't applied: a constant in the register
 * of that argument of that function, and for those that take a format, that
 * format only. */
#include <string.h>

#include "work.h"

struct line_function {
	const char *name;
	unsigned int argument;	/* from 1 */
	const char *format;	/* text of the string before it, or NULL */
};

static const struct line_function functions[] = {
	{ "warn_slowpath_null", 2, NULL },
	{ "warn_slowpath_fmt", 2, NULL },
	{ "warn_slowpath_fmt_taint", 2, NULL },
	{ "__might_sleep", 2, NULL },
	{ "___might_sleep", 2, NULL },
	{ "__might_resched", 2, NULL },
	{ "__might_fault", 2, NULL },
	{ "lockdep_rcu_suspicious", 2, NULL },
	{ "__btrfs_abort_transaction", 3, NULL },
	{ "__btrfs_handle_fs_error", 3, NULL },
	{ "__btrfs_panic", 3, NULL },
	/* ASSERT_RTNL(); BUG() where there is no table for it */
	{ "printk", 3, "assertion failed at %s (%d)" },
	{ "_printk", 3, "assertion failed at %s (%d)" },
	{ "__warn_printk", 3, "assertion failed at %s (%d)" },
	{ "printk", 3, "BUG: failure at %s:%d/%s()!" },
	{ "_printk", 3, "BUG: failure at %s:%d/%s()!" },
};

enum { NFUNCTIONS = sizeof(functions) / sizeof(*functions) };

/* Variables that hold a number. */
static const struct {
	const char *section;	/* begins so; "": any */
	const char *key;	/* of the variable; "": any */
	uint64_t offset;	/* in bytes */
	unsigned int bits;
} fields[] = {
	/* struct source_location is the first member of what UBSAN takes: line
	 * and column. */
	{ ".data..Lubsan", "", 8, 64 },
	{ ".data.rel.local..Lubsan", "", 8, 64 },
	{ "", "_entry", 24, 32 },	/* struct pi_entry */
	/* struct _ddebug, where class_id and flags share the word */
	{ "__dyndbg", "", 32, 18 },
	{ "__verbose", "", 32, 18 },
};

uint8_t work_line_function(const char *name)
{
	if (*name != '_' && *name != 'p' && *name != 'l' && *name != 'w')
		return 0;
	for (size_t i = 0; i < NFUNCTIONS; i++)
		if (functions[i].name[1] == name[1] &&
		    !strcmp(functions[i].name, name))
			return (uint8_t)(i + 1);
	return 0;
}

bool work_line_needs_text(uint8_t function)
{
	return functions[function - 1].format != NULL;
}

static bool speaks_of_line(const char *text)
{
	for (size_t i = 0; i < NFUNCTIONS; i++)
		if (functions[i].format && strstr(text, functions[i].format))
			return true;
	return false;
}

bool work_has_line_text(const struct analyser *work, const struct item *item)
{
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&work->analysis->references.data[item->first_reference +
							 i];

		if (reference->kind == REFERENCE_STRING &&
		    speaks_of_line(analysis_string(work->analysis,
						   reference->target)))
			return true;
	}
	return false;
}

bool work_line_field(const char *section, const char *key, uint64_t *offset,
		     unsigned int *bits)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (strncmp(section, fields[i].section,
			    strlen(fields[i].section)) ||
		    (*fields[i].key && strcmp(key, fields[i].key)))
			continue;
		*offset = fields[i].offset;
		*bits = fields[i].bits;
		return true;
	}
	return false;
}

enum { MOST_ARGUMENTS = 4 };

/* Constants that are on their way to a call. */
struct pending {
	bool set[MOST_ARGUMENTS + 1];
	struct insn insn[MOST_ARGUMENTS + 1];
	uint64_t at[MOST_ARGUMENTS + 1];
	const char *text;	/* the string that goes with them, or "" */
};

static void forget(struct pending *pending)
{
	memset(pending->set, 0, sizeof(pending->set));
	pending->text = "";
}

/* Does a call of function RANK, by what is PENDING, take a line? */
static const struct line_function *find_function(uint8_t rank,
						 const struct pending *pending)
{
	const char *name = functions[rank - 1].name;

	for (size_t i = 0; i < NFUNCTIONS; i++)
		if (!strcmp(functions[i].name, name) &&
		    (!functions[i].format ||
		     strstr(pending->text, functions[i].format)))
			return &functions[i];
	return NULL;
}

/* The rank of the line function that REL leads to, or 0. */
static uint8_t called_by(struct analyser *work, uint32_t section,
			 const Elf64_Rela *rel)
{
	struct target target;

	return work_resolve(work, section, rel, &target) && target.symbol ?
	       work->symbols.data[target.symbol].line : 0;
}

/* What the next reference of the item means for what is PENDING. */
static void pass_reference(struct analyser *work, const struct item *item,
			   const struct reference *reference,
			   unsigned char *code, struct pending *pending)
{
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	size_t i = relobj_first_rel(s, item->value + reference->offset);
	const struct line_function *function = NULL;
	uint8_t rank = i < s->nrels ? called_by(work, item->section,
						&s->rels[i]) : 0;

	if (reference->kind == REFERENCE_STRING) {
		const char *text = analysis_string(work->analysis,
						   reference->target);

		if (strchr(text, '%'))
			pending->text = text;
		return;
	}
	/* __warned, __func__ and the like */
	if (reference->kind == REFERENCE_PRIVATE)
		return;
	if (rank)
		function = find_function(rank, pending);
	if (function && pending->set[function->argument])
		machine_clear(work->machine, work->obj.big,
			      &pending->insn[function->argument],
			      code + pending->at[function->argument]);
	forget(pending);
}

void work_clear_lines(struct analyser *work, const struct item *item,
		      unsigned char *code)
{
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	const struct reference *reference, *end;
	struct pending pending = { .text = "" };
	struct insn insn;

	if (!item->nreferences)
		return;
	reference = &work->analysis->references.data[item->first_reference];
	end = reference + item->nreferences;
	for (uint64_t at = 0; at < item->size; at += insn.length) {
		if (!machine_decode(work->machine, work->obj.big,
				    s->data + item->value + at,
				    (size_t)(item->size - at), at, &insn))
			return;
		while (reference < end && reference->kind != REFERENCE_ENTRY &&
		       reference->offset < at + insn.length) {
			if (reference->type)
				pass_reference(work, item, reference, code,
					       &pending);
			reference++;
		}
		/* What was set for another call, or on another way here. */
		if (insn.branches)
			forget(&pending);
		if (!insn.argument || insn.argument > MOST_ARGUMENTS)
			continue;
		pending.set[insn.argument] = true;
		pending.insn[insn.argument] = insn;
		pending.at[insn.argument] = at;
	}
}
