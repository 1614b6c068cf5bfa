/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of ld on the folded script, with the plugin. */
#ifndef LDFOLD_RUN_H
#define LDFOLD_RUN_H

#include "arguments.h"
#include "names.h"
#include "process.h"
#include "relay.h"
#include "request.h"
#include "result.h"
#include "settings.h"
#include "verdict.h"

struct refinements;
struct rules;
struct script;

/* What stays the same in all runs of a link. */
struct job {
	const char *linker;
	const struct settings *settings;
	const struct request *request;
	struct arguments *args;
	const struct script *script;
	const struct rules *rules;
	struct result *result;
};

/* What the plugin is to do where the law doesn't hold. */
enum run_mode {
	RUN_FRESH,		/* refine */
	RUN_REMEMBERED,		/* have the remembered refinements forgotten */
	RUN_FINAL,		/* fail: this is the last round */
};

struct run {
	const struct job *job;
	enum run_mode mode;
	struct names names;	/* the folded texts, by descriptor */
	struct argument_vector argv;
	struct process ld;
	struct relay out;	/* ld's stdout; stderr too, if the same */
	struct relay err;	/* ld's stderr */
	bool one_stream;
	struct verdict_reader report;
};

/* Fold the script with REFINEMENTS and run ld until it ends. What ld and the
 * plugin say is passed on from the verdict `go' on, held otherwise. 0, or -1
 * (reported). Release with run_deinit in either case. */
int run_ld(struct run *run, const struct job *job, enum run_mode mode,
	   const struct refinements *refinements);
void run_deinit(struct run *run);

/* Print what is held: the plugin's lines, then ld's. */
void run_show(struct run *run);

/* Print the plugin's lines only. */
void run_show_report(struct run *run);

#endif
