/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is particular to a processor, its ABI, and how compilers and linkers
 * make code for it. Each has a file of its own with a struct machine; who needs
 * to know something of a machine looks it up once and asks its struct. */
#ifndef LDFOLD_MACHINE_H
#define LDFOLD_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct effect;
struct effect_abi;

/* How a relocation leads to what is meant. */
enum reloc_way {
	RELOC_PLAIN,		/* symbol + addend, from the field itself */
	RELOC_NONE,		/* sets nothing: markers, relaxation */
	RELOC_TOC,		/* symbol + addend may be a word of .toc that
				 * holds the address (ppc64) */
	RELOC_INSN_END,		/* counts from the end of its instruction, which
				 * the addend makes up for (x86) */
};

struct reloc_type {
	enum reloc_way way;
	uint8_t width;		/* bytes that it sets, from its offset */
	uint8_t bias;		/* the addend is more by this: the distance from
				 * the instruction's begin to the field
				 * (s390) */
	/* Several of these make one number: 1, symbol + addend is added to what
	 * is there; -1, it is subtracted; 0 of all others. */
	int8_t sign;
	/* The first half of an address, which nobody uses but the second; and a
	 * second half that leads to the place of the first. */
	bool high, second_half;
	bool got;		/* from a place that will hold the address */
	bool distance;		/* in data: sets the distance from its place */
	bool call;		/* may lead to a stub instead, or to a function's
				 * second entry */
	bool branch;		/* of a branch, all of which is in its field's
				 * bytes */
	bool branched_from;	/* ld may branch away from behind it */
	/* ld may write another instruction: as many bytes in front of the field
	 * change, or the whole word around it, which is so wide. */
	uint8_t before, around;
	/* The type that means the same to who is led there: calls of what may
	 * be in another module are written otherwise. 0 in tables: itself. */
	uint32_t plain;
	/* 1 + the lowest of the five bits in the instruction, a word, that say
	 * which register gets the result; linkers leave it alone. 0: not
	 * known. */
	uint8_t reg;
	/* Bits of the word at the relocation, and of the next one, that gas
	 * fills in as it does for machines without addends, though the linker
	 * takes the addend alone. Where the section's other parts move, so does
	 * what is in them. */
	uint32_t filled[2];
};

/* An instruction. */
struct insn {
	unsigned int length;	/* bytes */
	bool relative;		/* it holds the distance to TARGET */
	uint64_t target;	/* as PC is given */
	bool branches;		/* what is next may be elsewhere: a call, too */
	unsigned int argument;	/* it sets the register of this argument, from
				 * 1, to a constant; or 0 */
	unsigned int field;	/* where distance or constant is: offset and */
	unsigned int width;	/* width in bytes, and which bits of a number */
	uint64_t mask;		/* that wide which begins there */
};

/* An instruction that does nothing, as assemblers put it between functions. */
struct filler {
	unsigned int length;	/* 0 ends a list */
	uint32_t insn;
};

/* A field of a linked file, which a relocation was for. */
struct linked_field {
	uint32_t type;
	bool big;
	unsigned char bytes[8];	/* from there on */
	uint64_t place;		/* its address */
	unsigned int to_end;	/* of its instruction, for RELOC_INSN_END; 0:
				 * not known */
	uint64_t toc;		/* the address of toc_name; 0: not known */
	bool absolute;		/* an address is there as a whole */
	bool through_toc;	/* the object led to a word of .toc */
	bool resolved;		/* by the assembler: it leads to TARGET */
	uint64_t target;
};

struct machine {
	unsigned int number;	/* e_machine */

	/* -- Relocations -- */

	/* By type. Those that aren't there, or have neither width nor way, are
	 * plain ones of four bytes. */
	const struct reloc_type *relocs;
	size_t nrelocs;

	/* -- Instructions -- */

