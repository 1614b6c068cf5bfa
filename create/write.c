/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is where in a sidecar, and writing it.
 *
 * A sidecar has as many section headers as a kernel has functions and
 * variables. elf_newscn() keeps some 250 bytes for each, so entries are made
 * one by one into a small buffer here, which libelf translates into the
 * output's byte order where ELF defines them. The order of the parts is that of
 * enum part in sidecar/format.h.
 *
 * Strings are those of the inventory, as they are, since nearly all are
 * needed; so names keep their numbers. A few are added. */
#include "create/write.h"

#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"
#include "common/version.h"
#include "create/writer.h"
#include "elf/image.h"
#include "sidecar/format.h"

struct image {
	struct writer w;
};

/* Add STRING (LENGTH bytes) to the string table. */
static int add_string(struct writer *w, const char *string, size_t length,
		      uint32_t *ret)
{
	size_t at = w->strings.size;
	size_t base = w->facts->inv.strings_size;

	if (base + at + length >= UINT32_MAX) {
		report_error("the names of this link exceed 4 GiB");
		return -1;
	}
	if (vec_reserve(&w->strings, at + length + 1))
		return -1;
	memcpy(w->strings.data + at, string, length);
	w->strings.data[at + length] = '\0';
	w->strings.size = at + length + 1;
	*ret = (uint32_t)(base + at);
	return 0;
}

/* The same for a text; none has number 0. */
static int add_text(struct writer *w, const char *text, uint32_t *ret)
{
	return *text ? add_string(w, text, strlen(text), ret) : 0;
}

/* What the kernel was made with and of. */
static int add_origin(struct writer *w)
{
	const struct analysis *analysis = &w->facts->analysis;
	const char *compiler = analysis_string(analysis, analysis->comment);
	uint32_t linker = w->facts->inv.linker;
	bool lld = w->facts->inv.lld;
	char version[24] = "";

	/* ld has it as a number (ld/plugin.c): 240 is 2.40. */
	if (linker)
		sprintf(version, lld ? "LLD %u.%u" : "%u.%u",
			linker / 100 % 10000, linker % 100);
	return add_text(w, compiler, &w->compiler) ||
			       add_text(w, version, &w->linker) ||
			       add_text(w, w->facts->config, &w->config)
		       ? -1
		       : 0;
}

/* The names of others and of the output's sections. */
static int add_output_strings(struct writer *w)
{
	const struct output *output = &w->facts->output;
	size_t nothers = w->others.list.size;

	w->other_names = calloc(nothers + 1, sizeof(*w->other_names));
	w->section_names = calloc(output->nsections + 1,
				  sizeof(*w->section_names));
	if (!w->other_names || !w->section_names)
		return report_nomem();
	for (size_t i = 0; i < nothers; i++)
		if (add_text(w, w->others.list.data[i].name,
			     &w->other_names[i]))
			return -1;
	for (size_t i = 0; i < output->nsections; i++)
		if (add_text(w, output->sections[i].name, &w->section_names[i]))
			return -1;
	return 0;
}

/* The names that ld has made of those of records. */
static int add_numbered(struct writer *w)
{
	const struct layout *layout = w->layout;

	if (!w->facts->output.numbers_locals)
		return 0;
	w->numbered = calloc((size_t)layout->nrecords + 1,
			     sizeof(*w->numbered));
	if (!w->numbered)
		return report_nomem();
	for (uint32_t i = 0; i < layout->nrecords; i++) {
		const struct inventory_symbol *symbol = layout_symbol(
			layout, &layout->records[i]);
		const char *name = layout_numbered(layout, &layout->records[i]);

		if (symbol)
			w->numbered[i] = symbol->name;
		if (name && add_text(w, name, &w->numbered[i]))
			return -1;
	}
	return 0;
}

static int add_strings(struct writer *w)
{
	const struct facts *facts = w->facts;
	const struct map_line *line;
	size_t i = 0;

	for (enum part p = 0; p < NPARTS; p++)
		if (w->shndx[p] &&
		    add_text(w, format_sections[p].name, &w->name[p]))
			return -1;
	w->outputs = calloc(facts->join.outputs.size + 1, sizeof(*w->outputs));
	if (!w->outputs)
		return report_nomem();
	vec_for_each(&facts->join.outputs, line)
		if (add_string(w, line->name, line->name_length,
			       &w->outputs[i++]))
			return -1;
	if (add_text(w, facts->output.path, &w->output_name) ||
	    add_text(w, PACKAGE_VERSION, &w->version))
		return -1;
	return add_origin(w) || add_output_strings(w) || add_numbered(w) ? -1
									 : 0;
}

