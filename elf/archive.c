/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives as the plugin meets them. ld offers a member of a normal archive as
 * archive name and offset, without the member's name, which stands in the
 * header before it (ar(5): 60 bytes, a name `/123' is an offset into the table
 * of the member `//'). A member of a thin archive it offers as a plain file,
 * without the archive's name; so the thin archive itself, which ld offers
 * first, is read for its members' paths.
 *
 * Who compares archives walks through them: archive_visit(). */
#include "elf/archive.h"

#include <ar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"

_Static_assert(sizeof(struct ar_hdr) == 60, "ar(5)");

static const char thin_magic[] = "!<thin>\n";

enum { MAX_NAMES = 64 << 20, MAX_NAME = 4096 };

static bool read_at(int fd, void *data, size_t size, uint64_t offset)
{
	return pread(fd, data, size, (off_t)offset) == (ssize_t)size;
}

static bool read_header(int fd, uint64_t offset, struct ar_hdr *ret)
{
	return read_at(fd, ret, sizeof(*ret), offset) &&
	       !memcmp(ret->ar_fmag, ARFMAG, 2);
}

/* A decimal field, ended by a blank or its width. */
static uint64_t parse_field(const char *field, size_t width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width && field[i] >= '0' && field[i] <= '9'; i++)
		value = value * 10 + (uint64_t)(field[i] - '0');
	return value;
}

static uint64_t size_of(const struct ar_hdr *header)
{
	return parse_field(header->ar_size, sizeof(header->ar_size));
}

static bool is_named(const struct ar_hdr *header, const char *name)
{
	size_t length = strlen(name);

	return !memcmp(header->ar_name, name, length) &&
	       header->ar_name[length] == ' ';
}

/* The table of long names of an archive: members `/', `/SYM64/' may come
 * before. *start and *size are its place in the file, *after the offset of the
 * next header; a *size of 0 where there is none. */
static void find_names(int fd, uint64_t *start, size_t *size, uint64_t *after)
{
	uint64_t offset = SARMAG;
	struct ar_hdr header;

	while (read_header(fd, offset, &header) &&
	       (is_named(&header, "/") || is_named(&header, "/SYM64/")))
		offset += sizeof(header) + (size_of(&header) + 1) / 2 * 2;
	*after = offset;
	*size = 0;
	if (!read_header(fd, offset, &header) || !is_named(&header, "//") ||
	    size_of(&header) > MAX_NAMES)
		return;
	*start = offset + sizeof(header);
	*size = (size_t)size_of(&header);
	*after = *start + (*size + 1) / 2 * 2;
}

/* SIZE bytes at OFFSET of FD in new memory, or NULL. */
static char *read_names(int fd, uint64_t offset, size_t size)
{
	char *names = size ? malloc(size) : NULL;

	if (!names || read_at(fd, names, size, offset))
		return names;
	free(names);
	return NULL;
}

/* The name at OFFSET of the table: it ends with "/\n". */
static char *long_name(const char *names, size_t size, uint64_t offset)
{
	const char *end;

	if (!names || offset >= size)
		return NULL;
	end = memchr(names + offset, '\n', size - offset);
	if (!end || end == names + offset)
		return NULL;
	return strndup(names + offset,
		       (size_t)(end - (names + offset)) - (end[-1] == '/'));
}

/* A name that fits into the header. */
static char *short_name(const struct ar_hdr *header)
{
	size_t length = sizeof(header->ar_name);

	for (size_t i = 0; i < length; i++)
		if (header->ar_name[i] == '/')
			return strndup(header->ar_name, i);
	while (length && header->ar_name[length - 1] == ' ')
		length--;
	return strndup(header->ar_name, length);
}

static bool is_long(const struct ar_hdr *header, uint64_t *offset)
{
	*offset = parse_field(header->ar_name + 1, sizeof(header->ar_name) - 1);
	return header->ar_name[0] == '/';
}

char *member_name(int fd, uint64_t offset)
{
	_cleanup_free_ char *names = NULL;
	uint64_t start, after, at;
	struct ar_hdr header;
	size_t size;

	if (offset < SARMAG + sizeof(header) ||
	    !read_header(fd, offset - sizeof(header), &header))
		return NULL;
	if (!is_long(&header, &at))
		return short_name(&header);
	/* Of a large table only the one name: there may be many members. */
	find_names(fd, &start, &size, &after);
	if (at >= size)
		return NULL;
	size -= at;
	if (size > MAX_NAME)
		size = MAX_NAME;
	names = read_names(fd, start + at, size);
	return long_name(names, size, 0);
}

int members_init(struct members *members)
{
	memset(members, 0, sizeof(*members));
	return strtab_init(&members->strings);
}

void members_deinit(struct members *members)
{
	strtab_deinit(&members->strings);
	vec_deinit(&members->thin);
}

