/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis: adding objects, one after the other. */
#include "analysis.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "work.h"

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

struct analyser *analyser_create(void)
{
	struct analyser *work = calloc(1, sizeof(*work));

	if (work)
		policy_index_init(&work->policies);
	else
		report_nomem();
	return work;
}

void analyser_destroy(struct analyser *work)
{
	if (!work)
		return;
	relobj_deinit(&work->obj);
	vec_deinit(&work->symbols);
	vec_deinit(&work->sections);
	vec_deinit(&work->marks);
	vec_deinit(&work->edges);
	vec_deinit(&work->entries);
	vec_deinit(&work->buffer);
	pairs_deinit(&work->pairs);
	vec_deinit(&work->numbers);
	free(work);
}

/* Look each relocation type up once. */
static void learn_machine(struct analyser *work)
{
	if (work->machine == work->obj.machine)
		return;
	work->machine = work->obj.machine;
	work->fills_fields = machine_fills_fields(work->machine);
	for (uint32_t i = 0; i < WORK_TYPES; i++)
		work->types[i] = machine_reloc(work->machine, i);
}

static int add_file(struct analyser *work, const char *name,
		    const char *member)
{
	struct analysis *analysis = work->analysis;
	struct analysis_file *file = vec_push(&analysis->files);

	if (!file || strtab_add(&analysis->strings, name, &file->name) ||
	    strtab_add(&analysis->strings, member ? member : "",
		       &file->member))
		return -1;
	file->first_item = (uint32_t)analysis->items.size;
	work->file = (uint32_t)analysis->files.size - 1;
	return 0;
}

/* The first compiler met stands for all: kernels are built with one. */
static int note_comment(struct analyser *work)
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

int analysis_add_object(struct analysis *analysis, struct analyser *work,
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
	analysis->machine = work->obj.machine;
	learn_machine(work);
	work->cursor = (struct work_cursor){};
	return add_file(work, name, member) || note_comment(work) ||
	       work_items(work) || work_keys(work) || work_tables(work) ||
	       work_digest(work) ? -1 : 0;
}
