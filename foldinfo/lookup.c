/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the sidecars of a fleet's kernels are. By the convention for separate
 * debugging information, what belongs to the build-id xxyyyy is in xx/yyyy.* of
 * a directory: a sidecar, or a debug file with a sidecar in it. */
#include "foldinfo/lookup.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"

/* The directories, in the order in which they are looked at. */
static const struct {
	const char *variable; /* that names it, or NULL */
	const char *path;
} directories[] = {
	{ "LDFOLD_SIDECAR_DIR", NULL },
	{ NULL, "/usr/lib/debug/.build-id" },
};

/* Open what there is at PATH. 1 and *ret, 0, or -1 (reported). */
static int open_kept(const char *path, struct sidecar **ret)
{
	if (access(path, F_OK) && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	return sidecar_open(path, ret) ? -1 : 1;
}

/* What DIRECTORY has of ID. 1 and *ret, 0, or -1 (reported). */
static int look_in(const char *directory, const struct build_id *id,
		   struct sidecar **ret)
{
	_cleanup_free_ char *kept = build_id_path(directory, id, ".fold");
	_cleanup_free_ char *debug = build_id_path(directory, id, ".debug");
	struct sidecar *sidecar;
	int status;

	if (!kept || !debug)
		return -1;
	status = open_kept(kept, &sidecar);
	if (!status)
		status = sidecar_open_within(debug, &sidecar);
	if (status <= 0)
		return status;
	if (!sidecar_check_build_id(sidecar, id)) {
		*ret = sidecar;
		return 1;
	}
	sidecar_close(sidecar);
	return -1;
}

static void report_none(const char *what, bool is_file)
{
	const char *directory = getenv(directories[0].variable);
	const char *hindrance = fetch_hindrance();

	report_error(
		"%s: no sidecar %s build-id in $%s%s, in %s or to be had from the servers of $DEBUGINFOD_URLS%s%s%s",
		what, is_file ? "beside it, and none of its" : "of this",
		directories[0].variable,
		directory && *directory ? "" : " (not set)",
		directories[1].path, hindrance ? " (" : "",
		hindrance ? hindrance : "", hindrance ? ")" : "");
}

int lookup_sidecar(const struct build_id *id, const char *file,
		   struct sidecar **ret)
{
	_cleanup_free_ char *digits = text_hex(id->bytes, id->size);
	const char *what = file ? file : digits;
	int status = digits ? 0 : -1;

	for (size_t i = 0;
	     !status && i < sizeof(directories) / sizeof(*directories); i++) {
		const char *directory =
			directories[i].variable
				? getenv(directories[i].variable)
				: directories[i].path;

		if (directory && *directory)
			status = look_in(directory, id, ret);
	}
	if (!status)
		status = fetch_sidecar(id, what, ret);
	if (!status)
		report_none(what, file);
	return status > 0 ? 0 : -1;
}
