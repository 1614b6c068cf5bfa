/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands share: the sidecar that is meant, and what isn't there. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"
#include "foldinfo/foldinfo.h"
#include "foldinfo/lookup.h"

/* The sidecar of FILE, beside which there is none: 1 and *ret, 0 if FILE has no
 * build-id by which it could be looked up, or -1 (reported). */
static int open_elsewhere(const char *file, struct sidecar **ret)
{
	int status = sidecar_open_within(file, ret);
	struct build_id id;

	if (status || !build_id_of_file(file, &id))
		return status;
	return lookup_sidecar(&id, file, ret) ? -1 : 1;
}

static int open_for_file(const char *file, struct sidecar **ret)
{
	_cleanup_free_ char *beside = sidecar_name(file);
	int status = 0;

	if (!beside)
		return -1;
	if (access(beside, F_OK) && errno == ENOENT)
		status = open_elsewhere(file, ret);
	if (status)
		return status < 0 ? -1 : 0;
	return sidecar_open(beside, ret);
}

int foldinfo_open(const struct foldinfo_options *options, const char *file,
		  struct sidecar **ret)
{
	static const char suffix[] = ".fold";

	if (options->build_id)
		return lookup_sidecar(&options->id, NULL, ret);
	if (options->sidecar)
		return sidecar_open(options->sidecar, ret);
	if (text_ends_with(file, suffix) && strcmp(file, suffix) != 0)
		return sidecar_open(file, ret);
	return open_for_file(file, ret);
}

void foldinfo_not_found(const char *name, const char *object)
{
	report_error("%s: not found%s%s", name, object ? " in " : "",
		     object ? object : "");
}
