/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo list: the symbols of a sidecar, or all of its output. */
#include "foldinfo/print.h"

static int add_records(struct rows *rows, const struct sidecar *sidecar)
{
	for (uint32_t i = 0; i < sidecar_info(sidecar)->nsymbols; i++)
		if (rows_add(rows, i, NULL))
			return -1;
	return 0;
}

static int add_others(struct rows *rows, const struct sidecar *sidecar)
{
	uint32_t nrecords = sidecar_info(sidecar)->nsymbols;
	struct sidecar_other other;

	for (uint32_t i = 0; i < sidecar_nothers(sidecar); i++)
		if (sidecar_other_at(sidecar, nrecords + i, &other) ||
		    (other.kind != SIDECAR_OTHER_FILE &&
		     rows_add(rows, nrecords + i, NULL)))
			return -1;
	return rows_sort(rows, 0);
}

int foldinfo_list(const struct foldinfo_options *options, int argc, char **argv)
{
	struct sidecar *sidecar;
	struct rows *rows;
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, argc ? argv[0] : "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	rows = rows_create(sidecar, options->companions);
	if (rows && !add_records(rows, sidecar) &&
	    (!options->all || !add_others(rows, sidecar)) &&
	    !options->printer->rows(rows, options))
		status = FOLDINFO_OK;
	rows_destroy(rows);
	sidecar_close(sidecar);
	return status;
}
