/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who uses what has no name of its own. Assemblers write a reference to a local
 * symbol as its section and an offset; what is at that offset may be a symbol,
 * or data that the compiler made without one: the initial value of a local
 * array, a jump table.
 *
 * Three kinds of sections are told apart. One counts as a whole if the compiler
 * made it for one thing (.rodata..Lswitch.table.f of clang): the address in it,
 * or beyond its ends (a table that is indexed from 97 on), means the whole of
 * it. In another one several things share a section, and code may hold the
 * address of its begin and have distances to the rest in instructions (gcc's
 * .LANCHOR0 on ppc64, arm64 and riscv): the code is followed, see follow.c. All
 * others are one symbol, which work_locate() finds. */
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"

/* Sections that compilers give to data of many owners. Others of these roles
 * have the owner in their name. */
static const char *const shared_names[] = {
	".data",	".data.rel",	      ".data.rel.local",
	".data.rel.ro", ".data.rel.ro.local", ".rodata",
	".sdata",	".srodata",
};

static bool is_shared_name(const char *name)
{
	for (size_t i = 0; i < sizeof(shared_names) / sizeof(*shared_names);
	     i++)
		if (!strcmp(name, shared_names[i]))
			return true;
	return false;
}

/* May relocations by symbol NUMBER lead to what has no name, or to another
 * symbol? Those by a variable in .toc lead to what the word there does. */
static bool may_be_nameless(const struct work *work, uint64_t number)
{
	uint32_t section = work->obj.symbols.data[number].section;

	return section &&
	       (work_is_place(work, (uint32_t)number) ||
		work->sections.data[section].policy.role == ROLE_TOC);
}

/* Is SECTION, or may it be, more than the one symbol that it has? s390's gcc
 * fills up the sections of texts with a zero, so that each has an even size. */
static bool is_several(const struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct work_section *ws = &work->sections.data[section];
	const struct relobj_symbol *only;

	if (ws->nmarks != 1)
		return true;
	only = &work->obj.symbols.data[work->marks.data[ws->first_mark].symbol];
	if (ws->policy.role == ROLE_ORDINARY ||
	    (!only->value && only->size >= s->size))
		return false;
	return only->value || s->size - only->size >= s->align ||
	       is_shared_name(s->name) || !work_is_named_after(s, only) ||
	       work_has_bytes(work, section, only->size, s->size);
}

static bool is_data(const struct work *work, uint32_t section)
{
	enum section_role role = work->sections.data[section].policy.role;

	return !work_is_code(work, section) &&
	       (role == ROLE_ORDINARY || role == ROLE_PRIVATE ||
		role == ROLE_ALONE);
}

static int add_use(struct work *work, uint32_t from, const Elf64_Rela *rel)
{
	uint64_t number = ELF64_R_SYM(rel->r_info);
	struct target target;
	struct work_use *use;

	if (!may_be_nameless(work, number)) {
		work->symbols.data[number].named = true;
		return 0;
	}
	if (!work_resolve(work, from, rel, &target) || !target.section ||
	    (target.symbol && (!is_data(work, target.section) ||
			       !is_several(work, target.section))))
		return 0;
	use = vec_push(&work->uses);
	if (!use)
		return -1;
	*use = (struct work_use){
		.section = target.section,
		.from = from,
		.offset = work_offset(work, &target),
		.at = rel->r_offset,
		.symbol = target.symbol,
	};
	return 0;
}

