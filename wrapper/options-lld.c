/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding lld's command line, as LLVM's option library does with the table in
 * lld/ELF/Options.td: of the names that an argument begins with, the longest
 * one counts whose kind fits the rest. There are no abbreviations and no
 * clusters of letters. What isn't in the table below has no separate value and
 * no meaning here; whether lld knows it is lld's affair.
 *
 * With GNU ld's table, `-mllvm -import-instr-limit=5' of every kernel built
 * with ThinLTO would read as `-m llvm -i', a relocatable link. */
#include "wrapper/options.h"

#include <string.h>

enum kind {
	FLAG,	/* the name alone */
	EQUALS, /* NAME=VALUE, NAME VALUE */
	JOINED, /* NAMEVALUE, NAME VALUE: a letter, behind one dash */
};

enum dashes {
	ANY_DASHES,
	TWO_DASHES,
};

struct lld_option {
	const char *name;
	enum kind kind;
	enum dashes dashes;
	enum option_id id;
};

static const struct lld_option table[] = {
	/* Of interest. */
	{ "script", EQUALS, ANY_DASHES, OPTION_SCRIPT },
	{ "T", JOINED, ANY_DASHES, OPTION_SCRIPT },
	{ "default-script", EQUALS, TWO_DASHES, OPTION_DEFAULT_SCRIPT },
	{ "dT", JOINED, ANY_DASHES, OPTION_DEFAULT_SCRIPT },
	{ "output", EQUALS, TWO_DASHES, OPTION_OUTPUT },
	{ "o", JOINED, ANY_DASHES, OPTION_OUTPUT },
	{ "relocatable", FLAG, ANY_DASHES, OPTION_RELOCATABLE },
	{ "r", FLAG, ANY_DASHES, OPTION_RELOCATABLE },
	{ "strip-all", FLAG, ANY_DASHES, OPTION_STRIP },
	{ "strip-debug", FLAG, ANY_DASHES, OPTION_STRIP },
	{ "s", FLAG, ANY_DASHES, OPTION_STRIP },
	{ "S", FLAG, ANY_DASHES, OPTION_STRIP },
	{ "cref", FLAG, ANY_DASHES, OPTION_CREF },
	{ "gc-sections", FLAG, ANY_DASHES, OPTION_GC },
	{ "no-gc-sections", FLAG, ANY_DASHES, OPTION_NO_GC },
	{ "Map", EQUALS, ANY_DASHES, OPTION_MAP },
	{ "print-map", FLAG, ANY_DASHES, OPTION_PRINT_MAP },
	{ "M", FLAG, ANY_DASHES, OPTION_PRINT_MAP },
	{ "library", EQUALS, ANY_DASHES, OPTION_LIBRARY },
	{ "l", JOINED, ANY_DASHES, OPTION_LIBRARY },
	{ "library-path", EQUALS, ANY_DASHES, OPTION_LIBRARY_PATH },
	{ "L", JOINED, ANY_DASHES, OPTION_LIBRARY_PATH },
	{ "sysroot", EQUALS, ANY_DASHES, OPTION_SYSROOT },
	{ "dependency-file", EQUALS, TWO_DASHES, OPTION_DEPENDENCY_FILE },
	{ "orphan-handling", EQUALS, ANY_DASHES, OPTION_ORPHANS },
	{ "z", JOINED, ANY_DASHES, OPTION_Z },
	{ "unique", FLAG, ANY_DASHES, OPTION_PARTS },
	{ "version", FLAG, ANY_DASHES, OPTION_INFORMATION },
	{ "help", FLAG, ANY_DASHES, OPTION_INFORMATION },
	{ "v", FLAG, ANY_DASHES, OPTION_SAYS_VERSION },
	{ "V", FLAG, ANY_DASHES, OPTION_SAYS_VERSION },
	/* Which inputs are read, and how. */
	{ "whole-archive", FLAG, ANY_DASHES, OPTION_WHOLE },
	{ "no-whole-archive", FLAG, ANY_DASHES, OPTION_NO_WHOLE },
	{ "start-lib", FLAG, ANY_DASHES, OPTION_START_LIB },
	{ "end-lib", FLAG, ANY_DASHES, OPTION_END_LIB },
	{ "push-state", FLAG, ANY_DASHES, OPTION_PUSH_STATE },
	{ "pop-state", FLAG, ANY_DASHES, OPTION_POP_STATE },
	{ "Bstatic", FLAG, ANY_DASHES, OPTION_STATIC },
	{ "dn", FLAG, ANY_DASHES, OPTION_STATIC },
	{ "non_shared", FLAG, ANY_DASHES, OPTION_STATIC },
	{ "static", FLAG, ANY_DASHES, OPTION_STATIC },
	{ "Bdynamic", FLAG, ANY_DASHES, OPTION_NO_STATIC },
	{ "dy", FLAG, ANY_DASHES, OPTION_NO_STATIC },
	{ "call_shared", FLAG, ANY_DASHES, OPTION_NO_STATIC },
	/* With dynamic symbols. */
	{ "shared", FLAG, ANY_DASHES, OPTION_DYNAMIC },
	{ "Bshareable", FLAG, ANY_DASHES, OPTION_DYNAMIC },
	{ "pie", FLAG, ANY_DASHES, OPTION_DYNAMIC },
	{ "pic-executable", FLAG, ANY_DASHES, OPTION_DYNAMIC },
	{ "export-dynamic", FLAG, ANY_DASHES, OPTION_DYNAMIC },
	{ "E", FLAG, ANY_DASHES, OPTION_DYNAMIC },
	/* What makes other inputs or places of them than ldfold foresees, or
	 * what its files without a name would come into. */
	{ "format", EQUALS, ANY_DASHES, OPTION_FORMAT },
	{ "b", JOINED, ANY_DASHES, OPTION_FORMAT },
	{ "just-symbols", EQUALS, ANY_DASHES, OPTION_UNMODELLED },
	{ "R", JOINED, ANY_DASHES, OPTION_UNMODELLED },
	{ "remap-inputs", EQUALS, TWO_DASHES, OPTION_UNMODELLED },
	{ "remap-inputs-file", EQUALS, TWO_DASHES, OPTION_UNMODELLED },
	{ "enable-non-contiguous-regions", FLAG, ANY_DASHES,
	  OPTION_UNMODELLED },
	{ "icf=all", FLAG, ANY_DASHES, OPTION_UNMODELLED },
	{ "icf=safe", FLAG, ANY_DASHES, OPTION_UNMODELLED },
	{ "reproduce", EQUALS, TWO_DASHES, OPTION_UNMODELLED },
	{ "chroot", EQUALS, TWO_DASHES, OPTION_UNMODELLED },
	{ "rsp-quoting", EQUALS, TWO_DASHES, OPTION_UNMODELLED },
	/* Whose values may stand separately, or look like one of the above. */
	{ "plugin", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "mllvm", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "m", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "Tbss", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "Tdata", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "Ttext", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "Ttext-segment", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "F", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "O", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "e", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "f", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "h", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "u", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "y", JOINED, ANY_DASHES, OPTION_OTHER },
	{ "android-memtag-mode", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "auxiliary", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "call-graph-ordering-file", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "compress-debug-sections", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "compress-sections", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "defsym", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "dynamic-linker", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "dynamic-list", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "entry", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "error-handling-script", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "error-limit", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "exclude-libs", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "export-dynamic-symbol", EQUALS, TWO_DASHES, OPTION_DYNAMIC },
	{ "export-dynamic-symbol-list", EQUALS, TWO_DASHES, OPTION_DYNAMIC },
	{ "filter", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "fini", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "hash-style", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "image-base", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "in-implib", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "init", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "keep-unique", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "load-pass-plugin", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "lto-known-safe-vtables", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "oformat", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "opt-remarks-filename", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "opt-remarks-format", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "opt-remarks-hotness-threshold", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "opt-remarks-passes", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "out-implib", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "pack-dyn-relocs", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "print-symbol-order", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "retain-symbols-file", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "rpath", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "section-start", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "shuffle-sections", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "soname", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "sort-section", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "split-stack-adjust-size", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "symbol-ordering-file", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "target2", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "thinlto-cache-policy", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "threads", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "time-trace-granularity", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "trace-symbol", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "undefined", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "undefined-glob", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "unresolved-symbols", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "version-script", EQUALS, ANY_DASHES, OPTION_OTHER },
	{ "warn-backrefs-exclude", EQUALS, TWO_DASHES, OPTION_OTHER },
	{ "wrap", EQUALS, ANY_DASHES, OPTION_OTHER },
};

/* Does the argument that is TEXT behind its DASHES spell OPTION? */
static bool fits(const struct lld_option *option, const char *text,
		 unsigned int dashes)
{
	size_t length = strlen(option->name);

	if (strncmp(text, option->name, length) ||
	    (option->dashes == TWO_DASHES && dashes != 2))
		return false;
	switch (option->kind) {
	case FLAG:
		return !text[length];
	case EQUALS:
		return !text[length] || text[length] == '=';
	case JOINED:
		return dashes == 1;
	}
	return false;
}

static const struct lld_option *find(const char *text, unsigned int dashes)
{
	const struct lld_option *found = NULL;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (fits(&table[i], text, dashes) &&
		    (!found || strlen(table[i].name) > strlen(found->name)))
			found = &table[i];
	return found;
}

/* lld knows no `--'. */
int option_next_lld(struct option_scan *scan, struct option_hit *hit)
{
	const struct lld_option *option;
	const char *arg, *text, *value;
	unsigned int dashes;

	if (scan->next >= scan->count)
		return 0;
	arg = scan->args[scan->next];
	if (arg[0] != '-' || !arg[1]) {
		*hit = (struct option_hit){ .id = OPTION_INPUT };
		return option_hit_value(scan, hit, scan->next++, arg);
	}
	dashes = 1 + (arg[1] == '-');
	text = arg + dashes;
	option = find(text, dashes);
	*hit = (struct option_hit){ .id = option ? option->id : OPTION_UNKNOWN,
				    .where = scan->next };
	scan->next++;
	if (!option || option->kind == FLAG)
		return 1;
	value = text + strlen(option->name);
	if (*value)
		return option_hit_value(scan, hit, scan->next - 1,
					value + (option->kind == EQUALS));
	return option_hit_next(scan, hit);
}
