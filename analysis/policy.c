/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the kernel's sections. Those that aren't here are ordinary if
 * they have symbols, and otherwise an item of their own: nothing is passed over
 * for being unknown. */
#include "analysis/policy.h"

#include <stdbool.h>
#include <string.h>

struct section_rule {
	const char *pattern; /* one * stands for any text */
	struct section_policy policy;
};

/* The first that matches counts. */
static const struct section_rule rules[] = {
	/* Derived from the code, or no part of the running kernel. */
	{ ".orc_*", { .role = ROLE_NONE } },
	{ ".discard*", { .role = ROLE_NONE } },
	{ ".modinfo", { .role = ROLE_NONE } },
	{ ".eh_frame*", { .role = ROLE_NONE } },
	{ ".sframe", { .role = ROLE_NONE } },
	{ ".return_sites", { .role = ROLE_NONE } },
	{ ".retpoline_sites", { .role = ROLE_NONE } },
	{ ".call_sites", { .role = ROLE_NONE } },
	{ ".cfi_sites", { .role = ROLE_NONE } },
	{ ".ibt_endbr_seal", { .role = ROLE_NONE } },
	{ ".printk_index", { .role = ROLE_NONE } },
	{ ".note*", { .role = ROLE_NONE } },
	{ ".BTF_ids", { .role = ROLE_ORDINARY, .has_ids = true } },
	{ ".BTF*", { .role = ROLE_NONE } },
	{ "__tracepoints_ptrs", { .role = ROLE_NONE } },
	{ "__tracepoints_strings", { .role = ROLE_NONE } },
	{ "__ksymtab_strings", { .role = ROLE_TEXTS } },

	{ "__mcount_loc", { .role = ROLE_MARKS, .mark = MARK_MCOUNT } },
	{ "__patchable_function_entries",
	  { .role = ROLE_MARKS, .mark = MARK_PATCHABLE } },
	{ "_kprobe_blacklist", { .role = ROLE_MARKS, .mark = MARK_NOKPROBE } },
	{ "__ksymtab*", { .role = ROLE_MARKS, .mark = MARK_EXPORTED } },
	{ "___ksymtab*", { .role = ROLE_MARKS, .mark = MARK_EXPORTED } },
	{ ".export_symbol", { .role = ROLE_MARKS, .mark = MARK_EXPORTED } },
	{ "__kcrctab*", { .role = ROLE_MARKS, .mark = MARK_CRC } },
	{ "___kcrctab*", { .role = ROLE_MARKS, .mark = MARK_CRC } },

	{ ".kpatch.ignore.functions",
	  { .role = ROLE_MARKS, .mark = MARK_IGNORED } },
	{ ".kpatch.ignore.sections",
	  { .role = ROLE_MARKS, .mark = MARK_IGNORED_SECTIONS } },
	{ ".kpatch.callbacks.*",
	  { .role = ROLE_MARKS, .mark = MARK_CALLBACK } },
	{ ".kpatch.*", { .role = ROLE_NONE } },

	{ ".altinstructions",
	  { .role = ROLE_TABLE,
	    .has_length = true,
	    .has_extent = true,
	    .has_sites = true } },
	/* x86 had a third, the handler, from 4.6 to 5.15. */
	{ "__ex_table",
	  { .role = ROLE_TABLE, .relocs = 2, .most = 3, .has_sites = true } },
	{ "__kvm_ex_table",
	  { .role = ROLE_TABLE, .relocs = 2, .has_sites = true } },
	{ ".amode31.ex_table", { .role = ROLE_TABLE, .relocs = 2 } },
	{ ".dma.ex_table", { .role = ROLE_TABLE, .relocs = 2 } },
	/* riscv: the old and the new code, and the length unless the assembler
	 * knows it */
	{ ".alternative",
	  { .role = ROLE_TABLE,
	    .relocs = 2,
	    .most = 3,
	    .has_extent = true,
	    .has_sites = true } },
	{ "__bug_table", { .role = ROLE_TABLE, .has_line = true } },
	{ "__jump_table",
	  { .role = ROLE_TABLE, .relocs = 3, .has_sites = true } },
	{ ".static_call_sites", { .role = ROLE_TABLE, .relocs = 2 } },
	{ ".static_call_tramp_key", { .role = ROLE_TABLE, .relocs = 2 } },
	/* runtime_const_ptr() and the like, a section for each constant */
	{ "runtime_ptr_*", { .role = ROLE_TABLE, .relocs = 1 } },
	{ "runtime_shift_*", { .role = ROLE_TABLE, .relocs = 1 } },
	{ "runtime_mask_*", { .role = ROLE_TABLE, .relocs = 1 } },
	{ ".kcfi_traps", { .role = ROLE_TABLE, .relocs = 1 } },
	{ "__stack_protector_loc", { .role = ROLE_TABLE, .relocs = 1 } },
	{ ".smp_locks", { .role = ROLE_TABLE, .relocs = 1 } },
	{ ".parainstructions", { .role = ROLE_TABLE, .relocs = 1 } },
	{ ".s390_indirect*", { .role = ROLE_TABLE, .relocs = 1 } },
	{ ".s390_return*", { .role = ROLE_TABLE, .relocs = 1 } },
	/* powerpc: feature sections have mask, value and four places, the
	 * others one place an entry. */
	{ "__ftr_fixup",
	  { .role = ROLE_TABLE,
	    .relocs = 4,
	    .has_ends = true,
	    .has_sites = true,
	    .entry = 48 } },
	{ "__mmu_ftr_fixup",
	  { .role = ROLE_TABLE,
	    .relocs = 4,
	    .has_ends = true,
	    .has_sites = true,
	    .entry = 48 } },
	{ "__fw_ftr_fixup",
	  { .role = ROLE_TABLE,
	    .relocs = 4,
	    .has_ends = true,
	    .has_sites = true,
	    .entry = 48 } },
	{ "__lwsync_fixup",
	  { .role = ROLE_TABLE, .relocs = 1, .has_sites = true } },
	{ "__barrier_nospec_fixup", { .role = ROLE_TABLE, .relocs = 1 } },
	{ "__*_flush_fixup", { .role = ROLE_TABLE, .relocs = 1 } },
	{ "__stf_*_fixup", { .role = ROLE_TABLE, .relocs = 1 } },
	{ "__soft_mask_table", { .role = ROLE_TABLE, .relocs = 2 } },
	{ "__restart_table", { .role = ROLE_TABLE, .relocs = 3 } },

	{ ".altinstr_replacement", { .role = ROLE_PRIVATE } },
	{ ".altinstr_aux", { .role = ROLE_PRIVATE } },
	{ ".text..refcount", { .role = ROLE_PRIVATE } },
	{ "__ftr_alt_*", { .role = ROLE_PRIVATE } },
	{ ".fixup", { .role = ROLE_PRIVATE } },
	{ ".text.fixup", { .role = ROLE_PRIVATE } },
	{ ".rodata", { .role = ROLE_PRIVATE } },
	{ ".rodata.*", { .role = ROLE_PRIVATE } },
	{ ".data.rel.ro", { .role = ROLE_PRIVATE } },
	{ ".data.rel.ro.*", { .role = ROLE_PRIVATE } },
	{ ".srodata", { .role = ROLE_PRIVATE } },
	{ ".srodata.*", { .role = ROLE_PRIVATE } },
	{ ".sdata", { .role = ROLE_PRIVATE, .has_names = true } },
	/* Initial values of local arrays that hold addresses, with -fPIE. */
	{ ".data", { .role = ROLE_PRIVATE, .has_names = true } },
	{ ".data.rel", { .role = ROLE_PRIVATE, .has_names = true } },
	{ ".data.rel.local", { .role = ROLE_PRIVATE, .has_names = true } },
	/* clang's constants without a name; what gcc makes for UBSAN, with
	 * -fPIE by what it points to */
	{ ".data..L*", { .role = ROLE_PRIVATE } },
	{ ".data.rel..L*", { .role = ROLE_PRIVATE } },
	{ ".data.rel.local..L*", { .role = ROLE_PRIVATE } },
	{ ".toc", { .role = ROLE_TOC } },
};