	/* Decode the instruction at CODE, as machine_decode() does; at least
	 * one byte is left. Never NULL. */
	bool (*decode)(bool big, const unsigned char *code, size_t left,
		       uint64_t pc, struct insn *ret);
	/* The same for effect_decode(), and what the ABI says of registers.
	 * Both NULL: numbers of lines and addresses of blocks aren't
	 * followed. */
	bool (*effect)(bool big, const unsigned char *code, size_t left,
		       uint64_t pc, struct effect *ret);
	const struct effect_abi *abi;
	/* Instructions that fill the space between functions; NULL: none. */
	const struct filler *fillers;
	/* What else fills it: the length of what is at CODE, or 0. NULL:
	 * nothing else does. */
	size_t (*other_filler)(bool big, const unsigned char *code,
			       size_t left);
	/* Fill SIZE bytes of CODE as assemblers do before what they align
	 * within a function; VARIANT, from 0 on, where not all do it alike.
	 * False if there is no such variant. NULL: functions are aligned to as
	 * much as what is in them. */
	bool (*fill)(unsigned char *code, size_t size, unsigned int variant);
	/* To what gcc 15 and later align loops, if that is more than functions
	 * are aligned to, and how many bytes it fills at most to get there. 0:
	 * what is aligned is so everywhere in a function. */
	struct {
		unsigned int alignment, most;
	} loops;
	/* Write the branch at CODE, of LENGTH bytes, into RET, its distance of
	 * WIDTH bytes at the end not set. Its length, or 0 if there is none so
	 * wide. Set if FILL is, and LOOPS isn't. */
	unsigned int (*branch)(const unsigned char *code, unsigned int length,
			       unsigned int width, unsigned char *ret);
	bool little;		/* instructions are little-endian, whatever data
				 * is */
	/* The type that is that of branches alone, where their fields may have
	 * that of other instructions, too; 0: these have types of their own, or
	 * the assembler resolves no branch to another symbol. */
	uint32_t branch_type;
	/* The field of a branch begins where its instruction does. */
	bool whole_branches;
	/* Code may have the place in a section in an instruction other than
	 * that with the relocation, as where compilers use section anchors. */
	bool has_anchors;
	/* How many bytes it takes to load a small number depends on the number,
	 * so code that differs in a line's has another size. */
	bool resizes_numbers;

	/* -- Functions -- */

	/* Where a function is entered, beside its beginning, by who shares its
	 * TOC: mostly so many bytes behind. 0: nowhere. */
	unsigned int second_entry;
	/* The bits of st_other from here on say how far that is, see
	 * machine_local_entry(); 0: there are none. */
	unsigned int entry_shift;
	/* The symbol that the TOC pointer leads to; NULL: there is no TOC. */
	const char *toc_name;
	/* A word of so many bytes, with a relocation of TYPE for that symbol,
	 * belongs to the function behind it. */
	struct {
		unsigned int width;
		uint32_t type;
	} toc_word;
	/* A nop of so many bytes, with which functions begin, stands for a call
	 * of ftrace: its entry of __mcount_loc is made later than the
	 * object. */
	struct {
		unsigned int size;
		unsigned char bytes[6];
	} entry_nop;
	/* Prefixes of the names of functions that only store what their caller
	 * has to keep, and write no register, a NULL at the end; or NULL. */
	const char *const *savers;
	/* How the names begin of functions that jump to what a register holds, in
	 * place of such a jump; or NULL. */
	const char *jumper;
	/* The size of a table at the end of a function that begins with a word
	 * of 0, which is no instruction; or 0. */
	unsigned int traceback;
	bool text_tables;	/* gcc puts a switch's table behind its jump */

	/* -- Linking -- */

