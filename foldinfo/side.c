/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two builds of foldinfo diff: a sidecar, or objects, one or many.
 *
 * Of many objects only one is open at a time, so that thousands take no more
 * memory than their analysis. The reason of a difference is in the contents;
 * who looks for it has the object opened, and analysed, once more. Few
 * change. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/progress.h"
#include "common/report.h"
#include "common/text.h"
#include "elf/archive.h"
#include "foldinfo/diff.h"

/* -- Objects --------------------------------------------------------------- */

/* The ELF type of the file FD, or ET_NONE where it can't be had;
 * then reading it will say why. */
static int elf_type(int fd)
{
	_cleanup_elf_end_ Elf *elf = NULL;
	GElf_Ehdr ehdr;

	elf_version(EV_CURRENT);
	if (fd >= 0)
		elf = elf_begin(fd, ELF_C_READ, NULL);
	return elf && elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &ehdr)
		       ? ehdr.e_type
		       : ET_NONE;
}

static int file_size(const char *path, int fd, uint64_t *ret)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		report_error("%s: can't open:", path);
		return -1;
	}
	*ret = (uint64_t)st.st_size;
	return 0;
}

/* Note where the object is that was added last. */
static int note_part(struct side *side, const char *path, const char *place,
		     uint64_t offset, uint64_t size)
{
	struct side_part *part = vec_push(&side->parts);

	if (!part)
		return -1;
	*part = (struct side_part){ strdup(path), strdup(place), offset, size };
	if (!part->path || !part->place)
		return report_nomem();
	side->opened = (uint32_t)side->parts.size - 1;
	return 0;
}

/* Add SIZE bytes at OFFSET of FD, the file PATH, as NAME and MEMBER. PLACE is
 * where it would be if it were a file. 0, 1 if it isn't an object that is known
 * here, or -1 (reported). */
static int add_object(struct side *side, int fd, const char *path,
		      const char *place, const char *name, const char *member,
		      uint64_t offset, uint64_t size)
{
	unsigned int machine = side->analysis.machine;
	int status = analysis_add_object(&side->analysis, side->work, name,
					 member, fd, offset, size);

	if (status)
		return status;
	if (side->parts.size && machine != side->analysis.machine) {
		report_error(
			"%s: it has objects of different machines, %s is of another one than those before it",
			side->path, place);
		return -1;
	}
	return note_part(side, path, place, offset, size);
}

/* The same where there may be others: what isn't known is counted. */
static int add_if_known(struct side *side, int fd, const char *path,
			const char *place, const char *name, const char *member,
			uint64_t offset, uint64_t size)
{
	int status = add_object(side, fd, path, place, name, member, offset,
				size);

	side->nskipped += status > 0;
	return status < 0 ? -1 : 0;
}

static int load_object(struct side *side, int fd)
{
	uint64_t size;
	int status;

	if (file_size(side->path, fd, &size))
		return -1;
	status = add_object(side, fd, side->path, side->path, side->path, NULL,
			    0, size);
	if (status > 0)
		report_error("%s: not an object of a 64-bit machine",
			     side->path);
	return status ? -1 : 0;
}

/* What was looked through is of no use if nothing in it is known, and what is
 * left out has to be said. The names that the last object was read by are
 * gone. */
static int finish_many(struct side *side)
{
	side->opened = FILE_NONE;
	if (!side->parts.size) {
		report_error("%s: no objects of a 64-bit machine in it",
			     side->path);
		return -1;
	}
	if (side->nskipped)
		report_warning(
			"%s: %zu objects left out, they aren't of a 64-bit machine that is known",
			side->path, side->nskipped);
	return 0;
}

/* -- Directories ----------------------------------------------------------- */

/* Of those files that aren't ELF, LLVM's bitcode is called like an object. */
static int add_file(struct side *side, const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *name = path + strlen(side->path);
	uint64_t size;

	if (file_size(path, fd, &size))
		return -1;
	name += strspn(name, "/");
	if (elf_type(fd) == ET_REL)
		return add_if_known(side, fd, path, path, name, NULL, 0, size);
	side->nskipped += text_ends_with(name, ".o") && size;
	return 0;
}

static bool is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static int add_entry(struct side *side, const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_F:
		return add_file(side, entry->fts_path);
	case FTS_SL:
		return is_regular(entry->fts_path)
			       ? add_file(side, entry->fts_path)
			       : 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = entry->fts_errno;
		report_error("%s: can't read:", entry->fts_path);
		return -1;
	default:
		return 0;
	}
}

static int compare_entries(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int load_directory(struct side *side)
{
	_cleanup_free_ char *path = strdup(side->path);
	char *const paths[] = { path, NULL };
	FTS *tree = path ? fts_open(paths,
				    FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW,
				    compare_entries)
			 : NULL;
	FTSENT *entry;
	int status = 0;

	if (!tree) {
		report_error("%s: can't read:", side->path);
		return -1;
	}
	progress_begin("reading", side->path, 0);
	while (!status && (errno = 0, entry = fts_read(tree))) {
		status = add_entry(side, entry);
		progress_step();
	}
	progress_end();
	if (!status && errno) {
		report_error("%s: can't read:", side->path);
		status = -1;
	}
	fts_close(tree);
	return status ? -1 : finish_many(side);
}

/* -- Archives -------------------------------------------------------------- */

struct archive {
	struct side *side;
	int fd;
};

static int add_thin_member(struct side *side, const char *path,
			   const char *name)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t size;

	return file_size(path, fd, &size)
		       ? -1
		       : add_if_known(side, fd, path, path, side->path, name, 0,
				      size);
}

