/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo info: what a sidecar says of itself. */
#include "foldinfo.h"

#include <inttypes.h>
#include <stdio.h>

#include "json.h"
#include "output.h"

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

static void print_known(const char *what, const char *value)
{
	if (*value)
		printf("%-12s%s\n", what, value);
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

static void json_build_id(struct json *json, const struct sidecar_info *info)
{
	char digits[2 * OUTPUT_BUILD_ID_MAX + 1] = "";

	for (size_t i = 0; i < info->build_id_size && i < OUTPUT_BUILD_ID_MAX;
	     i++)
		sprintf(digits + 2 * i, "%02x", info->build_id[i]);
	json_text_or_null(json, "build_id", digits);
}

static void json_joined(struct json *json, const struct sidecar *sidecar,
			const struct sidecar_info *info)
{
	struct sidecar_file file;

	json_array(json, "joined");
	for (uint32_t i = 0; i < info->nfiles; i++) {
		if (sidecar_file_at(sidecar, i, &file) ||
		    !(file.flags & SIDECAR_FILE_JOINED))
			continue;
		json_object(json, NULL);
		foldinfo_json_file(json, &file);
		json_end(json);
	}
	json_end(json);
}

static int print_json(const struct sidecar *sidecar,
		      const struct sidecar_info *info)
{
	struct json json = { .to = stdout };
	struct sidecar_file file;

	for (uint32_t i = 0; i < info->nfiles; i++)
		if (sidecar_file_at(sidecar, i, &file))
			return -1;
	json_object(&json, NULL);
	json_text(&json, "output", info->output);
	json_build_id(&json, info);
	json_text(&json, "ldfold", info->writer);
	json_text_or_null(&json, "compiler", info->compiler);
	json_text_or_null(&json, "ld", info->linker);
	json_text_or_null(&json, "config", info->config);
	json_number(&json, "format", info->version);
	json_number(&json, "checksums", info->checksum_recipe);
	json_number(&json, "sections", info->nsections);
	json_number(&json, "symbols", info->nsymbols);
	json_number(&json, "companions", info->ncompanions);
	json_number(&json, "files", info->nfiles);
	json_bool(&json, "single_input", info->flags & SIDECAR_SINGLE_INPUT);
	json_joined(&json, sidecar, info);
	json_end(&json);
	return 0;
}

static int print_text(const struct sidecar *sidecar,
		      const struct sidecar_info *info)
{
	printf("%-12s%s\n", "output", info->output);
	print_build_id(info);
	printf("%-12s%s\n", "ldfold", info->writer);
	print_known("compiler", info->compiler);
	print_known("ld", info->linker);
	print_known("config", info->config);
	print_number("format", info->version);
	print_number("checksums", info->checksum_recipe);
	print_number("sections", info->nsections);
	print_number("symbols", info->nsymbols);
	print_number("companions", info->ncompanions);
	print_number("files", info->nfiles);
	return print_objects(sidecar, info);
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
	status = options->json ? print_json(sidecar, info) :
				 print_text(sidecar, info);
	sidecar_close(sidecar);
	return status ? FOLDINFO_TROUBLE : FOLDINFO_OK;
}
