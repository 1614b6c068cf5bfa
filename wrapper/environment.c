/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment: reading it, and what ld is run under.
 *
 * LDFOLD_GUARD is how `ldfold' knows that the linker it has just run is, in the
 * end, itself again: "PID:LINKER:LINKER...", the linkers run so far for one
 * link, valid in the process PID and its children. The script has the rest of
 * the story.
 *
 * ld matches patterns by fnmatch(3), in the locale of its messages. Where
 * characters have many bytes, as in UTF-8, that turns each pattern and each
 * name into wide characters first: an eighth of a kernel's link. In the C
 * locale it doesn't, and matches bytes, as the plugin does.
 *
 * BFD keeps an eighth of the descriptors that a process may have for open files
 * (bfd/cache.c, bfd_cache_max_open, asked once). Where that is enough for all
 * objects of a kernel, as with the limits that containers have, fclose(3) walks
 * a list of thousands: up to a quarter of the link. The plugin raises the limit
 * again once the first file is open, see plugin/fds.c.
 */
#include "wrapper/environment.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

/* What Linux gives a process unless told otherwise. */
enum { DESCRIPTORS = 1024 };

const char *environment_get(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value ? value : NULL;
}

/* Make the list that the parent had this process's. */
static void renew_guard(const char *linker)
{
	static const char variable[] = "LDFOLD_GUARD";
	const char *value = environment_get(variable);
	char *end, *renewed;

	if (!value || strtol(value, &end, 10) != (long)getppid() || *end != ':')
		end = NULL;
	if (asprintf(&renewed, "%ld:%s", (long)getpid(),
		     end ? end + 1 : linker) < 0)
		return;
	setenv(variable, renewed, 1);
	free(renewed);
}

/* LOCALE is named "C", "C.UTF-8", "en_US.UTF-8" and so on. */
static bool is_language(const char *locale, const char *language)
{
	size_t length = strlen(language);

	return !strncmp(locale, language, length) &&
	       (!locale[length] || strchr("_.@:", locale[length]));
}

static bool is_untranslated(const char *locale)
{
	return !locale || is_language(locale, "C") ||
	       is_language(locale, "POSIX") || is_language(locale, "en");
}

/* The variables in the order of setlocale(3); gettext(3) has LANGUAGE overrule
 * them. */
static bool speaks_english(void)
{
	const char *locale = environment_get("LC_ALL");

	if (!locale)
		locale = environment_get("LC_MESSAGES");
	if (!locale)
		locale = environment_get("LANG");
	return is_untranslated(locale) &&
	       is_untranslated(environment_get("LANGUAGE"));
}

static void limit_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max
						      : DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void environment_prepare(const char *linker)
{
	renew_guard(linker);
	if (speaks_english())
		setenv("LC_ALL", "C", 1);
	limit_descriptors();
}