/* Has the sidecar part P, which is a section? */
static bool is_present(const struct writer *w, enum part p)
{
	const struct facts *facts = w->facts;

	if (format_sections[p].presence == FORMAT_ANALYSIS)
		return facts->analysis.items.size;
	if (p == PART_BUILD_ID)
		return facts->output.build_id.size;
	if (p == PART_COMMENT)
		return facts->output.comment_size;
	return p != PART_SYMTAB_SHNDX ||
	       NPARTS + facts->norder >= SHN_LORESERVE;
}

/* Which parts there are as sections, in the order of the file; the symbol
 * sections follow them. */
static void number_sections(struct writer *w)
{
	uint32_t count = 1;

	for (enum part p = PART_BUILD_ID; p < PART_SHDRS; p++) {
		if (!is_present(w, p))
			continue;
		w->part_at[count] = p;
		w->shndx[p] = count++;
	}
	w->first_section = count;
	w->nshdrs = count + (uint32_t)w->facts->norder;
}

static size_t note_size(size_t name, size_t desc)
{
	return sizeof(Elf64_Nhdr) + (name + 4) / 4 * 4 + (desc + 3) / 4 * 4;
}

/* Buckets of some eight names each, of which tags leave one or two to be compared:
 * both take as many bytes as twice the buckets without tags. */
static void size_index(struct writer *w)
{
	size_t nnames = w->layout->nrecords + w->others.list.size;

	for (uint32_t i = 0; w->numbered && i < w->layout->nrecords; i++)
		nnames += layout_numbered(w->layout, &w->layout->records[i]) !=
			  NULL;
	w->nbuckets = (uint32_t)(nnames / 8) + 1;
	w->nindex = 2 + w->nbuckets + nnames + format_tag_words(nnames);
}

static size_t entry_size(const struct writer *w, enum part p)
{
	switch (p) {
	case PART_HEADER:
		return w->narrow ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr);
	case PART_SYMTAB:
		return sym_size(w);
	case PART_SHDRS:
		return shdr_size(w);
	default:
		return format_sections[p].entsize ? format_sections[p].entsize
						  : 1;
	}
}

/* How many entries part P has, or bytes. */
static size_t count_entries(const struct writer *w, enum part p)
{
	const struct analysis *analysis = &w->facts->analysis;
	const struct layout *layout = w->layout;
	const size_t counts[NPARTS] = {
		[PART_HEADER] = 1,
		[PART_BUILD_ID] = note_size(strlen(ELF_NOTE_GNU),
					    w->facts->output.build_id.size),
		[PART_NOTE] = note_size(strlen(SIDECAR_NOTE_NAME),
					sizeof(struct disk_header)),
		[PART_FILES] = layout->nfiles,
		[PART_HOMES] = w->homes.list.size,
		[PART_ORIGINS] = w->origins.list.size,
		[PART_SYMBOLS] = layout->nrecords,
		[PART_COMPANIONS] = layout->ncompanions,
		[PART_UNITS] = analysis->files.size,
		[PART_ITEMS] = analysis->items.size,
		[PART_LINELESS] = w->lineless.size,
		[PART_EXPORTS] = w->exports.size,
		[PART_REFERENCES] = analysis->references.size,
		[PART_NAMES] = analysis->strings.size,
		[PART_OTHERS] = w->others.list.size,
		[PART_INDEX] = w->nindex,
		[PART_COMMENT] = w->facts->output.comment_size,
		[PART_STRINGS] = w->facts->inv.strings_size + w->strings.size,
		[PART_SYMTAB] = layout->nsymbols,
		[PART_SYMTAB_SHNDX] = layout->nsymbols,
		[PART_SHDRS] = w->nshdrs,
	};

	return counts[p];
}

/* Give each part its place in the file. */
static void place_parts(struct writer *w)
{
	size_t at = 0;

	for (enum part p = 0; p < NPARTS; p++) {
		if (!format_sections[p].name || w->shndx[p])
			w->size[p] = count_entries(w, p) * entry_size(w, p);
		w->offset[p] = at;
		at = (at + w->size[p] + 7) / 8 * 8;
	}
}

