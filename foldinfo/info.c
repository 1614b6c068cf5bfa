/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo info: what a sidecar says of itself. */
#include <stdlib.h>

#include "common/text.h"
#include "foldinfo/print.h"

static int list_joined(struct answer_info *answer,
		       const struct sidecar *sidecar)
{
	for (uint32_t i = 0; i < answer->info->nfiles; i++) {
		struct sidecar_file file, *joined;

		if (sidecar_file_at(sidecar, i, &file))
			return -1;
		if (!(file.flags & SIDECAR_FILE_JOINED))
			continue;
		joined = vec_push(&answer->joined);
		if (!joined)
			return -1;
		*joined = file;
	}
	return 0;
}

static int make_answer(struct answer_info *ret, const struct sidecar *sidecar)
{
	const struct sidecar_info *info = sidecar_info(sidecar);

	ret->info = info;
	ret->build_id = text_hex(info->build_id, info->build_id_size);
	return ret->build_id ? list_joined(ret, sidecar) : -1;
}

int foldinfo_info(const struct foldinfo_options *options, int argc, char **argv)
{
	struct answer_info answer = {};
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, argc ? argv[0] : "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	if (!make_answer(&answer, sidecar)) {
		options->printer->info(&answer);
		status = FOLDINFO_OK;
	}
	free(answer.build_id);
	vec_deinit(&answer.joined);
	sidecar_close(sidecar);
	return status;
}
