/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo info: what a sidecar says of itself. */
#include "foldinfo.h"

#include <inttypes.h>
#include <stdio.h>

static void print_number(const char *what, uint32_t number)
{
	printf("%-12s%" PRIu32 "\n", what, number);
}

static void print_build_id(const struct sidecar_info *info)
{
	printf("%-12s", "build-id");
	for (size_t i = 0; i < info->build_id_size; i++)
		printf("%02x", info->build_id[i]);
	puts(info->build_id_size ? "" : "none");
}

/* How far the object of a symbol is known. */
static int print_objects(const struct sidecar *sidecar,
			 const struct sidecar_info *info)
{
	struct sidecar_file file;

	if (info->flags & SIDECAR_SINGLE_INPUT)
		printf("%-12s%s\n", "input", "a single file");
	for (uint32_t i = 0; i < info->nfiles; i++) {
		if (sidecar_file_at(sidecar, i, &file))
			return -1;
		if (file.flags & SIDECAR_FILE_JOINED)
			printf("%-12s%s%s%s%s, objects known by SOURCE only\n",
			       "joined", file.name, *file.member ? "(" : "",
			       file.member, *file.member ? ")" : "");
	}
	return 0;
}

int foldinfo_info(const struct foldinfo_options *options, int argc,
		  char **argv)
{
	const struct sidecar_info *info;
	struct sidecar *sidecar;
	int status;

	if (foldinfo_open(options, argc ? argv[0] : "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	info = sidecar_info(sidecar);
	printf("%-12s%s\n", "output", info->output);
	print_build_id(info);
	printf("%-12s%s\n", "ldfold", info->writer);
	if (*info->compiler)
		printf("%-12s%s\n", "compiler", info->compiler);
	if (*info->linker)
		printf("%-12s%s\n", "ld", info->linker);
	if (*info->config)
		printf("%-12s%s\n", "config", info->config);
	print_number("format", info->version);
	print_number("checksums", info->checksum_recipe);
	print_number("sections", info->nsections);
	print_number("symbols", info->nsymbols);
	print_number("companions", info->ncompanions);
	print_number("files", info->nfiles);
	status = print_objects(sidecar, info);
	sidecar_close(sidecar);
	return status ? FOLDINFO_TROUBLE : FOLDINFO_OK;
}
