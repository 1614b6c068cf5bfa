/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysing the objects of a link, one by one. */
#include "create/inputs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"
#include "common/text.h"

/* What kbuild has its configuration in, seen from where it links vmlinux. */
#define CONFIG_FILE "include/config/auto.conf"

/* scripts/link-vmlinux.sh makes kallsyms, and BTF, out of the link before this
 * one: they are different whenever anything is, and say nothing more. */
static bool is_made_by_the_link(const char *name)
{
	const char *base = text_base_name(name);

	return text_starts_with(base, ".tmp_vmlinux") ||
	       text_starts_with(base, ".btf.");
}

static int analyse_file(struct facts *facts, uint32_t number)
{
	const struct inventory_file *file = &facts->inv.files[number];
	const char *name = facts->inv.strings + file->name;
	_cleanup_close_ int fd = -1;
	uint32_t unit = (uint32_t)facts->analysis.files.size;
	int status;

	facts->unit[number] = ANALYSIS_NONE;
	if (is_made_by_the_link(name))
		return 0;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		report_error("%s: can't open it again:", name);
		return -1;
	}
	status = analysis_add_object(
		&facts->analysis, facts->work, name,
		file->member ? facts->inv.strings + file->member : NULL, fd,
		file->offset, file->size);
	if (!status)
		facts->unit[number] = unit;
	return status < 0 ? -1 : 0;
}

static int note_config(struct facts *facts)
{
	_cleanup_free_ void *text = NULL;
	size_t size;

	if (access(CONFIG_FILE, R_OK))
		return 0;
	if (read_file(CONFIG_FILE, &text, &size))
		return -1;
	snprintf(facts->config, sizeof(facts->config), "%016" PRIx64,
		 (uint64_t)XXH3_64bits(text, size));
	return 0;
}

int inputs_begin(struct facts *facts)
{
	facts->unit = calloc(facts->inv.nfiles + 1ul, sizeof(*facts->unit));
	if (!facts->unit)
		return report_nomem();
	facts->work = work_create();
	return facts->work ? note_config(facts) : -1;
}

int inputs_next(struct facts *facts)
{
	if (facts->nread == facts->inv.nfiles) {
		work_destroy(facts->work);
		facts->work = NULL;
		return 0;
	}
	return analyse_file(facts, facts->nread++) ? -1 : 1;
}
