/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tool foldinfo: its commands and what they share. */
#ifndef LDFOLD_FOLDINFO_H
#define LDFOLD_FOLDINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sidecar.h"

/* Exit statuses. */
enum {
	FOLDINFO_OK,
	FOLDINFO_NO,		/* not found, doesn't agree */
	FOLDINFO_TROUBLE,	/* can't say */
};

struct foldinfo_options {
	const char *sidecar;	/* -s, or NULL */
	bool companions;	/* -c */
	bool no_headings;	/* -n */
	bool verbose;		/* -v */
	bool kpatch;		/* --kpatch */
	bool ignore_line;	/* --ignore-line */
	bool why_not;		/* --why-not */
	bool json;		/* --json */
	const char *shipped;	/* --for, or NULL */
	const char *object;	/* an operand, or NULL */
	bool duplicates;	/* --duplicates */
	bool no_kallsyms_all;	/* --no-kallsyms-all */
};

/* Each runs a command with its operands and returns an exit status. */
int foldinfo_list(const struct foldinfo_options *options, int argc,
		  char **argv);
int foldinfo_find(const struct foldinfo_options *options, int argc,
		  char **argv);
int foldinfo_check(const struct foldinfo_options *options, int argc,
		   char **argv);
int foldinfo_info(const struct foldinfo_options *options, int argc,
		  char **argv);
int foldinfo_diff(const struct foldinfo_options *options, int argc,
		  char **argv);
int foldinfo_refs(const struct foldinfo_options *options, int argc,
		  char **argv);
int foldinfo_sympos(const struct foldinfo_options *options, int argc,
		    char **argv);
int foldinfo_symtab(const struct foldinfo_options *options, int argc,
		    char **argv);
int foldinfo_match(const struct foldinfo_options *options, int argc,
		   char **argv);

/* Open the sidecar that -s names, else the one that FILE is, else the one
 * beside FILE. 0, or -1 (reported). */
int foldinfo_open(const struct foldinfo_options *options, const char *file,
		  struct sidecar **ret);

/* The members `object' and `member' that say which file a symbol is of. */
struct json;
void foldinfo_json_file(struct json *json, const struct sidecar_file *file);

/* -- A table of symbols -------------------------------------------------- */

struct rows;

/* Make room for rows about the symbols of SIDECAR. NULL (reported) on error. */
struct rows *rows_create(const struct sidecar *sidecar,
			 const struct foldinfo_options *options);
void rows_destroy(struct rows *rows);

/* Add record INDEX, as seen from ADDRESS, or from its own if that is NULL. 0,
 * or -1 (reported). */
int rows_add(struct rows *rows, uint32_t index, const uint64_t *address);

/* Print them, in aligned columns or as JSON. 0, or -1 (reported). */
int rows_print(const struct rows *rows);

#endif