enum { NRULES = sizeof(rules) / sizeof(*rules) };

static bool matches(const char *pattern, const char *name)
{
	size_t rest, length;

	while (*pattern && *pattern != '*' && *pattern == *name) {
		pattern++;
		name++;
	}
	if (*pattern != '*')
		return *pattern == *name;
	rest = strlen(pattern + 1);
	length = strlen(name);
	return length >= rest && !strcmp(name + length - rest, pattern + 1);
}

/* No pattern begins with a * or has one for its second character. */
void policy_index_init(struct policy_index *index)
{
	_Static_assert((int)NRULES < (int)POLICY_END,
		       "numbers of rules are bytes");
	memset(index->first, POLICY_END, sizeof(index->first));
	for (size_t i = NRULES; i--;) {
		uint8_t *first =
			&index->first[(unsigned char)rules[i].pattern[1]];

		index->next[i] = *first;
		*first = (uint8_t)i;
	}
}

/* What the first rule that NAME matches says, or NULL. */
static const struct section_policy *find_rule(const struct policy_index *index,
					      const char *name)
{
	uint8_t i = *name ? index->first[(unsigned char)name[1]] : POLICY_END;

	while (i != POLICY_END && !matches(rules[i].pattern, name))
		i = index->next[i];
	return i == POLICY_END ? NULL : &rules[i].policy;
}

struct section_policy section_policy(const struct policy_index *index,
				     const struct relobj_section *section)
{
	struct section_policy policy = { .role = ROLE_NONE };
	const struct section_policy *rule;

	if (!(section->flags & SHF_ALLOC) || section->type == SHT_NOTE ||
	    section->type == SHT_GROUP)
		return policy;
	rule = find_rule(index, section->name);
	if (rule && rule->role == ROLE_NONE)
		return policy;
	/* s390 had its __bug_table mergeable up to Linux 6.1, so that rules of
	 * tables go before what the flags say. */
	if (rule && (rule->role == ROLE_TABLE || rule->role == ROLE_MARKS ||
		     rule->role == ROLE_TEXTS))
		return *rule;
	if (section->flags & SHF_MERGE && section->entsize) {
		policy.role = section->flags & SHF_STRINGS ? ROLE_STRINGS
							   : ROLE_CONSTANTS;
		return policy;
	}
	if (rule)
		return *rule;
	/* What compilers make without a name, in whatever section: UBSAN's on
	 * RISC-V is .sdata..Lubsan_type1. */
	if (!(section->flags & SHF_EXECINSTR) && strstr(section->name, "..L"))
		policy.role = ROLE_PRIVATE;
	else
		policy.role = section->nsymbols ? ROLE_ORDINARY : ROLE_ALONE;
	return policy;
}
