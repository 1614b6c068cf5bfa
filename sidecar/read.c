/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading sidecars, straight from the mapped file: opening one takes the same
 * time whatever its size, and nothing is believed that was not checked. Damage
 * is reported where it is met. */
#include "sidecar/sidecar.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"
#include "elf/build-id.h"
#include "elf/image.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

void sidecar_report_damage(const struct sidecar *sc, const char *what)
{
	report_error("%s: damaged sidecar, %s", sc->path, what);
}

/* A link has a section for each symbol, and libelf takes as long to translate
 * one's header as all else does that a symbol is asked for. */
void sidecar_shdr(const struct sidecar *sc, uint32_t index, Elf64_Shdr *ret)
{
	const char *headers = sc->data + sc->shoff;
	bool swap = sc->swap;
	Elf32_Shdr narrow;
	Elf64_Shdr wide;

	if (sc->narrow) {
		memcpy(&narrow, headers + index * sizeof(narrow),
		       sizeof(narrow));
		*ret = (Elf64_Shdr){
			.sh_name = order32(swap, narrow.sh_name),
			.sh_type = order32(swap, narrow.sh_type),
			.sh_addr = order32(swap, narrow.sh_addr),
			.sh_offset = order32(swap, narrow.sh_offset),
			.sh_size = order32(swap, narrow.sh_size),
			.sh_link = order32(swap, narrow.sh_link),
			.sh_entsize = order32(swap, narrow.sh_entsize),
		};
		return;
	}
	memcpy(&wide, headers + index * sizeof(wide), sizeof(wide));
	*ret = (Elf64_Shdr){
		.sh_name = order32(swap, wide.sh_name),
		.sh_type = order32(swap, wide.sh_type),
		.sh_addr = order64(swap, wide.sh_addr),
		.sh_offset = order64(swap, wide.sh_offset),
		.sh_size = order64(swap, wide.sh_size),
		.sh_link = order32(swap, wide.sh_link),
		.sh_entsize = order64(swap, wide.sh_entsize),
	};
}

static int read_span(const struct sidecar *sc, const Elf64_Shdr *shdr,
		     struct span *ret)
{
	if (shdr->sh_type == SHT_NOBITS || shdr->sh_offset > sc->size ||
	    shdr->sh_size > sc->size - shdr->sh_offset)
		return sidecar_damaged(sc, "a section is not within the file");
	*ret = (struct span){
		.data = sc->data + shdr->sh_offset,
		.size = shdr->sh_size,
		.entsize = shdr->sh_entsize,
		.link = shdr->sh_link,
	};
	return 0;
}

static int read_strings(const struct sidecar *sc, uint32_t index,
			struct span *ret)
{
	Elf64_Shdr shdr;

	if (!index || index >= sc->nshdrs)
		return sidecar_damaged(sc, "it has no string table");
	sidecar_shdr(sc, index, &shdr);
	if (read_span(sc, &shdr, ret))
		return -1;
	if (!ret->size || ret->data[ret->size - 1])
		return sidecar_damaged(sc, "its string table has no end");
	return 0;
}

static bool is_elf(const struct sidecar *sc)
{
	const unsigned char *ident = (const unsigned char *)sc->data;

	return sc->size >= sizeof(Elf32_Ehdr) &&
	       !memcmp(ident, ELFMAG, SELFMAG) &&
	       (ident[EI_CLASS] == ELFCLASS32 ||
		(ident[EI_CLASS] == ELFCLASS64 &&
		 sc->size >= sizeof(Elf64_Ehdr))) &&
	       (ident[EI_DATA] == ELFDATA2LSB || ident[EI_DATA] == ELFDATA2MSB);
}

/* Translate the ELF header. */
static void read_whole_ehdr(const struct sidecar *sc, void *ret, size_t size)
{
	Elf_Data from = {
		.d_buf = (void *)(uintptr_t)sc->data,
		.d_size = size,
		.d_type = ELF_T_EHDR,
		.d_version = EV_CURRENT,
	};
	Elf_Data to = from;

	to.d_buf = ret;
	(sc->narrow ? elf32_xlatetom : elf64_xlatetom)(&to, &from,
						       sc->info.data);
}

