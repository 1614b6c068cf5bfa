/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One folded link by LLVM's linker, which has no plugins.
 *
 *	fold the script, judge all inputs ---- again: with what is to be refined
 *	                                  ---- go:
 *	run lld, once, and read its map
 *	compare the map with what was foreseen
 *	keep of the inventory what was linked, and write the sidecar
 *
 * lld writes a map to a regular file only under a name of its own beside it, but
 * to a pipe as it is; it does so before it writes the output. */
#include "wrapper/modes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"
#include "script/fold.h"
#include "script/refine.h"
#include "script/script.h"
#include "wrapper/run.h"
#include "wrapper/scan.h"

/* Rounds of refining: see wrapper/link.c. And the first lld that knows
 * OVERWRITE_SECTIONS. */
enum { MAX_ROUNDS = 2, FIRST_VERSION = 1300, MAP_PIPE = 1 << 20 };

/* One round's judgement, or the last one and the link after it. */
struct lld_link {
	struct job *job;
	char *const *plain;
	uint32_t version;
	struct refinements *refinements;
	unsigned int rounds;
	struct names names;    /* the folded texts, by descriptor */
	struct script *folded; /* parsed anew */
	struct scan scan;
	bool scanned;
	char *path;    /* of the folded script */
	char *summary; /* of the judgement */
	bool failed;   /* to keep a line of it */
};

static void round_deinit(struct lld_link *link)
{
	if (link->scanned)
		scan_deinit(&link->scan);
	link->scanned = false;
	script_destroy(link->folded);
	link->folded = NULL;
	names_close(&link->names);
	names_deinit(&link->names);
	free(link->path);
	link->path = NULL;
}

/* prove_conclude() passes no context to its lines. */
static struct lld_link *concluding;

static void take_line(const char *keyword, const char *text)
{
	if (!strcmp(keyword, "refine")) {
		if (refinements_add(concluding->refinements, text))
			concluding->failed = true;
	} else if (!strcmp(keyword, "summary")) {
		free(concluding->summary);
		concluding->summary = strdup(text);
	}
}

/* Fold the script and read it again, as lld will. 0, or -1 (reported); 1 where
 * it isn't understood: no judgement is possible. */
static int fold(struct lld_link *link)
{
	const struct job *job = link->job;
	const struct request *request = job->request;
	struct script_decline why;
	bool changed;
	int status;

	if (fold_script(job->script, job->rules, link->refinements,
			names_publish, &link->names, &link->path, &changed))
		return -1;
	status = script_load(DIALECT_LLD, link->path,
			     (const char *const *)request->dirs.data,
			     request->nscript_dirs, &link->folded, &why);
	if (status > 0) {
		report_warning(
			"%s:%u: as folded, %s; linking with the original script",
			request->script.text, why.line, why.why);
		script_decline_deinit(&why);
	}
	if (status)
		return status;
	return script_rename(link->folded, request->script.text);
}

/* One round: what is to be done. */
static enum proof judge(struct lld_link *link)
{
	const struct job *job = link->job;
	const struct request *request = job->request;
	enum prover_mode mode = link->rounds == MAX_ROUNDS ? PROVER_FINAL
							   : PROVER_FRESH;
	struct scan *scan = &link->scan;
	int status = fold(link);
	enum proof proof;

	if (status)
		return status > 0 ? PROOF_DECLINE : PROOF_STOP;
	link->scanned = true;
	if (scan_init(scan, request, job->args, mode, job->settings->clash_warn,
		      job->script, link->folded, job->rules))
		return PROOF_STOP;
	if (scan->odd) {
		report_warning(
			"%s: neither an object nor an archive; linking with the original script",
			scan->odd);
		return PROOF_DECLINE;
	}
	/* lld can't read it either, and says so itself. */
	if (scan->broken)
		return PROOF_GO;
	concluding = link;
	proof = prove_conclude(&scan->prover, request->output,
			       (request->dynamic || scan->dynamic) &&
				       !request->gc_sections,
			       take_line);
	concluding = NULL;
	return link->failed ? PROOF_STOP : proof;
}

/* Judge until nothing is to be refined. */
static enum proof judge_all(struct lld_link *link)
{
	enum proof proof = judge(link);

	while (proof == PROOF_AGAIN && link->rounds < MAX_ROUNDS) {
		link->rounds++;
		round_deinit(link);
		proof = judge(link);
	}
	if (proof != PROOF_AGAIN)
		return proof;
	report_error("%s: the refined script still breaks the law",
		     link->job->request->output);
	return PROOF_STOP;
}

