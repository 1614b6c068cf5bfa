/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ldfold.so, the linker plugin: it sees every input file of a link with its
 * sections and symbols, and proves the law before ld lays anything out.
 *
 * The protocol, as GNU ld 2.40 speaks it (ld/plugin.c):
 *
 *  1. At -plugin ld loads us; after all arguments are parsed, the script with
 *     them, it calls onload() with a vector of its functions, its version and
 *     our options, in no promised order.
 *  2. For each file, in command-line order and before its symbols are read, it
 *     calls the claim hook. We never claim. Archives are offered as raw bytes
 *     before their members, shared libraries and linker scripts are too.
 *     Members come one by one as they are pulled in.
 *  3. When all symbols are read it calls the all-symbols-read hook. Groups,
 *     garbage collection, placement all come later. An error returned here
 *     ends the link. This is where we conclude.
 *  4. The cleanup hook lets us release memory, so that leak checkers have
 *     nothing to say.
 *
 * What we find goes to fold-link as lines through a pipe, `report=FD'; without
 * one, as messages of ld. The first line is "hello", the last "verdict ...".
 */
#include <libelf.h>
#include <plugin-api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"
#include "elf/archive.h"
#include "elf/object.h"
#include "proof/collect.h"
#include "plugin/fds.h"
#include "plugin/options.h"
#include "proof/prove.h"
#include "script/rules.h"
#include "script/script.h"

/* The oldest ld that was seen to place sections as script/ and proof/ foresee,
 * and the oldest that was seen to know comments from `#' on. */
enum { FIRST_LINKER = 235, FIRST_WITH_LINE_COMMENTS = 238 };

/* One per process: the plugin API passes no context to hooks. */
static struct plugin {
	ld_plugin_message message;
	ld_plugin_register_claim_file register_claim_file;
	ld_plugin_register_all_symbols_read register_all_symbols_read;
	ld_plugin_register_cleanup register_cleanup;
	const char *output;
	bool dynamic;
	bool broken;	      /* an input couldn't be read for sure */
	uint32_t linker;      /* version of GNU ld: 240 is 2.40 */
	bool is_reading;      /* the first file has been offered */
	bool linking;	      /* all is proven, it is up to ld */
	bool few_descriptors; /* an input may not have been seen */
	char *late;	      /* the first file compiled with -flto */
	size_t nlate;	      /* how many there are */
	struct plugin_options options;
	struct script *original, *folded;
	struct rules *rules;
	struct prover prover;
	struct collection collection;
	struct members members;
	struct object object;
	struct {
		char *text;
		size_t size;
	} held; /* lines that wait for the conclusion */
} plugin;

static const char *const verdicts[] = {
	[PROOF_GO] = "go",	   [PROOF_AGAIN] = "again",
	[PROOF_FORGET] = "forget", [PROOF_DECLINE] = "decline",
	[PROOF_STOP] = "stop",
};

/* How ld shows a line where no fold-link reads it. Notes of ld are no errors:
 * what only fold-link can use isn't shown. */
static const struct {
	const char *keyword;
	enum ld_plugin_level level;
	const char *format;
} shown[] = {
	{ "error", LDPL_ERROR, "ldfold: %s" },
	{ "warning", LDPL_WARNING, "ldfold: warning: %s" },
	{ "note", LDPL_INFO, "ldfold: %s" },
};

/* ld's message() is no printf, it knows %s and few others (ld/ldmisc.c,
 * vfinfo), and takes it badly if a % comes from elsewhere. */
static void show(const char *keyword, const char *text)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (!strcmp(shown[i].keyword, keyword) && plugin.message)
			plugin.message((int)shown[i].level, shown[i].format,
				       text);
}

static void write_line(const char *keyword, const char *text)
{
	_cleanup_free_ char *line = NULL;

	if (plugin.options.report < 0) {
		show(keyword, text);
		return;
	}
	if (asprintf(&line, "%s %s\n", keyword, text) < 0)
		line = NULL;
	if (!line || write_all(plugin.options.report, line, strlen(line)))
		plugin.broken = true;
}

static const char *const level_keywords[] = {
	[REPORT_NOTE] = "note",
	[REPORT_WARNING] = "warning",
	[REPORT_ERROR] = "error",
};

