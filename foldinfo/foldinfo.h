/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tool foldinfo: its commands and what they share. */
#ifndef LDFOLD_FOLDINFO_H
#define LDFOLD_FOLDINFO_H

#include <elf.h>
#include <stdbool.h>

#include "elf/build-id.h"
#include "sidecar/sidecar.h"

/* Exit statuses. */
enum {
	FOLDINFO_OK,
	FOLDINFO_NO,	  /* not found, doesn't agree */
	FOLDINFO_TROUBLE, /* can't say */
};

struct printer;

struct foldinfo_options {
	const struct printer *printer; /* the form; see print.h */
	const char *sidecar;	       /* -s, or NULL */
	const char *build_id;	       /* --build-id, or NULL */
	struct build_id id;	       /* the same */
	bool companions;	       /* -c */
	bool no_headings;	       /* -n */
	bool verbose;		       /* -v */
	bool kpatch;		       /* --kpatch */
	bool ignore_line;	       /* --ignore-line */
	bool why_not;		       /* --why-not */
	bool all;		       /* --all */
	const char *shipped;	       /* --for, or NULL */
	const char *modules;	       /* --modules, or NULL */
	const char *audit;	       /* --audit, or NULL */
	const char *output;	       /* -o, or NULL */
	const char *object;	       /* an operand, or NULL */
	bool duplicates;	       /* --duplicates */
	bool no_kallsyms_all;	       /* --no-kallsyms-all */
};

/* Do the options name a sidecar? */
static inline bool foldinfo_names_sidecar(
	const struct foldinfo_options *options)
{
	return options->sidecar || options->build_id;
}

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
int foldinfo_audit(const struct foldinfo_options *options, int argc,
		   char **argv);
int foldinfo_report(const struct foldinfo_options *options, int argc,
		    char **argv);
int foldinfo_match(const struct foldinfo_options *options, int argc,
		   char **argv);

/* Open the sidecar that -s or --build-id names, else the one that FILE is, else
 * the one beside FILE, in it, or known by its build-id. 0, or -1 (reported). */
int foldinfo_open(const struct foldinfo_options *options, const char *file,
		  struct sidecar **ret);

/* Report that nothing is called NAME, or at that address, in OBJECT, or at all
 * if that is NULL. */
void foldinfo_not_found(const char *name, const char *object);

/* How many digits an address has, by the class of the ELF file. */
static inline int foldinfo_address_digits(unsigned int elf_class)
{
	return elf_class == ELFCLASS32 ? 8 : 16;
}

#endif
