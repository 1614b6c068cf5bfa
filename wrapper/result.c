/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a folded link leaves. */
#include "wrapper/result.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/outfile.h"
#include "common/report.h"
#include "common/text.h"
#include "create/create.h"
#include "create/map.h"
#include "sidecar/sidecar.h"
#include "wrapper/process.h"
#include "wrapper/unnamed.h"

/* A kernel is linked two or three times, the symbol table of the one before
 * linked in; only the last is a kernel to keep. */
static bool is_final(const char *output)
{
	static const char step[] = ".tmp_vmlinux";

	return strncmp(text_base_name(output), step, sizeof(step) - 1);
}

static bool is_plain_file(const struct stat *st)
{
	return S_ISREG(st->st_mode) || S_ISLNK(st->st_mode);
}

bool result_is_file(const struct result *result)
{
	return !result->existed || is_plain_file(&result->before);
}

static void remove_if_plain(const char *path)
{
	struct stat st;

	if (!lstat(path, &st) && is_plain_file(&st))
		unlink(path);
}

/* With a map that the user gets as a file, ld writes no other. */
static int plan_map(struct result *result, const struct request *request)
{
	if (request_map_file(request, &result->map_file))
		return -1;
	if (result->map_file)
		return 0;
	/* Of this ld would warn, but heeds our own -Map behind it. */
	if (request->map && !*request->map)
		report_warning("-Map: no file or directory is named; ignored");
	result->map_printed = request->map && !strcmp(request->map, "-");
	result->map_fd = unnamed_file();
	return result->map_fd < 0 ? -1 : 0;
}

int result_init(struct result *result, const struct request *request)
{
	*result = (struct result){ .output = request->output,
				   .named = request->names_output,
				   .inventory_fd = -1,
				   .map_fd = -1 };
	result->existed = !lstat(result->output, &result->before);
	result->sidecar_wanted = is_final(result->output) &&
				 !request->relocatable &&
				 result_is_file(result);
	result->sidecar = sidecar_name(result->output);
	if (!result->sidecar)
		return -1;
	if (result->sidecar_wanted)
		result->inventory_fd = unnamed_file();
	/* Of lld the map is wanted always, as it is a part of the proof. */
	if ((result->sidecar_wanted && result->inventory_fd < 0) ||
	    ((result->sidecar_wanted || request->dialect == DIALECT_LLD) &&
	     plan_map(result, request))) {
		result_deinit(result);
		return -1;
	}
	remove_if_plain(result->sidecar);
	return 0;
}

void result_remove_sidecar(const char *output)
{
	_cleanup_free_ char *sidecar = sidecar_name(output);

	if (sidecar)
		remove_if_plain(sidecar);
}

