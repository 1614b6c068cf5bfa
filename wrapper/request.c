/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one link's arguments ask of ld. */
#include "wrapper/request.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"
#include "wrapper/options.h"

/* What `make' calls the script of a kernel: arch/x86/kernel/vmlinux.lds. */
static bool is_kernel_script(const char *path)
{
	static const char end[] = "kernel/vmlinux.lds";
	size_t length = strlen(path);

	return length >= sizeof(end) - 1 &&
	       !strcmp(path + length - (sizeof(end) - 1), end);
}

static struct request_value value_of(const struct option_hit *hit)
{
	return (struct request_value){
		.text = hit->value,
		.where = hit->where,
		.offset = hit->offset,
	};
}

/* Add the directory of -L, which may be relative to the sysroot (ld/ldfile.c,
 * ldfile_add_library_path). 0, or -1 (reported). */
static int add_dir(struct request *r, const char *dir)
{
	static const char variable[] = "$SYSROOT";
	const char *root = "";
	char **element = vec_push(&r->dirs);

	if (!element)
		return -1;
	if (*dir == '=') {
		root = r->sysroot;
		dir++;
	} else if (!strncmp(dir, variable, sizeof(variable) - 1)) {
		root = r->sysroot;
		dir += sizeof(variable) - 1;
	}
	if (asprintf(element, "%s%s", root, dir) >= 0)
		return 0;
	r->dirs.size--;
	return report_nomem();
}

/* 0, or -1 (reported). */
static int note(struct request *r, const struct arguments *args,
		const struct option_hit *hit)
{
	switch (hit->id) {
	case OPTION_INPUT:
	case OPTION_LIBRARY:
		r->has_input = true;
		break;
	case OPTION_SCRIPT:
		r->script = value_of(hit);
		r->nscripts++;
		r->kernel_script |= is_kernel_script(hit->value);
		r->nscript_dirs = r->dirs.size;
		break;
	/* ld reads a default script only if there is no other, and after all
	 * options, so it looks for it in all -L directories: see
	 * request_init(). */
	case OPTION_DEFAULT_SCRIPT:
		if (r->nscripts)
			break;
		r->script = value_of(hit);
		r->kernel_script = is_kernel_script(hit->value);
		break;
	case OPTION_MRI_SCRIPT:
		r->mri_script = true;
		break;
	case OPTION_OUTPUT:
		r->output = hit->value;
		r->names_output = true;
		break;
	case OPTION_RELOCATABLE:
		r->relocatable = true;
		break;
	case OPTION_STRIP:
		r->strips_debug = true;
		break;
	case OPTION_CREF:
		r->cref = true;
		break;
	case OPTION_GC:
	case OPTION_NO_GC:
		r->gc_sections = hit->id == OPTION_GC;
		break;
	case OPTION_MAP:
		r->map = hit->value;
		break;
	case OPTION_PRINT_MAP:
		r->map = "-";
		/* Stronger than the -Map that ldfold adds. */
		if (r->dialect == DIALECT_LLD)
			r->unmodelled = args->texts.data[hit->where];
		break;
	case OPTION_LIBRARY_PATH:
		return add_dir(r, hit->value);
	case OPTION_DEPENDENCY_FILE:
		r->dependency_file = hit->value;
		break;
	case OPTION_PLUGIN:
		r->plugin = true;
		break;
	case OPTION_ORPHANS:
		r->bars_orphans = !strcasecmp(hit->value, "error") ||
				  !strcasecmp(hit->value, "discard");
		break;
	case OPTION_Z:
		if (!strcmp(hit->value, "unique-symbol"))
			r->numbers_locals = true;
		else if (!strcmp(hit->value, "nounique-symbol"))
			r->numbers_locals = false;
		break;
	case OPTION_PARTS:
		r->parts = true;
		break;
	case OPTION_INFORMATION:
		r->information = true;
		break;
	case OPTION_SAYS_VERSION:
		r->says_version = true;
		break;
	case OPTION_DYNAMIC:
		r->dynamic = true;
		break;
	case OPTION_FORMAT:
		if (strcasecmp(hit->value, "elf") &&
		    strcasecmp(hit->value, "default"))
			r->unmodelled = args->texts.data[hit->where];
		break;
	case OPTION_UNMODELLED:
		r->unmodelled = args->texts.data[hit->where];
		break;
	case OPTION_WHOLE: /* these are for the scan */
	case OPTION_NO_WHOLE:
	case OPTION_START_LIB:
	case OPTION_END_LIB:
	case OPTION_PUSH_STATE:
	case OPTION_POP_STATE:
	case OPTION_STATIC:
	case OPTION_NO_STATIC:
	case OPTION_SYSROOT: /* see find_sysroot() */
	case OPTION_OTHER:
	case OPTION_UNKNOWN:
		break;
	}
	return 0;
}

/* ld wants to know the sysroot before all else. */
static const char *find_sysroot(enum dialect dialect,
				const struct arguments *args)
{
	struct option_scan scan = { .dialect = dialect,
				    .args = args->texts.data,
				    .count = args->texts.size };
	struct option_hit hit;
	const char *sysroot = "";

	while (option_next(&scan, &hit))
		if (hit.id == OPTION_SYSROOT)
			sysroot = hit.value;
	return sysroot;
}

