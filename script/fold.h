/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding a linker script: the front door of script/ for the wrapper. */
#ifndef LDFOLD_FOLD_H
#define LDFOLD_FOLD_H

#include <stdbool.h>
#include <stddef.h>

struct script;
struct rules;
struct refinements;
struct script_decline;

/* Can SCRIPT be folded by RULES? 0; 1 and *decline, as script_load() says,
 * where it can't; -1 (reported). */
int fold_check(const struct script *script, const struct rules *rules,
	       struct script_decline *decline);

/* Receives each source file of the folded script, innermost INCLUDE first and
 * the script itself last: NAME as the original script spells it, its folded
 * TEXT (SIZE bytes) and whether folding CHANGED it. Stores in *ret_path (new
 * memory, freed by the caller) the name under which ld will find it, which an
 * INCLUDE of it then uses. 0, or -1 (reported). */
typedef int (*fold_publish_fn)(void *ctx, const char *name, const char *text,
			       size_t size, bool changed, char **ret_path);

/* Rewrite SCRIPT by RULES and REFINEMENTS (may be NULL) and hand the result
 * to PUBLISH. *ret_path is the script's own name as published, to be freed;
 * *ret_changed says whether anything was folded. 0, or -1 (reported). */
int fold_script(const struct script *script, const struct rules *rules,
		const struct refinements *refinements, fold_publish_fn publish,
		void *ctx, char **ret_path, bool *ret_changed);

#endif