static int add_member(void *ctx, const struct archive_member *member)
{
	const struct archive *archive = ctx;
	struct side *side = archive->side;
	_cleanup_free_ char *place = NULL;
	int directory = member->thin && *member->name == '/'
				? 0
				: (int)(text_base_name(side->path) -
					side->path);

	progress_step();
	if (asprintf(&place, "%.*s%s", directory, side->path, member->name) <
	    0) {
		place = NULL;
		return report_nomem();
	}
	return member->thin ? add_thin_member(side, place, member->name)
			    : add_if_known(side, archive->fd, side->path, place,
					   side->path, member->name,
					   member->offset, member->size);
}

static int load_archive(struct side *side, int fd)
{
	struct archive archive = { side, fd };
	int status;

	progress_begin("reading", side->path, 0);
	status = archive_visit(side->path, fd, add_member, &archive);
	progress_end();
	return status ? -1 : finish_many(side);
}

/* -- All kinds --------------------------------------------------------------- */

static int load_sidecar(struct side *side,
			const struct foldinfo_options *options)
{
	return foldinfo_open(options, side->path, &side->sidecar) ||
			       sidecar_read_analysis(side->sidecar,
						     &side->analysis)
		       ? -1
		       : 0;
}

static int find_kind(const char *path, int fd, enum side_kind *ret)
{
	int type = elf_type(fd);
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		report_error("%s: can't open:", path);
		return -1;
	}
	if (S_ISDIR(st.st_mode))
		*ret = SIDE_DIRECTORY;
	else if (type != ET_NONE)
		*ret = type == ET_REL ? SIDE_OBJECT : SIDE_BUILD;
	else if (archive_is(fd))
		*ret = SIDE_ARCHIVE;
	else {
		report_error(
			"%s: not an object, a sidecar, an archive or a directory, not even an ELF file",
			path);
		return -1;
	}
	return 0;
}

static int describe_files(struct side *side)
{
	size_t count = side->analysis.files.size;

	side->joined = calloc(count + 1, sizeof(*side->joined));
	side->in_build = calloc(count + 1, sizeof(*side->in_build));
	if (!side->joined || !side->in_build)
		return report_nomem();
	for (uint32_t i = 0; i < side->analysis.files.size; i++)
		side->joined[i] = analysis_is_joined(&side->analysis, i);
	return 0;
}

static int load(struct side *side, int fd)
{
	static const struct foldinfo_options none;

	if (side->kind == SIDE_BUILD)
		return load_sidecar(side, &none);
	side->work = work_create();
	if (!side->work)
		return -1;
	switch (side->kind) {
	case SIDE_DIRECTORY:
		return load_directory(side);
	case SIDE_ARCHIVE:
		return load_archive(side, fd);
	default:
		return load_object(side, fd);
	}
}

int side_load(struct side *side, const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	side->path = path;
	return find_kind(path, fd, &side->kind) ||
			       analysis_init(&side->analysis) ||
			       load(side, fd) || describe_files(side)
		       ? -1
		       : 0;
}

int side_load_named(struct side *side, const struct foldinfo_options *options)
{
	side->path = options->build_id ? options->build_id : options->sidecar;
	side->kind = SIDE_BUILD;
	return analysis_init(&side->analysis) || load_sidecar(side, options) ||
			       describe_files(side)
		       ? -1
		       : 0;
}

void side_unload(struct side *side)
{
	struct side_part *part;

	work_destroy(side->work);
	analysis_deinit(&side->scratch);
	analysis_deinit(&side->analysis);
	sidecar_close(side->sidecar);
	vec_for_each(&side->parts, part) {
		free(part->path);
		free(part->place);
	}
	vec_deinit(&side->parts);
	free(side->joined);
	free(side->in_build);
}

int side_open(struct side *side, uint32_t file, struct work **ret)
{
	const struct side_part *part;
	_cleanup_close_ int fd = -1;
	int status;

	*ret = NULL;
	if (file >= side->parts.size)
		return 0;
	*ret = side->work;
	if (side->opened == file)
		return 0;
	part = &side->parts.data[file];
	side->opened = FILE_NONE;
	analysis_deinit(&side->scratch);
	fd = open(part->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		report_error("%s: can't open it again:", part->path);
		return -1;
	}
	if (analysis_init(&side->scratch))
		return -1;
	status = analysis_add_object(&side->scratch, side->work, part->place,
				     NULL, fd, part->offset, part->size);
	if (status) {
		report_error("%s: it has changed meanwhile", part->path);
		return -1;
	}
	side->opened = file;
	return 0;
}

/* Objects of a build are called as that calls them. */
static const struct side *side_of_names(const struct side *side, uint32_t *file)
{
	if (!side->build || side->in_build[*file] == FILE_NONE)
		return side;
	*file = side->in_build[*file];
	return side->build;
}

struct answer_item side_item(const struct side *side, uint32_t number)
{
	const struct analysis *analysis = &side->analysis;
	const struct item *item = &analysis->items.data[number];
	uint32_t number_of_file = item->file;
	const struct analysis *named =
		&side_of_names(side, &number_of_file)->analysis;
	const struct analysis_file *file = &named->files.data[number_of_file];

	return (struct answer_item){
		.name = analysis_string(analysis, item->name),
		.file = analysis_string(named, file->name),
		.member = analysis_string(named, file->member),
		.source = analysis_string(analysis, item->source),
		.joined = side->joined[item->file],
	};
}
