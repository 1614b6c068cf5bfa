/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts and their parts. */
#ifndef LDFOLD_TEXT_H
#define LDFOLD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool text_starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static inline bool text_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), end = strlen(suffix);

	return length >= end && !strcmp(text + length - end, suffix);
}

/* What is behind the last slash of PATH, or all of it. */
static inline const char *text_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* FILE, or FILE(MEMBER) where MEMBER isn't "", as ld calls members of archives.
 * For functions like printf():
 *
 *	printf("%s: " TEXT_MEMBER "\n", name, TEXT_MEMBER_OF(file, member));
 */
#define TEXT_MEMBER "%s%s%s%s"
#define TEXT_MEMBER_OF(file, member)                                           \
	(file), *(member) ? "(" : "", (member), *(member) ? ")" : ""

/* The length of the valid UTF-8 character at AT, or 0: not one that is too long,
 * a surrogate, or above U+10FFFF (RFC 3629). A NUL ends what can be read. */
size_t text_utf8_length(const unsigned char *at);

/* SIZE BYTES as hexadecimal digits: new memory, or NULL (reported). */
char *text_hex(const unsigned char *bytes, size_t size);

#endif
