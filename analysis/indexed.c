/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of several things in a section an address means that something is added
 * to. Compilers take the least index off the address of a table:
 *
 *	mov	.rodata+0x1c(,%rdi,4),%eax	table at 0x20, from case 1 on
 *
 * so that the address may be anywhere in front of it or, with negative indices,
 * behind its begin. Each table was made for somebody: one that nobody else uses
 * is the one that is meant.
 *
 * What has no name begins where somebody has its address. Such an address with
 * something added to it means what is there if that can't be part of something
 * else: if its function has the address without an index, too, or nobody has,
 * and what is used in front of it ends there. Otherwise it means anything in
 * the section. */
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"
#include "common/report.h"
#include "common/search.h"

/* Does EFFECT make an address of a number and a register? */
static bool adds_register(const struct effect *effect)
{
	if (effect->base != EFFECT_NONE || effect->index != EFFECT_NONE)
		return true;
	return !effect->size && effect->reads && effect->writes;
}

/* The instruction of code with the relocation at AT of SECTION, if it's
 * known. */
static bool decode_at(struct work *work, uint32_t section, uint64_t at,
		      struct effect *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const Elf64_Rela *rel = &s->rels[relobj_first_rel(s, at)];
	uint64_t start;

	/* A whole address is data among code. */
	return work_type(work, ELF64_R_TYPE(rel->r_info)).width == 4 &&
	       s->flags & SHF_EXECINSTR && s->data &&
	       work_insn_start(work, section, at, &start) &&
	       effect_decode(work->machine, work->obj.big, s->data + start,
			     (size_t)(s->size - start), start, ret);
}

/* Note of USE whether its instruction adds a register to the address (jumps
 * have the begin of their table), else how much it reads there. */
static void note_instruction(struct work *work, struct work_use *use)
{
	struct effect effect;

	if (!work->sections.data[use->section].followed ||
	    !decode_at(work, use->from, use->at, &effect))
		return;
	use->indexed = effect.flow == FLOW_NEXT && adds_register(&effect);
	if (!use->indexed && effect.size != ACCESS_ANY && !effect.second.size)
		use->size = effect.size;
}

/* What is known of a symbol: somebody uses it, or has its address; and it counts
 * for somebody. */
enum { USED = 1, CLAIMED = 2 };

static void mark_used(const struct work *work, unsigned char *used,
		      uint32_t section, int64_t offset, bool exactly,
		      unsigned char how)
{
	const struct work_section *ws = &work->sections.data[section];
	uint32_t rank = work_mark_below(work, ws, offset);
	const struct work_mark *mark;

	if (rank == WORK_NONE)
		return;
	mark = &work->marks.data[ws->first_mark + rank];
	if (exactly ? offset == (int64_t)mark->value
		    : offset < (int64_t)work_symbol_end(work, mark->symbol))
		used[ws->first_mark + rank] |= how;
}

/* An address that a relocation in ITEM makes, of which accesses tell what is done
 * with it. */
struct followed_origin {
	uint32_t item, section;
	int64_t offset;
};