/* The header fields of interest: where and how many the section headers are. */
static int read_ehdr(struct sidecar *sc, uint32_t *shstrndx)
{
	union {
		Elf32_Ehdr narrow;
		Elf64_Ehdr wide;
	} ehdr;
	size_t entsize = sc->narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr);
	size_t size = sc->narrow ? sizeof(ehdr.narrow) : sizeof(ehdr.wide);
	uint64_t shoff, count, room;
	Elf64_Shdr first;

	read_whole_ehdr(sc, &ehdr, size);
	sc->info.machine = ehdr.narrow.e_machine; /* the same place */
	shoff = sc->narrow ? ehdr.narrow.e_shoff : ehdr.wide.e_shoff;
	count = sc->narrow ? ehdr.narrow.e_shnum : ehdr.wide.e_shnum;
	*shstrndx = sc->narrow ? ehdr.narrow.e_shstrndx : ehdr.wide.e_shstrndx;
	if (!shoff || shoff >= sc->size || sc->size - shoff < entsize)
		return sidecar_damaged(
			sc, "it was cut short, or has no section headers");
	sc->shoff = shoff;
	room = (sc->size - shoff) / entsize;
	sidecar_shdr(sc, 0, &first);
	if (!count)
		count = first.sh_size;
	if (*shstrndx == SHN_XINDEX)
		*shstrndx = first.sh_link;
	if (!count || count > room || count > UINT32_MAX)
		return sidecar_damaged(
			sc, "it was cut short, section headers are missing");
	sc->nshdrs = (uint32_t)count;
	return 0;
}

/* Is P a section that is known by its name? String tables are known by those
 * that are linked with them. */
static bool has_name(enum part p)
{
	return format_sections[p].name && format_sections[p].type != SHT_STRTAB;
}

/* The sections that are tables: the writer puts them first. */
static int find_tables(struct sidecar *sc)
{
	Elf64_Shdr shdr;

	for (uint32_t i = 1; i < sc->nshdrs; i++) {
		const char *name;

		sidecar_shdr(sc, i, &shdr);
		if (shdr.sh_type == SHT_NOBITS)
			break;
		name = string_at(&sc->shstrings, shdr.sh_name);
		for (enum part p = 0; name && p < NPARTS; p++) {
			if (sc->table[p].data || !has_name(p) ||
			    strcmp(name, format_sections[p].name) != 0)
				continue;
			if (read_span(sc, &shdr, &sc->table[p]))
				return -1;
		}
	}
	return 0;
}

