/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis: adding objects, one after the other. */
#include "analysis/analysis.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"
#include "common/report.h"

int analysis_init(struct analysis *analysis)
{
	memset(analysis, 0, sizeof(*analysis));
	return strtab_init(&analysis->strings);
}

void analysis_deinit(struct analysis *analysis)
{
	strtab_deinit(&analysis->strings);
	vec_deinit(&analysis->files);
	vec_deinit(&analysis->items);
	vec_deinit(&analysis->references);
}

/* Is ITEM before what is of FILE and called KEY? 0: it is that one. */
static int compare_with(const struct analysis *analysis,
			const struct item *item, uint32_t file, const char *key)
{
	if (item->file != file)
		return item->file < file ? -1 : 1;
	return strcmp(analysis_string(analysis, item->key), key);
}

int analysis_compare_keys(const void *a, const void *b, void *ctx)
{
	const struct analysis *analysis = ctx;
	const struct item *y = &analysis->items.data[*(const uint32_t *)b];

	return compare_with(analysis,
			    &analysis->items.data[*(const uint32_t *)a],
			    y->file, analysis_string(analysis, y->key));
}

uint32_t analysis_find_key(const struct analysis *analysis,
			   const uint32_t *list, size_t count, uint32_t file,
			   const char *key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_with(analysis,
					 &analysis->items.data[list[middle]],
					 file, key);

		if (!order)
			return list[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return ANALYSIS_NONE;
}

bool analysis_is_same_type(const struct analysis *analysis,
			   const struct reference *a, const struct reference *b)
{
	const struct machine *machine;
	struct reloc_type x, y;

	if (a->type == b->type)
		return true;
	machine = machine_find(analysis->machine);
	x = machine_reloc(machine, a->type);
	y = machine_reloc(machine, b->type);
	return machine_is_branch(&x) && machine_is_branch(&y);
}

bool analysis_is_joined(const struct analysis *analysis, uint32_t file)
{
	const struct analysis_file *f = &analysis->files.data[file];
	uint32_t source = 0;

	for (uint32_t i = 0; i < f->nitems; i++) {
		uint32_t s = analysis->items.data[f->first_item + i].source;

		if (s && source && s != source)
			return true;
		if (s)
			source = s;
	}
	return false;
}

struct work *work_create(void)
{
	struct work *work = calloc(1, sizeof(*work));

	if (work)
		policy_index_init(&work->policies);
	else
		report_nomem();
	return work;
}

void work_destroy(struct work *work)
{
	if (!work)
		return;
	relobj_deinit(&work->obj);
	vec_deinit(&work->symbols);
	vec_deinit(&work->sections);
	vec_deinit(&work->marks);
	vec_deinit(&work->edges);
	vec_deinit(&work->all_edges);
	vec_deinit(&work->uses);
	vec_deinit(&work->accesses);
	vec_deinit(&work->followed);
	work_end_follow(work);
	work_end_lines(work);
	vec_deinit(&work->stables);
	for (size_t i = 0; i < WORK_FLOWS; i++)
		vec_deinit(&work->flows[i]);
	vec_deinit(&work->ways);
	vec_deinit(&work->meant);
	vec_deinit(&work->entries);
	vec_deinit(&work->traced);
	vec_deinit(&work->buffer);
	vec_deinit(&work->cuts);
	pairs_deinit(&work->pairs);
	vec_deinit(&work->numbers);
	free(work);
}

/* Look each relocation type up once. */
static void learn_machine(struct work *work)
{
	const struct machine *machine = work->obj.machine;

	if (work->machine == machine)
		return;
	work->machine = machine;
	work->fills_fields = false;
	for (uint32_t i = 0; i < WORK_TYPES; i++) {
		work->types[i] = machine_reloc(machine, i);
		work->fills_fields |= work->types[i].filled[0];
	}
}

static int add_file(struct work *work, const char *name, const char *member)
{
	struct analysis *analysis = work->analysis;
	struct analysis_file *file = vec_push(&analysis->files);

	if (!file || strtab_add(&analysis->strings, name, &file->name) ||
	    strtab_add(&analysis->strings, member ? member : "", &file->member))
		return -1;
	file->first_item = (uint32_t)analysis->items.size;
	work->file = (uint32_t)analysis->files.size - 1;
	return 0;
}

/* The first compiler met stands for all: kernels are built with one. */
static int note_comment(struct work *work)
{
	const struct relobj_section *s;

	if (work->analysis->comment)
		return 0;
	vec_for_each(&work->obj.sections, s)
		if (!strcmp(s->name, ".comment") && s->data) {
			const char *text = (const char *)s->data;
			size_t skip = 0, left = (size_t)s->size;

			while (skip < left && !text[skip])
				skip++;
			return strtab_add_n(&work->analysis->strings,
					    text + skip,
					    strnlen(text + skip, left - skip),
					    &work->analysis->comment);
		}
	return 0;
}

int analysis_add_object(struct analysis *analysis, struct work *work,
			const char *name, const char *member, int fd,
			uint64_t offset, uint64_t size)
{
	int status;

	relobj_close(&work->obj);
	status = relobj_read(&work->obj, member ? member : name, fd, offset,
			     size);
	if (status)
		return status;
	work->analysis = analysis;
	analysis->machine = work->obj.machine->number;
	analysis->big = work->obj.big;
	learn_machine(work);
	work->cursor = (struct work_cursor){};
	work->traced_known = false;
	if (add_file(work, name, member) || note_comment(work) ||
	    work_items(work) || work_uses(work) ||
	    work_label_tables(
		    work, work->analysis->files.data[work->file].first_item) ||
	    work_keys(work) || work_tables(work) || work_exports(work))
		return -1;
	work_ignored(work);
	return work_digest(work);
}
