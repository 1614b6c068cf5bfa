/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects behind a kernel's symbols. Records say which file theirs is of;
 * another local symbol is of the same file as the records behind the same file
 * symbol. Of global symbols without a record nothing is known. */
#include "foldinfo/objects.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/text.h"

static int set_file(struct objects *objects, const struct kernel_symbol *s)
{
	struct sidecar_symbol symbol;

	if (s->group == KERNEL_NONE ||
	    s->number >= sidecar_info(objects->sidecar)->nsymbols ||
	    objects->files[s->group] != KERNEL_NONE)
		return 0;
	if (sidecar_symbol_at(objects->sidecar, s->number, &symbol))
		return -1;
	objects->files[s->group] = symbol.file;
	return 0;
}

int objects_init(struct objects *ret, const struct sidecar *sidecar,
		 const struct kernel *kernel)
{
	size_t count = kernel->groups.size;

	*ret = (struct objects){ .sidecar = sidecar, .kernel = kernel };
	ret->files = malloc((count + 1) * sizeof(*ret->files));
	if (!ret->files)
		return report_nomem();
	memset(ret->files, 0xff, (count + 1) * sizeof(*ret->files));
	for (size_t i = 0; i < kernel->symbols.size; i++)
		if (set_file(ret, &kernel->symbols.data[i])) {
			objects_deinit(ret);
			return -1;
		}
	return 0;
}

void objects_deinit(struct objects *objects)
{
	free(objects->files);
	memset(objects, 0, sizeof(*objects));
}

static int set_names(const struct objects *objects, uint32_t file,
		     struct origin *ret)
{
	struct sidecar_file f;

	if (file == KERNEL_NONE)
		return 0;
	if (sidecar_file_at(objects->sidecar, file, &f))
		return -1;
	ret->file = f.name;
	ret->member = f.member;
	return 0;
}

int object_of_group(const struct objects *objects, uint32_t group,
		    struct origin *ret)
{
	*ret = (struct origin){
		.file = "",
		.member = "",
		.source = objects->kernel->groups.data[group].name,
	};
	return set_names(objects, objects->files[group], ret);
}

int object_of_symbol(const struct objects *objects,
		     const struct kernel_symbol *s, struct origin *ret)
{
	struct sidecar_symbol symbol;

	if (s->group != KERNEL_NONE && object_of_group(objects, s->group, ret))
		return -1;
	if (s->group == KERNEL_NONE)
		*ret = (struct origin){ "", "", "" };
	if (s->number >= sidecar_info(objects->sidecar)->nsymbols)
		return 0;
	if (sidecar_symbol_at(objects->sidecar, s->number, &symbol))
		return -1;
	return set_names(objects, symbol.file, ret);
}

static bool is_end(const char *path, const char *name)
{
	size_t length = strlen(path), end = strlen(name);

	return length > end && path[length - end - 1] == '/' &&
	       !strcmp(path + length - end, name);
}

/* What ./fs/x.o and .//fs/x.o are short for. */
static const char *without_dots(const char *path)
{
	while (text_starts_with(path, "./")) {
		path += strlen("./");
		path += strspn(path, "/");
	}
	return path;
}

bool object_is(const struct origin *object, const char *name)
{
	name = without_dots(name);
	return *name &&
	       (!strcmp(object->file, name) || is_end(object->file, name) ||
		!strcmp(object->member, name) || !strcmp(object->source, name));
}