/* Messages about inputs wait: an input that we can't read ld can't read
 * either, and says so itself. */
static void hold_line(void *ctx, enum report_level level, const char *text)
{
	const char *keyword = level_keywords[level];
	size_t size = strlen(keyword) + strlen(text) + 2;
	char *at;

	(void)ctx;
	/* Not by vec_reserve(), whose own message would come here again. */
	at = realloc(plugin.held.text, plugin.held.size + size);
	if (!at) {
		plugin.broken = true;
		return;
	}
	plugin.held.text = at;
	at = stpcpy(at + plugin.held.size, keyword) + 1;
	memcpy(at, text, strlen(text) + 1);
	plugin.held.size += size;
}

static void release_held(void)
{
	size_t at = 0;

	while (at < plugin.held.size) {
		const char *keyword = plugin.held.text + at;
		const char *text = keyword + strlen(keyword) + 1;

		write_line(keyword, text);
		at += strlen(keyword) + strlen(text) + 2;
	}
	plugin.held.size = 0;
}

/* Messages before and after the inputs go out at once. */
static void pass_line(void *ctx, enum report_level level, const char *text)
{
	(void)ctx;
	write_line(level_keywords[level], text);
}

/* What ld's statements see of FILE, and what messages call it. */
struct naming {
	struct place_input input;
	char *member; /* of a normal archive, or NULL */
	char *shown;  /* archive(member), or NULL */
};

static int name_input(const struct ld_plugin_input_file *file,
		      struct naming *ret)
{
	ret->input.file = file->name;
	if (!file->offset) {
		ret->input.archive = members_archive_of(&plugin.members,
							file->name);
		return 0;
	}
	ret->member = member_name(file->fd, (uint64_t)file->offset);
	if (!ret->member) {
		report_error("%s: the member at offset %lld has no name",
			     file->name, (long long)file->offset);
		return -1;
	}
	ret->input.file = ret->member;
	ret->input.archive = file->name;
	if (asprintf(&ret->shown, "%s(%s)", file->name, ret->member) >= 0)
		return 0;
	ret->shown = NULL;
	return report_nomem();
}

static int take_object(const struct ld_plugin_input_file *file)
{
	struct naming naming = {};
	struct collection *collection = plugin.options.inventory < 0
						? NULL
						: &plugin.collection;
	int status = name_input(file, &naming);

	order_enter(&plugin.prover.order);
	if (!status && collection)
		status = collect_file(collection, file->name, naming.member,
				      (uint64_t)file->offset,
				      (uint64_t)file->filesize);
	if (!status)
		status = prove_object(
			&plugin.prover, &plugin.object, &naming.input,
			naming.shown ? naming.shown : file->name, collection);
	if (!status)
		status = order_leave(&plugin.prover.order, &plugin.object,
				     naming.shown ? naming.shown : file->name,
				     plugin.dynamic);
	free(naming.member);
	free(naming.shown);
	return status;
}

/* The compiler's plugin claims what was compiled with -flto, and hands ld other
 * objects in its place when all inputs are read, on which nobody is asked. */
static int note_late(const struct ld_plugin_input_file *file)
{
	struct naming naming = {};

	if (plugin.nlate++)
		return 0;
	if (name_input(file, &naming))
		return -1;
	plugin.late = strdup(naming.shown ? naming.shown : file->name);
	free(naming.member);
	free(naming.shown);
	return plugin.late ? 0 : report_nomem();
}

static void warn_late(void)
{
	char others[32] = "";

	if (plugin.nlate > 1)
		snprintf(others, sizeof(others), " and %zu more",
			 plugin.nlate - 1);
	if (plugin.late)
		report_warning(
			"%s: code of -flto comes too late for the proof: that of %s%s is folded by name, and not in the sidecar",
			plugin.output, plugin.late, others);
}

/* Of a file that ld has no descriptor for we would never hear. */
static void check_descriptors(int fd)
{
	if (plugin.few_descriptors || fds_suffice(fd))
		return;
	plugin.few_descriptors = true;
	plugin.broken = true;
	report_error("%s: too few file descriptors, see `ulimit -n'",
		     plugin.output);
}