static void make_note(const struct writer *w, const char *name, uint32_t type,
		      const void *desc, size_t size, struct note *ret)
{
	size_t name_size = strlen(name) + 1;
	Elf64_Nhdr header = {
		.n_namesz = order32(w->swap, (uint32_t)name_size),
		.n_descsz = order32(w->swap, (uint32_t)size),
		.n_type = order32(w->swap, type),
	};
	char *at = ret->data + sizeof(header);

	memcpy(ret->data, &header, sizeof(header));
	memcpy(at, name, name_size);
	memcpy(at + (name_size + 3) / 4 * 4, desc, size);
	ret->size = note_size(name_size - 1, size);
}

static void make_notes(struct writer *w)
{
	const struct facts *facts = w->facts;
	struct disk_header header = {
		.version = SIDECAR_VERSION,
		.checksum_recipe = w->shndx[PART_ITEMS] ? ANALYSIS_RECIPE : 0,
		.flags = SIDECAR_TAGGED |
			 (w->layout->nfiles == 1 ? SIDECAR_SINGLE_INPUT : 0),
		.nfiles = w->layout->nfiles,
		.nsymbols = w->layout->nrecords,
		.ncompanions = w->layout->ncompanions,
		.nsections = (uint32_t)facts->norder,
		.first_section = w->first_section,
		.output = w->output_name,
		.writer = w->version,
		.compiler = w->compiler,
		.linker = w->linker,
		.config = w->config,
		.norder = w->others.norder,
		.nlocals = w->others.nlocals,
	};
	uint32_t *word = (uint32_t *)&header;

	for (size_t i = 0; i < sizeof(header) / sizeof(*word); i++)
		word[i] = order32(w->swap, word[i]);
	make_note(w, SIDECAR_NOTE_NAME, SIDECAR_NOTE_TYPE, &header,
		  sizeof(header), &w->note);
	if (w->shndx[PART_BUILD_ID])
		make_note(w, ELF_NOTE_GNU, NT_GNU_BUILD_ID,
			  facts->output.build_id.bytes,
			  facts->output.build_id.size, &w->build_id);
}

/* -- Writing --------------------------------------------------------------- */

/* Bytes of entries that are written at once: the page cache keeps together what
 * comes together, and who maps a file that is in huge pages there waits less for
 * its memory. */
enum { CHUNK = 1 << 22 };

/* How the entries of a part are made, and what libelf calls their type. */
static const struct {
	void (*make)(const struct writer *w, uint32_t index, void *ret);
	Elf_Type type;
} makers[NPARTS] = {
	[PART_HEADER] = { writer_make_header, ELF_T_EHDR },
	[PART_FILES] = { writer_make_file, ELF_T_BYTE },
	[PART_HOMES] = { writer_make_home, ELF_T_BYTE },
	[PART_ORIGINS] = { writer_make_origin, ELF_T_BYTE },
	[PART_SYMBOLS] = { writer_make_record, ELF_T_BYTE },
	[PART_COMPANIONS] = { writer_make_companion, ELF_T_BYTE },
	[PART_UNITS] = { writer_make_unit, ELF_T_BYTE },
	[PART_ITEMS] = { writer_make_item, ELF_T_BYTE },
	[PART_LINELESS] = { writer_make_lineless, ELF_T_BYTE },
	[PART_EXPORTS] = { writer_make_export, ELF_T_BYTE },
	[PART_REFERENCES] = { writer_make_reference, ELF_T_BYTE },
	[PART_OTHERS] = { writer_make_other, ELF_T_BYTE },
	[PART_INDEX] = { writer_make_index, ELF_T_BYTE },
	[PART_SYMTAB] = { writer_make_symbol, ELF_T_SYM },
	[PART_SYMTAB_SHNDX] = { writer_make_shndx, ELF_T_BYTE },
	[PART_SHDRS] = { writer_make_shdr, ELF_T_SHDR },
};

/* Put SIZE bytes of entries into the output's byte order. */
static int translate(const struct writer *w, const char *path, Elf_Type type,
		     void *entries, size_t size)
{
	Elf_Data data = {
		.d_buf = entries,
		.d_size = size,
		.d_type = type,
		.d_version = EV_CURRENT,
	};

	if ((w->narrow ? elf32_xlatetof : elf64_xlatetof)(
		    &data, &data, w->facts->output.header.e_ident[EI_DATA]))
		return 0;
	report_error("%s: can't translate it, %s", path, elf_errmsg(-1));
	return -1;
}

