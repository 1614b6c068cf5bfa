/* SPDX-License-Identifier: GPL-3.0-or-later */
/* objects FOLDER COUNT EACH [functions]: write x86-64 objects FOLDER/0.o,
 * FOLDER/1.o, ..., with EACH sections of one symbol, COUNT in all, as
 * sections.awk has them, and print their names. Calling as(1) so often would
 * take longer than the links that are to be measured. Three of four sections
 * are functions; with the fourth argument all are. */
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, DATA, BSS };

static const struct {
	const char *prefix;
	Elf64_Word type;
	Elf64_Xword flags, size;
	unsigned char symbol;
} kinds[] = {
	[TEXT] = { ".text.", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 1,
		   STT_FUNC },
	[DATA] = { ".data.", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 8,
		   STT_OBJECT },
	[BSS] = { ".bss.", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 8, STT_OBJECT },
};

/* An object in the making: the symbols' sections stand between the null section
 * and these. */
enum { SYMTAB, STRTAB, SHSTRTAB, TABLES };

enum { CONTENTS = 8 }; /* bytes, that all sections share */

struct object {
	size_t count;
	Elf64_Shdr *sections;
	Elf64_Sym *symbols;
	char *strings, *names; /* .strtab and .shstrtab */
	size_t strings_size, names_size;
};

static enum kind kind_of(size_t number, bool functions)
{
	if (functions)
		return TEXT;
	return number % 8 == 3 ? BSS : number % 8 == 7 ? DATA : TEXT;
}

static Elf64_Word add(char *table, size_t *size, const char *prefix,
		      const char *text)
{
	Elf64_Word at = (Elf64_Word)*size;

	*size += (size_t)sprintf(table + at, "%s%s", prefix, text) + 1;
	return at;
}

/* Symbol and section NUMBER, the object's Ith; its contents are at OFFSET. */
static void fill(struct object *object, size_t i, size_t number, bool functions,
		 Elf64_Off offset)
{
	enum kind kind = kind_of(number, functions);
	char name[32];

	snprintf(name, sizeof(name), "s%zu", number);
	object->sections[i] = (Elf64_Shdr){
		.sh_name = add(object->names, &object->names_size,
			       kinds[kind].prefix, name),
		.sh_type = kinds[kind].type,
		.sh_flags = kinds[kind].flags,
		.sh_offset = offset,
		.sh_size = kinds[kind].size,
		.sh_addralign = 1,
	};
	object->symbols[i] = (Elf64_Sym){
		.st_name = add(object->strings, &object->strings_size, "",
			       name),
		.st_info = ELF64_ST_INFO(STB_GLOBAL, kinds[kind].symbol),
		.st_shndx = (Elf64_Section)i,
		.st_size = kinds[kind].size,
	};
}

static void fill_tables(struct object *object, Elf64_Off at)
{
	Elf64_Shdr *table = object->sections + object->count + 1;
	size_t symbols = (object->count + 1) * sizeof(Elf64_Sym);

	table[SYMTAB] = (Elf64_Shdr){
		.sh_name = add(object->names, &object->names_size, "",
			       ".symtab"),
		.sh_type = SHT_SYMTAB,
		.sh_offset = at,
		.sh_size = symbols,
		.sh_link = (Elf64_Word)(object->count + 1 + STRTAB),
		.sh_info = 1,
		.sh_addralign = 8,
		.sh_entsize = sizeof(Elf64_Sym),
	};
	table[STRTAB] = (Elf64_Shdr){
		.sh_name = add(object->names, &object->names_size, "",
			       ".strtab"),
		.sh_type = SHT_STRTAB,
		.sh_offset = at + symbols,
		.sh_size = object->strings_size,
		.sh_addralign = 1,
	};
	table[SHSTRTAB] = (Elf64_Shdr){
		.sh_name = add(object->names, &object->names_size, "",
			       ".shstrtab"),
		.sh_type = SHT_STRTAB,
		.sh_addralign = 1,
		.sh_offset = at + symbols + object->strings_size,
	};
	table[SHSTRTAB].sh_size = object->names_size;
}

static int write_file(const char *path, const Elf64_Ehdr *header,
		      const struct object *object)
{
	static const char contents[CONTENTS] = { (char)0xc3 }; /* ret */
	FILE *out = fopen(path, "wb");
	int failed;

	if (!out)
		return -1;
	fwrite(header, sizeof(*header), 1, out);
	fwrite(contents, sizeof(contents), 1, out);
	fwrite(object->sections, sizeof(Elf64_Shdr), header->e_shnum, out);
	fwrite(object->symbols, sizeof(Elf64_Sym), object->count + 1, out);
	fwrite(object->strings, 1, object->strings_size, out);
	fwrite(object->names, 1, object->names_size, out);
	failed = ferror(out);
	return fclose(out) || failed ? -1 : 0;
}

/* Sections from number FIRST on, in an object that has memory for them. */
static int fill_and_write(const char *path, size_t first, bool functions,
			  struct object *object)
{
	size_t sections = object->count + 1 + TABLES;
	Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_REL,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(header),
		.e_shoff = sizeof(header) + CONTENTS,
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = (Elf64_Half)sections,
		.e_shstrndx = (Elf64_Half)(sections - TABLES + SHSTRTAB),
	};

	/* All have the same contents. */
	for (size_t i = 1; i <= object->count; i++)
		fill(object, i, first + i - 1, functions, sizeof(header));
	fill_tables(object, header.e_shoff + sections * sizeof(Elf64_Shdr));
	return write_file(path, &header, object);
}

/* Write COUNT sections from number FIRST on; 0, or -1. */
static int write_object(const char *path, size_t first, size_t count,
			bool functions)
{
	size_t sections = count + 1 + TABLES;
	struct object object = {
		.count = count,
		.sections = calloc(sections, sizeof(Elf64_Shdr)),
		.symbols = calloc(count + 1, sizeof(Elf64_Sym)),
		.strings = calloc(count + 1, 32),
		.names = calloc(sections, 40),
		.strings_size = 1,
		.names_size = 1,
	};
	int status = -1;

	if (object.sections && object.symbols && object.strings &&
	    object.names && sections < SHN_LORESERVE)
		status = fill_and_write(path, first, functions, &object);
	free(object.sections);
	free(object.symbols);
	free(object.strings);
	free(object.names);
	return status;
}

int main(int argc, char **argv)
{
	size_t count, each, first;
	char path[4096];

	if (argc < 4) {
		fprintf(stderr,
			"usage: objects FOLDER COUNT EACH [functions]\n");
		return 2;
	}
	count = strtoul(argv[2], NULL, 10);
	each = strtoul(argv[3], NULL, 10);
	for (first = 0; first < count && each; first += each) {
		snprintf(path, sizeof(path), "%s/%zu.o", argv[1], first / each);
		if (write_object(path, first,
				 count - first < each ? count - first : each,
				 argc > 4)) {
			perror(path);
			return 1;
		}
		puts(path);
	}
	return 0;
}