static int compare_followed(const void *a, const void *b)
{
	const struct followed_origin *x = a, *y = b;

	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Those of all accesses, in order, as new memory; NULL (reported). */
static struct followed_origin *list_followed(const struct work *work)
{
	size_t count = work->accesses.size;
	struct followed_origin *ret = calloc(count + 1, sizeof(*ret));

	if (!ret) {
		report_nomem();
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		const struct work_access *access = &work->accesses.data[i];

		ret[i] = (struct followed_origin){
			work_item_at(work, access->section, access->at),
			access->to, access->origin
		};
	}
	qsort(ret, count, sizeof(*ret), compare_followed);
	return ret;
}

/* Note which symbols are used for sure. Where an address counts by what is done
 * with it, that claims: v[b - 1] of a block may begin in what is before v. */
static int find_used(const struct work *work, unsigned char *used)
{
	const struct relobj_symbol *symbols = work->obj.symbols.data;
	struct followed_origin *followed = list_followed(work);
	const struct work_use *use;
	const struct work_access *access;

	if (!followed)
		return -1;
	/* s390 has named tables' addresses in its .got, and those of what has no
	 * name beside them. */
	for (uint32_t i = 0; i < work->symbols.size; i++)
		if (work->symbols.data[i].named && symbols[i].section)
			mark_used(work, used, symbols[i].section,
				  (int64_t)symbols[i].value, true,
				  USED | CLAIMED);
	vec_for_each(&work->uses, use) {
		struct followed_origin wanted = { work_item_at(work, use->from,
							       use->at),
						  use->section, use->offset };
		bool counts = !use->followed ||
			      !bsearch(&wanted, followed, work->accesses.size,
				       sizeof(wanted), compare_followed);

		mark_used(work, used, use->section, use->offset,
			  use->indexed || use->followed, USED);
		if (counts && !use->indexed)
			mark_used(work, used, use->section, use->offset, false,
				  CLAIMED);
	}
	vec_for_each(&work->accesses, access)
		if (access->kind == ACCESS_READ ||
		    access->kind == ACCESS_ESCAPE)
			mark_used(work, used, access->to, access->target,
				  access->indexed,
				  access->indexed ? USED : USED | CLAIMED);
	free(followed);
	return 0;
}

enum { MOST_SHARERS = 8 };

/* The one symbol of SECTION that the code at AT of FROM can mean, since all
 * else there is local to other sources, or 0: `ld -r' puts the .rodata.count.0
 * of each source into one section. */
static uint32_t find_own(const struct work *work, uint32_t section,
			 uint32_t from, uint64_t at)
{
	const struct relobj_symbol *symbols = work->obj.symbols.data;
	const struct work_section *ws = &work->sections.data[section];
	uint32_t user = work_locate(work, from, (int64_t)at).symbol, own = 0;
	uint64_t end = 0;

	if (ws->nmarks < 2 || ws->nmarks > MOST_SHARERS || !user ||
	    !*symbols[user].source)
		return 0;
	for (uint32_t i = 0; i < ws->nmarks; i++) {
		uint32_t symbol = work->marks.data[ws->first_mark + i].symbol;

		if (!*symbols[symbol].source ||
		    work_has_bytes(work, section, end, symbols[symbol].value))
			return 0;
		end = work_symbol_end(work, symbol);
		if (strcmp(symbols[symbol].source, symbols[user].source) != 0)
			continue;
		if (own)
			return 0;
		own = symbol;
	}
	return work_has_bytes(work, section, end,
			      work->obj.sections.data[section].size)
		       ? 0
		       : own;
}

/* The symbol that OFFSET of SECTION, with something added by the code at AT of
 * FROM, means if not what is there, or 0; nobody else's index means it then. */
static uint32_t find_meant(const struct work *work, unsigned char *used,
			   uint32_t section, int64_t offset, uint32_t from,
			   uint64_t at)
{
	const struct work_section *ws = &work->sections.data[section];
	uint32_t below = work_mark_below(work, ws, offset);
	uint32_t above = below == WORK_NONE ? 0 : below + 1;
	const struct work_mark *marks = work->marks.data + ws->first_mark;
	bool inside = below != WORK_NONE &&
		      offset < (int64_t)work_symbol_end(work,
							marks[below].symbol);
	uint32_t own = find_own(work, section, from, at);

	if (own) {
		mark_used(work, used, section,
			  (int64_t)work->obj.symbols.data[own].value, true,
			  CLAIMED);
		return own;
	}
	if (above >= ws->nmarks || used[ws->first_mark + above] & USED ||
	    (inside && (offset == (int64_t)marks[below].value ||
			!(used[ws->first_mark + below] & USED)))) {
		if (inside)
			used[ws->first_mark + below] |= CLAIMED;
		return 0;
	}
	used[ws->first_mark + above] |= USED | CLAIMED;
	return marks[above].symbol;
}

/* Does OFFSET of SECTION have the address of a place in the function that has
 * the instruction at AT of section FROM? */
static bool is_own_table(struct work *work, uint32_t section, int64_t offset,
			 uint32_t from, uint64_t at)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	size_t i = offset < 0 ? s->nrels
			      : relobj_first_rel(s, (uint64_t)offset);
	struct target target;
	uint32_t own = work_item_at(work, from, at);

	return i < s->nrels && s->rels[i].r_offset == (uint64_t)offset &&
	       own != WORK_NONE &&
	       work_resolve(work, section, &s->rels[i], &target) &&
	       target.section == from && target.symbol &&
	       work->symbols.data[target.symbol].item == own;
}

