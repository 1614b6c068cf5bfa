/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that a livepatch replaces, in the forms that tools give them.
 * Whatever is a pointer there has a relocation.
 *
 * kpatch-build: .kpatch.funcs, an array of
 *
 *	0  new function   16 old_addr   32 position   48 object's name
 *	8  its size       24 old_size   40 name
 *
 * (kpatch-patch.h); the module's init makes struct klp_patch of it.
 *
 * klp-build (include/linux/livepatch_external.h, Linux 6.19): .init.klp_objects,
 * an array of struct klp_object_ext, 64 bytes: the name, NULL for vmlinux, the
 * array of functions, callbacks, and at 56 how many functions; each is a struct
 * klp_func_ext: the old name, the new function, the position.
 *
 * samples/livepatch: struct klp_patch itself, which begins with THIS_MODULE and
 * the array of struct klp_object. These begin with the name and the array of
 * struct klp_func, and have four callbacks behind. A struct klp_func begins as
 * klp_func_ext does. How large these are depends on the kernel's configuration,
 * and an empty one ends each array, so their sizes are found from those of the
 * arrays, which have symbols, and from where pointers are in them. A patch that
 * makes them as it is loaded can't be read. */
#include <string.h>

#include "common/report.h"
#include "match/patch.h"

static int damaged(const struct patch_reader *r, const char *section)
{
	report_error("%s: damaged, %s can't be read", r->file->path, section);
	return -1;
}

static const char unnamed[] = PATCH_VMLINUX;

/* Where in a section what is told of a function is. */
struct places {
	uint64_t name, replacement, sympos;
	uint64_t address, size; /* 0: there are none */
};

/* Add the function of OBJECT that is AT these places of SECTION. 1, 0 if it
 * can't be read, or -1 (reported). */
static int add_func(struct patch_reader *r, uint32_t section,
		    const struct places *at, const char *object)
{
	const char *name = text_at(r->file, section, at->name);
	uint64_t sympos, address = 0, size = 0;
	struct patch_func *func;
	struct pointer new;

	if (!name || !*name ||
	    pointer_at(r->file, section, at->replacement, &new) ||
	    number_at(r->file, section, at->sympos, 8, &sympos))
		return 0;
	if (at->address &&
	    (number_at(r->file, section, at->address, 8, &address) ||
	     number_at(r->file, section, at->size, 8, &size)))
		return 0;
	func = vec_push(&r->patch->funcs);
	if (!func)
		return -1;
	*func = (struct patch_func){
		.object = object,
		.named = object != unnamed,
		.name = name,
		.sympos = sympos,
		.source = new.symbol ? new.symbol->source : "",
		.address = address,
		.size = size,
	};
	return 1;
}

/* -- kpatch-build ----------------------------------------------------------- */

static int read_kpatch(struct patch_reader *r, uint32_t section)
{
	const struct relocatable_section *s = &r->file->sections.data[section];
	const uint64_t size = 56;

	r->patch->form = PATCH_FORM_KPATCH;
	if (s->header.sh_size % size)
		return damaged(r, s->name);
	for (uint64_t at = 0; at < s->header.sh_size; at += size) {
		const char *object = text_at(r->file, section, at + 48);
		struct places places = { at + 40, at, at + 32, at + 16,
					 at + 24 };
		int added = object && *object
				    ? add_func(r, section, &places, object)
				    : 0;

		if (added < 0)
			return -1;
		if (!added)
			return damaged(r, s->name);
	}
	return 0;
}

/* -- klp-build -------------------------------------------------------------- */

enum { EXT_OBJECT = 64, EXT_FUNC = 24 };

/* The name of an object, or NULL: it can't be read. */
static const char *object_at(const struct patch_reader *r, uint32_t section,
			     uint64_t at)
{
	struct pointer target;
	const char *name;

	if (pointer_at(r->file, section, at, &target))
		return NULL;
	if (!target.section)
		return unnamed;
	name = text_at(r->file, section, at);
	return name && *name ? name : NULL;
}

