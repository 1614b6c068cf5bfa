/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rule 4 adds an output section for a base that is an orphan of the plain link,
 * where ld would put that orphan. ld puts orphans of one kind in the order in
 * which it meets them, right behind the script's section for the kind, .data
 * for writable data and so on. An added section comes behind all orphans of its
 * kind, since they still are placed behind .data:
 *
 *	plain link	.data .data.rel .foo
 *	folded link	.data .foo .data.rel
 *
 * What ld makes itself, .dynamic and .got, is an orphan of the first object for
 * which it does that: the first with relocations, or the very first where the
 * output has dynamic symbols. It comes behind that object's own orphans.
 * Whether any of it is left only the output tells. But an ld that has a file of
 * its own for that (ld/ldelf.c, ldelf_after_open_output, of 2.47; before only
 * for some machines, such as ppc64) meets it before all objects, and then it
 * comes first in both links. Which ld does so its map tells, not its version:
 * there the owner of .dynamic is `linker stubs', which is no object.
 *
 * What follows another in one object may be the other way round in that of the
 * plain link. There gcc, on machines where section anchors (-fsection-anchors)
 * are its default, writes data at last, by the names of sections; with
 * -fdata-sections there are no anchors, and the options leave no trace:
 *
 *	plain object	.data.rel .data.rel.local
 *	object		.data.rel.local.b .data.rel.a
 *
 * And where the script has no section for the kind, ld goes by the flags that
 * output sections have by then, which the script alone doesn't tell. It may
 * come upon the section of another kind, for orphans too: a section that first
 * takes .init.bss.do_it isn't what it is after .data.rel.
 *
 * lld has what OVERWRITE_SECTIONS adds before all orphans of its rank, so there it
 * is the orphans met before the section that it wrongly stands before. lld makes
 * an output section of an empty orphan, too, so that there a base is met with
 * the first section of its own name, which every assembler's .data is, and
 * before anything is folded that is an orphan like others.
 *
 * All symbols are in the section where they belong then, but that stands
 * elsewhere. Nothing is known that depends on it, hence a warning.
 */
#include "proof/order.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "elf/image.h"
#include "proof/limit.h"
#include "script/model.h"
#include "script/orphan.h"
#include "script/place.h"

void order_init(struct order *order, const struct script *original,
		const struct script *folded, const struct law *law,
		const struct rules *rules)
{
	*order = (struct order){
		.original = original,
		.folded = folded,
		.law = law,
		.rules = rules,
	};
}

void order_deinit(struct order *order)
{
	struct first_orphan *orphan;

	vec_for_each(&order->orphans, orphan)
		free(orphan->name);
	vec_deinit(&order->orphans);
	vec_deinit(&order->added);
	vec_deinit(&order->met);
	vec_deinit(&order->first_here);
	free(order->overtaker);
	free(order->anchored_file);
	free(order->stray_name);
}

static int keep(const char *text, char **ret)
{
	*ret = strdup(text);
	return *ret ? 0 : report_nomem();
}

static const struct base *base_at(const struct order *order, size_t i)
{
	return &order->rules->bases.data[order->added.data[i]];
}

/* What BASE's section follows. For some machines, ppc64 is one, ld knows small
 * data by its name. */
static const char *base_kind(const struct base *base)
{
	if (!strncmp(base->name, ".sdata", 6))
		return ".sdata";
	return orphan_kind(base->type, base->flags);
}

/* Would ld make an output section for the orphan SECTION, the first of its
 * name? The assembler's empty .bss leaves none. */
static bool makes_output(const struct order *order, const struct limit *limit,
			 const struct object_section *section)
{
	bool lld = order->original->dialect == DIALECT_LLD;

	return !order->original->bars_orphans && section->flags & SHF_ALLOC &&
	       (section->size || lld) && section->type != SHT_NOTE &&
	       section->type != SHT_REL && section->type != SHT_RELA &&
	       !script_has_output(order->original, section->name) &&
	       !limit_has_orphan(limit, section->name);
}

static const struct first_orphan *find_orphan(const struct order *order,
					      const char *kind)
{
	const struct first_orphan *orphan;

	vec_for_each(&order->orphans, orphan)
		if (!strcmp(orphan->kind, kind))
			return orphan;
	return NULL;
}

static int note_orphan(struct order *order, const char *kind, const char *name)
{
	struct first_orphan *orphan;

	if (find_orphan(order, kind))
		return 0;
	orphan = vec_push(&order->orphans);
	if (!orphan)
		return -1;
	orphan->kind = kind;
	return keep(name, &orphan->name);
}

/* Base number BASE is met. *ret is how many were met before it. 0, or -1
 * (reported). */
static int meet(struct order *order, uint32_t base, size_t *ret)
{
	uint32_t *met;
	size_t i = 0;

	while (i < order->met.size && order->met.data[i] != base)
		i++;
	*ret = i;
	if (i < order->met.size)
		return 0;
	met = vec_push(&order->met);
	if (!met)
		return -1;
	*met = base;
	return 0;
}

/* lld meets the orphan SECTION of kind KIND. */
static int note_of_lld(struct order *order, const char *kind,
		       const struct object_section *section)
{
	uint32_t base = rules_find_base(order->rules, section->name,
					strlen(section->name));
	size_t before;

	if (base != RULES_NO_BASE && meet(order, base, &before))
		return -1;
	return note_orphan(order, kind, section->name);
}

int order_note(struct order *order, const struct limit *limit,
	       const struct object_section *section,
	       const struct law_verdict *verdict)
{
	bool lld = order->original->dialect == DIALECT_LLD;
	const char *kind;

	if (verdict->want != LAW_WANT_ORPHAN || (order->overtaken && !lld) ||
	    !makes_output(order, limit, section))
		return 0;
	kind = orphan_kind(section->type, section->flags);
	if (lld)
		return note_of_lld(order, kind, section);
	if (!order->stray && !script_has_output(order->original, kind)) {
		order->stray = kind;
		if (keep(section->name, &order->stray_name))
			return -1;
	}
	for (size_t i = 0; i < order->added.size; i++) {
		const struct base *base = base_at(order, i);

		if (strcmp(kind, base_kind(base)))
			continue;
		order->overtaken = base->name;
		return keep(section->name, &order->overtaker);
	}
	return 0;
}

bool order_has_added(const struct order *order, uint32_t base)
{
	for (size_t i = 0; i < order->added.size; i++)
		if (order->added.data[i] == base)
			return true;
	return false;
}

/* Put BASE among those added, which are in the order in which they were met.
 * 0, or -1 (reported). */
static int insert(struct order *order, uint32_t base)
{
	size_t before, of_last, at = order->added.size;

	if (meet(order, base, &before) || !vec_push(&order->added))
		return -1;
	for (; at; at--) {
		if (meet(order, order->added.data[at - 1], &of_last))
			return -1;
		if (of_last < before)
			break;
		order->added.data[at] = order->added.data[at - 1];
	}
	order->added.data[at] = base;
	return 0;
}

int order_add(struct order *order, uint32_t base)
{
	const struct base *b = &order->rules->bases.data[base];
	const struct first_orphan *orphan;
	uint32_t *fresh;

	if (order_has_added(order, base))
		return 0;
	fresh = vec_push(&order->first_here);
	if (!fresh || insert(order, base))
		return -1;
	*fresh = base;
	/* To lld, .sdata is no kind of its own. */
	orphan = find_orphan(order, orphan_kind(b->type, b->flags));
	if (orphan && !order->overtaken) {
		order->overtaken = b->name;
		return keep(orphan->name, &order->overtaker);
	}
	if (!order->has_own && !order->early && !strcmp(base_kind(b), ".data"))
		order->early = b->name;
	return 0;
}

/* Only those that stand side by side can be compared: they follow the same
 * section of the script. */
bool order_holds(const struct order *order)
{
	size_t last = 0;

	for (unsigned int i = 0; i < order->folded->outputs.size; i++) {
		uint32_t base = law_added_base(order->law, i);
		size_t at = 0;

		if (base == RULES_NO_BASE) {
			last = 0;
			continue;
		}
		while (at < order->added.size && order->added.data[at] != base)
			at++;
		if (at == order->added.size)
			continue;
		if (at < last)
			return false;
		last = at;
	}
	return true;
}

/* An output section whose place depends on flags: an added one or an orphan.
 * Its name and *kind, which the script hasn't, or NULL. */
static const char *find_stray(const struct order *order, bool folds,
			      const char **kind)
{
	for (size_t i = 0; i < order->added.size; i++) {
		const struct base *base = base_at(order, i);

		*kind = base_kind(base);
		if (!script_has_output(order->original, *kind))
			return base->name;
	}
	*kind = order->stray;
	/* Where nothing is folded, orphans are what they were. */
	if (!order->stray || !folds)
		return NULL;
	return order->added.size ? base_at(order, 0)->name : order->stray_name;
}

static const char overtaken[] =
	"%s: output section %s comes behind the orphan %s, not before it";

void order_warn(const struct order *order, const char *output, bool folds)
{
	const char *kind, *stray;

	if (order->original->dialect == DIALECT_LLD) {
		if (order->overtaken)
			report_warning(
				"%s: output section %s comes before the orphan %s, not behind it",
				output, order->overtaken, order->overtaker);
		return;
	}
	if (order->overtaken) {
		report_warning(overtaken, output, order->overtaken,
			       order->overtaker);
		return;
	}
	stray = find_stray(order, folds, &kind);
	if (stray)
		report_warning(
			"%s: output section %s may stand elsewhere, since the script has no %s for orphans to follow",
			output, stray, kind);
	else if (order->anchored[0])
		report_warning(
			"%s: output section %s may stand behind %s, if the plain %s was compiled with section anchors",
			output, order->anchored[0], order->anchored[1],
			order->anchored_file);
}

void order_enter(struct order *order)
{
	order->first_here.size = 0;
}

/* Does gcc use section anchors for this machine unless told not to? Whether
 * code that is compared reaches data by them is machine/'s has_anchors. */
static bool may_have_anchors(const struct object *object)
{
	static const unsigned int machines[] = {
		EM_S390,  EM_PPC64, EM_PPC,  EM_AARCH64,
		EM_RISCV, EM_ARM,   EM_MIPS,
	};

	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (object->machine == machines[i])
			return object_is_gccs(object);
	return false;
}

/* Would anchors have A, which comes before B, behind it? Neither code nor
 * thread-local data has any, and only what follows the same section of the
 * script stands side by side. */
static bool turns(const struct base *a, const struct base *b)
{
	return !(a->flags & (SHF_EXECINSTR | SHF_TLS)) &&
	       !strcmp(base_kind(a), base_kind(b)) &&
	       strcmp(a->name, b->name) > 0;
}

/* Find two sections that the current file decides the order of, and anchors
 * would have it decide otherwise. */
static bool find_turned(struct order *order)
{
	const struct base *bases = order->rules->bases.data;
	const uint32_t *fresh = order->first_here.data;

	for (size_t j = 1; j < order->first_here.size; j++)
		for (size_t i = 0; i < j; i++)
			if (turns(&bases[fresh[i]], &bases[fresh[j]])) {
				order->anchored[0] = bases[fresh[i]].name;
				order->anchored[1] = bases[fresh[j]].name;
				return true;
			}
	return false;
}

/* Where ld makes .dynamic it makes .data.rel.ro, too, for variables that it copies
 * out of shared objects (bfd/elflink.c): the plain link's orphans of that name
 * stand there, whichever object has the first. */
static int meet_made(struct order *order)
{
	static const char name[] = ".data.rel.ro";
	uint32_t base = rules_find_base(order->rules, name, strlen(name));
	size_t before;

	return base == RULES_NO_BASE ? 0 : meet(order, base, &before);
}

int order_leave(struct order *order, const struct object *object,
		const char *name, bool dynamic)
{
	if (dynamic && !order->has_own && meet_made(order))
		return -1;
	if (dynamic || object->relocated)
		order->has_own = true;
	if (order->anchored[0] || order->first_here.size < 2 ||
	    !may_have_anchors(object) || !find_turned(order))
		return 0;
	return keep(name, &order->anchored_file);
}

/* NAME if ld has made that, as an orphan, or NULL. */
static const char *as_made(const struct order *order, const char *name)
{
	static const char *const made[] = {
		".dynamic",
		".got",
		".got.plt",
		".igot.plt",
	};

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		if (!strcmp(name, made[i]))
			return script_leaves_out(order->original, name)
				       ? made[i]
				       : NULL;
	return NULL;
}

/* What of that stands before the section `early' of ELF, or NULL. */
static const char *find_made(const struct order *order, Elf *elf)
{
	const char *name, *found = NULL;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t strings;

	if (elf_getshdrstrndx(elf, &strings))
		return NULL;
	while ((scn = elf_nextscn(elf, scn)) && gelf_getshdr(scn, &shdr)) {
		name = elf_strptr(elf, strings, shdr.sh_name);
		if (!name || !strcmp(name, order->early))
			return found;
		if (!found)
			found = as_made(order, name);
	}
	return NULL;
}

int order_find_made(const struct order *order, const char *output,
		    const char **ret, char **warning)
{
	_cleanup_close_ int fd = -1;
	struct elf_image image = {};
	struct stat st;

	*ret = NULL;
	*warning = NULL;
	if (!order->early || order->overtaken)
		return 0;
	fd = open(output, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    st.st_size < EI_NIDENT)
		return 0;
	if (!elf_image_open(&image, output, fd, 0, (uint64_t)st.st_size,
			    ELF_IMAGE_TABLES))
		*ret = find_made(order, image.elf);
	elf_image_close(&image);
	elf_image_deinit(&image);
	if (!*ret ||
	    asprintf(warning, overtaken, output, order->early, *ret) >= 0)
		return 0;
	*warning = NULL;
	return report_nomem();
}
