/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checksum of an item's bytes, in which all that a linker sets counts as 0,
 * made again of a kernel's bytes.
 *
 * Of thirteen kernels built with and without the two options, all variables and
 * all x86-64 functions of the same size have the same checksums. With section
 * anchors (all other machines) a function of the same size may reach variables
 * of its own object in another way: of 11,000 of s390x 161 do, of arm64 792.
 * Functions that refer to none never do. */
#include "masked.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* -- Section anchors ----------------------------------------------------- */

static int compare_variables(const void *x, const void *y)
{
	const struct masked_variable *a = x, *b = y;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->name > b->name) - (a->name < b->name);
}

static int add_variable(struct masked *masked, uint32_t file, uint32_t name)
{
	struct masked_variable *variable = vec_push(&masked->variables);

	if (!variable)
		return -1;
	*variable = (struct masked_variable){ file, name };
	return 0;
}

static int index_variables(struct masked *masked)
{
	const struct analysis *analysis = &masked->analysis;

	for (size_t i = 0; i < analysis->items.size; i++) {
		const struct item *item = &analysis->items.data[i];

		if (item->flags & ITEM_FUNCTION)
			continue;
		if (add_variable(masked, item->file, item->name) ||
		    (item->key != item->name &&
		     add_variable(masked, item->file, item->key)))
			return -1;
	}
	if (masked->variables.size)
		qsort(masked->variables.data, masked->variables.size,
		      sizeof(*masked->variables.data), compare_variables);
	return 0;
}

/* Does REFERENCE lead to a variable of object FILE? */
static bool is_to_variable(const struct masked *masked,
			   const struct reference *reference, uint32_t file)
{
	struct masked_variable wanted = { file, reference->target };

	switch (reference->kind) {
	case REFERENCE_CONSTANT:
	case REFERENCE_PRIVATE:
	case REFERENCE_SECTION:
		return true;
	case REFERENCE_SYMBOL:
		return masked->variables.size &&
		       bsearch(&wanted, masked->variables.data,
			       masked->variables.size, sizeof(wanted),
			       compare_variables);
	default:
		return false;
	}
}

/* ld's --fix-cortex-a53-843419 may branch away from behind any adrp. */
static bool is_adrp(unsigned int machine, unsigned int type)
{
	return machine == EM_AARCH64 && (type == R_AARCH64_ADR_PREL_PG_HI21 ||
					 type == R_AARCH64_ADR_PREL_PG_HI21_NC);
}

static bool is_excused(const struct masked *masked, const struct item *item)
{
	unsigned int machine = masked->analysis.machine;

	if (!(item->flags & ITEM_FUNCTION) || machine == EM_X86_64)
		return false;
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&masked->analysis.references.data[
				item->first_reference + i];

		if (is_to_variable(masked, reference, item->file) ||
		    is_adrp(machine, reference->type))
			return true;
	}
	return false;
}

/* -- All of it ----------------------------------------------------------- */

int masked_init(struct masked *ret, const struct sidecar *sidecar)
{
	const struct sidecar_info *info = sidecar_info(sidecar);

	memset(ret, 0, sizeof(*ret));
	if (info->checksum_recipe != ANALYSIS_RECIPE)
		return 0;
	if (!analysis_init(&ret->analysis) &&
	    !sidecar_read_analysis(sidecar, &ret->analysis) &&
	    !whichitem_init(&ret->which, &ret->analysis, info->nsymbols) &&
	    !index_variables(ret))
		return 0;
	masked_deinit(ret);
	return -1;
}

void masked_deinit(struct masked *masked)
{
	analysis_deinit(&masked->analysis);
	whichitem_deinit(&masked->which);
	vec_deinit(&masked->variables);
	vec_deinit(&masked->buffer);
	memset(masked, 0, sizeof(*masked));
}

bool masked_is_known(const struct masked *masked)
{
	return masked->which.of_record;
}

int masked_compare(struct masked *masked, const struct item *item,
		   const struct kernel *kernel,
		   const struct kernel_symbol *there, enum masked_result *ret)
{
	const unsigned char *bytes;
	size_t size, rest;

	*ret = MASKED_UNKNOWN;
	/* ld may have changed the size of what the object has (riscv). */
	if (!item->bytes || item->size != there->size)
		return 0;
	size = (size_t)there->size;
	bytes = kernel_bytes(kernel, there->address, size, &rest);
	if (!bytes)
		return 0;
	if (vec_reserve(&masked->buffer, size))
		return -1;
	memcpy(masked->buffer.data, bytes, size);
	if (analysis_hash_masked(&masked->analysis, item, masked->buffer.data,
				 size) == item->bytes)
		*ret = MASKED_SAME;
	else
		*ret = is_excused(masked, item) ? MASKED_EXCUSED : MASKED_OTHER;
	return 0;
}
