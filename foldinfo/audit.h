/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit, and what it compares a livepatch with: the shipped kernel and its
 * modules. */
#ifndef LDFOLD_FOLDINFO_AUDIT_H
#define LDFOLD_FOLDINFO_AUDIT_H

#include "common/vec.h"
#include "foldinfo/foldinfo.h"
#include "match/kallsyms.h"
#include "match/kernel.h"
#include "match/relocatable.h"

enum audit_known { AUDIT_UNKNOWN, AUDIT_YES, AUDIT_NO };

/* A symbol of some name in vmlinux or a module. */
struct audit_symbol {
	const char *source; /* of a local one: STT_FILE, or "" */
	bool is_local;
	unsigned int type; /* STT_FUNC, ... */
	uint64_t address;  /* of vmlinux */
	uint64_t size;
	uint32_t sympos;	  /* 0: it's the only one */
	const char *why;	  /* or NULL; it has no position, since ... */
	const char *freed;	  /* the section that doesn't stay, or NULL */
	enum audit_known ftrace;  /* has it an entry? */
	const char *ftrace_doubt; /* AUDIT_UNKNOWN: why */
};

struct audit_symbols {
	VEC(struct audit_symbol) list; /* in the kernel's order */
};

/* What exports a symbol. */
struct audit_export {
	bool gpl_only;
	bool gpl_known;
	const char *space; /* its namespace, or NULL */
	bool has_crc;
	uint32_t crc;
};

/* -- vmlinux ---------------------------------------------------------------- */

struct audit_kernel {
	struct kernel kernel;
	struct kallsyms kallsyms;
	/* By name, and then in the order of the table. */
	const struct kallsyms_entry **entries;
	size_t nentries;
	/* By name, then address. */
	const struct kernel_symbol **symbols;
	uint64_t *mcount; /* addresses that ftrace may patch, ascending */
	size_t nmcount;
	const char *mcount_doubt;      /* why they aren't known, or NULL */
	uint64_t init_begin, init_end; /* memory that is freed, or 0 */
	const char *vermagic;	       /* or NULL */
	bool has_exports;	       /* symbols of its tables */
	bool has_crcs;
};

/* Read the kernel options->shipped. 0 and *ret, or -1 (reported). Release with
 * audit_kernel_deinit, in either case. */
int audit_kernel_init(struct audit_kernel *ret,
		      const struct foldinfo_options *options);
void audit_kernel_deinit(struct audit_kernel *kernel);

/* The symbols called NAME. 0 and *ret, which grows, or -1 (reported). */
int audit_kernel_find(const struct audit_kernel *kernel, const char *name,
		      struct audit_symbols *ret);

/* Does it export NAME? */
bool audit_kernel_export(const struct audit_kernel *kernel, const char *name,
			 struct audit_export *ret);

/* -- Modules ---------------------------------------------------------------- */

struct audit_module {
	char *name; /* as the kernel calls it */
	char *path;
	const char *why; /* it can't be read: why; else NULL */
	bool opened;
	struct module module;
	struct relocatable file;
	VEC(uint32_t) order;	    /* of module.symbols, by name */
	VEC(struct pointer) mcount; /* by section, then offset */
};

struct audit_modules {
	const char *directory;	       /* or NULL */
	VEC(struct audit_module) list; /* by name */
	bool with_data;		       /* CONFIG_KALLSYMS_ALL */
};

/* Find the modules under options->modules, if that isn't NULL. 0 and *ret, or
 * -1 (reported). Release with audit_modules_deinit, in either case. */
int audit_modules_init(struct audit_modules *ret,
		       const struct foldinfo_options *options);
void audit_modules_deinit(struct audit_modules *modules);

/* The module called NAME, read; or NULL, and *why. */
struct audit_module *audit_modules_get(struct audit_modules *modules,
				       const char *name, const char **why);

/* As those of vmlinux. */
int audit_module_find(const struct audit_module *module, const char *name,
		      struct audit_symbols *ret);
bool audit_module_export(const struct audit_module *module, const char *name,
			 struct audit_export *ret);

/* -- The audit -------------------------------------------------------------- */

struct answer_audit;
struct audit;
struct builds;

/* Read the livepatch PATCH, the kernel options->shipped that it is for, and
 * which modules there are. 0 and *ret, or -1 (reported). Release with
 * audit_destroy, in either case. */
int audit_create(struct audit **ret, const struct foldinfo_options *options,
		 const char *patch);
void audit_destroy(struct audit *audit);

/* Judge it, once. BUILDS, if not NULL, have their places, and have to stay. NULL
 * (reported) on error. */
const struct answer_audit *audit_judge(struct audit *audit,
				       const struct builds *builds);

/* Does the patch, judged with builds, replace the function of vmlinux that is at
 * PLACE, which is known? */
struct answer_place;
bool audit_replaces(const struct audit *audit,
		    const struct answer_place *place);

#endif
