/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checksum of an item's bytes, in which all that a linker sets counts as 0,
 * made again of a kernel's bytes.
 *
 * Of thirteen kernels built with and without the two options, all variables and
 * all x86-64 functions of the same size have the same checksums. With section
 * anchors (all other machines) a function of the same size may reach variables
 * of its own object in another way: of 11,000 of s390x 161 do, of arm64 792.
 * Functions that refer to none never do. */
#include "match/masked.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "machine/machine.h"
#include "sidecar/format.h"

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
	const struct analysis *analysis = masked->analysis;

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

bool masked_is_excused(const struct masked *masked, const struct item *item)
{
	if (!(item->flags & ITEM_FUNCTION) || !masked->machine->has_anchors)
		return false;
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&masked->analysis->references
				 .data[item->first_reference + i];

		if (is_to_variable(masked, reference, item->file) ||
		    machine_reloc(masked->machine, reference->type)
			    .branched_from)
			return true;
	}
	return false;
}

/* -- All of it ----------------------------------------------------------- */

static int find_analysis(struct masked *masked, const struct kernel *kernel)
{
	if (kernel->analysis) {
		masked->analysis = kernel->analysis;
		return 0;
	}
	return analysis_init(&masked->own) ||
			       sidecar_read_analysis(kernel->sidecar,
						     &masked->own)
		       ? -1
		       : 0;
}

int masked_init(struct masked *ret, const struct kernel *kernel)
{
	const struct sidecar_info *info = sidecar_info(kernel->sidecar);

	*ret = (struct masked){
		.analysis = &ret->own,
		.machine = machine_find(info->machine),
	};
	if (info->checksum_recipe != ANALYSIS_RECIPE)
		return 0;
	if (!find_analysis(ret, kernel) &&
	    !whichitem_init(&ret->which, ret->analysis, kernel->sidecar) &&
	    !index_variables(ret))
		return 0;
	masked_deinit(ret);
	return -1;
}

void masked_deinit(struct masked *masked)
{
	analysis_deinit(&masked->own);
	whichitem_deinit(&masked->which);
	vec_deinit(&masked->variables);
	vec_deinit(&masked->buffer);
	memset(masked, 0, sizeof(*masked));
}

bool masked_is_known(const struct masked *masked)
{
	return masked->which.of_record;
}

/* Put back what the compiler has written at the beginning of a function; false
 * if ld has written nothing else there. */
static bool undo_entry(const struct masked *masked, const struct kernel *kernel,
		       unsigned char *bytes, size_t size)
{
	return masked->machine->undo_entry &&
	       masked->machine->undo_entry(kernel->data == ELFDATA2MSB, bytes,
					   size);
}

static bool has_hash(struct masked *masked, const struct item *item,
		     size_t size)
{
	return analysis_hash_masked(masked->analysis, item, masked->buffer.data,
				    size) == item->bytes;
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
	if (has_hash(masked, item, size) ||
	    (undo_entry(masked, kernel, masked->buffer.data, size) &&
	     has_hash(masked, item, size)))
		*ret = MASKED_SAME;
	else
		*ret = MASKED_OTHER;
	return 0;
}

int masked_compare_padded(struct masked *masked, const struct item *item,
			  const struct kernel *kernel,
			  const struct sites *sites,
			  const struct kernel_symbol *there, uint64_t address,
			  struct padding_search *ret)
{
	size_t size = (size_t)item->size, rest;
	int status;

	*ret = (struct padding_search){
		.machine = masked->machine,
		.sites = sites,
		.big = kernel->data == ELFDATA2MSB,
		.size = (size_t)there->size,
		.address = there->address,
		.wanted_size = size,
		.wanted_address = address,
	};
	ret->code = kernel_bytes(kernel, there->address, ret->size, &rest);
	if (!ret->code || !item->bytes || !size)
		return 0;
	status = padding_begin(ret);
	if (status <= 0)
		return status;
	if (vec_reserve(&masked->buffer, size)) {
		padding_end(ret);
		return -1;
	}
	while (padding_next(ret, masked->buffer.data))
		if (has_hash(masked, item, size))
			return 1;
	padding_end(ret);
	return 0;
}
