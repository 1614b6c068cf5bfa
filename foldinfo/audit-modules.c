/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules of the shipped kernel, for an audit: those under a directory, read
 * when they are asked for. The kernel calls a module as its file, less .ko, with
 * `_' for `-'. */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/search.h"
#include "common/text.h"
#include "foldinfo/audit.h"

/* -- The directory ---------------------------------------------------------- */

/* What the module in FILE is called: new memory, NULL (reported) on error; or ""
 * if it is none. */
static char *name_of(const char *file)
{
	const char *end = strstr(file, ".ko");
	char *name;

	if (!end ||
	    (end[3] && strcmp(end + 3, ".gz") != 0 &&
	     strcmp(end + 3, ".xz") != 0 && strcmp(end + 3, ".zst") != 0))
		end = file;
	name = strndup(file, (size_t)(end - file));
	if (!name)
		report_nomem();
	for (char *at = name; at && *at; at++)
		if (*at == '-')
			*at = '_';
	return name;
}

static int add_file(struct audit_modules *modules, const FTSENT *entry)
{
	struct audit_module *to;
	char *name = name_of(entry->fts_name);

	if (!name)
		return -1;
	if (!*name) {
		free(name);
		return 0;
	}
	to = vec_push(&modules->list);
	if (!to) {
		free(name);
		return -1;
	}
	to->module.fd = -1;
	to->name = name;
	to->path = strdup(entry->fts_path);
	if (!text_ends_with(entry->fts_name, ".ko"))
		to->why = "the module is compressed";
	return to->path ? 0 : report_nomem();
}

static int walk(struct audit_modules *modules, FTS *tree)
{
	FTSENT *entry;

	while ((entry = fts_read(tree))) {
		if (entry->fts_info == FTS_ERR || entry->fts_info == FTS_DNR ||
		    entry->fts_info == FTS_NS) {
			errno = entry->fts_errno;
			report_error("%s: can't read:", entry->fts_path);
			return -1;
		}
		if (entry->fts_info == FTS_F && add_file(modules, entry))
			return -1;
	}
	return 0;
}

/* For qsort(). */
static int compare_modules(const void *x, const void *y)
{
	const struct audit_module *a = x, *b = y;
	int order = strcmp(a->name, b->name);

	return order ? order : strcmp(a->path, b->path);
}

static void note_twins(struct audit_modules *modules)
{
	struct audit_module *list = modules->list.data;

	for (size_t i = 1; i < modules->list.size; i++)
		if (!strcmp(list[i].name, list[i - 1].name))
			list[i].why = list[i - 1].why =
				"there are several modules of this name";
}

int audit_modules_init(struct audit_modules *ret,
		       const struct foldinfo_options *options)
{
	char *roots[] = { (char *)(uintptr_t)options->modules, NULL };
	FTS *tree;
	int status;

	*ret = (struct audit_modules){
		.directory = options->modules,
		.with_data = !options->no_kallsyms_all,
	};
	if (!options->modules)
		return 0;
	tree = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR,
			NULL);
	if (!tree) {
		report_error("%s: can't read:", options->modules);
		return -1;
	}
	status = walk(ret, tree);
	fts_close(tree);
	if (ret->list.size)
		qsort(ret->list.data, ret->list.size, sizeof(*ret->list.data),
		      compare_modules);
	note_twins(ret);
	return status;
}

static void release(struct audit_module *module)
{
	free(module->name);
	free(module->path);
	vec_deinit(&module->order);
	vec_deinit(&module->mcount);
	relocatable_deinit(&module->file);
	if (module->opened)
		module_deinit(&module->module);
}

void audit_modules_deinit(struct audit_modules *modules)
{
	struct audit_module *module;

	vec_for_each(&modules->list, module)
		release(module);
	vec_deinit(&modules->list);
}

/* -- One module ------------------------------------------------------------- */

