/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of ld on the folded script, with the plugin. */
#ifndef LDFOLD_RUN_H
#define LDFOLD_RUN_H

#include "wrapper/arguments.h"
#include "wrapper/unnamed.h"
#include "wrapper/process.h"
#include "wrapper/relay.h"
#include "wrapper/request.h"
#include "wrapper/result.h"
#include "wrapper/settings.h"
#include "wrapper/verdict.h"

struct refinements;
struct rules;
struct script;

/* What stays the same in all runs of a link. */
struct job {
	const char *linker;
	const struct settings *settings;
	const struct request *request;
	struct arguments *args;
	struct script *script;
	struct rules *rules;
	struct result *result;
	bool saves_memory; /* GNU ld keeps no relocations */
};

/* link.c: load script and rules of JOB, with the rest at hand. 0, to be released
 * with job_release; or -1 and *ret_status, the status to exit with: the error
 * is reported, or the script can't be folded, and PLAIN couldn't be run in its
 * place. */
int job_load(struct job *job, char *const *plain, int *ret_status);
void job_release(struct job *job);

/* What the plugin is to do where the law doesn't hold. */
enum run_mode {
	RUN_FRESH,	/* refine */
	RUN_REMEMBERED, /* have the remembered refinements forgotten */
	RUN_FINAL,	/* fail: this is the last round */
};

struct run {
	const struct job *job;
	enum run_mode mode;
	struct names names; /* the folded texts, by descriptor */
	struct argument_vector argv;
	struct process ld;
	struct relay out; /* ld's stdout; stderr too, if the same */
	struct relay err; /* ld's stderr */
	bool one_stream;
	struct verdict_reader report;
};

/* Fold the script with REFINEMENTS and run ld until it ends. What ld and the
 * plugin say is passed on from the verdict `go' on, held otherwise. 0, or -1
 * (reported). Release with run_deinit in either case. */
int run_ld(struct run *run, const struct job *job, enum run_mode mode,
	   const struct refinements *refinements);
void run_deinit(struct run *run);

/* Have the linker of JOB write its map to FD: one more option for ARGV, or for
 * what it is finished with. 0, or -1 (reported). */
int run_add_map(const struct job *job, struct argument_vector *argv, int fd);

/* Print what is held: the plugin's lines, then ld's. */
void run_show(struct run *run);

/* Print the plugin's lines only. */
void run_show_report(struct run *run);

#endif