static int read_klp_object(struct patch_reader *r, uint32_t section,
			   uint64_t at)
{
	const char *object = object_at(r, section, at);
	struct pointer funcs;
	uint64_t count;

	if (!object || pointer_at(r->file, section, at + 8, &funcs) ||
	    !funcs.section || number_at(r->file, section, at + 56, 4, &count))
		return 0;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t func = funcs.offset + i * EXT_FUNC;
		struct places places = { func, func + 8, func + 16, 0, 0 };
		int added = add_func(r, funcs.section, &places, object);

		if (added <= 0)
			return added;
	}
	return 1;
}

static int read_klp(struct patch_reader *r, uint32_t section)
{
	const struct relocatable_section *s = &r->file->sections.data[section];

	r->patch->form = PATCH_FORM_KLP;
	if (s->header.sh_size % EXT_OBJECT)
		return damaged(r, s->name);
	for (uint64_t at = 0; at < s->header.sh_size; at += EXT_OBJECT) {
		int added = read_klp_object(r, section, at);

		if (added < 0)
			return -1;
		if (!added)
			return damaged(r, s->name);
	}
	return 0;
}

/* -- samples/livepatch ------------------------------------------------------ */

/* An array of structs with an empty one at its end. */
struct array {
	uint32_t section;
	uint64_t first, size; /* in bytes, with the last */
	uint64_t count, step; /* without the last */
};

/* The array that the pointer at OFFSET of SECTION leads to, by its symbol. */
static bool find_array(const struct patch_reader *r, uint32_t section,
		       uint64_t offset, struct array *ret)
{
	const struct relocatable_symbol *symbol;
	struct pointer target;
	bool found = false;

	if (pointer_at(r->file, section, offset, &target) || !target.section)
		return false;
	vec_for_each(&r->file->symbols, symbol) {
		if (symbol->symbol.st_shndx != target.section ||
		    GELF_ST_TYPE(symbol->symbol.st_info) != STT_OBJECT ||
		    symbol->symbol.st_value != target.offset)
			continue;
		if (found && ret->size != symbol->symbol.st_size)
			return false;
		found = true;
		*ret = (struct array){
			.section = target.section,
			.first = target.offset,
			.size = symbol->symbol.st_size,
		};
	}
	return found &&
	       ret->size <=
		       r->file->sections.data[target.section].header.sh_size -
			       ret->first;
}

/* Do the pointers in ARRAY agree with COUNT structs and an empty one, each of
 * which may have pointers in its first WORDS words, and has one in the second,
 * and in the first if FIRST? */
static bool fits(const struct patch_reader *r, struct array *array,
		 uint64_t count, uint64_t words, bool first)
{
	size_t at = fixup_from(r->file, array->section, array->first);
	uint64_t step = array->size / (count + 1), seconds = 0, firsts = 0;

	if (array->size % (count + 1) || step % 8 || step < words * 8)
		return false;
	for (; at < r->file->fixups.size; at++) {
		const struct fixup *fixup = &r->file->fixups.data[at];
		uint64_t offset = fixup->offset - array->first;

		if (fixup->section != array->section || offset >= array->size)
			break;
		if (offset / step == count || offset % step >= words * 8 ||
		    offset % 8)
			return false;
		firsts += offset % step == 0;
		seconds += offset % step == 8;
	}
	array->count = count;
	array->step = step;
	return seconds == count && (!first || firsts == count);
}

/* Find out how many structs ARRAY has: there has to be one way only. WORDS and
 * FIRST as above; that of objects has one. */
