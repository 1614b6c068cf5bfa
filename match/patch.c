/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Livepatch modules: everything but the functions that they replace, which each
 * tool lists in another way.
 *
 * A patch can't name what isn't exported as other modules do. It has symbols
 * .klp.sym.OBJECT.NAME,POSITION in the section SHN_LIVEPATCH, which the loader
 * leaves alone, and relocations by them in sections .klp.rela.OBJECT.SECTION,
 * flagged SHF_RELA_LIVEPATCH, which klp_apply_section_relocs() applies when
 * OBJECT is there; klp_resolve_symbols() takes both names apart. Patches for
 * kernels before Linux 5.8 have sections .klp.arch.OBJECT.SECTION besides. */
#include "match/patch.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/search.h"
#include "common/text.h"

enum {
	MOST_OBJECT = 55, /* MODULE_NAME_LEN of it, less one */
	MOST_NAME = 511,  /* KSYM_NAME_LEN of it, less one */
};

static int complain(const struct patch_reader *r, const char *what)
{
	report_error("%s: %s", r->file->path, what);
	return -1;
}

/* -- Symbols ---------------------------------------------------------------- */

/* Take "OBJECT.REST" apart, of which OBJECT has no dot: new memory for OBJECT,
 * and *rest. 0, or -1 (reported); without *object it isn't written so. */
static int split_object(const char *text, char **object, const char **rest)
{
	size_t length = strcspn(text, ".");

	*object = NULL;
	if (!length || length > MOST_OBJECT || !text[length])
		return 0;
	*object = strndup(text, length);
	*rest = text + length + 1;
	return *object ? 0 : report_nomem();
}

/* "NAME,POSITION" behind the object. */
static int split_name(struct patch_symbol *symbol, const char *rest)
{
	const char *comma = strchr(rest, ',');
	char *end;

	if (!comma || comma == rest || comma - rest > MOST_NAME ||
	    comma[1] < '0' || comma[1] > '9')
		return 0;
	symbol->sympos = strtoull(comma + 1, &end, 10);
	if (*end)
		return 0;
	symbol->name = strndup(rest, (size_t)(comma - rest));
	return symbol->name ? 0 : report_nomem();
}

static int add_klp_symbol(struct patch *patch,
			  const struct relocatable_symbol *from,
			  const char *rest)
{
	struct patch_symbol *to = vec_push(&patch->symbols);

	if (!to)
		return -1;
	to->whole = from->name;
	to->marked = from->symbol.st_shndx == PATCH_SHN_LIVEPATCH;
	if (split_object(rest, &to->object, &rest))
		return -1;
	return to->object ? split_name(to, rest) : 0;
}

/* simplify_symbols() takes these of no other module. */
static bool is_ignored(const struct patch *patch, const char *name)
{
	return !strcmp(name, "_GLOBAL_OFFSET_TABLE_") ||
	       (patch->file.machine == EM_PPC64 &&
		(!strcmp(name, ".TOC.") || !strcmp(name, "TOC.")));
}

static int add_need(struct patch *patch, const struct relocatable_symbol *from)
{
	struct patch_need *need;

	if (from->symbol.st_shndx != SHN_UNDEF || !*from->name ||
	    is_ignored(patch, from->name))
		return 0;
	need = vec_push(&patch->needs);
	if (!need)
		return -1;
	need->name = from->name;
	need->weak = GELF_ST_BIND(from->symbol.st_info) == STB_WEAK;
	return 0;
}

static int read_symbols(struct patch_reader *r)
{
	static const char prefix[] = ".klp.sym.";
	const struct relocatable_symbol *symbol;

	vec_for_each(&r->file->symbols, symbol)
		if (text_starts_with(symbol->name, prefix)
			    ? add_klp_symbol(r->patch, symbol,
					     symbol->name + sizeof(prefix) - 1)
			    : add_need(r->patch, symbol))
			return -1;
	return 0;
}

/* -- Relocations ------------------------------------------------------------ */

static int count_type(struct patch *patch, uint32_t type)
{
	size_t at = lower_bound(i, 0, patch->relocations.size,
				patch->relocations.data[i].type < type);
	struct patch_relocation *r;

	if (at < patch->relocations.size &&
	    patch->relocations.data[at].type == type) {
		patch->relocations.data[at].count++;
		return 0;
	}
	/* There are few types. */
	if (!vec_push(&patch->relocations))
		return -1;
	r = &patch->relocations.data[at];
	memmove(r + 1, r, (patch->relocations.size - 1 - at) * sizeof(*r));
	*r = (struct patch_relocation){ type, 1 };
	return 0;
}

static int count_relocations(struct patch_reader *r)
{
	const struct fixup *fixup;

	vec_for_each(&r->file->fixups, fixup)
		if (count_type(r->patch, fixup->type))
			return -1;
	vec_for_each(&r->file->livepatch, fixup)
		if (count_type(r->patch, fixup->type))
			return -1;
	return 0;
}

/* -- Sections of the livepatch ---------------------------------------------- */

