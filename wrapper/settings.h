/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the environment says: the LDFOLD variables, see ldfold(1). */
#ifndef LDFOLD_SETTINGS_H
#define LDFOLD_SETTINGS_H

#include <stdbool.h>

enum fold_when {
	FOLD_AUTO,   /* the links of vmlinux */
	FOLD_ALWAYS, /* all that have a script */
	FOLD_NEVER,
};

struct settings {
	enum fold_when when;	 /* LDFOLD */
	bool clash_warn;	 /* LDFOLD_CLASH=warn */
	bool verbose;		 /* LDFOLD_VERBOSE */
	const char *sidecar_dir; /* LDFOLD_SIDECAR_DIR or NULL */
	char *plugin;		 /* path of ldfold.so */
	char *rules;		 /* path of the rules */
};

/* Read the environment. 0, or -1 (reported) for a value that means nothing.
 * Release with settings_deinit. */
int settings_init(struct settings *settings);
void settings_deinit(struct settings *settings);

#endif