/* lld's run. */
struct lld_run {
	struct argument_vector argv;
	struct process lld;
	struct relay out, err;
	bool one_stream;
	struct channel map; /* lld's end is a pipe */
	int map_fd;	    /* where it is kept, or -1: the user's own file */
};

static void lld_run_deinit(struct lld_run *run)
{
	argument_vector_deinit(&run->argv);
	relay_deinit(&run->out);
	relay_deinit(&run->err);
	channel_deinit(&run->map);
}

static int build_arguments(struct lld_run *run, struct lld_link *link)
{
	const struct job *job = link->job;
	const struct request_value *script = &job->request->script;

	if (arguments_replace(job->args, script->where, script->offset,
			      link->path) ||
	    argument_vector_add(&run->argv, job->linker) ||
	    (run->map_fd >= 0 && run_add_map(job, &run->argv, run->map.into)))
		return -1;
	return argument_vector_finish(&run->argv, job->args);
}

/* Let the pipe hold more than a few hundred of the map's lines: each time that it
 * is full, lld waits. Less does no harm. */
static void widen_map(struct lld_run *run)
{
	if (run->map_fd >= 0)
		fcntl(run->map.from, F_SETPIPE_SZ, MAP_PIPE);
}

static int make_channels(struct lld_run *run, struct lld_link *link)
{
	run->one_stream = relay_one_stream();
	if (relay_init(&run->out, STDOUT_FILENO, &link->names) ||
	    (run->map_fd >= 0 && channel_init(&run->map, true)))
		return -1;
	if (!run->one_stream &&
	    relay_init(&run->err, STDERR_FILENO, &link->names))
		return -1;
	widen_map(run);
	relay_release(&run->out);
	relay_release(&run->err);
	return 0;
}

/* Have the kernel move what has come of the map to where it is kept. 0; 1 if it
 * can't between such files; -1 (reported). */