static int add_klp_section(struct patch_reader *r, uint32_t number)
{
	const struct relocatable_section *from =
		&r->file->sections.data[number];
	static const char rela[] = ".klp.rela.", arch[] = ".klp.arch.";
	bool is_rela = text_starts_with(from->name, rela);
	bool is_arch = text_starts_with(from->name, arch);
	bool marked = from->header.sh_flags & RELOCATABLE_LIVEPATCH;
	struct patch_section *to;
	const char *rest;

	/* Sections .rela.klp.arch.* are ordinary ones. */
	if (!is_rela && !is_arch && !marked)
		return 0;
	to = vec_push(&r->patch->sections);
	if (!to)
		return -1;
	to->name = from->name;
	to->number = number;
	to->is_arch = is_arch;
	to->marked = marked;
	return is_rela || is_arch ? split_object(from->name + sizeof(rela) - 1,
						 &to->object, &rest)
				  : 0;
}

static int read_klp_sections(struct patch_reader *r)
{
	for (uint32_t i = 1; i < r->file->sections.size; i++)
		if (add_klp_section(r, i))
			return -1;
	r->patch->has_dynrelas = relocatable_section(r->file,
						     ".kpatch.dynrelas");
	return 0;
}

/* -- What it expects of exported symbols ------------------------------------ */

static int add_version(struct patch *patch, const char *name, uint64_t crc)
{
	struct patch_version *version = vec_push(&patch->versions);

	if (!version)
		return -1;
	*version = (struct patch_version){ name, (uint32_t)crc };
	return 0;
}

/* struct modversion_info: 64 bytes, the CRC as an unsigned long, the name. */
static int read_versions(struct patch_reader *r, uint32_t section)
{
	const struct relocatable_section *s = &r->file->sections.data[section];

	for (uint64_t at = 0; s->data && s->header.sh_size - at >= 64;
	     at += 64) {
		const char *name = (const char *)s->data + at + 8;
		uint64_t crc;

		if (number_at(r->file, section, at, 8, &crc) ||
		    !memchr(name, '\0', 56))
			return complain(r,
					"damaged, a bad entry in __versions");
		if (add_version(r->patch, name, crc))
			return -1;
	}
	return 0;
}

/* With CONFIG_EXTENDED_MODVERSIONS: the CRCs, 32 bits each, and the names one
 * behind the other. */
static int read_long_versions(struct patch_reader *r, uint32_t crcs,
			      uint32_t names)
{
	const struct relocatable_section *s = &r->file->sections.data[names];
	const char *text = (const char *)s->data;
	uint64_t size = r->file->sections.data[crcs].header.sh_size;
	size_t left = text ? s->header.sh_size : 0;

	for (uint64_t at = 0; at + 4 <= size; at += 4) {
		size_t length = left ? strnlen(text, left) : 0;
		uint64_t crc;

		if (length == left || number_at(r->file, crcs, at, 4, &crc))
			return complain(
				r,
				"damaged, a bad entry in __version_ext_names");
		if (add_version(r->patch, text, crc))
			return -1;
		text += length + 1;
		left -= length + 1;
	}
	return 0;
}

/* Also for qsort(). */
static int compare_versions(const void *x, const void *y)
{
	const struct patch_version *a = x, *b = y;

	return strcmp(a->name, b->name);
}

static int read_all_versions(struct patch_reader *r)
{
	uint32_t crcs = relocatable_section(r->file, "__version_ext_crcs");
	uint32_t names = relocatable_section(r->file, "__version_ext_names");
	uint32_t versions = relocatable_section(r->file, "__versions");
	struct patch *patch = r->patch;

	patch->has_versions = versions || (crcs && names);
	if (crcs && names ? read_long_versions(r, crcs, names)
			  : versions && read_versions(r, versions))
		return -1;
	if (patch->versions.size)
		qsort(patch->versions.data, patch->versions.size,
		      sizeof(*patch->versions.data), compare_versions);
	return 0;
}

const struct patch_version *patch_version(const struct patch *patch,
					  const char *name)
{
	size_t at = lower_bound(i, 0, patch->versions.size,
				strcmp(patch->versions.data[i].name, name) < 0);

	return at < patch->versions.size &&
			       !strcmp(patch->versions.data[at].name, name)
		       ? &patch->versions.data[at]
		       : NULL;
}

/* -- All of it -------------------------------------------------------------- */

static int read_all(struct patch *patch)
{
	struct patch_reader r = { patch, &patch->file };

	if (relocatable_read(&patch->file, &patch->module) ||
	    read_symbols(&r) || count_relocations(&r) ||
	    read_klp_sections(&r) || read_all_versions(&r))
		return -1;
	patch->license = relocatable_info(&patch->file, "license");
	patch->depends = relocatable_info(&patch->file, "depends");
	patch->livepatch = relocatable_info(&patch->file, "livepatch");
	return patch_read_funcs(&r);
}

int patch_read(struct patch *ret, const char *path)
{
	memset(ret, 0, sizeof(*ret));
	if (module_read(&ret->module, path, true))
		return -1;
	if (!read_all(ret))
		return 0;
	patch_deinit(ret);
	return -1;
}

void patch_deinit(struct patch *patch)
{
	struct patch_symbol *symbol;
	struct patch_section *section;

	vec_for_each(&patch->symbols, symbol) {
		free(symbol->object);
		free(symbol->name);
	}
	vec_for_each(&patch->sections, section)
		free(section->object);
	vec_deinit(&patch->symbols);
	vec_deinit(&patch->sections);
	vec_deinit(&patch->funcs);
	vec_deinit(&patch->needs);
	vec_deinit(&patch->versions);
	vec_deinit(&patch->relocations);
	relocatable_deinit(&patch->file);
	module_deinit(&patch->module);
}
