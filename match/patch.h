/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a livepatch module, PATCH.ko, claims of the kernel that it is for. */
#ifndef LDFOLD_PATCH_H
#define LDFOLD_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "match/relocatable.h"

#define PATCH_VMLINUX "vmlinux"

enum { PATCH_SHN_LIVEPATCH = 0xff20 }; /* SHN_LIVEPATCH */

/* How a patch lists the functions that it replaces; see patch-forms.c. */
enum patch_form {
	PATCH_FORM_NONE,    /* in no form that is known */
	PATCH_FORM_KPATCH,  /* kpatch-build's */
	PATCH_FORM_KLP,	    /* klp-build's */
	PATCH_FORM_STRUCTS, /* struct klp_patch, as samples/livepatch have it */
};

/* A function that is replaced. */
struct patch_func {
	const char *object; /* PATCH_VMLINUX or a module */
	bool named;	    /* the patch has its name; NULL is vmlinux */
	const char *name;
	uint64_t sympos;
	const char *source;	/* of what replaces it: STT_FILE, or "" */
	uint64_t address, size; /* where it was for kpatch-build, or 0 */
};

/* A symbol .klp.sym.OBJECT.NAME,POSITION. */
struct patch_symbol {
	const char *whole;
	char *object, *name; /* new memory; NULL: it isn't written so */
	uint64_t sympos;
	bool marked; /* SHN_LIVEPATCH: the loader leaves it alone */
};

/* A section .klp.rela.* or .klp.arch.*, or one that is marked as the first
 * are. */
struct patch_section {
	const char *name;
	uint32_t number;
	char *object; /* new memory; NULL: it isn't written so */
	bool is_arch;
	bool marked; /* SHF_RELA_LIVEPATCH */
};

/* An undefined symbol. */
struct patch_need {
	const char *name;
	bool weak;
};

/* What the patch was built to expect of an exported symbol. */
struct patch_version {
	const char *name;
	uint32_t crc;
};

struct patch_relocation {
	uint32_t type;
	size_t count;
};

struct patch {
	struct module module;
	struct relocatable file;
	enum patch_form form;
	const char *form_doubt; /* why it isn't known, or NULL */
	VEC(struct patch_func) funcs;
	VEC(struct patch_symbol) symbols;
	VEC(struct patch_section) sections;
	VEC(struct patch_need) needs;
	VEC(struct patch_version) versions; /* by name */
	bool has_versions;
	VEC(struct patch_relocation) relocations;  /* by type, each once */
	const char *license, *depends, *livepatch; /* of .modinfo, or NULL */
	bool has_dynrelas; /* kpatch's relocations of before Linux 4.7 */
};

/* Read the livepatch module PATH. 0 and *ret, or -1 (reported). Release with
 * patch_deinit, which also takes one that is all zero but for
 * ret->module.fd, -1. */
int patch_read(struct patch *ret, const char *path);
void patch_deinit(struct patch *patch);

/* The CRC that the patch expects of the exported symbol NAME, or NULL. */
const struct patch_version *patch_version(const struct patch *patch,
					  const char *name);

/* -- Parts of patch_read() -------------------------------------------------- */

struct patch_reader {
	struct patch *patch;
	const struct relocatable *file;
};

/* Find out what the patch replaces. 0, or -1 (reported). */
int patch_read_funcs(struct patch_reader *r);

#endif
