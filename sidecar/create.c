/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a sidecar, from the link's facts to the file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "facts.h"
#include "image.h"
#include "layout.h"
#include "outfile.h"
#include "report.h"
#include "sidecar.h"

static int make_folder(const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return 0;
	report_error("%s: can't create:", path);
	return -1;
}

/* The name of a sidecar that is kept in DIR by build-id, DIR/xx/yyyy.fold; its
 * folder is made. New memory, or NULL (reported). */
static char *kept_name(const char *dir, const struct output *output)
{
	char digits[2 * OUTPUT_BUILD_ID_MAX + 1];
	_cleanup_free_ char *folder = NULL;
	char *name;

	for (size_t i = 0; i < output->build_id_size; i++)
		sprintf(digits + 2 * i, "%02x", output->build_id[i]);
	if (asprintf(&folder, "%s/%.2s", dir, digits) < 0) {
		folder = NULL;
		report_nomem();
		return NULL;
	}
	if (make_folder(dir) || make_folder(folder))
		return NULL;
	if (asprintf(&name, "%s/%s.fold", folder, digits + 2) < 0) {
		report_nomem();
		return NULL;
	}
	return name;
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

	if (!output->build_id_size) {
		report_warning("%s: it has no build-id, so its sidecar is not kept in %s",
			       output->path, dir);
		return 0;
	}
	name = kept_name(dir, output);
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

int sidecar_create(const struct sidecar_request *request)
{
	struct facts facts;
	struct layout layout;
	int status = -1;

	if (facts_init(&facts, request))
		return -1;
	if (!layout_init(&layout, &facts)) {
		status = publish_all(request, &layout);
		layout_deinit(&layout);
	}
	facts_deinit(&facts);
	return status;
}