static enum ld_plugin_status claim_file(const struct ld_plugin_input_file *file,
					int *claimed)
{
	*claimed = 0;
	if (!plugin.is_reading)
		fds_raise();
	plugin.is_reading = true;
	check_descriptors(file->fd);
	switch (object_read(&plugin.object, file->name, file->fd,
			    (uint64_t)file->offset, (uint64_t)file->filesize)) {
	case OBJECT_RELOCATABLE:
		if (plugin.options.others && plugin.object.lto
			    ? note_late(file)
			    : take_object(file))
			plugin.broken = true;
		object_close(&plugin.object);
		break;
	case OBJECT_BITCODE:
		if (note_late(file))
			plugin.broken = true;
		break;
	case OBJECT_DYNAMIC:
		plugin.dynamic = true;
		break;
	case OBJECT_OTHER:
		if (!file->offset &&
		    members_add_thin(&plugin.members, file->name, file->fd))
			plugin.broken = true;
		break;
	case OBJECT_BAD:
		plugin.broken = true;
		break;
	}
	return LDPS_OK;
}

static enum proof conclude(void)
{
	if (plugin.broken)
		return PROOF_STOP;
	/* How many sections are left after garbage collection only ld knows. */
	return prove_conclude(
		&plugin.prover, plugin.output,
		plugin.dynamic && !plugin.options.collects_garbage, write_line);
}

static enum ld_plugin_status all_symbols_read(void)
{
	enum proof proof;

	report_to(pass_line, NULL);
	release_held();
	check_descriptors(STDERR_FILENO);
	proof = conclude();
	if (proof == PROOF_GO && plugin.options.inventory >= 0 &&
	    collection_write(&plugin.collection, plugin.options.inventory))
		proof = PROOF_STOP;
	collection_deinit(&plugin.collection);
	if (proof == PROOF_GO)
		warn_late();
	write_line("verdict", verdicts[proof]);
	plugin.linking = proof == PROOF_GO;
	return proof == PROOF_GO && !plugin.broken ? LDPS_OK : LDPS_ERR;
}

/* Whether that warning is right the map tells, which isn't whole yet. */
static void report_made(void)
{
	_cleanup_free_ char *warning = NULL;
	_cleanup_free_ char *text = NULL;
	const char *made;

	if (order_find_made(&plugin.prover.order, plugin.output, &made,
			    &warning) ||
	    !made)
		return;
	if (asprintf(&text, "%s %s", made, warning) < 0)
		text = NULL;
	if (text)
		write_line("made", text);
	else
		plugin.broken = true;
}

static enum ld_plugin_status cleanup(void)
{
	if (plugin.linking)
		report_made();
	prover_deinit(&plugin.prover);
	collection_deinit(&plugin.collection);
	members_deinit(&plugin.members);
	object_deinit(&plugin.object);
	script_destroy(plugin.original);
	script_destroy(plugin.folded);
	rules_destroy(plugin.rules);
	plugin_options_deinit(&plugin.options);
	free(plugin.held.text);
	free(plugin.late);
	report_to(NULL, NULL);
	return LDPS_OK;
}

/* Both scripts were read before, by fold-link; declining one now is an
 * error. */
static struct script *load_script(const char *path)
{
	const struct plugin_options *options = &plugin.options;
	struct script_decline decline;
	struct script *script = NULL;

	if (script_load(DIALECT_GNU, path, options->dirs.data,
			options->dirs.size, &script, &decline) == 1)
		report_error("%s:%u: %s", decline.file, decline.line,
			     decline.why);
	script_decline_deinit(&decline);
	return script;
}

static int load(void)
{
	const struct plugin_options *options = &plugin.options;

	plugin.rules = rules_load(options->rules);
	plugin.original = load_script(options->original);
	plugin.folded = load_script(options->folded);
	if (!plugin.rules || !plugin.original || !plugin.folded)
		return -1;
	if (options->bars_orphans)
		script_bar_orphans(plugin.original);
	if (options->original_name &&
	    (script_rename(plugin.original, options->original_name) ||
	     script_rename(plugin.folded, options->original_name)))
		return -1;
	return prover_init(&plugin.prover, options->mode, options->clash_warns,
			   plugin.original, plugin.folded, plugin.rules) ||
			       collection_init(&plugin.collection) ||
			       members_init(&plugin.members)
		       ? -1
		       : 0;
}

