/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One folded link.
 *
 *	run ld, refined as an earlier link was ----- go: finish
 *	run ld, not refined ------------------------ go: finish
 *	run ld, refined as the run before asked ---- go: finish, remember
 *	run ld, refined once more ------------------ go: finish, remember
 *
 * The last is rare: an output section that the refinement has added for one
 * section takes another that nobody asked for it.
 *
 * The first of these only if there is something remembered; that is no more
 * than a guess, so where it doesn't end well, all starts over without it. What
 * is remembered can cost time but change no outcome. */
#include "wrapper/modes.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "script/fold.h"
#include "script/refine.h"
#include "script/rules.h"
#include "script/script.h"
#include "wrapper/debug-size.h"
#include "wrapper/linker.h"
#include "wrapper/remembered.h"
#include "wrapper/run.h"

struct link {
	struct job *job;
	char *const *plain;
	struct refinements *refinements; /* for the next run */
	char *memory;			 /* file of the remembered ones, or
					 * NULL: none is to be left */
	bool from_memory;		 /* they are the remembered ones */
	unsigned int rounds;		 /* of refining in this link */
	int killed_by;			 /* signal, or 0 */
};

/* Rounds of refining, each of which costs ld's start. */
enum { MAX_ROUNDS = 2 };

/* A run's exit status, or one of these. */
enum { RUN_ONCE_MORE = -1 };

/* Begin anew without what other links left. */
static int forget(struct link *link)
{
	refinements_destroy(link->refinements);
	link->refinements = refinements_create();
	link->from_memory = false;
	if (!link->refinements)
		return 1;
	remembered_store(link->memory, link->refinements);
	return RUN_ONCE_MORE;
}

/* What becomes of a run: each an exit status or RUN_ONCE_MORE. */

static int finish(struct link *link, struct run *run)
{
	struct job *job = link->job;

	run_show(run);
	if ((run->report.made &&
	     result_warn_made(job->result, run->report.made)) ||
	    result_finish(job->result, job->request, job->settings,
			  &run->names)) {
		result_remove(job->result);
		return 1;
	}
	if (!link->from_memory)
		remembered_store(link->memory, link->refinements);
	if (job->settings->verbose && run->report.summary)
		report_note("%s", run->report.summary);
	return 0;
}

/* ld has failed as it would have alone. What it leaves is its own affair. */
static int fail(struct link *link, struct run *run)
{
	run_show(run);
	result_fail(link->job->result);
	return WEXITSTATUS(run->ld.status);
}

static int refine(struct link *link, struct run *run)
{
	char **directive;

	if (link->from_memory)
		return forget(link);
	if (link->rounds == MAX_ROUNDS || !run->report.refine.size) {
		run_show_report(run);
		report_error("%s: the refined script still breaks the law",
			     link->job->request->output);
		result_remove(link->job->result);
		return 1;
	}
	vec_for_each(&run->report.refine, directive)
		if (refinements_add(link->refinements, *directive))
			return 1;
	link->rounds++;
	return RUN_ONCE_MORE;
}

static int conclude(struct link *link, struct run *run)
{
	const struct job *job = link->job;
	bool failed = run->ld.status;

	if (process_caught() || WIFSIGNALED(run->ld.status)) {
		run_show(run);
		result_remove(job->result);
		link->killed_by = process_caught();
		if (!link->killed_by)
			link->killed_by = WTERMSIG(run->ld.status);
		return 1;
	}
	switch (run->report.verdict) {
	case VERDICT_GO:
		return failed ? fail(link, run) : finish(link, run);
	case VERDICT_AGAIN:
	case VERDICT_FORGET:
		return refine(link, run);
	case VERDICT_DECLINE:
		if (link->from_memory)
			return forget(link);
		run_show_report(run);
		return process_become(link->plain);
	case VERDICT_STOP:
		if (link->from_memory)
			return forget(link);
		run_show_report(run);
		result_remove(job->result);
		return 1;
	case VERDICT_NONE:
		break;
	}
	/* A linker that stops at a bad option hasn't loaded the plugin either,
	 * so before anything is concluded from a failure it is asked who it
	 * is. */
	if (!run->report.loaded && !(failed && linker_is_gnu(job->linker))) {
		report_warning(
			"%s: doesn't load the plugin; linking without folding",
			job->linker);
		return process_become(link->plain);
	}
	if (failed)
		return fail(link, run);
	run_show(run);
	report_error("%s: linked, but %s gave no verdict", job->request->output,
		     job->settings->plugin);
	result_remove(job->result);
	return 1;
}

