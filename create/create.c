/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a sidecar, from the link's facts to the file. */
#include "create/create.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/outfile.h"
#include "common/report.h"
#include "common/text.h"
#include "create/facts.h"
#include "create/inputs.h"
#include "create/layout.h"
#include "create/write.h"

struct sidecar_draft {
	struct facts facts;
};

static int make_directory(const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return 0;
	report_error("%s: can't create:", path);
	return -1;
}

/* The name of a sidecar that is kept in DIR by build-id; its directory is made.
 * New memory, or NULL (reported). */
static char *kept_name(const char *dir, const struct build_id *id)
{
	_cleanup_free_ char *name = build_id_path(dir, id, ".fold");
	_cleanup_free_ char *directory = name ? strdup(name) : NULL;

	if (!directory) {
		if (name)
			report_nomem();
		return NULL;
	}
	*strrchr(directory, '/') = '\0';
	return make_directory(dir) || make_directory(directory)
		       ? NULL
		       : no_cleanup_ptr(name);
}

static int publish(const char *path, const struct image *image)
{
	struct outfile file;

	if (outfile_open(&file, path))
		return -1;
	if (!image_write(image, file.fd, path))
		return outfile_commit(&file);
	outfile_abandon(&file);
	return -1;
}

static int publish_by_build_id(const char *dir, const struct output *output,
			       const struct image *image)
{
	_cleanup_free_ char *name = NULL;

	if (!output->build_id.size) {
		report_warning(
			"%s: it has no build-id, so its sidecar is not kept in %s",
			output->path, dir);
		return 0;
	}
	name = kept_name(dir, &output->build_id);
	return name ? publish(name, image) : -1;
}

/* The copy first: the sidecar beside the output says that all is done. */
static int publish_all(const struct sidecar_request *request,
		       const struct layout *layout)
{
	struct image *image = image_create(layout);
	int status = image ? 0 : -1;

	if (!status && request->keep_dir)
		status = publish_by_build_id(request->keep_dir,
					     &layout->facts->output, image);
	if (!status)
		status = publish(request->path, image);
	image_destroy(image);
	return status;
}

struct sidecar_draft *sidecar_draft_create(int inventory_fd)
{
	struct sidecar_draft *draft = malloc(sizeof(*draft));

	if (!draft) {
		report_nomem();
		return NULL;
	}
	if (!facts_init(&draft->facts, inventory_fd))
		return draft;
	free(draft);
	return NULL;
}

void sidecar_draft_destroy(struct sidecar_draft *draft)
{
	if (!draft)
		return;
	facts_deinit(&draft->facts);
	free(draft);
}

int sidecar_draft_advance(struct sidecar_draft *draft)
{
	return inputs_next(&draft->facts);
}

int sidecar_create(struct sidecar_draft *draft,
		   const struct sidecar_request *request)
{
	struct layout layout;
	int status = -1;

	if (facts_complete(&draft->facts, request))
		return -1;
	if (!layout_init(&layout, &draft->facts)) {
		status = publish_all(request, &layout);
		layout_deinit(&layout);
	}
	return status;
}