static int take_tag(const struct ld_plugin_tv *tv)
{
	switch (tv->tv_tag) {
	case LDPT_MESSAGE:
		plugin.message = tv->tv_u.tv_message;
		break;
	case LDPT_REGISTER_CLAIM_FILE_HOOK:
		plugin.register_claim_file = tv->tv_u.tv_register_claim_file;
		break;
	case LDPT_REGISTER_ALL_SYMBOLS_READ_HOOK:
		plugin.register_all_symbols_read =
			tv->tv_u.tv_register_all_symbols_read;
		break;
	case LDPT_REGISTER_CLEANUP_HOOK:
		plugin.register_cleanup = tv->tv_u.tv_register_cleanup;
		break;
	case LDPT_OUTPUT_NAME:
		plugin.output = tv->tv_u.tv_string;
		break;
	case LDPT_GNU_LD_VERSION:
		plugin.linker = (uint32_t)tv->tv_u.tv_val;
		break;
	case LDPT_LINKER_OUTPUT:
		plugin.dynamic = tv->tv_u.tv_val == LDPO_DYN ||
				 tv->tv_u.tv_val == LDPO_PIE;
		break;
	case LDPT_OPTION:
		return plugin_options_add(&plugin.options, tv->tv_u.tv_string);
	default:
		break;
	}
	return 0;
}

static bool is_older_than(uint32_t version)
{
	/* Every GNU ld tells its version. */
	return plugin.linker && plugin.linker < version;
}

/* Is nothing known of what this ld does with its script? */
static bool is_too_old(void)
{
	if (!is_older_than(FIRST_LINKER))
		return false;
	report_warning(
		"%s: GNU ld %u.%u is too old for ldfold, which needs %u.%u; linking without folding",
		plugin.output, plugin.linker / 100, plugin.linker % 100,
		FIRST_LINKER / 100, FIRST_LINKER % 100);
	return true;
}

static bool reads_otherwise(void)
{
	if (!is_older_than(FIRST_WITH_LINE_COMMENTS) ||
	    !script_has_line_comments(plugin.original))
		return false;
	report_warning(
		"%s: GNU ld %u.%u may take what is behind a `#' for a part of the script, not for a comment; linking with the original script",
		plugin.output, plugin.linker / 100, plugin.linker % 100);
	return true;
}

/* End this ld, before it has read an input; fold-link runs it without us. */
static enum ld_plugin_status decline(void)
{
	write_line("verdict", verdicts[PROOF_DECLINE]);
	return LDPS_ERR;
}

/* The linker's entry point; see plugin-api.h. */
enum ld_plugin_status onload(struct ld_plugin_tv *tv);

__attribute__((visibility("default"))) enum ld_plugin_status onload(
	struct ld_plugin_tv *tv)
{
	int status = 0;

	memset(&plugin, 0, sizeof(plugin));
	plugin.output = "a.out";
	plugin_options_init(&plugin.options);
	report_to(pass_line, NULL);
	for (; tv->tv_tag != LDPT_NULL; tv++)
		if (take_tag(tv))
			status = -1;
	if (status || plugin_options_check(&plugin.options) ||
	    elf_version(EV_CURRENT) == EV_NONE)
		return LDPS_ERR;
	if (plugin.options.report < 0)
		plugin.options.mode = PROVER_FINAL;
	write_line("hello", "1");
	if (is_too_old())
		return decline();
	if (load())
		return LDPS_ERR;
	if (reads_otherwise())
		return decline();
	plugin.collection.linker = plugin.linker;
	if (!plugin.register_claim_file || !plugin.register_all_symbols_read ||
	    plugin.register_claim_file(claim_file) != LDPS_OK ||
	    plugin.register_all_symbols_read(all_symbols_read) != LDPS_OK) {
		report_error("this linker's plugin interface lacks a hook");
		return LDPS_ERR;
	}
	if (plugin.register_cleanup)
		plugin.register_cleanup(cleanup);
	report_to(hold_line, NULL);
	return LDPS_OK;
}