static void close_file(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void forget_draft(struct result *result)
{
	sidecar_draft_destroy(result->draft);
	result->draft = NULL;
	result->given_up = false;
}

void result_deinit(struct result *result)
{
	free(result->sidecar);
	free(result->map_file);
	result->sidecar = result->map_file = NULL;
	close_file(&result->inventory_fd);
	close_file(&result->map_fd);
	forget_draft(result);
}

int result_rewind(struct result *result)
{
	forget_draft(result);
	if (result->inventory_fd < 0)
		return 0;
	if (!ftruncate(result->inventory_fd, 0) &&
	    !lseek(result->inventory_fd, 0, SEEK_SET))
		return 0;
	report_error("the inventory: can't be emptied:");
	return -1;
}

static bool is_as_before(const struct result *result, const struct stat *now)
{
	const struct stat *old = &result->before;

	return result->existed && old->st_dev == now->st_dev &&
	       old->st_ino == now->st_ino && old->st_size == now->st_size &&
	       old->st_mtim.tv_sec == now->st_mtim.tv_sec &&
	       old->st_mtim.tv_nsec == now->st_mtim.tv_nsec;
}

void result_remove(const struct result *result)
{
	struct stat st;

	remove_if_plain(result->sidecar);
	if (!lstat(result->output, &st) && is_plain_file(&st) &&
	    !is_as_before(result, &st))
		unlink(result->output);
}

/* Whether ld has left something that gets a sidecar: 1, 0, or -1 (reported).
 * Without -o there may be nothing by that name, since a script can name the
 * output; `--oformat binary' has neither sections nor symbols. */
static int is_elf(const struct result *result)
{
	_cleanup_close_ int fd = open(result->output, O_RDONLY | O_CLOEXEC);
	char magic[SELFMAG];
	ssize_t got;

	if (fd < 0 && errno == ENOENT && !result->named) {
		report_warning("%s: can't open, no sidecar written:",
			       result->output);
		return 0;
	}
	if (fd < 0) {
		report_error("%s: can't open:", result->output);
		return -1;
	}
	got = pread(fd, magic, SELFMAG, 0);
	if (got < 0) {
		report_error("%s: can't read:", result->output);
		return -1;
	}
	return got == SELFMAG && !memcmp(magic, ELFMAG, SELFMAG);
}

static int begin_draft(struct result *result)
{
	if (!result->draft)
		result->draft = sidecar_draft_create(result->inventory_fd);
	return result->draft ? 0 : -1;
}

/* ld may fail yet, or write no ELF file. What fails here is done again when it is
 * needed, and reported then. */
bool result_advance(struct result *result)
{
	int status = -1;

	if (!result->sidecar_wanted || result->given_up)
		return false;
	report_to(report_to_nobody, NULL);
	if (!begin_draft(result))
		status = sidecar_draft_advance(result->draft);
	report_to(NULL, NULL);
	if (status < 0)
		forget_draft(result);
	result->given_up = status < 0;
	return status > 0;
}

static int write_sidecar(struct result *result, const struct request *link,
			 const struct settings *settings)
{
	int elf = is_elf(result);
	struct sidecar_request request = {
		.map_name = result->map_file ? result->map_file : "ld's map",
		.map_fd = result->map_fd,
		.output = result->output,
		.path = result->sidecar,
		.keep_dir = settings->sidecar_dir,
		.numbers_locals = link->numbers_locals,
	};

	if (elf != 1)
		return elf;
	return begin_draft(result) ? -1
				   : sidecar_create(result->draft, &request);
}

static int print_map(const struct result *result)
{
	_cleanup_free_ void *text = NULL;
	size_t size;

	if (read_whole(result->map_fd, "ld's map", &text, &size))
		return -1;
	process_write(STDOUT_FILENO, text, size);
	return 0;
}

void result_fail(const struct result *result)
{
	if (result->map_printed)
		print_map(result);
}

/* ld lists the scripts that it has read in a --dependency-file. */
static int name_dependencies(const char *path, const struct names *names)
{
	_cleanup_free_ void *text = NULL;
	_cleanup_free_ char *named = NULL;
	size_t size, named_size;
	struct outfile file;
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return 0;
	if (read_file(path, &text, &size))
		return -1;
	named_size = size;
	named = names_put_in(names, text, &named_size);
	if (!named)
		return -1;
	if (named_size == size && !memcmp(named, text, size))
		return 0;
	if (outfile_open(&file, path))
		return -1;
	if (!write_all(file.fd, named, named_size))
		return outfile_commit(&file);
	report_error("%s: can't write:", path);
	outfile_abandon(&file);
	return -1;
}

int result_warn_made(const struct result *result, const char *made)
{
	/* ld's name for what is in no file, see plugin/order.c. */
	static const char own[] = "linker stubs";
	const char *warning = strchr(made, ' ');
	_cleanup_free_ char *section = NULL;
	_cleanup_free_ void *text = NULL;
	size_t size;

	if (!warning || (result->map_fd < 0 && !result->map_file))
		return 0;
	section = strndup(made, (size_t)(warning - made));
	if (!section)
		return report_nomem();
	if (result->map_fd >= 0
		    ? read_whole(result->map_fd, "ld's map", &text, &size)
		    : read_file(result->map_file, &text, &size))
		return -1;
	if (!map_has_input(text, size, section, own))
		report_warning("%s", warning + 1);
	return 0;
}

int result_finish(struct result *result, const struct request *request,
		  const struct settings *settings, const struct names *names)
{
	if (request->dependency_file &&
	    name_dependencies(request->dependency_file, names))
		return -1;
	if (result->map_printed && print_map(result))
		return -1;
	if (result->sidecar_wanted &&
	    write_sidecar(result, request, settings)) {
		remove_if_plain(result->sidecar);
		return -1;
	}
	return 0;
}
