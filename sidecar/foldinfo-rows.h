/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols, as both ways of printing them see them. */
#ifndef LDFOLD_FOLDINFO_ROWS_H
#define LDFOLD_FOLDINFO_ROWS_H

#include "foldinfo.h"
#include "vec.h"

struct row {
	uint32_t index;
	bool offset_known;	/* print SYMBOL+OFFSET */
	uint64_t address;
};

struct rows {
	const struct sidecar *sidecar;
	const struct foldinfo_options *options;
	VEC(struct row) list;
};

/* The words of the column KIND. */
const char *rows_symbol_kind(const struct sidecar_symbol *symbol);
const char *rows_companion_kind(uint32_t kind);

/* Print them as JSON. 0, or -1 (reported), and nothing is printed. */
int rows_print_json(const struct rows *rows);

#endif