static int compare_uses(const void *a, const void *b)
{
	const struct work_use *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static int find_uses(struct work *work)
{
	work->uses.size = 0;
	for (uint32_t i = 0; i < work->obj.sections.size; i++) {
		const struct relobj_section *s = &work->obj.sections.data[i];

		/* What is only noted is no reference. */
		if (work->sections.data[i].policy.role == ROLE_NONE ||
		    work->sections.data[i].policy.role == ROLE_MARKS)
			continue;
		for (size_t r = 0; r < s->nrels; r++)
			if (add_use(work, i, &s->rels[r]))
				return -1;
	}
	if (work->uses.size)
		qsort(work->uses.data, work->uses.size,
		      sizeof(*work->uses.data), compare_uses);
	return 0;
}

static bool is_outside(const struct work *work, uint32_t section,
		       int64_t offset)
{
	return offset < 0 ||
	       (uint64_t)offset >= work->obj.sections.data[section].size;
}

/* Is the code of one item all that uses the section of which the use FIRST is
 * the first? Then whatever is there is that one's. */
static bool has_one_user(const struct work *work, size_t first)
{
	uint32_t section = work->uses.data[first].section, user = WORK_NONE;

	for (size_t i = first;
	     i < work->uses.size && work->uses.data[i].section == section;
	     i++) {
		const struct work_use *use = &work->uses.data[i];
		uint32_t item;

		if (use->from == section)
			continue;
		item = work_is_code(work, use->from)
			       ? work_item_at(work, use->from, use->at)
			       : WORK_NONE;
		if (item == WORK_NONE || (user != WORK_NONE && item != user))
			return false;
		user = item;
	}
	return user != WORK_NONE;
}

/* Decide what SECTION, which has uses from FIRST on, counts as. */
static void classify(struct work *work, uint32_t section, size_t first)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct work_section *ws = &work->sections.data[section];
	int64_t only = INT64_MIN;
	bool several = false;

	if (!is_data(work, section))
		return;
	for (size_t i = first;
	     i < work->uses.size && work->uses.data[i].section == section;
	     i++) {
		const struct work_use *use = &work->uses.data[i];

		if (use->from == section)
			continue;
		ws->all |= is_outside(work, section, use->offset);
		several |= only != INT64_MIN && only != use->offset;
		only = use->offset;
	}
	/* What is in __ftr_alt_97 is several functions'. */
	ws->owned = !ws->nmarks && s->data && *s->name == '.' &&
		    ws->policy.role == ROLE_PRIVATE && !is_shared_name(s->name);
	/* Jump tables of one function share its .rodata.f, with f.cold. */
	ws->whole = ws->owned &&
		    (!several || ws->all ||
		     (work->machine->has_anchors && has_one_user(work, first)));
	ws->all |= ws->whole;
	ws->followed = !ws->whole && is_several(work, section);
	ws->joined = ws->followed && work_is_joined(work, section);
}

static int add_edge(struct work *work, uint32_t section, uint64_t offset)
{
	struct work_place *edge = vec_push(&work->all_edges);

	if (!edge)
		return -1;
	*edge = (struct work_place){ section, offset };
	return 0;
}

/* Somebody may mean anything in a section by an index, or by a place beyond its
 * ends. */
static void note_reached(struct work *work)
{
	const struct work_use *use;
	const struct work_access *access;

	vec_for_each(&work->uses, use)
		if (use->indexed && !use->symbol)
			work->sections.data[use->section].all = true;
	vec_for_each(&work->accesses, access)
		if (!access->meant && access->kind != ACCESS_END &&
		    (access->indexed ||
		     is_outside(work, access->to, access->target)))
			work->sections.data[access->to].all = true;
}

/* Where something begins that has no symbol: what relocations lead to, but for
 * those that only hold an address that code goes on from, and what that code
 * does reach. */
static int find_edges(struct work *work)
{
	const struct work_use *use;
	const struct work_access *access;
	const struct work_place *edge;

	work->edges.size = work->all_edges.size = 0;
	note_reached(work);
	vec_for_each(&work->uses, use)
		if (!use->symbol && use->offset >= 0 && !use->followed &&
		    !use->indexed &&
		    add_edge(work, use->section, (uint64_t)use->offset))
			return -1;
	vec_for_each(&work->accesses, access)
		if ((access->kind == ACCESS_READ ||
		     access->kind == ACCESS_ESCAPE) &&
		    !access->meant && access->target >= 0 &&
		    !work_locate(work, access->to, access->target).symbol &&
		    add_edge(work, access->to, (uint64_t)access->target))
			return -1;
	if (work->all_edges.size)
		qsort(work->all_edges.data, work->all_edges.size,
		      sizeof(*work->all_edges.data), work_compare_places);
	vec_for_each(&work->all_edges, edge) {
		struct work_section *s = &work->sections.data[edge->section];
		struct work_edge *to;

		if (!s->nedges)
			s->first_edge = (uint32_t)work->edges.size;
		else if (work->edges.data[work->edges.size - 1].offset ==
			 edge->offset)
			continue;
		to = vec_push(&work->edges);
		if (!to)
			return -1;
		to->offset = edge->offset;
		s->nedges++;
	}
	for (uint32_t i = 0; i < work->sections.size; i++)
		work_end_texts(work, i);
	return 0;
}

