/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what the plugin reports to the wrapper, and what the wrapper has
 * kept of an earlier link. The input is the plugin's lines, and, if it has a
 * NUL, behind that the file of remembered refinements. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/io.h"
#include "script/refine.h"
#include "wrapper/remembered.h"
#include "wrapper/verdict.h"

/* What a pipe holds, so that writing doesn't wait for the reader. */
enum { MOST_LINES = 60000 };

static void read_report(const struct verdict_reader *report)
{
	struct refinements *refinements = refinements_create();
	char **directive;

	if (!refinements)
		abort();
	vec_for_each(&report->refine, directive)
		refinements_add(refinements, *directive);
	refinements_destroy(refinements);
	if (report->summary)
		fuzz_touch_string(report->summary);
}

/* The first half is read while ld still runs. */
static void report(const uint8_t *data, size_t size)
{
	struct names names = {};
	struct verdict_reader reader;

	if (verdict_init(&reader) || names_add(&names, 5, "vmlinux.lds") ||
	    names_add(&names, 66, "") ||
	    write_all(reader.channel.into, data, size / 2) ||
	    verdict_read(&reader, false) ||
	    write_all(reader.channel.into, data + size / 2, size - size / 2))
		abort();
	channel_started(&reader.channel);
	if (verdict_read(&reader, true))
		abort();
	read_report(&reader);
	verdict_print(&reader, &names);
	verdict_deinit(&reader);
	names_deinit(&names);
}

static void remember(const uint8_t *data, size_t size)
{
	struct refinements *refinements;
	struct fuzz_file file;

	fuzz_file_init(&file, data, size);
	refinements = remembered_load(file.path);
	if (!refinements)
		abort();
	for (size_t i = 0; i < refinements_count(refinements); i++)
		fuzz_touch_string(refinements_line(refinements, i));
	refinements_destroy(refinements);
	fuzz_file_deinit(&file);
	/* Loading ends with all messages on stderr. */
	report_to(fuzz_silence, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	size_t lines = nul ? (size_t)(nul - data) : size;

	report(data, lines < MOST_LINES ? lines : MOST_LINES);
	if (nul)
		remember(nul + 1, size - lines - 1);
	return 0;
}
