/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inputs of a link by lld, before lld runs: files in the order of the
 * command line, as lld's LinkerDriver::createFiles (lld/ELF/Driver.cpp) finds
 * them. Each is judged as the plugin judges it in ld.
 *
 * Which members of an archive will be loaded depends on symbols, and is not
 * resolved here: all are judged. That of a member that isn't loaded a statement
 * of the script is refined does no harm; what can't be remedied in one counts
 * only when the map has shown that it was linked (prove_settle). */
#include "wrapper/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "elf/archive.h"
#include "wrapper/options.h"

/* One file to be judged. */
struct scan_input {
	const char *name;   /* to open it by */
	const char *member; /* of a normal archive, or NULL */
	const char *shown;  /* in lld's map and messages */
	const char *script; /* to file patterns */
	int fd;
	uint64_t offset, size;
	bool in_archive;
	bool lazy;
};

static void hold(void *ctx, enum report_level level, const char *text)
{
	struct scan *scan = ctx;
	struct scan_message *message;

	/* Not by vec_push(), whose own message would come here again. */
	message = realloc(scan->held.data,
			  (scan->held.size + 1) * sizeof(*message));
	scan->broken = true;
	if (!message)
		return;
	scan->held.data = message;
	message[scan->held.size].level = level;
	message[scan->held.size].text = strdup(text);
	scan->held.size += message[scan->held.size].text != NULL;
}

void scan_show_held(const struct scan *scan)
{
	static void (*const print[])(const char *format, ...) = {
		[REPORT_NOTE] = report_note,
		[REPORT_WARNING] = report_warning,
		[REPORT_ERROR] = report_error,
	};
	const struct scan_message *message;

	vec_for_each(&scan->held, message)
		print[message->level]("%s", message->text);
}

static int judged(void *ctx, const struct object_section *section,
		  const struct law_verdict *verdict)
{
	return foresight_note(ctx, section, verdict);
}

static int take_object(struct scan *scan, const struct scan_input *input)
{
	const struct place_input place = { .file = input->script };

	scan->prover.unsettled = input->lazy;
	return collect_file(&scan->collection, input->name, input->member,
			    input->offset, input->size) ||
			       collect_shown(&scan->collection, input->shown) ||
			       foresight_file(&scan->foresight, input->shown,
					      input->lazy) ||
			       prove_object(&scan->prover, &scan->object,
					    &place, input->shown,
					    &scan->collection)
		       ? -1
		       : 0;
}

/* Keep NAME in *slot, if it is the first. */
static int keep_first(char **slot, const char *name)
{
	if (!*slot)
		*slot = strdup(name);
	return *slot ? 0 : report_nomem();
}

/* What the compiler leaves for the link is code of files that aren't there
 * yet. */
static int note_late(struct scan *scan, const struct scan_input *input)
{
	scan->foresight.late = true;
	scan->nlate++;
	return keep_first(&scan->late, input->shown);
}

/* INPUT can't be read. Neither can lld, and it says so where it loads it; so
 * nothing counts of what may never be loaded. If it is after all, the map will
 * have a file that wasn't judged. */
static void pass_over(struct scan *scan, const struct scan_input *input,
		      size_t nheld, bool broken)
{
	if (!input->lazy) {
		scan->broken = true;
		return;
	}
	while (scan->held.size > nheld)
		free(scan->held.data[--scan->held.size].text);
	scan->broken = broken;
}

static int take_input(struct scan *scan, const struct scan_input *input)
{
	size_t nheld = scan->held.size;
	bool broken = scan->broken;
	int status = 0;

	switch (object_read(&scan->object, input->shown, input->fd,
			    input->offset, input->size)) {
	case OBJECT_RELOCATABLE:
		status = take_object(scan, input);
		object_close(&scan->object);
		break;
	case OBJECT_BITCODE:
		status = note_late(scan, input);
		break;
	case OBJECT_DYNAMIC:
		scan->dynamic = true;
		break;
	case OBJECT_OTHER:
		/* In an archive lld passes over what is neither. */
		if (!input->in_archive)
			status = keep_first(&scan->odd, input->shown);
		break;
	case OBJECT_BAD:
		pass_over(scan, input, nheld, broken);
		break;
	}
	return status;
}

/* What visiting the members of an archive needs at hand. */
struct visit {
	struct scan *scan;
	const char *archive;
	int fd;
	bool lazy;
};

/* Judge the member as INPUT is filled in so far, with its names. */
static int take_member(const struct visit *visit,
		       const struct archive_member *member,
		       struct scan_input *input)
{
	_cleanup_free_ char *shown = NULL;
	_cleanup_free_ char *script = NULL;

	if (asprintf(&shown, "%s(%s)", visit->archive, member->name) < 0) {
		shown = NULL;
		return report_nomem();
	}
	if (asprintf(&script, "%s:%s", visit->archive, member->name) < 0) {
		script = NULL;
		return report_nomem();
	}
	input->shown = shown;
	input->script = script;
	input->in_archive = true;
	input->lazy = visit->lazy;
	return take_input(visit->scan, input);
}

/* A file on disk that a thin archive has for a member. */
static int take_thin(const struct visit *visit,
		     const struct archive_member *member)
{
	_cleanup_free_ char *path = archive_thin_path(visit->archive, member);
	_cleanup_close_ int fd = -1;
	struct scan_input input = {};
	struct stat st;

	if (!path)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC);

	/* lld misses it only where it loads it. */
	if (fd < 0 || fstat(fd, &st)) {
		if (!visit->lazy)
			report_error("%s: can't open:", path);
		return 0;
	}
	input.name = path;
	input.fd = fd;
	input.size = (uint64_t)st.st_size;
	return take_member(visit, member, &input);
}