/* Is USE a word among code, which is data, and no address that code makes? */
static bool is_word(const struct work *work, const struct work_use *use)
{
	const struct relobj_section *s = &work->obj.sections.data[use->from];
	size_t rel = relobj_first_rel(s, use->at);

	return rel == s->nrels ||
	       work_type(work, ELF64_R_TYPE(s->rels[rel].r_info)).width == 8;
}

/* Follow the functions that use what has to be followed, each once. */
static int follow_users(struct work *work)
{
	const struct analysis_file *file =
		&work->analysis->files.data[work->file];
	struct work_use *use;
	unsigned char *how;
	bool has_flows = false;

	for (size_t i = 0; i < WORK_FLOWS; i++)
		work->flows[i].size = 0;
	work->ways.size = 0;
	work->followed.size = 0;
	if (vec_reserve(&work->followed, file->nitems + 1ul))
		return -1;
	work->followed.size = file->nitems;
	how = work->followed.data;
	memset(how, FOLLOW_NOT, file->nitems);
	vec_for_each(&work->uses, use) {
		uint32_t item, own;

		if (!work->sections.data[use->section].followed ||
		    !work_is_code(work, use->from))
			continue;
		item = work_item_at(work, use->from, use->at);
		if (item == WORK_NONE)
			continue;
		own = item - file->first_item;
		if (how[own] == FOLLOW_NOT) {
			int status = has_flows ? 0 : work_find_flows(work);

			has_flows = true;
			if (!status)
				status = work_follow(work, item);
			if (status < 0)
				return -1;
			how[own] = status ? FOLLOW_LOST : FOLLOW_DONE;
		}
		use->followed = how[own] == FOLLOW_DONE;
		work->sections.data[use->section].lost |= !use->followed &&
							  !is_word(work, use);
	}
	work_sort_accesses(work);
	return 0;
}

bool work_next_rest(const struct work *work, uint32_t section, uint64_t *at,
		    uint64_t *end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct work_section *ws = &work->sections.data[section];

	while (*at < s->size) {
		uint64_t edge = work_first_edge(work, section, *at, s->size);
		uint32_t below = work_mark_below(work, ws, (int64_t)*at);
		uint32_t next = below == WORK_NONE ? 0 : below + 1;
		uint64_t mark =
			next < ws->nmarks
				? work->marks.data[ws->first_mark + next].value
				: s->size;
		uint64_t covered =
			below == WORK_NONE
				? 0
				: work_symbol_end(
					  work,
					  work->marks
						  .data[ws->first_mark + below]
						  .symbol);

		if (*at < covered) {
			*at = covered;
			continue;
		}
		*end = edge < mark ? edge : mark;
		/* What is in front of the first place belongs to that. */
		if (*at < *end &&
		    (*end != edge || edge == s->size || !ws->owned) &&
		    work_has_bytes(work, section, *at, *end))
			return true;
		*at = mark;
	}
	return false;
}

/* What no one is seen to refer to is somebody's all the same: a table between
 * two symbols that the linker script gives. It is an item by the section's
 * name. */
static int add_rest(struct work *work, uint32_t section)
{
	struct analysis_file *file = &work->analysis->files.data[work->file];
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t at = 0, end = 0;
	struct item *item;

	/* Nobody can reach what compilers made without a name, and don't
	 * use. */
	if (work->sections.data[section].policy.role != ROLE_PRIVATE ||
	    strstr(s->name, "..L") || work->sections.data[section].all ||
	    !s->data || work_is_code(work, section) ||
	    !work_next_rest(work, section, &at, &end))
		return 0;
	item = work_section_item(work, section);
	if (!item)
		return -1;
	item->flags |= ITEM_REST;
	file->nitems++;
	return 0;
}

static int add_rests(struct work *work)
{
	for (uint32_t i = 0; i < work->obj.sections.size; i++)
		if (add_rest(work, i))
			return -1;
	return 0;
}

int work_uses(struct work *work)
{
	work->accesses.size = work->meant.size = 0;
	if (find_uses(work))
		return -1;
	for (size_t i = 0; i < work->uses.size; i++)
		if (!i || work->uses.data[i].section !=
				  work->uses.data[i - 1].section)
			classify(work, work->uses.data[i].section, i);
	if (work->machine->has_anchors && follow_users(work))
		return -1;
	return work_indexed(work) || find_edges(work) || add_rests(work) ? -1
									 : 0;
}
