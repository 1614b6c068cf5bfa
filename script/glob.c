/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pattern matching as in ld/ldlang.c of binutils 2.40 (spec_match and
 * name_match), with its quirk: in a pattern with one star the text before and
 * after the star are compared separately and may overlap in the name, so that
 * `.foo.*.bar` matches ".foo.bar". fnmatch(3) alone would say no, and so does lld
 * (llvm/lib/Support/GlobPattern.cpp). */
#include "script/glob.h"

#include <fnmatch.h>
#include <string.h>

static bool is_ascii(char c)
{
	return !((unsigned char)c & 0x80);
}

/* The length of what is at AT in a bracket expression: a byte, or a range. */
static size_t part_length(const char *at)
{
	return at[1] == '-' && at[2] && at[2] != ']' ? 3 : 1;
}

static bool are_digits(char a, char b)
{
	return a >= '0' && a <= '9' && b >= '0' && b <= '9';
}

static bool are_letters(char a, char b)
{
	return (a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z') ||
	       (a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z');
}

/* The end of the bracket expression that begins at AT, or NULL if only fnmatch(3)
 * knows what it means: classes, escapes, a range whose order is the locale's, a
 * bracket that is never closed. */
static const char *plain_bracket_end(const char *at)
{
	at += at[1] == '!' || at[1] == '^' ? 2 : 1;
	do {
		size_t length;

		if (!*at || *at == '[' || *at == '\\' || !is_ascii(*at))
			return NULL;
		length = part_length(at);
		if (length > 1 && !are_digits(at[0], at[2]) &&
		    !are_letters(at[0], at[2]))
			return NULL;
		at += length;
	} while (*at != ']');
	return at;
}

/* Does PATTERN mean the same in all locales, and matches_plainly() know it? */
static bool is_plain(const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '[')
			pattern = plain_bracket_end(pattern);
		if (!pattern || *pattern == '\\' || !is_ascii(*pattern))
			return false;
	}
	return true;
}

/* Does C match the first element of *pattern, no star? *pattern becomes what is
 * behind that. */
static bool element_matches(const char **pattern, char c)
{
	const char *at = *pattern;
	bool negated, found = false;

	if (*at != '[') {
		*pattern = at + 1;
		return *at == '?' || *at == c;
	}
	negated = at[1] == '!' || at[1] == '^';
	at += negated ? 2 : 1;
	do {
		size_t length = part_length(at);

		found |= c >= at[0] && c <= at[length - 1];
		at += length;
	} while (*at != ']');
	*pattern = at + 1;
	return found != negated;
}

/* What fnmatch(3) says of a plain pattern, in a twentieth of the time: 1, 0, or
 * -1 if NAME isn't plain. */
static int matches_plainly(const char *pattern, const char *name)
{
	const char *star = NULL, *from = NULL;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			from = name;
			if (!*star)
				return 1;
		} else if (!*name) {
			return !*pattern;
		} else if (!is_ascii(*name)) {
			return -1;
		} else if (*pattern && element_matches(&pattern, *name)) {
			name++;
		} else if (star) {
			pattern = star;
			name = ++from;
		} else {
			return 0;
		}
	}
}

struct glob glob_compile(const char *text)
{
	struct glob glob = {
		.text = text,
		.length = strlen(text),
		.prefix = strcspn(text, "?*["),
		.plain = is_plain(text),
	};
	size_t at = glob.length;

	/* ld counts the suffix in what follows the prefix. */
	while (at > glob.prefix && !strchr("?*]", text[at - 1]))
		at--;
	glob.suffix = glob.length - at;
	return glob;
}

bool glob_is_prefix(const struct glob *glob)
{
	return glob->length == glob->prefix + 1 &&
	       glob->text[glob->prefix] == '*';
}

/* Does NAME match what is behind the prefix? */
static bool rest_matches(const struct glob *glob, const char *name)
{
	const char *rest = glob->text + glob->prefix;
	int status = glob->plain ? matches_plainly(rest, name + glob->prefix)
				 : -1;

	return status < 0 ? !fnmatch(rest, name + glob->prefix, 0) : status;
}

bool glob_match(const struct glob *glob, const char *name, size_t length)
{
	if (glob->apart && length < glob->prefix + glob->suffix)
		return false;
	if (length < glob->prefix || memcmp(glob->text, name, glob->prefix))
		return false;
	if (length < glob->suffix ||
	    memcmp(glob->text + glob->length - glob->suffix,
		   name + length - glob->suffix, glob->suffix))
		return false;
	if (glob->length == glob->prefix + glob->suffix + 1 &&
	    glob->text[glob->prefix] == '*')
		return true;
	if (glob->length > glob->prefix)
		return rest_matches(glob, name);
	return length == glob->length;
}

bool glob_is_wild(const char *pattern)
{
	return strpbrk(pattern, "?*[") != NULL;
}

bool glob_match_file(const char *pattern, const char *name)
{
	return glob_is_wild(pattern) ? !fnmatch(pattern, name, 0)
				     : !strcmp(pattern, name);
}
