/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line per message, to stderr or to the sink that the plugin installs. */
#include "common/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The sink is process-wide because the plugin API gives ld's message function
 * to the plugin once, for the whole process. */
static report_sink_fn sink_fn;
static void *sink_ctx;
static report_sink_fn listener_fn;
static void *listener_ctx;
static const char *program = "ldfold";

void report_to(report_sink_fn sink, void *ctx)
{
	sink_fn = sink;
	sink_ctx = ctx;
}

void report_also_to(report_sink_fn listener, void *ctx)
{
	listener_fn = listener;
	listener_ctx = ctx;
}

void report_as(const char *name)
{
	program = name;
}

void report_to_nobody(void *ctx, enum report_level level, const char *text)
{
	(void)ctx, (void)level, (void)text;
}

void report_to_stderr(enum report_level level, const char *text)
{
	fprintf(stderr, "%s: %s%s\n", program,
		level == REPORT_WARNING ? "warning: " : "", text);
}

static void report(enum report_level level, const char *format, va_list args)
{
	char text[4096];
	int saved = errno;
	size_t length = strlen(format);

	vsnprintf(text, sizeof(text), format, args);
	if (length && format[length - 1] == ':') {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, " %s",
			 strerror(saved));
	}
	if (listener_fn)
		listener_fn(listener_ctx, level, text);
	if (sink_fn)
		sink_fn(sink_ctx, level, text);
	else
		report_to_stderr(level, text);
}

#define REPORT_FUNCTION(name, level)                                           \
	void name(const char *format, ...)                                     \
	{                                                                      \
		va_list args;                                                  \
                                                                               \
		va_start(args, format);                                        \
		report(level, format, args);                                   \
		va_end(args);                                                  \
	}

REPORT_FUNCTION(report_note, REPORT_NOTE)
REPORT_FUNCTION(report_warning, REPORT_WARNING)
REPORT_FUNCTION(report_error, REPORT_ERROR)