static int visit_member(void *ctx, const struct archive_member *member)
{
	const struct visit *visit = ctx;
	struct scan_input input = {
		.name = visit->archive,
		.member = member->name,
		.fd = visit->fd,
		.offset = member->offset,
		.size = member->size,
	};

	return member->thin ? take_thin(visit, member)
			    : take_member(visit, member, &input);
}

static int take_archive(struct scan *scan, const char *path, int fd)
{
	struct visit visit = {
		.scan = scan,
		.archive = path,
		.fd = fd,
		.lazy = !scan->state.whole,
	};
	size_t known = scan->archives.count;
	uint32_t number;

	/* Once more it has nothing new. */
	if (visit.lazy) {
		if (strtab_add(&scan->archives, path, &number))
			return -1;
		if (scan->archives.count == known)
			return 0;
	}
	return archive_visit(path, fd, visit_member, &visit);
}

static int take_file(struct scan *scan, const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct scan_input input = {
		.name = path,
		.shown = path,
		.script = path,
		.fd = fd,
		.lazy = scan->state.lib,
	};
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		report_error("%s: can't open:", path);
		return 0;
	}
	if (archive_is(fd))
		return take_archive(scan, path, fd);
	input.size = (uint64_t)st.st_size;
	return take_input(scan, &input);
}

/* DIR/PREFIX NAME SUFFIX if it is there: 1 and *ret, 0, or -1 (reported). */
static int try_library(const char *dir, const char *prefix, const char *name,
		       const char *suffix, char **ret)
{
	size_t length = strlen(dir);
	const char *slash = length && dir[length - 1] == '/' ? "" : "/";

	if (asprintf(ret, "%s%s%s%s%s", dir, slash, prefix, name, suffix) < 0) {
		*ret = NULL;
		return report_nomem();
	}
	if (!access(*ret, F_OK))
		return 1;
	free(*ret);
	*ret = NULL;
	return 0;
}

/* lld/ELF/DriverUtils.cpp, searchLibrary. */
static int find_library(const struct scan *scan, const char *name, char **ret)
{
	const struct request *request = scan->request;
	int got = 0;

	for (size_t i = 0; !got && i < request->dirs.size; i++) {
		const char *dir = request->dirs.data[i];

		if (name[0] == ':') {
			got = try_library(dir, "", name + 1, "", ret);
			continue;
		}
		if (!scan->state.no_dso)
			got = try_library(dir, "lib", name, ".so", ret);
		if (!got)
			got = try_library(dir, "lib", name, ".a", ret);
	}
	return got;
}

static int take_library(struct scan *scan, const char *name)
{
	_cleanup_free_ char *path = NULL;
	int got = find_library(scan, name, &path);

	if (!got)
		report_error("-l%s: no such library", name);
	return got > 0 ? take_file(scan, path) : got;
}

static int push_state(struct scan *scan)
{
	struct scan_state *state = vec_push(&scan->pushed);

	if (!state)
		return -1;
	*state = scan->state;
	return 0;
}

static void pop_state(struct scan *scan)
{
	if (scan->pushed.size)
		scan->state = scan->pushed.data[--scan->pushed.size];
}

/* 0, or -1 (reported). */
static int take_hit(struct scan *scan, const struct option_hit *hit)
{
	switch (hit->id) {
	case OPTION_INPUT:
		return take_file(scan, hit->value);
	case OPTION_LIBRARY:
		return take_library(scan, hit->value);
	case OPTION_WHOLE:
	case OPTION_NO_WHOLE:
		scan->state.whole = hit->id == OPTION_WHOLE;
		break;
	case OPTION_START_LIB:
	case OPTION_END_LIB:
		scan->state.lib = hit->id == OPTION_START_LIB;
		break;
	case OPTION_STATIC:
	case OPTION_NO_STATIC:
		scan->state.no_dso = hit->id == OPTION_STATIC;
		break;
	case OPTION_PUSH_STATE:
		return push_state(scan);
	case OPTION_POP_STATE:
		pop_state(scan);
		break;
	default:
		break;
	}
	return 0;
}

static int take_all(struct scan *scan, const struct arguments *args)
{
	struct option_scan options = {
		.dialect = DIALECT_LLD,
		.args = args->texts.data,
		.count = args->texts.size,
	};
	struct option_hit hit;

	while (option_next(&options, &hit))
		if (take_hit(scan, &hit))
			return -1;
	return 0;
}

int scan_init(struct scan *scan, const struct request *request,
	      const struct arguments *args, enum prover_mode mode,
	      bool clash_warns, const struct script *original,
	      const struct script *folded, const struct rules *rules)
{
	*scan = (struct scan){ .request = request };
	if (elf_version(EV_CURRENT) == EV_NONE ||
	    prover_init(&scan->prover, mode, clash_warns, original, folded,
			rules) ||
	    collection_init(&scan->collection) ||
	    foresight_init(&scan->foresight, folded) ||
	    strtab_init(&scan->archives))
		return -1;
	scan->foresight.collects = request->gc_sections;
	scan->prover.judged = judged;
	scan->prover.judged_ctx = &scan->foresight;
	report_to(hold, scan);
	scan->broken |= take_all(scan, args) != 0;
	report_to(NULL, NULL);
	return 0;
}

void scan_deinit(struct scan *scan)
{
	struct scan_message *message;

	prover_deinit(&scan->prover);
	collection_deinit(&scan->collection);
	foresight_deinit(&scan->foresight);
	object_deinit(&scan->object);
	strtab_deinit(&scan->archives);
	vec_deinit(&scan->pushed);
	vec_for_each(&scan->held, message)
		free(message->text);
	free(scan->held.data);
	free(scan->odd);
	free(scan->late);
}
