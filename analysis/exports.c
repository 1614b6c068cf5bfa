/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What EXPORT_SYMBOL() says of functions and variables: which modules may use
 * them, and with which CRC. Modules are linked to the kernel's own tables, so
 * no livepatch changes that; but a rebuilt kernel is another one to them.
 *
 * Up to Linux 6.4 EXPORT_SYMBOL(f) makes ___ksymtab+f, or ___ksymtab_gpl+f,
 * with three places: f, its name, its namespace (none before 5.4), and with
 * CONFIG_MODVERSIONS up to 5.18 ___kcrctab+f, which leads to the symbol __crc_f
 * (whose value is the CRC, or, with CONFIG_MODULE_REL_CRCS, the address of it).
 * Since then it makes an entry of .export_symbol, the licence, the namespace,
 * and the place of f, from which modpost makes .vmlinux.export.c: a source of
 * its own, with ___ksymtab+f of symbols that are elsewhere, and __crc_f in
 * ___kcrctab+f. What speaks of symbols elsewhere is compared as data. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"
#include "common/cleanup.h"
#include "common/quote.h"
#include "common/report.h"

static const char strings_section[] = "__ksymtab_strings";

enum { CRC_SIZE = 4 };

/* One export, while it is read. */
struct export
{
	uint32_t item;	     /* or WORK_NONE */
	const char *licence; /* "": all modules */
	size_t licence_length;
	const char *namespace; /* or "" */
	unsigned int strings;  /* met so far */
};

static const struct relobj_symbol *symbol_of(const struct work *work,
					     const Elf64_Rela *rel)
{
	return &work->obj.symbols.data[ELF64_R_SYM(rel->r_info)];
}

/* Has the object no item for SYMBOL? */
static bool is_elsewhere(const struct relobj_symbol *symbol)
{
	return !symbol->section && *symbol->name;
}

bool work_exports_others(const struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	enum section_mark mark = work->sections.data[section].policy.mark;

	if (mark == MARK_CRC)
		return s->nsymbols;
	if (mark != MARK_EXPORTED)
		return false;
	for (size_t i = 0; i < s->nrels; i++)
		if (is_elsewhere(symbol_of(work, &s->rels[i])))
			return true;
	return false;
}

/* The item that REL of SECTION means: of several at a place the one that is
 * named. */
static uint32_t item_of(struct work *work, uint32_t section,
			const Elf64_Rela *rel)
{
	uint32_t number = (uint32_t)ELF64_R_SYM(rel->r_info);
	struct target target;

	if (!work_is_place(work, number))
		return work->symbols.data[number].item;
	if (!work_resolve(work, section, rel, &target) || !target.symbol)
		return WORK_NONE;
	return work->symbols.data[target.symbol].item;
}

/* In work->pairs names are found in two ways: with the number of their CRC, and
 * with that of an item that is exported. */
enum { PAIR_CRC, PAIR_EXPORTED };

static int note_name(struct work *work, uint32_t name, uint32_t what,
		     uint32_t value)
{
	uint32_t number, *slot;

	if (pairs_add(&work->pairs, name, what, &number))
		return -1;
	if (number < work->numbers.size)
		return 0;
	slot = vec_push(&work->numbers);
	if (!slot)
		return -1;
	*slot = value;
	return 0;
}

/* What was noted of NAME. False: nothing. */
static bool find_name(const struct work *work, uint32_t name, uint32_t what,
		      uint32_t *ret)
{
	uint32_t number = pairs_find(&work->pairs, name, what);

	if (number == PAIRS_NONE)
		return false;
	*ret = work->numbers.data[number];
	return true;
}

/* Most exports are of no namespace, and with no CRC. */
static int describe_plain(struct work *work, const struct export *e,
			  uint32_t *ret)
{
	char text[64];

	snprintf(text, sizeof(text), "%.*s%smodules", (int)e->licence_length,
		 e->licence, e->licence_length ? " " : "all ");
	return strtab_add(&work->analysis->strings, text, ret);
}

/* Who may use it, in words. */
static int describe_export(struct work *work, const struct export *e,
			   uint32_t *ret)
{
	const struct item *item = &work->analysis->items.data[e->item];
	const char *have = analysis_string(work->analysis, item->export);
	_cleanup_free_ char *namespace = NULL, *text = NULL;
	char crc[32] = "";
	uint32_t number;

	if (find_name(work, item->name, PAIR_CRC, &number))
		snprintf(crc, sizeof(crc), " with CRC 0x%08" PRIx32, number);
	if (!*have && !*crc && !*e->namespace && e->licence_length < 32)
		return describe_plain(work, e, ret);
	if (*e->namespace) {
		namespace = quote(e->namespace);
		if (!namespace)
			return -1;
	}
	if (asprintf(&text, "%s%s%.*s%smodules%s%s%s", have,
		     *have ? " and to " : "", (int)e->licence_length,
		     e->licence, e->licence_length ? " " : "all ",
		     namespace ? " of namespace " : "",
		     namespace ? namespace : "", crc) < 0) {
		text = NULL;
		return report_nomem();
	}
	return strtab_add(&work->analysis->strings, text, ret);
}

static int finish_export(struct work *work, struct export *e)
{
	struct item *item;

	if (e->item == WORK_NONE)
		return 0;
	item = &work->analysis->items.data[e->item];
	if (describe_export(work, e, &item->export))
		return -1;
	return note_name(work, item->name, PAIR_EXPORTED, e->item);
}

