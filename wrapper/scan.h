/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging the inputs of a link by lld before lld runs. */
#ifndef LDFOLD_SCAN_H
#define LDFOLD_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/report.h"
#include "common/strtab.h"
#include "common/vec.h"
#include "elf/object.h"
#include "proof/collect.h"
#include "proof/prove.h"
#include "wrapper/arguments.h"
#include "wrapper/foresight.h"
#include "wrapper/request.h"

/* How the options before a file have lld read it. */
struct scan_state {
	bool whole;  /* --whole-archive */
	bool lib;    /* --start-lib */
	bool no_dso; /* -Bstatic */
};

struct scan_message {
	enum report_level level;
	char *text;
};

struct scan {
	const struct request *request;
	struct prover prover;
	struct collection collection;
	struct foresight foresight;
	struct object object;
	struct scan_state state;
	VEC(struct scan_state) pushed;
	struct strtab archives;	       /* those that were read, if lazily */
	VEC(struct scan_message) held; /* what lld may say itself */
	bool broken;		       /* an input couldn't be read for sure */
	bool dynamic;		       /* a shared library is there */
	char *odd;  /* an input that is neither object nor archive, or NULL */
	char *late; /* the first file of bitcode */
	size_t nlate;
};

/* Read and judge all inputs that ARGS name, with the scripts' law. The scripts
 * and RULES have to outlive the scan, which prover_init() says more of. 0, or -1
 * (reported); release with scan_deinit in either case. */
int scan_init(struct scan *scan, const struct request *request,
	      const struct arguments *args, enum prover_mode mode,
	      bool clash_warns, const struct script *original,
	      const struct script *folded, const struct rules *rules);
void scan_deinit(struct scan *scan);

/* Report what has been held. */
void scan_show_held(const struct scan *scan);

#endif