static int write_at(int fd, const char *path, const void *data, size_t size,
		    size_t offset)
{
	if (!write_all_at(fd, data, size, offset))
		return 0;
	report_error("%s: can't write:", path);
	return -1;
}

static int write_entries(const struct writer *w, enum part p, int fd,
			 const char *path, char *chunk)
{
	size_t entry = entry_size(w, p), most = CHUNK / entry;
	size_t total = w->size[p] / entry;

	for (size_t first = 0; first < total; first += most) {
		size_t count = total - first < most ? total - first : most;

		memset(chunk, 0, count * entry);
		for (size_t i = 0; i < count; i++)
			makers[p].make(w, (uint32_t)(first + i),
				       chunk + i * entry);
		if ((makers[p].type != ELF_T_BYTE &&
		     translate(w, path, makers[p].type, chunk,
			       count * entry)) ||
		    write_at(fd, path, chunk, count * entry,
			     w->offset[p] + first * entry))
			return -1;
	}
	return 0;
}

/* The contents of the parts that have no entries. */
static const void *contents_of(const struct writer *w, enum part p)
{
	switch (p) {
	case PART_BUILD_ID:
		return w->build_id.data;
	case PART_NOTE:
		return w->note.data;
	case PART_NAMES:
		return w->facts->analysis.strings.data;
	case PART_COMMENT:
		return w->facts->output.comment;
	default:
		return NULL;
	}
}

static int write_strings(const struct writer *w, int fd, const char *path)
{
	size_t offset = w->offset[PART_STRINGS];
	size_t size = w->facts->inv.strings_size;

	return write_at(fd, path, w->facts->inv.strings, size, offset) ||
			       write_at(fd, path, w->strings.data,
					w->strings.size, offset + size)
		       ? -1
		       : 0;
}

static int write_part(const struct writer *w, enum part p, int fd,
		      const char *path, char *chunk)
{
	if (!w->size[p])
		return 0;
	if (makers[p].make)
		return write_entries(w, p, fd, path, chunk);
	if (p == PART_STRINGS)
		return write_strings(w, fd, path);
	return write_at(fd, path, contents_of(w, p), w->size[p], w->offset[p]);
}

int image_write(const struct image *image, int fd, const char *path)
{
	_cleanup_free_ char *chunk = malloc(CHUNK);

	if (!chunk)
		return report_nomem();
	for (enum part p = 0; p < NPARTS; p++)
		if (write_part(&image->w, p, fd, path, chunk))
			return -1;
	return 0;
}

/* -- Preparing ------------------------------------------------------------- */

static int prepare(struct writer *w)
{
	number_sections(w);
	if (writer_count_files(w) || writer_link_items(w) ||
	    writer_list_lineless(w) || writer_list_exports(w) ||
	    others_init(&w->others, w->layout) || add_strings(w) ||
	    writer_number_homes(w) || writer_number_origins(w))
		return -1;
	size_index(w);
	place_parts(w);
	make_notes(w);
	return writer_index_names(w);
}

struct image *image_create(const struct layout *layout)
{
	const unsigned char *ident = layout->facts->output.header.e_ident;
	struct image *image = calloc(1, sizeof(*image));

	if (!image) {
		report_nomem();
		return NULL;
	}
	image->w.layout = layout;
	image->w.facts = layout->facts;
	image->w.narrow = ident[EI_CLASS] == ELFCLASS32;
	image->w.swap = elf_image_swaps(ident[EI_DATA]);
	if (!prepare(&image->w))
		return image;
	image_destroy(image);
	return NULL;
}

void image_destroy(struct image *image)
{
	struct writer *w;

	if (!image)
		return;
	w = &image->w;
	vec_deinit(&w->strings);
	others_deinit(&w->others);
	free(w->other_names);
	free(w->section_names);
	free(w->numbered);
	free(w->index);
	free(w->outputs);
	free(w->files);
	pairs_deinit(&w->homes);
	pairs_deinit(&w->origins);
	free(w->home);
	free(w->origin);
	free(w->item);
	vec_deinit(&w->lineless);
	vec_deinit(&w->exports);
	free(image);
}