int request_init(struct request *request, enum dialect dialect,
		 const struct arguments *args)
{
	struct option_scan scan = { .dialect = dialect,
				    .args = args->texts.data,
				    .count = args->texts.size };
	struct option_hit hit;

	*request = (struct request){ .dialect = dialect, .output = "a.out" };
	request->sysroot = find_sysroot(dialect, args);
	while (option_next(&scan, &hit)) {
		if (note(request, args, &hit)) {
			request_deinit(request);
			return -1;
		}
	}
	/* lld has all -L before it looks for a script. */
	if (!request->nscripts || dialect == DIALECT_LLD)
		request->nscript_dirs = request->dirs.size;
	request->incomplete = scan.missing;
	request->end = scan.next;
	return 0;
}

void request_deinit(struct request *request)
{
	char **dir;

	vec_for_each(&request->dirs, dir)
		free(*dir);
	vec_deinit(&request->dirs);
}

/* The link is one of those that the user wants folded. */
static bool is_wanted(const struct request *r, enum fold_when when)
{
	switch (when) {
	case FOLD_AUTO:
		return r->kernel_script && !r->relocatable;
	case FOLD_ALWAYS:
		return r->script.text;
	default:
		return false;
	}
}

/* ld isn't going to link: it prints what is asked of it, or complains. */
static bool is_no_link(const struct request *r)
{
	return r->information || r->incomplete ||
	       (r->says_version && !r->has_input);
}

/* Whether ERROR of stat(2) means that ld can't open the file either, and will
 * say so. After any other one ld may read a script that ldfold has not seen. */
static bool is_absence(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EACCES ||
	       error == ELOOP || error == ENAMETOOLONG;
}

/* 1 and *st, 0 if there is no file PATH, -1 (reported). */
static int stat_file(const char *path, struct stat *st)
{
	if (!stat(path, st))
		return 1;
	if (is_absence(errno))
		return 0;
	report_error("%s: can't stat:", path);
	return -1;
}

/* Look for the script as ld does: 1 and *st, 0 if there is none, -1
 * (reported). */
static int stat_script(const struct request *r, struct stat *st)
{
	int got = stat_file(r->script.text, st);
	size_t i;

	if (got)
		return got;
	for (i = 0; i < r->nscript_dirs; i++) {
		_cleanup_free_ char *path = NULL;

		if (asprintf(&path, "%s/%s", r->dirs.data[i], r->script.text) <
		    0) {
			path = NULL;
			return report_nomem();
		}
		got = stat_file(path, st);
		if (got)
			return got;
	}
	return 0;
}

static enum request_verdict decline(const struct request *r, const char *why)
{
	report_warning("%s: %s; linking without folding", r->script.text, why);
	return REQUEST_DECLINE;
}

/* Does MAP name a file that ld inherits? ldfold reads ld's output through files
 * of its own, so that it would be another one. */
static bool is_inherited(const char *map)
{
	static const char *const prefixes[] = {
		"/dev/stdout",
		"/dev/stderr",
		"/dev/fd/",
		"/proc/",
	};

	for (size_t i = 0; map && i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(map, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

enum request_verdict request_judge(const struct request *request,
				   const struct settings *settings)
{
	struct stat st;
	int got;

	if (!is_wanted(request, settings->when) || is_no_link(request))
		return REQUEST_PASS;
	got = stat_script(request, &st);
	if (got <= 0)
		return got ? REQUEST_FAILED : REQUEST_PASS;
	if (request->nscripts > 1)
		return decline(request, "not the only linker script");
	if (request->mri_script)
		return decline(request, "an MRI script is there too");
	if (!S_ISREG(st.st_mode))
		return decline(request, "not a regular file");
	/* ld prints the table with the map, and ldfold's would swallow it. */
	if (request->cref && !request->map)
		return decline(request, "used with --cref and without -Map");
	/* ld keeps sections apart that the script's statements join. */
	if (request->parts)
		return decline(request, "used with --unique or --split-by-...");
	if (request->unmodelled) {
		report_warning("%s: used with %s; linking without folding",
			       request->script.text, request->unmodelled);
		return REQUEST_DECLINE;
	}
	if (is_inherited(request->map))
		return decline(request,
			       "used with a -Map that is an open file");
	return REQUEST_FOLD;
}

/* ld/lexsup.c, the end of parse_args(): a % stands for the output, and a
 * directory gets a file named like the output. */
int request_map_file(const struct request *request, char **ret)
{
	const char *map = request->map, *percent, *slash;
	struct stat st;
	int got;

	*ret = NULL;
	if (!map || !*map || !strcmp(map, "-"))
		return 0;
	percent = request->dialect == DIALECT_GNU ? strchr(map, '%') : NULL;
	if (percent) {
		got = asprintf(ret, "%.*s%s%s", (int)(percent - map), map,
			       request->output,
			       percent[1] ? percent + 1 : ".map");
	} else if (stat(map, &st) || S_ISREG(st.st_mode)) {
		got = asprintf(ret, "%s", map);
	} else if (S_ISDIR(st.st_mode)) {
		slash = map[strlen(map) - 1] == '/' ? "" : "/";
		got = asprintf(ret, "%s%s%s.map", map, slash,
			       text_base_name(request->output));
	} else {
		return 0;
	}
	if (got >= 0)
		return 0;
	*ret = NULL;
	return report_nomem();
}
