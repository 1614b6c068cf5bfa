/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions of symbols, as they are found and printed. */
#ifndef LDFOLD_FOLDINFO_SYMPOS_H
#define LDFOLD_FOLDINFO_SYMPOS_H

#include "common/vec.h"
#include "foldinfo/foldinfo.h"
#include "foldinfo/objects.h"

struct position {
	const char *name;
	uint64_t address;    /* of a module's the offset in: */
	const char *section; /* or NULL */
	uint32_t sympos;     /* 0: no other symbol has that name */
	bool known;	     /* whose it is */
	struct origin object;
	uint32_t number; /* of the sidecar's symbol that it is, if that is
			  * known; else KERNEL_NONE */
};

/* A symbol of the sidecar of which the position can't be told. */
struct position_doubt {
	const char *name;
	uint32_t number;
	struct origin object;
	const char *why; /* to go behind a colon */
};

struct positions {
	VEC(struct position) list; /* by name, then position */
	VEC(struct position_doubt) doubts;
	const char *kernel; /* in which the doubts are: its path */
	bool is_module;	    /* it is one, NAME.ko */
	bool by_own_table;  /* the kernel's, not by rule */
};

/* Which names are asked for: in the order of strcmp(), each once; or all that
 * several symbols have. */
struct position_names {
	const char *const *list; /* or NULL */
	size_t count;
};

void positions_deinit(struct positions *positions);

/* Of the symbols called NAME in the kernel that SIDECAR is of, by the sidecar's
 * index: it takes no time. 0, or -1 (reported). */
int positions_from_index(struct positions *ret, const struct sidecar *sidecar,
			 const struct foldinfo_options *options,
			 const char *name);

struct position_build {
	const struct sidecar *sidecar;
	const char *path;
	const struct analysis *analysis; /* of the sidecar, or NULL */
};

/* Of the symbols that are called like one of NAMES in the kernel
 * options->shipped or, if that is NULL, BUILD. What stands in the way for one is
 * a doubt. 0 and *ret, or -1 (reported). *ret points into BUILD and needs its
 * DATA until it is released. */
struct positions_data;
int positions_from_all(struct positions *ret,
		       const struct position_build *build,
		       const struct foldinfo_options *options,
		       const struct position_names *names,
		       struct positions_data **data);
void positions_data_destroy(struct positions_data *data);

struct module;

/* Of the symbols called NAME in MODULE, or of all that aren't alone with their
 * name if that is NULL. OBJECT is whose doubts are of interest, or NULL. 0 and
 * *ret, or -1 (reported). *ret points into MODULE. */
int positions_from_module(struct positions *ret, const struct module *module,
			  const char *name, const char *object);

/* Say that the positions are by the rules of the kernel's build, if they
 * are. */
void positions_remark(const struct positions *positions,
		      const struct foldinfo_options *options);

#endif