/* Each record is of the table's entsize. */
static void count_records(struct span *table)
{
	size_t count = table->entsize ? table->size / table->entsize : 0;

	table->count = count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

static int check_tables(struct sidecar *sc)
{
	bool analysed = sc->table[PART_UNITS].data;

	for (enum part p = 0; p < NPARTS; p++) {
		const struct format_section *section = &format_sections[p];
		bool found = sc->table[p].data;

		if (!has_name(p))
			continue;
		if ((section->presence == FORMAT_ALWAYS && !found) ||
		    (section->presence == FORMAT_ANALYSIS && found != analysed))
			return sidecar_damaged(
				sc, "a section of records is missing");
		if (found && sc->table[p].entsize < section->entsize)
			return sidecar_damaged(sc, "its records are too small");
		count_records(&sc->table[p]);
	}
	if (sc->table[PART_ITEMS].data &&
	    read_strings(sc, sc->table[PART_ITEMS].link, &sc->names))
		return -1;
	return read_strings(sc, sc->table[PART_SYMBOLS].link, &sc->strings);
}

/* The descriptor of the only note in SPAN, of the owner NAME: its size and
 * *ret, or 0. */
static size_t read_note(const struct sidecar *sc, const struct span *span,
			const char *name, const char **ret)
{
	size_t name_size = strlen(name) + 1;
	size_t start = sizeof(Elf64_Nhdr) + (name_size + 3) / 4 * 4;
	Elf64_Nhdr note;
	uint32_t desc;

	if (!span->data || span->size < start)
		return 0;
	memcpy(&note, span->data, sizeof(note));
	desc = order32(sc->swap, note.n_descsz);
	if (order32(sc->swap, note.n_namesz) != name_size ||
	    memcmp(span->data + sizeof(note), name, name_size) ||
	    desc > span->size - start)
		return 0;
	*ret = span->data + start;
	return desc;
}

/* Is it a version that is read here? 0, or -1 (reported). */
static int check_version(const struct sidecar *sc)
{
	uint32_t version = sc->info.version;

	if (version == SIDECAR_VERSION)
		return 0;
	if (version > SIDECAR_VERSION)
		report_error("%s: its format version %" PRIu32
			     " is newer than %d, the newest known here",
			     sc->path, version, SIDECAR_VERSION);
	else
		report_error("%s: its format version %" PRIu32
			     " is older than %d, link again with this ldfold",
			     sc->path, version, SIDECAR_VERSION);
	return -1;
}

/* The note, before anything else of another version is looked at. */
static int read_header(struct sidecar *sc, struct disk_header *ret)
{
	const char *desc = NULL;
	size_t size;

	size = read_note(sc, &sc->table[PART_NOTE], SIDECAR_NOTE_NAME, &desc);
	if (size < sizeof(ret->version))
		return sidecar_damaged(sc, "its note is not ldfold's");
	memcpy(&ret->version, desc, sizeof(ret->version));
	sc->info.version = order32(sc->swap, ret->version);
	if (check_version(sc))
		return -1;
	if (size < sizeof(*ret))
		return sidecar_damaged(sc, "its note is too short");
	memcpy(ret, desc, sizeof(*ret));
	return 0;
}

static int read_counts(struct sidecar *sc, const struct disk_header *header)
{
	struct sidecar_info *info = &sc->info;

	info->checksum_recipe = order32(sc->swap, header->checksum_recipe);
	info->flags = order32(sc->swap, header->flags);
	info->nfiles = order32(sc->swap, header->nfiles);
	info->nsymbols = order32(sc->swap, header->nsymbols);
	info->ncompanions = order32(sc->swap, header->ncompanions);
	info->nsections = order32(sc->swap, header->nsections);
	info->output = string_at(&sc->strings,
				 order32(sc->swap, header->output));
	info->writer = string_at(&sc->strings,
				 order32(sc->swap, header->writer));
	info->compiler = string_at(&sc->strings,
				   order32(sc->swap, header->compiler));
	info->linker = string_at(&sc->strings,
				 order32(sc->swap, header->linker));
	info->config = string_at(&sc->strings,
				 order32(sc->swap, header->config));
	sc->norder = order32(sc->swap, header->norder);
	sc->nlocals = order32(sc->swap, header->nlocals);
	if (info->checksum_recipe && !sc->table[PART_ITEMS].data)
		return sidecar_damaged(sc, "a section of records is missing");
	if (!info->output || !info->writer || !info->compiler ||
	    !info->linker || !info->config ||
	    info->nfiles != table_count(sc, PART_FILES) ||
	    info->nsymbols != table_count(sc, PART_SYMBOLS) ||
	    info->ncompanions != table_count(sc, PART_COMPANIONS) ||
	    sc->nlocals > sc->norder ||
	    (sc->norder && !is_number(sc, sc->norder - 1)))
		return sidecar_damaged(sc,
				       "its counts and its records disagree");
	return 0;
}

/* What read_sidecar() returns, unreported, of an ELF file that is none. */
enum { NO_SIDECAR = 1 };

static int read_sidecar(struct sidecar *sc)
{
	struct sidecar_info *info = &sc->info;
	struct disk_header header;
	const char *id = NULL;
	uint32_t shstrndx;

	if (!is_elf(sc)) {
		report_error("%s: not a sidecar, not even an ELF file",
			     sc->path);
		return -1;
	}
	info->elf_class = (unsigned char)sc->data[EI_CLASS];
	info->data = (unsigned char)sc->data[EI_DATA];
	sc->narrow = info->elf_class == ELFCLASS32;
	sc->swap = elf_image_swaps((unsigned char)info->data);
	if (read_ehdr(sc, &shstrndx) ||
	    read_strings(sc, shstrndx, &sc->shstrings) || find_tables(sc))
		return -1;
	if (!sc->table[PART_NOTE].data)
		return NO_SIDECAR;
	if (read_header(sc, &header) || check_tables(sc) ||
	    read_counts(sc, &header))
		return -1;
	info->build_id_size = read_note(sc, &sc->table[PART_BUILD_ID],
					ELF_NOTE_GNU, &id);
	info->build_id = (const unsigned char *)id;
	return 0;
}

static int map_part(struct sidecar *sc, int fd, uint64_t offset, uint64_t size)
{
	uint64_t skip = offset % (uint64_t)sysconf(_SC_PAGESIZE);
	void *map = mmap(NULL, (size_t)(size + skip), PROT_READ, MAP_PRIVATE,
			 fd, (off_t)(offset - skip));

	if (map == MAP_FAILED) {
		report_error("%s: can't read:", sc->path);
		return -1;
	}
	sc->map = map;
	sc->map_size = (size_t)(size + skip);
	sc->data = (const char *)map + skip;
	sc->size = (size_t)size;
	return 0;
}

/* Open what is in FD, called NAME: SIZE bytes at OFFSET, which are within the
 * file. 0 and *ret, NO_SIDECAR, or -1 (reported). */
static int open_part(int fd, const char *name, uint64_t offset, uint64_t size,
		     struct sidecar **ret)
{
	struct sidecar *sc = calloc(1, sizeof(*sc));
	int status = -1;

	if (!sc)
		return report_nomem();
	sc->path = strdup(name);
	sc->order = calloc(1, sizeof(*sc->order));
	sc->stretches = calloc(1, sizeof(*sc->stretches));
	if (!sc->path || !sc->order || !sc->stretches)
		report_nomem();
	else if (!map_part(sc, fd, offset, size))
		status = read_sidecar(sc);
	if (status)
		sidecar_close(sc);
	else
		*ret = sc;
	return status;
}

/* Is there a section SIDECAR_SECTION in ELF? */
static bool find_section(Elf *elf, GElf_Shdr *ret)
{
	Elf_Scn *scn = NULL;
	size_t strings;

	if (!elf || elf_getshdrstrndx(elf, &strings))
		return false;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name = gelf_getshdr(scn, ret)
					   ? elf_strptr(elf, strings,
							ret->sh_name)
					   : NULL;

		if (name && !strcmp(name, SIDECAR_SECTION))
			return true;
	}
	return false;
}