/* Run ld once: an exit status or RUN_ONCE_MORE. */
static int run_once(struct link *link)
{
	enum run_mode mode = link->from_memory		  ? RUN_REMEMBERED
			     : link->rounds == MAX_ROUNDS ? RUN_FINAL
							  : RUN_FRESH;
	struct run run;
	int status;

	if (run_ld(&run, link->job, mode, link->refinements)) {
		result_remove(link->job->result);
		status = 1;
	} else {
		status = conclude(link, &run);
	}
	run_deinit(&run);
	return status;
}

/* With script and rules at hand. */
static int link_with(struct job *job, char *const *plain)
{
	struct link link = { .job = job, .plain = plain };
	struct result result;
	bool remembers;
	int status = 1;

	if (result_init(&result, job->request))
		return 1;
	job->result = &result;
	remembers = result_is_file(&result);
	if (remembers)
		link.memory = remembered_path(job->request->output,
					      script_hash(job->script),
					      rules_hash(job->rules));
	if (link.memory || !remembers)
		link.refinements = remembered_load(link.memory);
	if (link.refinements) {
		link.from_memory = refinements_count(link.refinements);
		process_watch();
		do
			status = run_once(&link);
		while (status == RUN_ONCE_MORE);
	}
	job->result = NULL;
	result_deinit(&result);
	refinements_destroy(link.refinements);
	free(link.memory);
	/* One that came while the sidecar was written finds all done. */
	if (!link.killed_by)
		link.killed_by = process_caught();
	if (link.killed_by)
		process_die_by(link.killed_by);
	return status;
}

/* The script has something that ldfold doesn't know for sure. */
static int decline(const struct request *request, struct script_decline *why,
		   char *const *plain)
{
	report_warning("%s:%u: %s; linking with the original script", why->file,
		       why->line, why->why);
	script_decline_deinit(why);
	result_remove_sidecar(request->output);
	return process_become(plain);
}

int job_load(struct job *job, char *const *plain, int *ret_status)
{
	const struct request *request = job->request;
	struct script_decline why;
	struct script *script;
	struct rules *rules = rules_load(job->settings->rules);
	int status;

	*ret_status = 1;
	if (!rules)
		return -1;
	status = script_load(request->dialect, request->script.text,
			     (const char *const *)request->dirs.data,
			     request->nscript_dirs, &script, &why);
	if (!status) {
		status = fold_check(script, rules, &why);
		if (status)
			script_destroy(script);
	}
	if (status) {
		rules_destroy(rules);
		if (status > 0)
			*ret_status = decline(request, &why, plain);
		return -1;
	}
	if (request->bars_orphans)
		script_bar_orphans(script);
	job->script = script;
	job->rules = rules;
	return 0;
}

void job_release(struct job *job)
{
	script_destroy(job->script);
	rules_destroy(job->rules);
}

int link_folded(char *const *plain, const struct settings *settings,
		const struct request *request, struct arguments *args)
{
	struct job job = { .linker = plain[0],
			   .settings = settings,
			   .request = request,
			   .args = args };
	int status;

	if (access(settings->plugin, R_OK)) {
		report_error("%s: can't open:", settings->plugin);
		return 1;
	}
	if (job_load(&job, plain, &status))
		return status;
	/* Where ld strips debug sections it doesn't read their relocations. */
	job.saves_memory = !request->strips_debug && debug_size_is_large(args);
	status = link_with(&job, plain);
	job_release(&job);
	return status;
}
