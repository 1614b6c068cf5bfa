/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages. An error is reported once, where it happens, as one line
 * `ldfold: FILE: what, why`; callers then only return -1. In a program the
 * lines go to stderr; inside ld the plugin sends them elsewhere. */
#ifndef LDFOLD_REPORT_H
#define LDFOLD_REPORT_H

enum report_level {
	REPORT_NOTE,
	REPORT_WARNING,
	REPORT_ERROR,
};

/* Receives a finished line, without prefix and newline. */
typedef void (*report_sink_fn)(void *ctx, enum report_level level,
			       const char *text);

/* Send all further messages to SINK; NULL means stderr again. */
void report_to(report_sink_fn sink, void *ctx);

/* Have LISTENER hear all further messages as well; NULL means nobody. */
void report_also_to(report_sink_fn listener, void *ctx);

/* A sink for what nobody is to read. */
void report_to_nobody(void *ctx, enum report_level level, const char *text);

/* Write the line as is done without a sink. */
void report_to_stderr(enum report_level level, const char *text);

/* The name put before each line on stderr; "ldfold" unless set. NAME is kept,
 * not copied. */
void report_as(const char *name);

/* Each formats one line. A format that ends in ':' gets the text of errno
 * appended. */
void report_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_warning(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void report_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* report_error() for an allocation that failed; always returns -1, which
 * callers' compilers and analysers see here. */
static inline int report_nomem(void)
{
	report_error("out of memory");
	return -1;
}

#endif
