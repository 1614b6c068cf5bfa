/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo list: all symbols of a sidecar. */
#include "foldinfo.h"

int foldinfo_list(const struct foldinfo_options *options, int argc,
		  char **argv)
{
	struct sidecar *sidecar;
	struct rows *rows;
	int status = 0;

	if (foldinfo_open(options, argc ? argv[0] : "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	rows = rows_create(sidecar, options);
	for (uint32_t i = 0; rows && !status &&
	     i < sidecar_info(sidecar)->nsymbols; i++)
		status = rows_add(rows, i, NULL);
	if (!rows || status || rows_print(rows))
		status = FOLDINFO_TROUBLE;
	rows_destroy(rows);
	sidecar_close(sidecar);
	return status ? FOLDINFO_TROUBLE : FOLDINFO_OK;
}
