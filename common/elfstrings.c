/* SPDX-License-Identifier: GPL-3.0-or-later */
/* String tables of ELF files. elf_strptr() looks the section up for each string
 * and walks to its end; a kernel has a million of them. */
#include "elfstrings.h"

#include <gelf.h>
#include <string.h>

void elf_strings_find(struct elf_strings *strings, Elf *elf, size_t section)
{
	Elf_Scn *scn = elf_getscn(elf, section);
	const char *last = NULL;
	Elf_Data *data;
	GElf_Shdr shdr;

	*strings = (struct elf_strings){};
	if (!scn || !gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_STRTAB)
		return;
	data = elf_rawdata(scn, NULL);
	if (data && data->d_size)
		last = memrchr(data->d_buf, '\0', data->d_size);
	if (!last)
		return;
	strings->data = data->d_buf;
	strings->size = (size_t)(last + 1 - strings->data);
}