/* Why nothing can be read from the section in a file of FILE_SIZE bytes, or
 * NULL. */
static const char *hindrance_of(const GElf_Shdr *section, uint64_t file_size)
{
	if (section->sh_type == SHT_NOBITS || !section->sh_size)
		return "is empty";
	if (section->sh_offset > file_size ||
	    section->sh_size > file_size - section->sh_offset)
		return "is not within the file";
	return section->sh_flags & SHF_COMPRESSED ? "is compressed" : NULL;
}

/* Open what is in the section of FD, called NAME, a file of FILE_SIZE bytes: 0
 * and *ret, NO_SIDECAR if it has no such section, or -1 (reported). */
static int open_section(int fd, const char *name, uint64_t file_size,
			struct sidecar **ret)
{
	_cleanup_elf_end_ Elf *elf = NULL;
	const char *hindrance;
	GElf_Shdr section;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!find_section(elf, &section))
		return NO_SIDECAR;
	hindrance = hindrance_of(&section, file_size);
	if (!hindrance) {
		int status = open_part(fd, name, section.sh_offset,
				       section.sh_size, ret);

		if (status != NO_SIDECAR)
			return status;
		hindrance = "is no sidecar";
	}
	report_error("%s: its section %s %s", name, SIDECAR_SECTION, hindrance);
	return -1;
}

int sidecar_open_fd(int fd, const char *name, struct sidecar **ret)
{
	struct stat st;
	int status;

	if (fd < 0 || fstat(fd, &st)) {
		report_error("%s: can't open:", name);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || !st.st_size) {
		report_error("%s: not a sidecar, %s", name,
			     st.st_size ? "not a regular file" : "it is empty");
		return -1;
	}
	elf_version(EV_CURRENT);
	status = open_part(fd, name, 0, (uint64_t)st.st_size, ret);
	if (status == NO_SIDECAR)
		status = open_section(fd, name, (uint64_t)st.st_size, ret);
	if (status != NO_SIDECAR)
		return status;
	report_error("%s: not a sidecar, it has no section %s", name,
		     format_sections[PART_NOTE].name);
	return -1;
}

int sidecar_open(const char *path, struct sidecar **ret)
{
	/* A pipe that nobody writes to is no reason to wait. */
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return sidecar_open_fd(fd, path, ret);
}

int sidecar_open_within(const char *path, struct sidecar **ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int status;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0 || fstat(fd, &st)) {
		report_error("%s: can't open:", path);
		return -1;
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	status = open_section(fd, path, (uint64_t)st.st_size, ret);
	return status < 0 ? -1 : status != NO_SIDECAR;
}

void sidecar_close(struct sidecar *sc)
{
	if (!sc)
		return;
	if (sc->map)
		munmap(sc->map, sc->map_size);
	if (sc->order)
		free(sc->order->numbers);
	free(sc->order);
	if (sc->stretches)
		sidecar_free_stretches(sc->stretches);
	free(sc->stretches);
	free(sc->path);
	free(sc);
}

const char *sidecar_path(const struct sidecar *sc)
{
	return sc->path;
}

const struct sidecar_info *sidecar_info(const struct sidecar *sc)
{
	return &sc->info;
}

int sidecar_check_build_id(const struct sidecar *sc, const struct build_id *id)
{
	const struct sidecar_info *info = &sc->info;
	_cleanup_free_ char *wanted = NULL, *found = NULL;

	if (build_id_is(id, info->build_id, info->build_id_size))
		return 0;
	wanted = text_hex(id->bytes, id->size);
	found = text_hex(info->build_id, info->build_id_size);
	if (wanted && found)
		report_error("%s: its build-id is %s, not %s", sc->path,
			     *found ? found : "none", wanted);
	return -1;
}
