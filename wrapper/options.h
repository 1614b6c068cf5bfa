/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ld's command line, or lld's, decoded the way that it decodes it itself. */
#ifndef LDFOLD_OPTIONS_H
#define LDFOLD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "script/script.h"

/* What an argument means, as far as folding a link cares. */
enum option_id {
	OPTION_OTHER,		/* an option without interest here */
	OPTION_INPUT,		/* not an option: a file; value = its name */
	OPTION_LIBRARY,		/* -l */
	OPTION_SCRIPT,		/* -T, --script */
	OPTION_DEFAULT_SCRIPT,	/* -dT, --default-script */
	OPTION_MRI_SCRIPT,	/* -c, --mri-script */
	OPTION_OUTPUT,		/* -o, --output */
	OPTION_RELOCATABLE,	/* -r, -i, -Ur, --relocatable */
	OPTION_STRIP,		/* -s, -S, --strip-all, --strip-debug */
	OPTION_CREF,		/* --cref */
	OPTION_GC,		/* --gc-sections */
	OPTION_NO_GC,		/* --no-gc-sections */
	OPTION_MAP,		/* -Map */
	OPTION_PRINT_MAP,	/* -M, --print-map */
	OPTION_LIBRARY_PATH,	/* -L, --library-path */
	OPTION_SYSROOT,		/* --sysroot */
	OPTION_DEPENDENCY_FILE, /* --dependency-file */
	OPTION_PLUGIN,		/* -plugin */
	OPTION_ORPHANS,		/* --orphan-handling */
	OPTION_Z,		/* -z KEYWORD */
	OPTION_PARTS,	     /* --unique, --split-by-file, --split-by-reloc */
	OPTION_INFORMATION,  /* --version, --help: ld prints and exits */
	OPTION_SAYS_VERSION, /* -v: ld prints, and exits if that's all */
	/* Of lld only. */
	OPTION_WHOLE,	   /* --whole-archive */
	OPTION_NO_WHOLE,   /* --no-whole-archive */
	OPTION_START_LIB,  /* --start-lib: objects as if in an archive */
	OPTION_END_LIB,	   /* --end-lib */
	OPTION_PUSH_STATE, /* --push-state */
	OPTION_POP_STATE,  /* --pop-state */
	OPTION_STATIC,	   /* -Bstatic: -l finds archives only */
	OPTION_NO_STATIC,  /* -Bdynamic */
	OPTION_FORMAT,	   /* --format: files may be no objects */
	OPTION_DYNAMIC,	   /* the output has dynamic symbols */
	OPTION_UNMODELLED, /* what ldfold can't foresee the effect of */
	OPTION_UNKNOWN,	   /* not in the table: ld knows, or complains */
};

enum option_value {
	NO_VALUE,
	NEEDS_VALUE, /* attached, or the next argument */
	MAY_VALUE,   /* only attached, with = */
};

struct long_option {
	const char *name;
	enum option_value value;
	enum option_id id;
};

/* ld's options (option-table.c). Each list ends with a NULL name. */
extern const struct long_option long_options[];
/* With two dashes only: `-omagic' is `-o magic'. */
extern const struct long_option two_dash_options[];
/* Those that only some targets, or only lds newer than 2.40, have. */
extern const struct long_option some_lds_options[];
/* One letter each, as getopt(3) writes them, and those of interest. */
extern const char short_options[];
enum option_id short_option_id(char letter);

/* One decoded option or file. */
struct option_hit {
	enum option_id id;
	const char *value; /* points into an argument, or NULL */
	size_t where;	   /* the argument that holds the value */
	size_t offset;	   /* and where in it the value starts */
};

struct option_scan {
	enum dialect dialect; /* whose options they are */
	char *const *args;
	size_t count;
	size_t next;	     /* the argument to decode next */
	const char *cluster; /* inside one like `-nM': the next letter */
	bool missing;	     /* the last option lacks its value */
};

/* Decode the next option or file of SCAN, which starts with dialect, args and
 * count set and the rest 0: 1 and *hit, or 0 at the end, where scan->next is the
 * `--' that ended the options, or count. */
int option_next(struct option_scan *scan, struct option_hit *hit);

/* For those who decode: the value of HIT is at VALUE in the argument WHERE.
 * 1. */
static inline int option_hit_value(const struct option_scan *scan,
				   struct option_hit *hit, size_t where,
				   const char *value)
{
	hit->value = value;
	hit->where = where;
	hit->offset = (size_t)(value - scan->args[where]);
	return 1;
}

/* It is the next argument. 1. */
static inline int option_hit_next(struct option_scan *scan,
				  struct option_hit *hit)
{
	size_t where = scan->next;

	if (where >= scan->count) {
		scan->missing = true;
		hit->id = OPTION_UNKNOWN;
		return 1;
	}
	scan->next++;
	return option_hit_value(scan, hit, where, scan->args[where]);
}

/* As option_next(), which calls it, of lld. */
int option_next_lld(struct option_scan *scan, struct option_hit *hit);

#endif
