/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one link's arguments ask of ld, as far as folding it cares. */
#ifndef LDFOLD_REQUEST_H
#define LDFOLD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/vec.h"
#include "script/script.h"
#include "wrapper/arguments.h"
#include "wrapper/settings.h"

/* Where a value stands in the arguments; NULL if there is none. */
struct request_value {
	const char *text;
	size_t where, offset; /* as in struct option_hit */
};

struct request {
	enum dialect dialect;	     /* whose arguments they are */
	struct request_value script; /* the last -T, else the last -dT */
	size_t nscripts;	     /* how many -T */
	bool kernel_script;	     /* one of them is a kernel's */
	bool relocatable;
	bool strips_debug;
	bool cref;
	bool gc_sections;
	bool parts;		/* --unique and --split-by-... */
	bool numbers_locals;	/* -z unique-symbol */
	bool bars_orphans;	/* --orphan-handling=error or discard */
	bool dynamic;		/* lld: the output has dynamic symbols */
	const char *unmodelled; /* lld: an option that can't be foreseen */
	bool plugin;		/* the user's own, the compiler's */
	bool mri_script;
	bool information; /* ld will print something and exit */
	bool says_version;
	bool has_input;
	bool incomplete; /* the last option lacks its value */
	const char *output;
	bool names_output;	     /* there is an -o */
	const char *map;	     /* last -Map; "-" for -M; or NULL */
	const char *dependency_file; /* or NULL */
	const char *sysroot;	     /* or "" */
	VEC(char *) dirs;	     /* of -L, in order */
	size_t nscript_dirs;	     /* those given before the script */
	size_t end;		     /* where ld stops reading options */
};

enum request_verdict {
	REQUEST_FOLD,
	REQUEST_PASS,	 /* run ld as if nothing had been */
	REQUEST_DECLINE, /* so too, but it was to be folded */
	REQUEST_FAILED,	 /* can't be told (reported) */
};

/* Read ARGS of the linker of DIALECT; they must outlive the request. 0, or -1
 * (reported). */
int request_init(struct request *request, enum dialect dialect,
		 const struct arguments *args);
void request_deinit(struct request *request);

/* Whether to fold the link. REQUEST_DECLINE has been reported, as a warning,
 * and REQUEST_FAILED, as an error. */
enum request_verdict request_judge(const struct request *request,
				   const struct settings *settings);

/* The name under which ld will write its map, given request->map, or NULL: it
 * won't, or to something that isn't a file. New memory; 0, or -1 (reported).
 */
int request_map_file(const struct request *request, char **ret);

#endif
