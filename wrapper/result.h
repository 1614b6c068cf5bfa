/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a folded link leaves, and what is to become of them. */
#ifndef LDFOLD_RESULT_H
#define LDFOLD_RESULT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "wrapper/unnamed.h"
#include "wrapper/request.h"
#include "wrapper/settings.h"

struct sidecar_draft;

struct result {
	const char *output;
	bool named;   /* by -o, which a script can't overrule */
	bool existed; /* before the link, and how it was */
	struct stat before;
	char *sidecar; /* OUTPUT.fold */
	bool sidecar_wanted;
	int inventory_fd; /* for the plugin, or -1: not wanted */
	char *map_file;	  /* the user's map, if it can serve */
	int map_fd;	  /* else a file of ours, or -1: not wanted */
	bool map_printed; /* the user wants it on stdout */
	struct sidecar_draft *draft; /* or NULL: not begun */
	bool given_up;		     /* until ld has succeeded */
};

/* An output is going to be written that isn't folded: an old sidecar must not
 * survive beside it. */
void result_remove_sidecar(const char *output);

/* Find out what the link is to leave, make the files without a name for it, and
 * remove an old sidecar. 0, or -1 (reported). */
int result_init(struct result *result, const struct request *request);
void result_deinit(struct result *result);

/* Is the output a file, and not a device, beside which nothing is to be
 * left? */
bool result_is_file(const struct result *result);

/* Another run of ld begins. 0, or -1 (reported). */
int result_rewind(struct result *result);

/* The link came to nothing: leave no output, unless it is still the old one. */
void result_remove(const struct result *result);

/* ld has all inputs and goes on alone: do a part of what a sidecar needs and
 * what can be done by then, one input file. Whether there is more of it. */
bool result_advance(struct result *result);

/* ld has succeeded: write the sidecar and put the rest right. NAMES are what ld
 * called the scripts. 0, or -1 (reported). */
int result_finish(struct result *result, const struct request *request,
		  const struct settings *settings, const struct names *names);

/* ld has succeeded: warn of MADE, `SECTION WARNING' as the plugin reports it, if
 * the map says that ld made SECTION for an object. No warning without a map: of a
 * kernel's first links, which its last link repeats. 0, or -1 (reported). */
int result_warn_made(const struct result *result, const char *made);

/* ld has failed: print what it has written of a map that goes to stdout. */
void result_fail(const struct result *result);

#endif
