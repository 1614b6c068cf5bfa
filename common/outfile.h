/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs that appear whole or not at all: written without a name, or under a
 * temporary one in the same directory. */
#ifndef LDFOLD_OUTFILE_H
#define LDFOLD_OUTFILE_H

struct outfile {
	int fd;		 /* write here; open for reading too */
	char *path;	 /* the final name */
	char *temporary; /* the name until then, or NULL: no name yet */
};

/* Start writing PATH. 0, or -1 (reported). End with outfile_commit or
 * outfile_abandon. */
int outfile_open(struct outfile *file, const char *path);

/* Give the file its final name. 0, or -1 (reported, and nothing is left). */
int outfile_commit(struct outfile *file);

/* Leave nothing behind. */
void outfile_abandon(struct outfile *file);

#endif
