/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pattern matching as in ld/ldlang.c of binutils 2.40 (spec_match and
 * name_match), with its quirk: in a pattern with one star the text before and
 * after the star are compared separately and may overlap in the name, so that
 * `.foo.*.bar` matches ".foo.bar". fnmatch(3) alone would say no, and so does lld
 * (llvm/lib/Support/GlobPattern.cpp). */
#include "script/glob.h"

#include <fnmatch.h>
#include <string.h>

struct glob glob_compile(const char *text)
{
	struct glob glob = {
		.text = text,
		.length = strlen(text),
		.prefix = strcspn(text, "?*["),
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
		return !fnmatch(glob->text + glob->prefix, name + glob->prefix,
				0);
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
