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
#include "link.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "fold.h"
#include "gnu-ld.h"
#include "refine.h"
#include "remembered.h"
#include "report.h"
#include "rules.h"
#include "script.h"

struct link {
	struct job *job;
	char *const *plain;
	struct refinements *refinements; /* for the next run */
	char *memory;			/* file of the remembered ones */
	bool from_memory;		/* they are the remembered ones */
	unsigned int rounds;		/* of refining in this link */
	int killed_by;			/* signal, or 0 */
};

enum outcome {
	OUTCOME_LINKED,
	OUTCOME_FAILED,		/* ld failed, as it would have alone */
	OUTCOME_KILLED,
	OUTCOME_AGAIN,
	OUTCOME_FORGOTTEN,
	OUTCOME_DECLINED,
	OUTCOME_STOPPED,
	OUTCOME_NO_PLUGIN,	/* this linker doesn't load it */
	OUTCOME_NO_VERDICT,
};

/* Rounds of refining, each of which costs ld's start. */
enum { MAX_ROUNDS = 2 };

/* A run's exit status, or one of these. */
enum { RUN_ONCE_MORE = -1 };

/* Whether the linker ever loaded the plugin. One that stops at a bad option
 * hasn't either, so before anything is concluded from a failure it is asked
 * who it is. */
static enum outcome outcome_unloaded(const struct run *run, bool failed)
{
	if (failed && is_gnu_ld(run->job->linker))
		return OUTCOME_FAILED;
	return OUTCOME_NO_PLUGIN;
}

static enum outcome outcome_of(const struct run *run)
{
	static const enum outcome by_verdict[] = {
		[VERDICT_AGAIN] = OUTCOME_AGAIN,
		[VERDICT_FORGET] = OUTCOME_FORGOTTEN,
		[VERDICT_DECLINE] = OUTCOME_DECLINED,
		[VERDICT_STOP] = OUTCOME_STOPPED,
	};
	enum verdict verdict = run->report.verdict;
	bool failed = run->ld.status;

	if (process_caught() || WIFSIGNALED(run->ld.status))
		return OUTCOME_KILLED;
	if (verdict > VERDICT_GO)
		return by_verdict[verdict];
	if (verdict == VERDICT_GO)
		return failed ? OUTCOME_FAILED : OUTCOME_LINKED;
	if (!run->report.loaded)
		return outcome_unloaded(run, failed);
	return failed ? OUTCOME_FAILED : OUTCOME_NO_VERDICT;
}

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

/* One function for each outcome: an exit status or RUN_ONCE_MORE. */
typedef int (*outcome_fn)(struct link *link, struct run *run);

static int on_linked(struct link *link, struct run *run)
{
	struct job *job = link->job;

	run_show(run);
	if (result_finish(job->result, job->request, job->settings,
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

/* What a failing ld leaves is its own affair. */
static int on_failed(struct link *link, struct run *run)
{
	run_show(run);
	result_fail(link->job->result);
	return WEXITSTATUS(run->ld.status);
}

static int on_killed(struct link *link, struct run *run)
{
	run_show(run);
	result_remove(link->job->result);
	link->killed_by = process_caught();
	if (!link->killed_by)
		link->killed_by = WTERMSIG(run->ld.status);
	return 1;
}

static int on_again(struct link *link, struct run *run)
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

static int on_declined(struct link *link, struct run *run)
{
	if (link->from_memory)
		return forget(link);
	run_show_report(run);
	return process_become(link->plain);
}

static int on_stopped(struct link *link, struct run *run)
{
	if (link->from_memory)
		return forget(link);
	run_show_report(run);
	result_remove(link->job->result);
	return 1;
}

static int on_no_plugin(struct link *link, struct run *run)
{
	(void)run;
	report_warning("%s: doesn't load the plugin; linking without folding",
		       link->job->linker);
	return process_become(link->plain);
}

static int on_no_verdict(struct link *link, struct run *run)
{
	run_show(run);
	report_error("%s: linked, but %s gave no verdict",
		     link->job->request->output, link->job->settings->plugin);
	result_remove(link->job->result);
	return 1;
}

static const outcome_fn on_outcome[] = {
	[OUTCOME_LINKED] = on_linked,
	[OUTCOME_FAILED] = on_failed,
	[OUTCOME_KILLED] = on_killed,
	[OUTCOME_AGAIN] = on_again,
	[OUTCOME_FORGOTTEN] = on_again,
	[OUTCOME_DECLINED] = on_declined,
	[OUTCOME_STOPPED] = on_stopped,
	[OUTCOME_NO_PLUGIN] = on_no_plugin,
	[OUTCOME_NO_VERDICT] = on_no_verdict,
};

static enum run_mode mode_of(const struct link *link)
{
	if (link->from_memory)
		return RUN_REMEMBERED;
	return link->rounds == MAX_ROUNDS ? RUN_FINAL : RUN_FRESH;
}

/* Run ld once: an exit status or RUN_ONCE_MORE. */
static int run_once(struct link *link)
{
	struct run run;
	int status;

	if (run_ld(&run, link->job, mode_of(link), link->refinements)) {
		result_remove(link->job->result);
		status = 1;
	} else {
		status = on_outcome[outcome_of(&run)](link, &run);
	}
	run_deinit(&run);
	return status;
}

static int run_all(struct link *link)
{
	const struct job *job = link->job;
	int status;

	link->memory = remembered_path(job->request->output,
				       script_hash(job->script),
				       rules_hash(job->rules));
	if (!link->memory)
		return 1;
	link->refinements = remembered_load(link->memory);
	if (!link->refinements)
		return 1;
	link->from_memory = refinements_count(link->refinements);
	process_watch();
	do
		status = run_once(link);
	while (status == RUN_ONCE_MORE);
	return status;
}

/* With script and rules at hand. */
static int link_with(struct job *job, char *const *plain)
{
	struct link link = { .job = job, .plain = plain };
	struct result result;
	int status;

	if (result_init(&result, job->request))
		return 1;
	job->result = &result;
	status = run_all(&link);
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
static int decline(const struct job *job, struct script_decline *why,
		   char *const *plain)
{
	report_warning("%s:%u: %s; linking with the original script",
		       why->file, why->line, why->why);
	script_decline_deinit(why);
	result_remove_sidecar(job->request->output);
	return process_become(plain);
}

int link_folded(struct job *job, char *const *plain)
{
	const struct request *request = job->request;
	struct script_decline why;
	struct script *script;
	struct rules *rules;
	int status;

	if (access(job->settings->plugin, R_OK)) {
		report_error("%s: can't open:", job->settings->plugin);
		return 1;
	}
	rules = rules_load(job->settings->rules);
	if (!rules)
		return 1;
	status = script_load(request->script.text,
			     (const char *const *)request->dirs.data,
			     request->nscript_dirs, &script, &why);
	if (!status) {
		status = fold_check(script, rules, &why);
		if (status)
			script_destroy(script);
	}
	if (status) {
		rules_destroy(rules);
		return status < 0 ? 1 : decline(job, &why, plain);
	}
	if (request->bars_orphans)
		script_bar_orphans(script);
	job->script = script;
	job->rules = rules;
	status = link_with(job, plain);
	script_destroy(script);
	rules_destroy(rules);
	return status;
}
