/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plugin's options, -plugin-opt KEY=VALUE. */
#ifndef LDFOLD_PLUGIN_OPTIONS_H
#define LDFOLD_PLUGIN_OPTIONS_H

#include <stdbool.h>

#include "common/vec.h"
#include "proof/prove.h"

struct plugin_options {
	const char *original;	   /* original=FILE, the script */
	const char *original_name; /* name=NAME, for messages */
	const char *folded;	   /* folded=FILE, the folded script */
	const char *rules;	   /* rules=FILE */
	VEC(const char *) dirs;	   /* dir=D, ld's -L, in order */
	int report;		   /* report=FD, or -1 */
	int inventory;		   /* inventory=FD, or -1 */
	bool clash_warns;	   /* clash=warn */
	bool collects_garbage;	   /* gc=yes: ld's --gc-sections */
	bool bars_orphans;	   /* orphans=barred: error or discard */
	bool others;		   /* others=yes: the compiler's too */
	enum prover_mode mode;	   /* mode=fresh, remembered or final */
};

void plugin_options_init(struct plugin_options *options);
void plugin_options_deinit(struct plugin_options *options);

/* Take one option; TEXT has to live on. 0, or -1 (reported). */
int plugin_options_add(struct plugin_options *options, const char *text);

/* Is everything there? 0, or -1 (reported). */
int plugin_options_check(const struct plugin_options *options);

#endif
