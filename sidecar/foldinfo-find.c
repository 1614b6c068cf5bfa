/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo find: symbols at addresses or of names. */
#include "foldinfo.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "report.h"

/* Add what is at ADDRESS. 1, 0 if nothing is, -1 (reported). */
static int find_address(struct rows *rows, const struct sidecar *sidecar,
			uint64_t address)
{
	uint32_t first, count;
	int status = sidecar_find_address(sidecar, address, &first, &count);

	if (status <= 0)
		return status;
	for (uint32_t i = 0; i < count; i++)
		if (rows_add(rows, first + i, &address))
			return -1;
	return 1;
}

/* Add all symbols called NAME. 1, 0 if there are none, -1 (reported). */
static int find_symbol(struct rows *rows, const struct sidecar *sidecar,
		       const char *name)
{
	uint32_t at = 0;
	int status, found = 0;

	while (*name &&
	       (status = sidecar_find_name(sidecar, name, at, &at)) != 0) {
		if (status < 0 || rows_add(rows, at++, NULL))
			return -1;
		found = 1;
	}
	return found;
}

static int find(struct rows *rows, const struct sidecar *sidecar,
		const char *operand)
{
	uint64_t address;
	char *end;
	int status;

	if (isdigit((unsigned char)*operand)) {
		errno = 0;
		address = strtoull(operand, &end, 0);
		if (*end || errno) {
			report_error("%s: not an address, those in hexadecimal begin with 0x",
				     operand);
			return -1;
		}
		status = find_address(rows, sidecar, address);
	} else {
		status = find_symbol(rows, sidecar, operand);
	}
	if (!status)
		report_error("%s: not found in the sidecar", operand);
	return status;
}

int foldinfo_find(const struct foldinfo_options *options, int argc,
		  char **argv)
{
	int status = FOLDINFO_OK;
	struct sidecar *sidecar;
	struct rows *rows;

	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	rows = rows_create(sidecar, options);
	if (!rows)
		status = FOLDINFO_TROUBLE;
	for (int i = 0; rows && i < argc && status != FOLDINFO_TROUBLE; i++) {
		int found = find(rows, sidecar, argv[i]);

		if (found <= 0)
			status = found ? FOLDINFO_TROUBLE : FOLDINFO_NO;
	}
	if (rows && status != FOLDINFO_TROUBLE && rows_print(rows))
		status = FOLDINFO_TROUBLE;
	rows_destroy(rows);
	sidecar_close(sidecar);
	return status;
}