/* For qsort_r: by name, then in the order of the table. */
static int compare_symbols(const void *x, const void *y, void *ctx)
{
	const struct module_symbol *symbols = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int order = strcmp(symbols[a].name, symbols[b].name);

	return order ? order : (a > b) - (a < b);
}

static int sort_symbols(struct audit_module *m)
{
	size_t count = m->module.symbols.size;

	if (vec_reserve(&m->order, count + 1))
		return -1;
	while (m->order.size < count) {
		m->order.data[m->order.size] = (uint32_t)m->order.size;
		m->order.size++;
	}
	if (count)
		qsort_r(m->order.data, count, sizeof(*m->order.data),
			compare_symbols, m->module.symbols.data);
	return 0;
}

/* Also for qsort(). */
static int compare_pointers(const void *x, const void *y)
{
	const struct pointer *a = x, *b = y;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	return (a->offset > b->offset) - (a->offset < b->offset);
}

/* What ftrace may patch, by whichever of the two ways. */
static int read_mcount(struct audit_module *m)
{
	const struct fixup *fixup;

	vec_for_each(&m->file.fixups, fixup) {
		const char *name = m->file.sections.data[fixup->section].name;
		struct pointer pointer, *to;

		if ((strcmp(name, "__mcount_loc") != 0 &&
		     strcmp(name, "__patchable_function_entries") != 0) ||
		    pointer_of(&m->file, fixup, &pointer))
			continue;
		to = vec_push(&m->mcount);
		if (!to)
			return -1;
		*to = pointer;
	}
	if (m->mcount.size)
		qsort(m->mcount.data, m->mcount.size, sizeof(*m->mcount.data),
		      compare_pointers);
	return 0;
}

static int open_module(struct audit_module *m, bool with_data)
{
	if (module_read(&m->module, m->path, with_data))
		return -1;
	m->opened = true;
	return relocatable_read(&m->file, &m->module) || sort_symbols(m) ||
			       read_mcount(m)
		       ? -1
		       : 0;
}

struct audit_module *audit_modules_get(struct audit_modules *modules,
				       const char *name, const char **why)
{
	size_t at = lower_bound(i, 0, modules->list.size,
				strcmp(modules->list.data[i].name, name) < 0);
	struct audit_module *m;

	*why = modules->directory ? "there is no such module"
				  : "no modules were given, see --modules";
	if (at == modules->list.size ||
	    strcmp(modules->list.data[at].name, name) != 0)
		return NULL;
	m = &modules->list.data[at];
	if (!m->why && !m->opened && open_module(m, modules->with_data))
		m->why = "the module can't be read";
	*why = m->why;
	return m->why ? NULL : m;
}

/* -- Its symbols ------------------------------------------------------------ */

/* By what the patched module's own code says. */
static void find_ftrace(const struct audit_module *m, uint32_t section,
			struct audit_symbol *ret)
{
	struct pointer wanted = { .section = section, .offset = ret->address };
	size_t at = lower_bound(i, 0, m->mcount.size,
				compare_pointers(&m->mcount.data[i], &wanted) <
					0);
	const struct pointer *list = m->mcount.data;
	bool exact = m->file.machine == EM_X86_64 || m->file.machine == EM_S390;

	if (at < m->mcount.size && list[at].section == section &&
	    list[at].offset - ret->address < ret->size)
		ret->ftrace = AUDIT_YES;
	else if (!ret->size)
		ret->ftrace_doubt = "how long it is isn't known";
	else if (!exact && at && list[at - 1].section == section &&
		 ret->address - list[at - 1].offset <= 32)
		ret->ftrace_doubt =
			"only what is in front of it has a place for ftrace";
	else
		ret->ftrace = AUDIT_NO;
}