/* -- What has no name ---------------------------------------------------- */

/* ITEM has the address OFFSET of SECTION, and reads SIZE bytes there, or 0: it
 * may use any. */
struct begin {
	uint32_t section, item;
	uint64_t offset, size;
	uint64_t reach; /* where all that begins up to here ends */
};

struct begins {
	VEC(struct begin) list; /* by section and offset */
};

static int add_begin(struct begins *begins, uint32_t section, uint32_t item,
		     int64_t offset, uint64_t size)
{
	struct begin *begin;

	if (offset < 0)
		return 0;
	begin = vec_push(&begins->list);
	if (!begin)
		return -1;
	*begin = (struct begin){ section, item, (uint64_t)offset, size,
				 (uint64_t)offset + size };
	return 0;
}

/* Those of which nobody knows how much is used come last at their place. */
static int compare_begins(const void *a, const void *b)
{
	const struct begin *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return (x->size - 1 > y->size - 1) - (x->size - 1 < y->size - 1);
}

static int find_begins(const struct work *work, struct begins *begins)
{
	const struct work_use *use;
	const struct work_access *access;

	vec_for_each(&work->uses, use)
		if (!use->symbol && !use->indexed && !use->followed &&
		    add_begin(begins, use->section,
			      work_item_at(work, use->from, use->at),
			      use->offset, use->size))
			return -1;
	vec_for_each(&work->accesses, access)
		if ((access->kind == ACCESS_READ ||
		     access->kind == ACCESS_ESCAPE) &&
		    !access->indexed &&
		    add_begin(begins, access->to,
			      work_item_at(work, access->section, access->at),
			      access->target, access->size))
			return -1;
	if (begins->list.size)
		qsort(begins->list.data, begins->list.size,
		      sizeof(*begins->list.data), compare_begins);
	for (size_t i = 1; i < begins->list.size; i++) {
		struct begin *begin = &begins->list.data[i];

		if (begin[-1].section == begin->section &&
		    begin[-1].reach > begin->reach)
			begin->reach = begin[-1].reach;
	}
	return 0;
}

/* The first of BEGINS at OFFSET of SECTION or behind it. */
static size_t first_begin(const struct begins *begins, uint32_t section,
			  uint64_t offset)
{
	const struct begin *list = begins->list.data;

	return lower_bound(i, 0, begins->list.size,
			   list[i].section < section ||
				   (list[i].section == section &&
				    list[i].offset < offset));
}

/* Is OFFSET of SECTION where something begins that ITEM adds an index to? */
static bool is_begin(const struct work *work, const struct begins *begins,
		     uint32_t section, uint64_t offset, uint32_t item)
{
	size_t first = first_begin(begins, section, offset), i = first;
	const struct begin *list = begins->list.data;
	uint64_t end = work->obj.sections.data[section].size;

	for (; i < begins->list.size && list[i].section == section &&
	       list[i].offset == offset;
	     i++)
		if (list[i].item == item)
			return true;
	if (i != first)
		return false;
	if (i < begins->list.size && list[i].section == section &&
	    list[i].offset < end)
		end = list[i].offset;
	if (!work_has_bytes(work, section, offset, end))
		return false;
	if (!first || !list || list[first - 1].section != section)
		return true;
	return list[first - 1].size && list[first - 1].reach <= offset;
}

static int add_meant(struct work *work, const struct work_use *use,
		     uint32_t symbol, bool any)
{
	struct work_meant *meant = vec_push(&work->meant);

	if (!meant)
		return -1;
	*meant = (struct work_meant){ use->from, symbol, use->at, use->size,
				      any };
	return 0;
}

/* May the address OFFSET of SECTION, which has no symbol there and which the
 * instruction at AT of section FROM adds an index to, mean anything there? */
static bool is_any(struct work *work, const struct begins *begins,
		   uint32_t section, int64_t offset, uint32_t from, uint64_t at)
{
	uint32_t item = work_item_at(work, from, at);

	return offset < 0 ||
	       (!is_begin(work, begins, section, (uint64_t)offset, item) &&
		!is_own_table(work, section, offset, from, at));
}

