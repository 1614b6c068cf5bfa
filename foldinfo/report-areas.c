/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where changes are in a kernel's memory, for a report. A sidecar has no table
 * of output sections, but symbols that are in them, from the first byte to the
 * last that somebody may want to find. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "foldinfo/place.h"
#include "foldinfo/report.h"

/* -- The kernel ------------------------------------------------------------- */

const struct side *report_kernel(const struct builds *builds)
{
	if (builds->places)
		return places_build(builds->places);
	return builds->old.kind == SIDE_BUILD ? &builds->old : NULL;
}

const struct item *report_kernel_item(const struct builds *builds,
				      uint32_t number)
{
	if (builds->places)
		return places_item(builds->places, number);
	return builds->old.kind == SIDE_BUILD
		       ? &builds->old.analysis.items.data[number]
		       : NULL;
}

/* -- Its output sections ---------------------------------------------------- */

/* Memory that an output section has: SIZE bytes at ADDRESS. */
static int add_memory(struct answer_report *report, const char *name,
		      uint64_t address, uint64_t size, bool is_code)
{
	struct answer_area *area;
	uint64_t end;

	if (!*name || size > UINT64_MAX - address)
		return 0;
	/* Neighbours are mostly of one section. */
	for (size_t i = report->areas.size; i; i--) {
		area = &report->areas.data[i - 1];
		if (strcmp(area->name, name) != 0)
			continue;
		end = area->address + area->size;
		end = end > address + size ? end : address + size;
		if (address < area->address)
			area->address = address;
		area->size = end - area->address;
		area->is_code |= is_code;
		return 0;
	}
	area = vec_push(&report->areas);
	if (!area)
		return -1;
	*area = (struct answer_area){ name, address, size, is_code, 0 };
	return 0;
}

static bool is_function(uint8_t info)
{
	return ELF64_ST_TYPE(info) == STT_FUNC;
}

static int add_records(struct answer_report *report,
		       const struct sidecar *sidecar)
{
	struct sidecar_symbol symbol;

	for (uint32_t i = 0; i < sidecar_info(sidecar)->nsymbols; i++)
		if (sidecar_symbol_at(sidecar, i, &symbol) ||
		    add_memory(report, symbol.output_section,
			       symbol.section_address, symbol.section_size,
			       is_function(symbol.info)))
			return -1;
	return 0;
}

static int add_others(struct answer_report *report,
		      const struct sidecar *sidecar)
{
	uint32_t first = sidecar_info(sidecar)->nsymbols;
	struct sidecar_other other;

	for (uint32_t i = 0; i < sidecar_nothers(sidecar); i++)
		if (sidecar_other_at(sidecar, first + i, &other) ||
		    (other.kind == SIDECAR_OTHER_LOADED && other.size &&
		     add_memory(report, other.output_section, other.address,
				other.size, is_function(other.info))))
			return -1;
	return 0;
}

/* For qsort(). */
static int compare_areas(const void *x, const void *y)
{
	const struct answer_area *a = x, *b = y;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* -- The changes ------------------------------------------------------------ */

/* The address of ITEM, which has no record: that of the only symbol of its
 * name. 1, *ret and *section, 0, or -1 (reported). */
static int find_other(const struct side *kernel, const struct item *item,
		      uint64_t *ret, const char **section)
{
	const char *name = analysis_string(&kernel->analysis, item->name);
	struct sidecar_other other;
	uint32_t number, again;
	int status = sidecar_find_any(kernel->sidecar, name, 0, &number);

	if (status <= 0)
		return status;
	if (number < sidecar_info(kernel->sidecar)->nsymbols)
		return 0;
	status = sidecar_find_any(kernel->sidecar, name, number + 1, &again);
	if (status)
		return status < 0 ? -1 : 0;
	if (sidecar_other_at(kernel->sidecar, number, &other))
		return -1;
	*ret = other.address;
	*section = other.output_section;
	return other.kind == SIDECAR_OTHER_LOADED;
}

static int find_address(const struct side *kernel, const struct item *item,
			uint64_t *ret, const char **section)
{
	struct sidecar_symbol symbol;

	if (!item->record)
		return find_other(kernel, item, ret, section);
	if (item->record > sidecar_info(kernel->sidecar)->nsymbols)
		return 0;
	if (sidecar_symbol_at(kernel->sidecar, item->record - 1, &symbol))
		return -1;
	*ret = symbol.address;
	*section = symbol.output_section;
	return 1;
}

static int place_change(struct answer_report *report,
			struct answer_change *change,
			const struct builds *builds)
{
	uint32_t number = change->difference->found->old_item;
	const struct item *item = number == COMPARE_NONE
					  ? NULL
					  : report_kernel_item(builds, number);
	const struct side *kernel = report_kernel(builds);
	const char *section = "";
	int status;

	if (!kernel || !item)
		return 0;
	status = find_address(kernel, item, &change->address, &section);
	if (status <= 0)
		return status;
	for (size_t i = 0; i < report->areas.size; i++) {
		struct answer_area *area = &report->areas.data[i];

		if (strcmp(area->name, section) != 0 ||
		    change->address - area->address > area->size)
			continue;
		change->has_address = true;
		change->area = i;
		area->nchanges++;
		break;
	}
	return 0;
}

int report_find_areas(struct answer_report *report, const struct builds *builds)
{
	const struct side *kernel = report_kernel(builds);
	struct answer_change *change;

	if (!kernel)
		return 0;
	report->kernel = kernel->path;
	if (add_records(report, kernel->sidecar) ||
	    add_others(report, kernel->sidecar))
		return -1;
	if (report->areas.size)
		qsort(report->areas.data, report->areas.size,
		      sizeof(*report->areas.data), compare_areas);
	vec_for_each(&report->changes, change)
		if (place_change(report, change, builds))
			return -1;
	return 0;
}
