/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading build-ids. */
#include "elf/build-id.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"

void build_id_read(Elf_Scn *scn, struct build_id *ret)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while (data && !ret->size &&
	       (at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		const char *base = data->d_buf;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
		    memcmp(base + name, "GNU", 4) || !note.n_descsz ||
		    note.n_descsz > BUILD_ID_MAX)
			continue;
		memcpy(ret->bytes, base + desc, note.n_descsz);
		ret->size = note.n_descsz;
	}
}

bool build_id_of_file(const char *path, struct build_id *ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_elf_end_ Elf *elf = NULL;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	ret->size = 0;
	elf_version(EV_CURRENT);
	if (fd >= 0)
		elf = elf_begin(fd, ELF_C_READ, NULL);
	while (elf && !ret->size && (scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_NOTE)
			build_id_read(scn, ret);
	return ret->size;
}

static int digit_value(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

bool build_id_parse(const char *text, struct build_id *ret)
{
	size_t length = strlen(text);

	if (!length || length % 2 || length / 2 > BUILD_ID_MAX)
		return false;
	for (size_t i = 0; i < length; i += 2) {
		int high = digit_value(text[i]), low = digit_value(text[i + 1]);

		if (high < 0 || low < 0)
			return false;
		ret->bytes[i / 2] = (unsigned char)(high * 16 + low);
	}
	ret->size = length / 2;
	return true;
}

char *build_id_path(const char *dir, const struct build_id *id,
		    const char *ending)
{
	_cleanup_free_ char *digits = text_hex(id->bytes, id->size);
	char *path;

	if (!digits)
		return NULL;
	if (asprintf(&path, "%s/%.2s/%s%s", dir, digits, digits + 2, ending) >=
	    0)
		return path;
	report_nomem();
	return NULL;
}

bool build_id_is(const struct build_id *id, const unsigned char *bytes,
		 size_t size)
{
	return id->size == size && !memcmp(id->bytes, bytes, size);
}