/* Is there a table in SECTION that counts with who uses it, and that nobody is
 * seen to use? Then some index that was taken to mean something else means it:
 * in an object without a section for each, a switch whose cases begin at -96 has
 * .rodata + 0x88 for its table at 0x28. */
static bool has_unclaimed(const struct work *work, const unsigned char *used,
			  uint32_t section)
{
	const struct work_section *ws = &work->sections.data[section];

	for (uint32_t i = ws->first_mark; i < ws->first_mark + ws->nmarks;
	     i++) {
		uint32_t item =
			work->symbols.data[work->marks.data[i].symbol].item;

		if (!(used[i] & CLAIMED) && item != WORK_NONE &&
		    work->analysis->items.data[item].flags &
			    (ITEM_PRIVATE | ITEM_SPECIAL))
			return true;
	}
	return false;
}

/* From low addresses to high ones: what is in front of the first symbol means
 * that one, and so on. */
static int find_all_meant(struct work *work, unsigned char *used)
{
	struct work_use *use;
	struct work_access *access;

	if (find_used(work, used))
		return -1;
	vec_for_each(&work->uses, use)
		if (use->indexed && !use->followed)
			use->meant = find_meant(work, used, use->section,
						use->offset, use->from,
						use->at);
	vec_for_each(&work->accesses, access)
		if (access->indexed)
			access->meant = find_meant(work, used, access->to,
						   access->target,
						   access->section, access->at);
	return 0;
}

/* Note what USE means; UNCLAIMED: anything, if it is indexed. */
static int note_use(struct work *work, const struct begins *begins,
		    struct work_use *use, bool unclaimed)
{
	bool any = false;

	if (use->meant)
		use->symbol = use->meant;
	if (use->indexed && !use->followed)
		any = unclaimed ||
		      (!use->symbol && is_any(work, begins, use->section,
					      use->offset, use->from, use->at));
	if (any)
		use->symbol = use->meant = 0;
	return use->meant || any || use->size
		       ? add_meant(work, use, use->meant, any)
		       : 0;
}

static void note_access(struct work *work, const struct begins *begins,
			struct work_access *access, bool unclaimed)
{
	if (!access->indexed)
		return;
	access->any = unclaimed ||
		      (!access->meant &&
		       !work_locate(work, access->to, access->target).symbol &&
		       is_any(work, begins, access->to, access->target,
			      access->section, access->at));
	if (access->any)
		access->meant = 0;
}

static int find_all(struct work *work, unsigned char *used,
		    const struct begins *begins)
{
	bool *unclaimed = calloc(work->sections.size + 1, sizeof(*unclaimed));
	struct work_use *use;
	struct work_access *access;
	int status = 0;

	if (!unclaimed)
		return report_nomem();
	if (find_all_meant(work, used)) {
		free(unclaimed);
		return -1;
	}
	for (uint32_t i = 0; i < work->sections.size; i++)
		unclaimed[i] = has_unclaimed(work, used, i);
	vec_for_each(&work->uses, use)
		if (!status)
			status = note_use(work, begins, use,
					  unclaimed[use->section]);
	vec_for_each(&work->accesses, access)
		note_access(work, begins, access, unclaimed[access->to]);
	free(unclaimed);
	return status;
}

static int compare_meant(const void *a, const void *b)
{
	const struct work_meant *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

int work_indexed(struct work *work)
{
	struct begins begins = {};
	unsigned char *used;
	struct work_use *use;
	bool any = false;
	const struct work_access *access;
	int status;

	vec_for_each(&work->uses, use) {
		if (!work->machine->has_anchors)
			note_instruction(work, use);
		any |= use->indexed || use->size;
	}
	vec_for_each(&work->accesses, access)
		any |= access->indexed;
	if (!any)
		return 0;
	used = calloc(work->marks.size + 1, 1);
	if (!used)
		return report_nomem();
	status = find_begins(work, &begins) ? -1
					    : find_all(work, used, &begins);
	vec_deinit(&begins.list);
	free(used);
	if (work->meant.size)
		qsort(work->meant.data, work->meant.size,
		      sizeof(*work->meant.data), compare_meant);
	return status;
}