static void describe(const struct audit_module *m, uint32_t number,
		     const struct module_rank *rank, struct audit_symbol *ret)
{
	const struct module_symbol *symbol = &m->module.symbols.data[number];

	*ret = (struct audit_symbol){
		.source = symbol->source,
		.is_local = GELF_ST_BIND(symbol->info) == STB_LOCAL,
		.type = GELF_ST_TYPE(symbol->info),
		.address = symbol->offset,
		.size = symbol->size,
		.sympos = rank->sympos,
		.why = rank->why,
		.freed = rank->gone ? symbol->section : NULL,
	};
	find_ftrace(m, symbol->section_number, ret);
}

static size_t first_of(const struct audit_module *m, const char *name)
{
	const struct module_symbol *symbols = m->module.symbols.data;

	return lower_bound(i, 0, m->module.symbols.size,
			   strcmp(symbols[m->order.data[i]].name, name) < 0);
}

int audit_module_find(const struct audit_module *m, const char *name,
		      struct audit_symbols *ret)
{
	const struct module_symbol *symbols = m->module.symbols.data;
	size_t first = first_of(m, name), count = 0;
	struct module_rank *ranks;

	ret->list.size = 0;
	while (first + count < m->module.symbols.size &&
	       !strcmp(symbols[m->order.data[first + count]].name, name))
		count++;
	ranks = calloc(count + 1, sizeof(*ranks));
	if (!ranks || vec_reserve(&ret->list, count)) {
		free(ranks);
		return ranks ? -1 : report_nomem();
	}
	module_rank(&m->module, m->order.data + first, count, ranks);
	ret->list.size = count;
	for (size_t i = 0; i < count; i++)
		describe(m, m->order.data[first + i], &ranks[i],
			 &ret->list.data[i]);
	free(ranks);
	return 0;
}

/* -- Exports ---------------------------------------------------------------- */

/* PREFIX and NAME: the symbol called so, or NULL. */
static const struct module_symbol *prefixed(const struct audit_module *m,
					    const char *prefix,
					    const char *name)
{
	char whole[1024];
	int length = snprintf(whole, sizeof(whole), "%s%s", prefix, name);
	const struct module_symbol *symbol;
	size_t at;

	if (length < 0 || (size_t)length >= sizeof(whole))
		return NULL;
	at = first_of(m, whole);
	if (at == m->module.symbols.size)
		return NULL;
	symbol = &m->module.symbols.data[m->order.data[at]];
	return strcmp(symbol->name, whole) ? NULL : symbol;
}

/* The text at SYMBOL, or NULL. */
static const char *text_of(const struct audit_module *m,
			   const struct module_symbol *symbol)
{
	const struct relocatable_section *s =
		&m->file.sections.data[symbol->section_number];

	if (!s->data || symbol->offset >= s->header.sh_size ||
	    !memchr(s->data + symbol->offset, '\0',
		    s->header.sh_size - symbol->offset))
		return NULL;
	return (const char *)s->data + symbol->offset;
}

bool audit_module_export(const struct audit_module *m, const char *name,
			 struct audit_export *ret)
{
	const struct module_symbol *entry = prefixed(m, "__ksymtab_", name);
	const struct module_symbol *crc = prefixed(m, "__crc_", name);
	const struct module_symbol *space = prefixed(m, "__kstrtabns_", name);
	uint32_t flags = relocatable_section(&m->file, "__kflagstab");
	uint64_t number;

	memset(ret, 0, sizeof(*ret));
	if (!entry)
		return false;
	ret->space = space ? text_of(m, space) : NULL;
	ret->gpl_known = true;
	ret->gpl_only = text_starts_with(entry->section, "___ksymtab_gpl") ||
			!strcmp(entry->section, "__ksymtab_gpl");
	if (flags) {
		ret->gpl_known = !number_at(&m->file, flags, entry->offset / 12,
					    1, &number);
		ret->gpl_only = number & 1;
	}
	if (!crc)
		return true;
	ret->has_crc = !crc->section_number ||
		       !number_at(&m->file, crc->section_number, crc->offset, 4,
				  &number);
	ret->crc = (uint32_t)(crc->section_number ? number : crc->offset);
	return true;
}
