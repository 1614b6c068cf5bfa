/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which symbols of a kernel its build puts into kallsyms, and in which order.
 *
 * The build runs `nm -n vmlinux', takes lines away (scripts/mksysmap) and gives
 * the rest to scripts/kallsyms, which takes away more and sorts by address. A
 * livepatch names a symbol by name and position, counted among all entries of
 * that name: klp_find_object_symbol() goes through the whole table in Linux
 * 5.10, and since 6.2, or a stable release of an earlier one, through an index
 * that scripts/kallsyms sorts by name and then address. Both count by address;
 * at equal addresses the order among entries of one name has no meaning, as
 * either is the same place. Only that index of a kernel made with Clang's LTO,
 * which ldfold doesn't fold, counted names without their endings together, until
 * 6.11.
 *
 * What is left out is decided by a symbol's name, so of symbols with one name
 * all are there or none, but for absolute ones, for those in sections that
 * aren't loaded, and, without CONFIG_KALLSYMS_ALL, for those that aren't code.
 * So one list serves for Linux 5.10 to 7.2. It has not all names that only some
 * of them leave out (5.10 has none of arm64's __kvm_nvhe_*): such a name the
 * kernel says it doesn't know, but no position is wrong. */
#include "match/kallsyms.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/radix.h"
#include "common/report.h"
#include "common/text.h"

/* lld's __AArch64ADRPThunk_x and the like. */
static bool is_thunk(const char *name)
{
	const char *at = name + 2;

	if (!text_starts_with(name, "__"))
		return false;
	while ((*at >= '0' && *at <= '9') || (*at >= 'A' && *at <= 'Z') ||
	       (*at >= 'a' && *at <= 'z'))
		at++;
	return *at == '_' && at - name >= 7 && !strncmp(at - 5, "Thunk", 5);
}

/* Of MODULE_INFO(); the underscore is there since Linux 6.19. */
static bool is_module_info(const char *name)
{
	static const char prefix[] = "__UNIQUE_ID_modinfo";
	const char *at = name + sizeof(prefix) - 1;

	if (!text_starts_with(name, prefix))
		return false;
	at += *at == '_';
	return !at[strspn(at, "0123456789")];
}

static bool is_ignored(const char *name)
{
	static const char *const prefixes[] = {
		"$",
		".L",
		"__efistub_",
		"__pi_$",
		"__pi_.L",
		"__kvm_nvhe_$",
		"__kvm_nvhe_.L",
		"__kcfi_typeid_",
		"__kvm_nvhe___kcfi_typeid_",
		"__pi___kcfi_typeid_",
		"__crc_",
		"__kstrtab_",
		"__kstrtabns_",
		"__mod_device_table__",
	};
	static const char *const suffixes[] = {
		"_from_arm",
		"_from_thumb",
		"_veneer",
	};
	static const char *const names[] = {
		"L0",
		"_SDA_BASE_",
		"_SDA2_BASE_",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (text_starts_with(name, prefixes[i]))
			return true;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (text_ends_with(name, suffixes[i]))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return strstr(name, ".long_branch.") || strstr(name, ".plt_branch.") ||
	       is_thunk(name) || is_module_info(name);
}

/* IA-64's, and MIPS' __gp. */
static bool is_useful_absolute(const char *name)
{
	return !strcmp(name, "__kernel_syscall_via_break") ||
	       !strcmp(name, "__kernel_syscall_via_epc") ||
	       !strcmp(name, "__kernel_sigtramp") || !strcmp(name, "__gp");
}

/* KSYM_NAME_LEN: what is longer is left out with a message. */
static bool is_too_long(const char *name)
{
	return strlen(name) >= 512;
}

bool kallsyms_takes_name(const char *name, unsigned int kind)
{
	if (!*name || is_ignored(name) || is_too_long(name))
		return false;
	return kind == SIDECAR_OTHER_LOADED ||
	       (kind == SIDECAR_OTHER_ABSOLUTE && is_useful_absolute(name));
}

bool kallsyms_takes(const struct kallsyms_rule *rule, const char *name,
		    unsigned int kind, uint64_t address)
{
	if (!kallsyms_takes_name(name, kind))
		return false;
	if (rule->all)
		return true;
	/* What is at an end may move there between two passes of the build. */
	if ((address == rule->end[0] && strcmp(name, "_etext") != 0) ||
	    (address == rule->end[1] && strcmp(name, "_einittext") != 0))
		return false;
	for (unsigned int i = 0; i < 2; i++)
		if (address >= rule->begin[i] && address <= rule->end[i])
			return true;
	return false;
}

void kallsyms_find_ranges(struct kallsyms_rule *rule,
			  const struct kernel *kernel)
{
	static const char *const names[2][2] = {
		{ "_stext", "_etext" },
		{ "_sinittext", "_einittext" },
	};

	for (unsigned int i = 0; i < 2; i++) {
		const struct kernel_symbol *begin, *end;

		begin = kernel_global(kernel, names[i][0]);
		end = kernel_global(kernel, names[i][1]);
		rule->begin[i] = begin ? begin->address : 0;
		rule->end[i] = end ? end->address : 0;
	}
}

const struct kallsyms_known kallsyms_known = { { 5, 10 }, { 7, 2 } };

static unsigned int order_of(struct kernel_version version)
{
	return version.major * 1000 + version.minor;
}

/* What a kernel that doesn't tell its version is can't be found out. */
static bool is_known(struct kernel_version version)
{
	unsigned int order = order_of(version);

	return !order || (order >= order_of(kallsyms_known.first) &&
			  order <= order_of(kallsyms_known.last));
}

int kallsyms_derive(struct kallsyms *ret, const struct kernel *kernel, bool all)
{
	_cleanup_free_ struct radix_item *items = malloc(
		(kernel->symbols.size + 1) * sizeof(*items));
	struct kernel_version version = kernel_version(kernel);
	struct kallsyms_rule rule = { .all = all };
	size_t count = 0;

	memset(ret, 0, sizeof(*ret));
	if (!items)
		return report_nomem();
	if (!is_known(version)) {
		report_error(
			"%s: it has no kallsyms table that can be read, and it is Linux %u.%u; the builds of Linux %u.%u to %u.%u are known",
			kernel->path, version.major, version.minor,
			kallsyms_known.first.major, kallsyms_known.first.minor,
			kallsyms_known.last.major, kallsyms_known.last.minor);
		return -1;
	}
	kallsyms_find_ranges(&rule, kernel);
	for (size_t i = 0; i < kernel->symbols.size; i++) {
		const struct kernel_symbol *s = &kernel->symbols.data[i];

		if (kallsyms_takes(&rule, s->name, s->kind, s->address))
			items[count++] = (struct radix_item){ s->address,
							      (uint32_t)i };
	}
	if (radix_sort(items, count) || vec_reserve(&ret->entries, count))
		return -1;
	for (size_t i = 0; i < count; i++)
		ret->entries.data[i] = (struct kallsyms_entry){
			kernel->symbols.data[items[i].value].name,
			items[i].key,
		};
	ret->entries.size = count;
	return 0;
}

int kallsyms_compare_entries(const void *x, const void *y)
{
	const struct kallsyms_entry *a = *(const struct kallsyms_entry **)x;
	const struct kallsyms_entry *b = *(const struct kallsyms_entry **)y;
	int order = strcmp(a->name, b->name);

	return order ? order : (a > b) - (a < b);
}

void kallsyms_deinit(struct kallsyms *kallsyms)
{
	vec_deinit(&kallsyms->entries);
	free(kallsyms->text);
	memset(kallsyms, 0, sizeof(*kallsyms));
}