static bool measure(const struct patch_reader *r, struct array *array,
		    uint64_t words, bool first)
{
	size_t at = fixup_from(r->file, array->section, array->first);
	struct array found = {};
	uint64_t pointers = 0;
	bool is_found = false;

	while (at + pointers < r->file->fixups.size &&
	       r->file->fixups.data[at + pointers].section == array->section &&
	       r->file->fixups.data[at + pointers].offset - array->first <
		       array->size)
		pointers++;
	array->count = array->step = 0;
	/* An object without functions has an array all the same. */
	if (!pointers)
		return first;
	/* Each has a pointer, and only few numbers divide the size. */
	for (uint64_t count = 1; count <= pointers; count++) {
		if (array->size % (count + 1) ||
		    !fits(r, array, count, words, first))
			continue;
		if (is_found)
			return false;
		is_found = true;
		found = *array;
	}
	*array = found;
	return is_found;
}

static int read_struct_funcs(struct patch_reader *r, const struct array *funcs,
			     const char *object)
{
	for (uint64_t i = 0; i < funcs->count; i++) {
		uint64_t at = funcs->first + i * funcs->step;
		struct places places = { at, at + 8, at + 16, 0, 0 };
		int added = add_func(r, funcs->section, &places, object);

		if (added <= 0)
			return added;
	}
	return 1;
}

/* The patch whose array of objects is at OFFSET of SECTION. 1, 0 if it can't be
 * read, or -1 (reported). */
static int read_struct_patch(struct patch_reader *r, uint32_t section,
			     uint64_t offset)
{
	struct array objects, funcs;

	/* Name, functions and four callbacks. */
	if (!find_array(r, section, offset, &objects) ||
	    !measure(r, &objects, 6, false))
		return 0;
	for (uint64_t i = 0; i < objects.count; i++) {
		uint64_t at = objects.first + i * objects.step;
		const char *object = object_at(r, objects.section, at);
		int added;

		if (!object ||
		    !find_array(r, objects.section, at + 8, &funcs) ||
		    !measure(r, &funcs, 2, true))
			return 0;
		added = read_struct_funcs(r, &funcs, object);
		if (added <= 0)
			return added;
	}
	return 1;
}

/* Is FIXUP the pointer to THIS_MODULE of some struct? */
static bool leads_to_module(const struct patch_reader *r,
			    const struct fixup *fixup)
{
	struct pointer target;

	return !pointer_of(r->file, fixup, &target) && target.section &&
	       !strcmp(r->file->sections.data[target.section].name,
		       ".gnu.linkonce.this_module");
}

/* A struct klp_patch is what has THIS_MODULE and then a pointer to an array of
 * what reads as objects. Other structs begin with THIS_MODULE, too (struct
 * file_operations does), but their next word isn't such a pointer. */
static int read_structs(struct patch_reader *r)
{
	struct patch *patch = r->patch;
	bool found = false;

	for (size_t i = 0; i < r->file->fixups.size; i++) {
		const struct fixup *fixup = &r->file->fixups.data[i];
		size_t before = patch->funcs.size;
		int added;

		if (!leads_to_module(r, fixup))
			continue;
		added = read_struct_patch(r, fixup->section, fixup->offset + 8);
		if (added < 0)
			return -1;
		if (!added) {
			patch->funcs.size = before;
			continue;
		}
		if (found)
			patch->form_doubt = "it has several struct klp_patch";
		found = true;
	}
	if (found)
		patch->form = PATCH_FORM_STRUCTS;
	else
		patch->form_doubt =
			"it has no list of functions in a form that is known";
	return 0;
}

int patch_read_funcs(struct patch_reader *r)
{
	uint32_t kpatch = 0, klp = 0;

	for (uint32_t i = 1; i < r->file->sections.size; i++) {
		const struct relocatable_section *s =
			&r->file->sections.data[i];

		if (!s->header.sh_size)
			continue;
		if (!strcmp(s->name, ".kpatch.funcs"))
			kpatch = i;
		if (!strcmp(s->name, ".init.klp_objects"))
			klp = i;
	}
	return kpatch ? read_kpatch(r, kpatch)
	       : klp  ? read_klp(r, klp)
		      : read_structs(r);
}