	bool relaxes;		/* ld deletes bytes from code */
	/* Where FIELD leads: true and *ret, or false if it can't be told. NULL:
	 * it never can. */
	bool (*lead)(const struct linked_field *field, uint64_t *ret);
	/* Does FIELD, a half of an address, lead to WANTED as far as it can
	 * tell? True and *ret, or false if it can't tell at all. NULL: it never
	 * can. */
	bool (*half_leads)(const struct linked_field *field, uint64_t wanted,
			   bool *ret);
	/* Write a call at CODE, where a linker has made a nop of one. NULL: none
	 * does. */
	void (*call)(bool big, unsigned char *code);
	/* What INSN, with a relocation of TYPE, does, as a number below
	 * MACHINE_FOREIGN; that if neither compilers nor linkers have it for
	 * such a relocation. NULL: it isn't told. */
	unsigned int (*does)(uint32_t type, uint32_t insn);
	/* By these numbers, the load from .toc of which ld makes what computes
	 * the address, where that leads to the same; both 0: none. */
	uint8_t toc_load, toc_address;
	/* Put back what the compiler has written at the beginning of a
	 * function, SIZE BYTES, where ld writes something else; false if it
	 * didn't. NULL: it never does. */
	bool (*undo_entry)(bool big, unsigned char *bytes, size_t size);
};

/* The machine of NUMBER (e_machine), never NULL. Of one that isn't known here
 * nothing is set but has_anchors, with which code can do more. */
const struct machine *machine_find(unsigned int number);

static inline bool machine_is_known(const struct machine *machine)
{
	return machine->decode;
}

/* Is a field of TYPE that of a branch? No type (R_*_NONE) is that of one that the
 * assembler has resolved. */
static inline bool machine_is_branch(const struct reloc_type *type)
{
	return type->way == RELOC_NONE || type->call || type->branch;
}

/* The description of a relocation. */
struct reloc_type machine_reloc(const struct machine *machine, uint32_t type);

/* An instruction with a relocation: which register gets the result, five bits, and
 * what it does, four. */
struct machine_insn {
	uint8_t reg, does;
};

enum { MACHINE_FOREIGN = 15 };

/* The instruction with a relocation of TYPE at OFFSET of the SIZE bytes of CODE.
 * True and *ret, or false if it isn't known, as that in whose place a linker has
 * put a nop. */
bool machine_insn_at(const struct machine *machine, uint32_t type,
		     const unsigned char *code, uint64_t offset, uint64_t size,
		     struct machine_insn *ret);

/* Is NAME that of one of the machine's savers? */
bool machine_is_saver(const struct machine *machine, const char *name);

/* Do the LEFT bytes of CODE, the last of a function, begin with a table that is no
 * code? */
bool machine_has_table(const struct machine *machine, const unsigned char *code,
		       uint64_t left);

/* Distance INDEX of a switch's table at CODE, behind the switch's jump, to a case
 * from there; BEFORE and LEFT bytes of the function are in front of CODE and at
 * it. True and *ret, or false if the table has no more, or there is none. */
bool machine_case(const struct machine *machine, bool big,
		  const unsigned char *code, uint64_t before, uint64_t left,
		  size_t index, int64_t *ret);

/* Set to 0 what an assembler leaves in the field of a relocation of TYPE at
 * CODE, of which LEFT bytes are there. */
void machine_clear_field(const struct reloc_type *type, bool big,
			 unsigned char *code, size_t left);

/* Decode the instruction at CODE, at address PC, of which LEFT bytes are there,
 * of a byte order. True and *ret, or false if it isn't known. */
bool machine_decode(const struct machine *machine, bool big,
		    const unsigned char *code, size_t left, uint64_t pc,
		    struct insn *ret);

/* The length of the instruction at CODE if it is one of the machine's fillers,
 * which do nothing wherever they are; else 0. */
size_t machine_nop(const struct machine *machine, bool big,
		   const unsigned char *code, size_t left);

/* The length of the filler at CODE, LEFT bytes before the end of a space, that
 * an assembler puts between functions; 0 if there is none. */
size_t machine_filler(const struct machine *machine, bool big,
		      const unsigned char *code, size_t left);

/* Set what INSN, at CODE, has in its field to 0. */
void machine_clear(const struct machine *machine, bool big,
		   const struct insn *insn, unsigned char *code);

/* How far behind the beginning of a function with this st_other those enter it
 * that share its TOC (ELFv2 ABI, 3.4.1). */
uint64_t machine_local_entry(const struct machine *machine, uint8_t other);

#endif
