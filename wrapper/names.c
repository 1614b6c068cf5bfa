/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names behind /proc/self/fd/N. */
#include "names.h"

#include <ctype.h>
#include <string.h>

#include "report.h"

static const char prefix[] = "/proc/self/fd/";
#define PREFIX_LENGTH (sizeof(prefix) - 1)

int names_add(struct names *names, int fd, const char *name)
{
	struct name *element = vec_push(&names->list);

	if (!element)
		return -1;
	element->fd = fd;
	element->name = strdup(name);
	return element->name ? 0 : report_nomem();
}

void names_deinit(struct names *names)
{
	struct name *element;

	vec_for_each(&names->list, element)
		free(element->name);
	vec_deinit(&names->list);
}

/* The name that the digits at *at, which end before END, stand for, or NULL.
 * *at is moved behind them. */
static const char *find_name(const struct names *names, const char **at,
			     const char *end)
{
	const struct name *element;
	const char *in = *at;
	int fd = 0;

	for (; in < end && isdigit((unsigned char)*in) && fd < 100000; in++)
		fd = fd * 10 + (*in - '0');
	if (in == *at)
		return NULL;
	*at = in;
	vec_for_each(&names->list, element)
		if (element->fd == fd)
			return element->name;
	return NULL;
}

int names_write(const struct names *names, const char *text, size_t size,
		names_write_fn write, void *ctx)
{
	const char *end = text + size, *done = text, *at = text;
	int changed = 0;

	while ((at = memmem(at, (size_t)(end - at), prefix, PREFIX_LENGTH))) {
		const char *start = at, *name;

		at += PREFIX_LENGTH;
		name = find_name(names, &at, end);
		if (!name)
			continue;
		if (write(ctx, done, (size_t)(start - done)) ||
		    write(ctx, name, strlen(name)))
			return -1;
		done = at;
		changed = 1;
	}
	return write(ctx, done, (size_t)(end - done)) ? -1 : changed;
}