static int move_map(struct lld_run *run)
{
	ssize_t got;

	do
		got = splice(run->map.from, NULL, run->map_fd, NULL, MAP_PIPE,
			     SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
	while (got > 0);
	if (!got)
		channel_close(&run->map);
	if (!got || errno == EAGAIN || errno == EINTR)
		return 0;
	if (errno == EINVAL)
		return 1;
	report_error("lld's map: can't write:");
	return -1;
}

/* Keep what has come of the map. 0, or -1 (reported). */
static int keep_map(struct lld_run *run)
{
	int status = run->map.from < 0 ? 0 : move_map(run);

	if (status <= 0)
		return status;
	if (channel_read(&run->map, run->lld.ended))
		return -1;
	if (run->map.text.size &&
	    write_all(run->map_fd, run->map.text.data, run->map.text.size)) {
		report_error("lld's map: can't write:");
		return -1;
	}
	channel_take(&run->map, run->map.text.size);
	return 0;
}

/* Run lld until it ends. 0, or -1 (reported). */
static int run_lld(struct lld_run *run, struct lld_link *link)
{
	struct pollfd fds[] = {
		{ .events = POLLIN },
		{ .events = POLLIN },
		{ .events = POLLIN },
	};
	struct process *lld = &run->lld;

	*run = (struct lld_run){
		.out.channel = CHANNEL_NONE,
		.err.channel = CHANNEL_NONE,
		.map = CHANNEL_NONE,
		.map_fd = link->job->result->map_fd,
	};
	if (make_channels(run, link) || build_arguments(run, link))
		return -1;
	*lld = (struct process){ .argv = run->argv.list.data };
	if (relay_start(lld, &run->out, &run->err, run->one_stream))
		return -1;
	channel_started(&run->map);
	do {
		fds[0].fd = run->map.from;
		fds[1].fd = run->out.channel.from;
		fds[2].fd = run->err.channel.from;
		process_wait(lld, fds, 3);
		if (keep_map(run) || relay_read(&run->out, lld->ended) ||
		    relay_read(&run->err, lld->ended)) {
			process_abandon(lld);
			return -1;
		}
	} while (!lld->ended);
	return 0;
}

/* Compare the map at FD with what was foreseen; LINKED as foresight_check()
 * has it. 0, or -1 (reported). */
static int check_map_at(struct lld_link *link, int fd, bool *linked)
{
	const struct job *job = link->job;
	bool warn = job->settings->clash_warn;
	void *text;
	size_t size;
	long count;

	if (map_whole(fd, "lld's map", &text, &size))
		return -1;
	count = foresight_check(&link->scan.foresight, job->request->output,
				text, size, warn, linked);
	if (text)
		munmap(text, size);
	return count < 0 || (count && !warn) ? -1 : 0;
}

static int check_map(struct lld_link *link, bool *linked)
{
	const struct result *result = link->job->result;
	_cleanup_close_ int fd = -1;

	if (result->map_fd >= 0)
		return check_map_at(link, result->map_fd, linked);
	fd = open(result->map_file, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		report_error("%s: can't open:", result->map_file);
		return -1;
	}
	return check_map_at(link, fd, linked);
}

static void warn_late(const struct lld_link *link)
{
	const struct scan *scan = &link->scan;
	char others[32] = "";

	if (scan->nlate > 1)
		snprintf(others, sizeof(others), " and %zu more",
			 scan->nlate - 1);
	if (scan->late)
		report_warning(
			"%s: code of -flto comes too late for the proof: that of %s%s is folded by name, and not in the sidecar",
			link->job->request->output, scan->late, others);
}

/* lld has succeeded: is it what was foreseen? 0, or -1 (reported). */
static int finish(struct lld_link *link)
{
	struct job *job = link->job;
	struct result *result = job->result;
	struct scan *scan = &link->scan;
	_cleanup_free_ bool *linked = calloc(scan->foresight.files.size + 1,
					     sizeof(*linked));

	if (!linked)
		return report_nomem();
	if (scan->broken) {
		scan_show_held(scan);
		report_error("%s: linked, but not all inputs were understood",
			     job->request->output);
		return -1;
	}
	if (check_map(link, linked) ||
	    prove_settle(&scan->prover, job->request->output, linked))
		return -1;
	warn_late(link);
	collection_keep(&scan->collection, linked);
	scan->collection.lld = true;
	scan->collection.linker = link->version;
	if (result->inventory_fd >= 0 &&
	    collection_write(&scan->collection, result->inventory_fd))
		return -1;
	if (result_finish(result, job->request, job->settings, &link->names))
		return -1;
	if (job->settings->verbose && link->summary)
		report_note("%s", link->summary);
	return 0;
}

/* Run lld and see what becomes of it: the status to exit with. *killed_by
 * becomes the signal that has ended it, or us. */
static int run(struct lld_link *link, int *killed_by)
{
	struct result *result = link->job->result;
	struct lld_run run;
	int status = 1, failed = run_lld(&run, link);

	if (failed || process_caught() || WIFSIGNALED(run.lld.status)) {
		result_remove(result);
		*killed_by = process_caught();
		if (!failed && !*killed_by)
			*killed_by = WTERMSIG(run.lld.status);
	} else if (run.lld.status) {
		result_fail(result);
		status = WEXITSTATUS(run.lld.status);
	} else if (finish(link)) {
		result_remove(result);
	} else {
		status = 0;
	}
	lld_run_deinit(&run);
	return status;
}

static int link_with(struct lld_link *link, int *killed_by)
{
	struct job *job = link->job;

	switch (judge_all(link)) {
	case PROOF_GO:
		return run(link, killed_by);
	case PROOF_DECLINE:
		return process_become(link->plain);
	default:
		result_remove(job->result);
		return 1;
	}
}

int link_folded_by_lld(char *const *plain, const struct settings *settings,
		       const struct request *request, struct arguments *args,
		       uint32_t version)
{
	struct job job = { .linker = plain[0],
			   .settings = settings,
			   .request = request,
			   .args = args };
	struct lld_link link = {
		.job = &job,
		.plain = plain,
		.version = version,
	};
	struct result result;
	int status, killed_by = 0;

	if (version < FIRST_VERSION) {
		report_warning(
			"%s: LLD %u.%u is too old for ldfold, which needs %u; linking without folding",
			plain[0], version / 100, version % 100,
			FIRST_VERSION / 100);
		result_remove_sidecar(request->output);
		return process_become(plain);
	}
	if (job_load(&job, plain, &status))
		return status;
	link.refinements = refinements_create();
	status = 1;
	if (link.refinements && !result_init(&result, request)) {
		job.result = &result;
		process_watch();
		status = link_with(&link, &killed_by);
		result_deinit(&result);
	}
	round_deinit(&link);
	refinements_destroy(link.refinements);
	free(link.summary);
	job_release(&job);
	if (!killed_by)
		killed_by = process_caught();
	if (killed_by)
		process_die_by(killed_by);
	return status;
}
