/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that a function calls by their names, of which it is known what
 * they do. */
#include "analysis/follow.h"

/* The first half of the call or jump that STEP is the second half of: auipc, of
 * jalr by the same register, which holds no argument. */
static const struct step *first_half(const struct follower *f,
				     const struct step *step)
{
	const struct step *first = step - 1;
	enum effect_flow flow = step->effect.flow;
	uint64_t mask;

	if ((flow != FLOW_CALL_ANY && flow != FLOW_JUMP_ANY) ||
	    step == f->steps.data || !first->known)
		return NULL;
	mask = effect_mask(first->effect.to);
	return mask & step->effect.reads & ~f->arguments ? first : NULL;
}

/* RISC-V has the relocation of a call at the first half. */
const char *steps_callee(const struct follower *f, const struct step *step)
{
	const struct work *work = f->work;
	const struct relobj_section *s = &work->obj.sections.data[f->section];
	const struct step *first = first_half(f, step);
	const struct relobj_symbol *symbol;
	const Elf64_Rela *rel;
	struct reloc_type type;
	size_t i = relobj_first_rel(s, first ? first->at : step->at);

	if (i == s->nrels ||
	    s->rels[i].r_offset >= step->at + step->effect.length)
		return "";
	rel = &s->rels[i];
	type = work_type(work, ELF64_R_TYPE(rel->r_info));
	symbol = &work->obj.symbols.data[ELF64_R_SYM(rel->r_info)];
	/* Another function may have a known name, but not another global one. */
	if (ELF64_ST_BIND(symbol->info) == STB_LOCAL ||
	    rel->r_addend != type.bias ||
	    (first && type.width <= first->effect.length))
		return "";
	return symbol->name;
}