/* A thin archive's names are relative to its directory. */
static int add_thin(struct members *members, const char *archive,
		    const char *name)
{
	struct thin_member *member = vec_push(&members->thin);
	_cleanup_free_ char *path = NULL;
	int directory = name[0] == '/'
				? 0
				: (int)(text_base_name(archive) - archive);

	if (!member)
		return -1;
	if (asprintf(&path, "%.*s%s", directory, archive, name) < 0) {
		path = NULL;
		return report_nomem();
	}
	return strtab_add(&members->strings, path, &member->path) ||
			       strtab_add(&members->strings, archive,
					  &member->archive)
		       ? -1
		       : 0;
}

int members_add_thin(struct members *members, const char *name, int fd)
{
	_cleanup_free_ char *names = NULL;
	uint64_t start = 0, offset, at;
	char magic[SARMAG];
	struct ar_hdr header;
	size_t size;

	if (!read_at(fd, magic, SARMAG, 0) || memcmp(magic, thin_magic, SARMAG))
		return 0;
	find_names(fd, &start, &size, &offset);
	names = read_names(fd, start, size);
	for (; read_header(fd, offset, &header); offset += sizeof(header)) {
		_cleanup_free_ char *member = is_long(&header, &at)
						      ? long_name(names, size,
								  at)
						      : short_name(&header);

		if (member && add_thin(members, name, member))
			return -1;
	}
	return 0;
}

const char *members_archive_of(struct members *members, const char *path)
{
	uint32_t number;

	if (!members->thin.size ||
	    !strtab_find_n(&members->strings, path, strlen(path), &number))
		return NULL;
	for (size_t i = 0; i < members->thin.size; i++) {
		size_t at = (members->next + i) % members->thin.size;

		if (members->thin.data[at].path == number) {
			members->next = at + 1;
			return strtab_get(&members->strings,
					  members->thin.data[at].archive);
		}
	}
	return NULL;
}

/* -- All members ---------------------------------------------------------- */

static bool has_magic(int fd, const char *magic)
{
	char have[SARMAG];

	return read_at(fd, have, SARMAG, 0) && !memcmp(have, magic, SARMAG);
}

char *archive_thin_path(const char *archive,
			const struct archive_member *member)
{
	int directory = member->name[0] == '/'
				? 0
				: (int)(text_base_name(archive) - archive);
	char *path;

	if (asprintf(&path, "%.*s%s", directory, archive, member->name) >= 0)
		return path;
	report_nomem();
	return NULL;
}

bool archive_is(int fd)
{
	return has_magic(fd, ARMAG) || has_magic(fd, thin_magic);
}

struct archive_walk {
	const char *name;
	int fd;
	bool thin;
	uint64_t end; /* of the file */
	const char *names;
	size_t names_size;
};

static int archive_damaged(const struct archive_walk *walk, const char *what)
{
	report_error("%s: damaged archive, %s", walk->name, what);
	return -1;
}

/* Visit the member at *OFFSET, and move on to the next. */
static int visit_member(const struct archive_walk *walk, uint64_t *offset,
			int (*visit)(void *ctx,
				     const struct archive_member *member),
			void *ctx)
{
	struct archive_member member = { .thin = walk->thin };
	_cleanup_free_ char *name = NULL;
	struct ar_hdr header;
	uint64_t at;

	if (!read_header(walk->fd, *offset, &header))
		return archive_damaged(walk, "a member has no header");
	name = is_long(&header, &at)
		       ? long_name(walk->names, walk->names_size, at)
		       : short_name(&header);
	if (!name || !*name)
		return archive_damaged(walk, "a member has no name");
	member.name = name;
	*offset += sizeof(header);
	if (!walk->thin) {
		member.offset = *offset;
		member.size = size_of(&header);
		if (member.size > walk->end - *offset)
			return archive_damaged(walk, "a member is cut short");
		*offset += (member.size + 1) / 2 * 2;
	}
	return visit(ctx, &member) ? -1 : 0;
}

int archive_visit(const char *name, int fd,
		  int (*visit)(void *ctx, const struct archive_member *member),
		  void *ctx)
{
	struct archive_walk walk = {
		.name = name,
		.fd = fd,
		.thin = has_magic(fd, thin_magic),
	};
	_cleanup_free_ char *names = NULL;
	uint64_t start = 0, offset;
	struct stat st;

	if (fstat(fd, &st)) {
		report_error("%s: can't stat:", name);
		return -1;
	}
	walk.end = (uint64_t)st.st_size;
	find_names(fd, &start, &walk.names_size, &offset);
	names = read_names(fd, start, walk.names_size);
	if (walk.names_size && !names)
		return archive_damaged(&walk, "its names are cut short");
	walk.names = names;
	while (offset < walk.end)
		if (visit_member(&walk, &offset, visit, ctx))
			return -1;
	return 0;
}
