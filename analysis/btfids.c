/* SPDX-License-Identifier: GPL-3.0-or-later */
/* .BTF_ids: lists of functions and types (BTF_ID(), BTF_SET8_START() of
 * include/linux/btf_ids.h), which say what BPF programs may call. All entries
 * are 0 until resolve_btfids fills them in after the link; what they are to be
 * is the name of a label: __BTF_ID__func__bpf_iter_next__1234, where the number
 * counts lines and uses. A list begins with a label of its own name, by which
 * code knows it; it is an item up to the next one. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"
#include "common/cleanup.h"
#include "common/report.h"

/* The length of NAME without "__" and a number at its end. */
static size_t without_number(const char *name)
{
	size_t length = strlen(name), end = length;

	while (end && isdigit((unsigned char)name[end - 1]))
		end--;
	return end < length && end >= 2 && name[end - 1] == '_' &&
			       name[end - 2] == '_'
		       ? end - 2
		       : length;
}

/* Functions are known by their names alone, as all who refer to them do; of the
 * rest it says what they are: "struct task_struct". */
int work_name_id(struct work *work, const char *name, uint32_t *ret)
{
	static const char func[] = "func__";
	const char *id = name_btf_id(name);
	size_t length = without_number(id);
	_cleanup_free_ char *text = NULL;
	char *parted;

	if (!strncmp(id, func, sizeof(func) - 1) && length > sizeof(func) - 1)
		return strtab_add_n(&work->analysis->strings,
				    id + sizeof(func) - 1,
				    length - (sizeof(func) - 1), ret);
	text = strndup(id, length);
	if (!text)
		return report_nomem();
	parted = strstr(text, "__");
	if (parted) {
		parted[0] = ' ';
		memmove(parted + 1, parted + 2, strlen(parted + 2) + 1);
	}
	return strtab_add(&work->analysis->strings, text, ret);
}
