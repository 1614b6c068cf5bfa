/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The symbols of a kernel module, NAME.ko, as a livepatch counts them. */
#ifndef LDFOLD_MODULE_H
#define LDFOLD_MODULE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"

/* The tables that the kernel may look a symbol up in, see module.c. */
enum module_table {
	MODULE_COMING = 1,    /* while the module is being loaded: all */
	MODULE_LIVE = 2,      /* later: without init code */
	MODULE_LIVE_EXIT = 4, /* the same with exit code kept, and without that
			       * where it isn't known which of the two it is */
};

struct module_symbol {
	const char *name;
	const char *source;	 /* of a local one: STT_FILE, or "" */
	const char *section;	 /* or "" */
	uint32_t section_number; /* or 0 */
	uint64_t offset;	 /* in it */
	uint64_t size;
	uint8_t info;	/* st_info */
	uint8_t tables; /* those that have it */
};

struct module {
	const char *path;
	int fd;
	Elf *elf;
	VEC(struct module_symbol) symbols; /* in the order of .symtab */
	const char *vermagic;		   /* or NULL */
	uint8_t tables;			   /* that the kernel may have */
};

/* Is PATH a relocatable file, as modules are? What can't be read isn't. */
bool module_is(const char *path);

/* Read the module PATH. WITH_DATA: the kernel has CONFIG_KALLSYMS_ALL. 0 and
 * *ret, or -1 (reported). Release with module_deinit, which also takes one that
 * is all zero but for its descriptor, -1. */
int module_read(struct module *ret, const char *path, bool with_data);
void module_deinit(struct module *module);

/* How a livepatch may name a symbol. */
struct module_rank {
	uint32_t sympos; /* 0: it's the only one of its name */
	const char *why; /* or NULL; it has no position, since ... */
	bool gone;	 /* that is since it doesn't stay in memory */
};

/* The ranks of the COUNT symbols NUMBERS of MODULE, which are all of one name,
 * in order. */
void module_rank(const struct module *module, const uint32_t *numbers,
		 size_t count, struct module_rank *ret);

#endif