/* What stands between "ksymtab_" and "+" of a section's name: "gpl". */
static void set_licence(const char *section, struct export *e)
{
	const char *at = strstr(section, "ksymtab");

	at = at ? at + strlen("ksymtab") : "";
	at += *at == '_';
	e->licence = at;
	e->licence_length = strcspn(at, "+");
	if (e->licence_length == 3 && !strncmp(at, "gpl", 3))
		e->licence = "GPL";
}

static bool is_string(const struct work *work, const Elf64_Rela *rel)
{
	uint32_t section = symbol_of(work, rel)->section;

	return section &&
	       !strcmp(work->obj.sections.data[section].name, strings_section);
}

/* Entries of ___ksymtab+f, or, where `ld -r' has joined them, __ksymtab. */
static int read_ksymtab(struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct export e = { .item = WORK_NONE };

	for (size_t i = 0; i < s->nrels; i++) {
		const Elf64_Rela *rel = &s->rels[i];

		/* RISC-V has two for each place, one of the entry itself. */
		if (symbol_of(work, rel)->section == section)
			continue;
		if (is_string(work, rel)) {
			if (e.strings++ == 1)
				e.namespace = work_string_of(work, section,
							     rel);
			continue;
		}
		if (finish_export(work, &e))
			return -1;
		e = (struct export){ .item = item_of(work, section, rel),
				     .namespace = "" };
		set_licence(s->name, &e);
	}
	return finish_export(work, &e);
}

/* Entries of .export_symbol. */
static int read_export_symbol(struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t start = 0;

	for (size_t i = 0; i < s->nrels; i++) {
		const Elf64_Rela *rel = &s->rels[i];
		struct export e = { .item = item_of(work, section, rel) };

		e.licence = work_string_at(work, section, start, rel->r_offset);
		if (!e.licence)
			e.licence = "";
		e.licence_length = strlen(e.licence);
		e.namespace = work_string_at(work, section,
					     start + e.licence_length + 1,
					     rel->r_offset);
		if (!e.namespace)
			e.namespace = "";
		if (finish_export(work, &e))
			return -1;
		start = rel->r_offset +
			work_type(work, ELF64_R_TYPE(rel->r_info)).width;
	}
	return 0;
}

/* The CRC that SYMBOL, __crc_f, stands for. False: there is none. */
static bool read_crc(const struct work *work,
		     const struct relobj_symbol *symbol, uint32_t *ret)
{
	const struct relobj_section *s;

	if (!symbol->section) {
		*ret = (uint32_t)symbol->value;
		return symbol->special == SHN_ABS;
	}
	s = &work->obj.sections.data[symbol->section];
	if (!s->data || s->size < CRC_SIZE ||
	    symbol->value > s->size - CRC_SIZE)
		return false;
	*ret = (uint32_t)relobj_number(&work->obj, s->data + symbol->value,
				       CRC_SIZE);
	return true;
}

/* The name that NAME, __crc_f, speaks of, or NULL: it is no such name. */
static const char *named_by_crc(const char *name)
{
	static const char prefix[] = "__crc_";
	size_t length = sizeof(prefix) - 1;

	return strncmp(name, prefix, length) ? NULL : name + length;
}

static int read_crcs(struct work *work)
{
	const struct relobj_symbol *symbol;

	vec_for_each(&work->obj.symbols, symbol) {
		const char *text = named_by_crc(symbol->name);
		uint32_t crc, name;

		if (!text || !read_crc(work, symbol, &crc))
			continue;
		if (strtab_add(&work->analysis->strings, text, &name) ||
		    note_name(work, name, PAIR_CRC, crc))
			return -1;
	}
	return 0;
}

/* A CRC that is told of what it is of needn't be told by itself. */
static void hide_crcs(struct work *work, const struct analysis_file *file)
{
	struct analysis *analysis = work->analysis;
	uint32_t name, exported;

	for (uint32_t i = 0; i < file->nitems; i++) {
		struct item *item = &analysis->items.data[file->first_item + i];
		const char *text = named_by_crc(
			analysis_string(analysis, item->name));

		if (text &&
		    strtab_find_n(&analysis->strings, text, strlen(text),
				  &name) &&
		    find_name(work, name, PAIR_EXPORTED, &exported))
			item->flags |= ITEM_PRIVATE;
	}
}

static bool has_mark(const struct work *work, enum section_mark mark)
{
	const struct work_section *s;

	vec_for_each(&work->sections, s)
		if (s->policy.mark == mark)
			return true;
	return false;
}

int work_exports(struct work *work)
{
	bool crcs = has_mark(work, MARK_CRC);

	pairs_clear(&work->pairs);
	work->numbers.size = 0;
	if (crcs && read_crcs(work))
		return -1;
	for (uint32_t i = 0; i < work->sections.size; i++) {
		const struct relobj_section *s = &work->obj.sections.data[i];

		if (work->sections.data[i].policy.mark != MARK_EXPORTED)
			continue;
		if (strcmp(s->name, ".export_symbol")
			    ? read_ksymtab(work, i)
			    : read_export_symbol(work, i))
			return -1;
	}
	if (crcs)
		hide_crcs(work, &work->analysis->files.data[work->file]);
	return 0;
}
