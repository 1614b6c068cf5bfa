/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo refs: what a symbol refers to, and who refers to it. */
#include "foldinfo/refs.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "foldinfo/print.h"

struct refs {
	const struct sidecar *sidecar;
	const struct analysis *analysis;
	VEC(struct refs_subject) subjects;
	bool has_item;	 /* one has the name, */
	bool has_global; /* a global one */
};

static bool is_called(const struct analysis *analysis, const struct item *item,
		      const char *name)
{
	return !(item->flags & ITEM_TABLE) &&
	       !strcmp(analysis_string(analysis, item->name), name);
}

/* Note who has the name NAME. */
static void note_owners(struct refs *refs, const char *name)
{
	const struct item *item;

	refs->has_item = refs->has_global = false;
	vec_for_each(&refs->analysis->items, item) {
		if (!is_called(refs->analysis, item, name))
			continue;
		refs->has_item = true;
		refs->has_global |= !(item->flags & ITEM_LOCAL);
	}
}

static int add_subject(struct refs *refs, const struct refs_subject *subject)
{
	struct refs_subject *to = vec_push(&refs->subjects);

	if (!to)
		return -1;
	*to = *subject;
	return 0;
}

/* All items called NAME, of OBJECT if that isn't NULL. */
static int add_items(struct refs *refs, const char *name, const char *object)
{
	const struct analysis *analysis = refs->analysis;
	const struct item *item;

	vec_for_each(&analysis->items, item) {
		struct refs_subject subject;

		if (strcmp(analysis_string(analysis, item->name), name) != 0)
			continue;
		subject = refs_subject_of(analysis, item);
		if (object && !object_is(&subject.object, object))
			continue;
		if (add_subject(refs, &subject))
			return -1;
	}
	return 0;
}

/* Read symbol NUMBER of the output: is it local, and whose is it? */
static int read_symbol(const struct sidecar *sidecar, uint32_t number,
		       bool *local, struct origin *ret)
{
	struct sidecar_symbol symbol;
	struct sidecar_other other;
	struct sidecar_file file;

	*ret = (struct origin){ "", "", "" };
	if (number >= sidecar_info(sidecar)->nsymbols) {
		if (sidecar_other_at(sidecar, number, &other))
			return -1;
		*local = ELF64_ST_BIND(other.info) == STB_LOCAL;
		return 0;
	}
	if (sidecar_symbol_at(sidecar, number, &symbol) ||
	    sidecar_file_at(sidecar, symbol.file, &file))
		return -1;
	*local = ELF64_ST_BIND(symbol.info) == STB_LOCAL;
	*ret = (struct origin){ file.name, file.member, symbol.source };
	return 0;
}

/* The output's symbols called NAME that no item is. */
static int add_others(struct refs *refs, const char *name, const char *object)
{
	uint32_t number = 0;
	int status;

	while ((status = sidecar_find_any(refs->sidecar, name, number,
					  &number)) > 0) {
		struct refs_subject subject = { .name = name, .key = name };
		bool local;

		if (read_symbol(refs->sidecar, number++, &local,
				&subject.object))
			return -1;
		if ((local ? refs->has_item : refs->has_global) ||
		    (object && !object_is(&subject.object, object)))
			continue;
		if (add_subject(refs, &subject))
			return -1;
	}
	return status;
}

static int add_symbols(struct refs *refs, const char *name, const char *object)
{
	note_owners(refs, name);
	return add_items(refs, name, object) || add_others(refs, name, object)
		       ? -1
		       : 0;
}

/* Is NAME no symbol's, but an object's? 1, 0, or -1 (reported). */
static int is_object(const struct refs *refs, const char *name)
{
	const struct analysis *analysis = refs->analysis;
	const struct item *item;
	uint32_t number;
	int status = sidecar_find_any(refs->sidecar, name, 0, &number);
	bool found = false;

	if (status)
		return status < 0 ? -1 : 0;
	vec_for_each(&analysis->items, item) {
		struct origin object = refs_subject_of(analysis, item).object;

		if (is_called(analysis, item, name))
			return 0;
		found |= object_is(&object, name);
	}
	return found;
}

/* Find who is asked for by operands: an exit status. */
static int add_all(struct refs *refs, int argc, char **argv)
{
	int status = FOLDINFO_OK;

	for (int i = 0; i < argc; i++) {
		const char *name = argv[i], *object = NULL;
		int next = i + 1 < argc ? is_object(refs, argv[i + 1]) : 0;
		size_t before = refs->subjects.size;

		if (next < 0)
			return FOLDINFO_TROUBLE;
		if (next)
			object = argv[++i];
		if (add_symbols(refs, name, object))
			return FOLDINFO_TROUBLE;
		if (refs->subjects.size > before)
			continue;
		foldinfo_not_found(name, object);
		status = FOLDINFO_NO;
	}
	return status;
}

static int make_answer(struct answer_refs *ret, const struct sidecar *sidecar,
		       const struct analysis *analysis, int argc, char **argv)
{
	struct refs refs = { .sidecar = sidecar, .analysis = analysis };
	int status = add_all(&refs, argc, argv);

	if (status != FOLDINFO_TROUBLE &&
	    refs_find(ret, analysis, refs.subjects.data, refs.subjects.size))
		status = FOLDINFO_TROUBLE;
	vec_deinit(&refs.subjects);
	return status;
}

int foldinfo_refs(const struct foldinfo_options *options, int argc, char **argv)
{
	struct answer_refs answer = {};
	struct analysis analysis;
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	if (!analysis_init(&analysis)) {
		if (!sidecar_read_analysis(sidecar, &analysis))
			status = make_answer(&answer, sidecar, &analysis, argc,
					     argv);
		if (status != FOLDINFO_TROUBLE)
			options->printer->refs(&answer);
		analysis_deinit(&analysis);
	}
	refs_release(&answer);
	sidecar_close(sidecar);
	return status;
}
