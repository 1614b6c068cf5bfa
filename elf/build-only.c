/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Since Linux 6.18 ld keeps section .modinfo, of the MODULE_INFO() of what is
 * built in, and MODULE_DEVICE_TABLE() gives each table a second name there,
 * __mod_device_table__*. The build reads both from vmlinux.unstripped, and
 * objcopy takes them out of vmlinux (scripts/Makefile.vmlinux). It leaves a
 * table's second name that a relocation needs, as riscv's may.
 *
 * Hundreds of symbols in .modinfo share their names, __UNIQUE_ID_modinfo_N, as
 * N begins anew in each source. Kernels before 6.18 have neither. */
#include "elf/build-only.h"

#include <string.h>

#include "common/text.h"

bool is_build_only_name(const char *name)
{
	return text_starts_with(name, "__mod_device_table__");
}

bool is_build_only(const char *name, const char *section)
{
	return is_build_only_name(name) || !strcmp(section, ".modinfo");
}
