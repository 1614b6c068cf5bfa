/* SPDX-License-Identifier: GPL-3.0-or-later */
/* String tables of ELF files. elf_strptr() looks the section up for each string
 * and walks to its end; a kernel has a million of them. */
#include "elf/strings.h"

#include <gelf.h>
#include <stdbool.h>
#include <string.h>

void elf_strings_take(struct elf_strings *strings, const Elf_Data *data)
{
	const char *last = NULL;

	*strings = (struct elf_strings){};
	if (data && data->d_buf)
		last = memrchr(data->d_buf, '\0', data->d_size);
	if (!last)
		return;
	strings->data = data->d_buf;
	strings->size = (size_t)(last + 1 - strings->data);
}

void elf_strings_find(struct elf_strings *strings, Elf *elf, size_t section)
{
	Elf_Scn *scn = elf_getscn(elf, section);
	bool table;
	GElf_Shdr shdr;

	/* Compressed, they wouldn't be what they are read as. */
	table = scn && gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_STRTAB &&
		!(shdr.sh_flags & SHF_COMPRESSED);
	elf_strings_take(strings, table ? elf_rawdata(scn, NULL) : NULL);
}
