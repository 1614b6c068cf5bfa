/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Law 4 adds an output section for a base that is an orphan of the plain link,
 * where ld would put that orphan. ld puts orphans of one kind in the order in
 * which it meets them, right behind the script's section for the kind, .data for
 * writable data and so on. An added section comes behind all orphans of its
 * kind, since they still are placed behind .data:
 *
 *	plain link	.data .data.rel .foo
 *	folded link	.data .foo .data.rel
 *
 * What ld makes itself, .dynamic and .got, is an orphan of the first object for
 * which it does that: the first with relocations, or the very first where the
 * output has dynamic symbols. It comes behind that object's own orphans. Whether
 * any of it is left only the output tells.
 *
 * And where the script has no section for the kind, ld goes by the flags that
 * output sections have by then, which the script alone doesn't tell. It may
 * come upon the section of another kind, for orphans too: a section that first
 * takes .init.bss.do_it isn't what it is after .data.rel.
 *
 * All symbols are in the section where they belong then, but that stands
 * elsewhere. Nothing is known that depends on it, hence a warning.
 */
#include "order.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "elfimage.h"
#include "model.h"
#include "orphan.h"
#include "place.h"

static const struct base *base_at(const struct prover *prover, size_t i)
{
	return &prover->rules->bases.data[prover->added_order.data[i]];
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
static bool makes_output(const struct prover *prover,
			 const struct object_section *section)
{
	uint32_t number;

	return !prover->original->bars_orphans &&
	       section->flags & SHF_ALLOC && section->size &&
	       section->type != SHT_NOTE &&
	       section->type != SHT_REL && section->type != SHT_RELA &&
	       !script_has_output(prover->original, section->name) &&
	       !strtab_find_n(&prover->orphans, section->name,
			      strlen(section->name), &number);
}

int order_note(struct prover *prover, const struct object_section *section,
	       const struct law_verdict *verdict)
{
	const char *kind;

	if (verdict->want != LAW_WANT_ORPHAN || prover->overtaken ||
	    !makes_output(prover, section))
		return 0;
	kind = orphan_kind(section->type, section->flags);
	if (!prover->stray && !script_has_output(prover->original, kind)) {
		prover->stray = kind;
		if (strtab_add(&prover->strings, section->name,
			       &prover->stray_name))
			return -1;
	}
	for (size_t i = 0; i < prover->added_order.size; i++) {
		const struct base *base = base_at(prover, i);

		if (strcmp(kind, base_kind(base)))
			continue;
		prover->overtaken = base->name;
		return strtab_add(&prover->strings, section->name,
				  &prover->overtaker);
	}
	return 0;
}

/* An output section whose place depends on flags: an added one or an orphan.
 * Its name and *kind, which the script hasn't, or NULL. */
static const char *find_stray(const struct prover *prover, const char **kind)
{
	for (size_t i = 0; i < prover->added_order.size; i++) {
		const struct base *base = base_at(prover, i);

		*kind = base_kind(base);
		if (!script_has_output(prover->original, *kind))
			return base->name;
	}
	*kind = prover->stray;
	/* Where nothing is folded, orphans are what they were. */
	if (!prover->stray || !(prover->proven + prover->by_name))
		return NULL;
	return prover->added_order.size ?
	       base_at(prover, 0)->name :
	       strtab_get(&prover->strings, prover->stray_name);
}

static void warn_overtaken(const char *output, const char *name,
			   const char *orphan, prover_line_fn line, void *ctx)
{
	char text[4096];

	snprintf(text, sizeof(text),
		 "%s: output section %s comes behind the orphan %s, not before it",
		 output, name, orphan);
	line(ctx, "warning", text);
}

void order_warn(const struct prover *prover, const char *output,
		prover_line_fn line, void *ctx)
{
	char text[4096];
	const char *kind, *stray;

	if (prover->overtaken) {
		warn_overtaken(output, prover->overtaken,
			       strtab_get(&prover->strings,
					  prover->overtaker), line, ctx);
		return;
	}
	stray = find_stray(prover, &kind);
	if (!stray)
		return;
	snprintf(text, sizeof(text),
		 "%s: output section %s may stand elsewhere, since the script has no %s for orphans to follow",
		 output, stray, kind);
	line(ctx, "warning", text);
}

/* For ppc64 ld makes them in a file of its own, the stubs', before all others
 * (bfd/elf64-ppc.c, ppc64_elf_init_stub_bfd). */
void order_enter(struct prover *prover, const struct object *object)
{
	if (object->machine == EM_PPC64)
		prover->has_own = true;
}

void order_leave(struct prover *prover, const struct object *object,
		 bool dynamic)
{
	if (dynamic || object->relocated)
		prover->has_own = true;
}

void order_note_added(struct prover *prover, const struct base *base)
{
	if (!prover->has_own && !prover->early &&
	    !strcmp(base_kind(base), ".data"))
		prover->early = base->name;
}

/* Has ld made NAME, as an orphan? */
static bool is_made(const struct prover *prover, const char *name)
{
	static const char *const made[] = {
		".dynamic", ".got", ".got.plt", ".igot.plt",
	};

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		if (!strcmp(name, made[i]))
			return script_leaves_out(prover->original, name);
	return false;
}

/* What of that stands before the section `early' of ELF, or NULL. */
static const char *find_made(const struct prover *prover, Elf *elf)
{
	const char *name, *found = NULL;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t strings;

	if (elf_getshdrstrndx(elf, &strings))
		return NULL;
	while ((scn = elf_nextscn(elf, scn)) && gelf_getshdr(scn, &shdr)) {
		name = elf_strptr(elf, strings, shdr.sh_name);
		if (!name || !strcmp(name, prover->early))
			return found;
		if (!found && is_made(prover, name))
			found = name;
	}
	return NULL;
}

void order_warn_made(const struct prover *prover, const char *output,
		     prover_line_fn line, void *ctx)
{
	_cleanup_close_ int fd = -1;
	struct elf_image image = {};
	const char *made = NULL;
	struct stat st;

	if (!prover->early || prover->overtaken)
		return;
	fd = open(output, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    st.st_size < EI_NIDENT)
		return;
	if (!elf_image_open(&image, output, fd, 0, (uint64_t)st.st_size,
			    ELF_IMAGE_TABLES))
		made = find_made(prover, image.elf);
	if (made)
		warn_overtaken(output, prover->early, made, line, ctx);
	elf_image_close(&image);
	elf_image_deinit(&image);
}
