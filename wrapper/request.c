/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one link's arguments ask of ld. */
#include "request.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "options.h"
#include "report.h"

/* What `make' calls the script of a kernel: arch/x86/kernel/vmlinux.lds. */
static bool is_kernel_script(const char *path)
{
	static const char end[] = "kernel/vmlinux.lds";
	size_t length = strlen(path);

	return length >= sizeof(end) - 1 &&
	       !strcmp(path + length - (sizeof(end) - 1), end);
}

/* One function for each kind of option: 0, or -1 (reported). */
typedef int (*note_fn)(struct request *r, const struct option_hit *hit);

static void note_value(struct request_value *value,
		       const struct option_hit *hit)
{
	value->text = hit->value;
	value->where = hit->where;
	value->offset = hit->offset;
}

static int note_script(struct request *r, const struct option_hit *hit)
{
	note_value(&r->script, hit);
	r->nscripts++;
	r->kernel_script |= is_kernel_script(hit->value);
	r->nscript_dirs = r->dirs.size;
	return 0;
}

/* ld reads a default script only if there is no other, and after all options,
 * so it looks for it in all -L folders: see request_init(). */
static int note_default_script(struct request *r, const struct option_hit *hit)
{
	if (r->nscripts)
		return 0;
	note_value(&r->script, hit);
	r->kernel_script = is_kernel_script(hit->value);
	return 0;
}

static int note_mri_script(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->mri_script = true;
	return 0;
}

static int note_output(struct request *r, const struct option_hit *hit)
{
	r->output = hit->value;
	r->names_output = true;
	return 0;
}

static int note_relocatable(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->relocatable = true;
	return 0;
}

static int note_strip(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->strips_debug = true;
	return 0;
}

static int note_cref(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->cref = true;
	return 0;
}

static int note_gc(struct request *r, const struct option_hit *hit)
{
	r->gc_sections = hit->id == OPTION_GC;
	return 0;
}

static int note_plugin(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->plugin = true;
	return 0;
}

static int note_orphans(struct request *r, const struct option_hit *hit)
{
	r->bars_orphans = !strcasecmp(hit->value, "error") ||
			  !strcasecmp(hit->value, "discard");
	return 0;
}

static int note_parts(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->parts = true;
	return 0;
}

static int note_map(struct request *r, const struct option_hit *hit)
{
	r->map = hit->value;
	return 0;
}

static int note_print_map(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->map = "-";
	return 0;
}

/* A folder may be relative to the sysroot (ld/ldfile.c,
 * ldfile_add_library_path). */
static int note_library_path(struct request *r, const struct option_hit *hit)
{
	static const char variable[] = "$SYSROOT";
	const char *dir = hit->value, *root = "";
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

static int note_dependency_file(struct request *r,
				const struct option_hit *hit)
{
	r->dependency_file = hit->value;
	return 0;
}

static int note_information(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->information = true;
	return 0;
}

static int note_says_version(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->says_version = true;
	return 0;
}

static int note_input(struct request *r, const struct option_hit *hit)
{
	(void)hit;
	r->has_input = true;
	return 0;
}

static const note_fn note[OPTION_COUNT] = {
	[OPTION_INPUT] = note_input,
	[OPTION_LIBRARY] = note_input,
	[OPTION_SCRIPT] = note_script,
	[OPTION_DEFAULT_SCRIPT] = note_default_script,
	[OPTION_MRI_SCRIPT] = note_mri_script,
	[OPTION_OUTPUT] = note_output,
	[OPTION_RELOCATABLE] = note_relocatable,
	[OPTION_STRIP] = note_strip,
	[OPTION_CREF] = note_cref,
	[OPTION_GC] = note_gc,
	[OPTION_NO_GC] = note_gc,
	[OPTION_PLUGIN] = note_plugin,
	[OPTION_ORPHANS] = note_orphans,
	[OPTION_PARTS] = note_parts,
	[OPTION_MAP] = note_map,
	[OPTION_PRINT_MAP] = note_print_map,
	[OPTION_LIBRARY_PATH] = note_library_path,
	[OPTION_DEPENDENCY_FILE] = note_dependency_file,
	[OPTION_INFORMATION] = note_information,
	[OPTION_SAYS_VERSION] = note_says_version,
};

/* ld wants to know the sysroot before all else. */
static const char *find_sysroot(const struct arguments *args)
{
	struct option_scan scan = { .args = args->texts.data,
				    .count = args->texts.size };
	struct option_hit hit;
	const char *sysroot = "";

	while (option_next(&scan, &hit))
		if (hit.id == OPTION_SYSROOT)
			sysroot = hit.value;
	return sysroot;
}

int request_init(struct request *request, const struct arguments *args)
{
	struct option_scan scan = { .args = args->texts.data,
				    .count = args->texts.size };
	struct option_hit hit;

	*request = (struct request){ .output = "a.out" };
	request->sysroot = find_sysroot(args);
	while (option_next(&scan, &hit)) {
		if (note[hit.id] && note[hit.id](request, &hit)) {
			request_deinit(request);
			return -1;
		}
	}
	if (!request->nscripts)
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

		if (asprintf(&path, "%s/%s", r->dirs.data[i],
			     r->script.text) < 0) {
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
		"/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/",
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
	if (is_inherited(request->map))
		return decline(request, "used with a -Map that is an open file");
	return REQUEST_FOLD;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* ld/lexsup.c, the end of parse_args(): a % stands for the output, and a
 * folder gets a file named like the output. */
int request_map_file(const struct request *request, char **ret)
{
	const char *map = request->map, *percent, *slash;
	struct stat st;
	int got;

	*ret = NULL;
	if (!map || !*map || !strcmp(map, "-"))
		return 0;
	percent = strchr(map, '%');
	if (percent) {
		got = asprintf(ret, "%.*s%s%s", (int)(percent - map), map,
			       request->output,
			       percent[1] ? percent + 1 : ".map");
	} else if (stat(map, &st) || S_ISREG(st.st_mode)) {
		got = asprintf(ret, "%s", map);
	} else if (S_ISDIR(st.st_mode)) {
		slash = map[strlen(map) - 1] == '/' ? "" : "/";
		got = asprintf(ret, "%s%s%s.map", map, slash,
			       base_name(request->output));
	} else {
		return 0;
	}
	if (got >= 0)
		return 0;
	*ret = NULL;
	return report_nomem();
}
