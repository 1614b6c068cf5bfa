/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo audit: is a livepatch right for the shipped kernel? Each thing that
 * the patch claims becomes a finding: right, wrong, or, where the files that
 * there are can't prove either, unproven. */
#include "foldinfo/audit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/progress.h"
#include "common/report.h"
#include "common/text.h"
#include "foldinfo/audit-changes.h"
#include "foldinfo/audit-loader.h"
#include "foldinfo/place.h"
#include "foldinfo/print.h"
#include "match/patch.h"

struct audit {
	struct patch patch;
	struct audit_kernel kernel;
	struct audit_modules modules;
	struct audit_changes changes;
	struct audit_symbols found; /* of one name, reused */
	struct answer_audit answer;
};

/* What findings are about. */
struct about {
	struct audit *audit;
	const char *object;
	const char *subject;
};

__attribute__((format(printf, 4, 5))) static int find(
	const struct about *about, const char *check,
	enum audit_verdict verdict, const char *format, ...)
{
	struct answer_finding *f = vec_push(&about->audit->answer.findings);
	va_list args;
	int length;

	if (!f)
		return -1;
	f->number = about->audit->answer.findings.size;
	f->verdict = verdict;
	f->object = about->object;
	f->check = check;
	f->subject = strdup(about->subject);
	va_start(args, format);
	length = vasprintf(&f->reason, format, args);
	va_end(args);
	if (length < 0)
		f->reason = NULL;
	return length < 0 || !f->subject ? report_nomem() : 0;
}

/* -- Symbols by name and position ------------------------------------------- */

/* The symbols called NAME in OBJECT become audit->found. 1; 0, and *why: it
 * can't be told; or -1 (reported). */
static int find_symbols(struct audit *audit, const char *object,
			const char *name, const char **why)
{
	const struct audit_module *module;

	if (!strcmp(object, PATCH_VMLINUX))
		return audit_kernel_find(&audit->kernel, name, &audit->found)
			       ? -1
			       : 1;
	module = audit_modules_get(&audit->modules, object, why);
	if (!module)
		return 0;
	if (audit->kernel.vermagic &&
	    (!module->module.vermagic ||
	     strcmp(audit->kernel.vermagic, module->module.vermagic) != 0)) {
		*why = "the module is of another kernel, by its vermagic";
		return 0;
	}
	return audit_module_find(module, name, &audit->found) ? -1 : 1;
}

/* The symbol at SYMPOS as klp_find_object_symbol() counts, or NULL. */
static const struct audit_symbol *symbol_at(const struct audit_symbols *found,
					    uint64_t sympos)
{
	const struct audit_symbol *symbol;

	vec_for_each(&found->list, symbol) {
		if (symbol->why)
			continue;
		if (symbol->sympos ? symbol->sympos == sympos : sympos <= 1)
			return symbol;
	}
	return NULL;
}

static uint64_t swapped(uint64_t number)
{
	return __builtin_bswap64(number);
}

/* Say why no symbol is at SYMPOS. */
static int find_no_position(const struct about *about, uint64_t sympos)
{
	const struct audit_symbols *found = &about->audit->found;
	size_t count = found->list.size;

	if (!count)
		return find(about, "position", AUDIT_WRONG,
			    "there is no symbol of this name");
	if (count == 1 && found->list.data[0].why)
		return find(about, "position", AUDIT_WRONG, "%s",
			    found->list.data[0].why);
	if (!sympos)
		return find(
			about, "position", AUDIT_WRONG,
			"there are %zu symbols of this name, and position 0 is for one that is alone",
			count);
	if (symbol_at(found, swapped(sympos)))
		return find(about, "position", AUDIT_WRONG,
			    "it is %" PRIu64 " in the wrong byte order",
			    swapped(sympos));
	return find(about, "position", AUDIT_WRONG,
		    count == 1 ? "there is but one symbol of this name"
			       : "there is no symbol of this name at it");
}

/* Judge the position SYMPOS of what ABOUT tells, called NAME. 1 and *ret, the
 * symbol; 0: there is none; or -1 (reported). */
static int judge_position(const struct about *about, const char *name,
			  uint64_t sympos, const struct audit_symbol **ret)
{
	const char *why = NULL;
	int status = find_symbols(about->audit, about->object, name, &why);

	*ret = NULL;
	if (status < 0)
		return -1;
	if (!status)
		return find(about, "position", AUDIT_UNPROVEN, "%s", why);
	*ret = symbol_at(&about->audit->found, sympos);
	if (!*ret)
		return find_no_position(about, sympos);
	if (find(about, "position", AUDIT_RIGHT, "there is such a symbol"))
		return -1;
	return 1;
}

/* How many symbols of the name are SYMBOL's like: of one source, or, if it is
 * global, global. */
static size_t count_alike(const struct audit_symbols *found,
			  const struct audit_symbol *symbol)
{
	const struct audit_symbol *other;
	size_t count = 0;

	vec_for_each(&found->list, other)
		count += other->is_local == symbol->is_local &&
			 !strcmp(other->source, symbol->source);
	return count;
}

/* -- Patched functions ------------------------------------------------------ */

/* The symbol at ADDRESS in vmlinux, or NULL. */
static const struct audit_symbol *symbol_for(const struct audit_symbols *found,
					     uint64_t address)
{
	const struct audit_symbol *symbol;

	vec_for_each(&found->list, symbol)
		if (symbol->address == address)
			return symbol;
	return NULL;
}

/* kpatch-build leaves the address that the function had in the kernel that it
 * read. SYMBOL is what the patch's position leads to. 1: it speaks for that; 0:
 * it says nothing; -1 (reported), or 2: told. */
static int judge_address(const struct about *about,
			 const struct patch_func *func,
			 const struct audit_symbol *symbol)
{
	const struct audit_symbol *meant;

	if (!func->address || strcmp(func->object, PATCH_VMLINUX) != 0)
		return 0;
	meant = symbol_for(&about->audit->found, func->address);
	if (meant == symbol)
		return 1;
	if (!meant)
		return find(about, "meant", AUDIT_UNPROVEN,
			    "kpatch-build found it at 0x%" PRIx64
			    ", where it isn't: was that another kernel?",
			    func->address)
			       ? -1
			       : 2;
	return find(about, "meant", AUDIT_WRONG,
		    "kpatch-build meant that at 0x%" PRIx64
		    ", which has position %" PRIu32,
		    func->address, meant->sympos)
		       ? -1
		       : 2;
}

/* The replacement was compiled from the source of what it replaces. */
static int judge_source(const struct about *about,
			const struct patch_func *func,
			const struct audit_symbol *symbol, bool by_address)
{
	const struct audit_symbols *found = &about->audit->found;

	/* kpatch-build makes global functions local. */
	if (!symbol->is_local && by_address)
		return find(about, "meant", AUDIT_RIGHT,
			    "it is the only global one");
	if (!symbol->is_local || !*func->source || !*symbol->source)
		return find(about, "meant", AUDIT_UNPROVEN,
			    "nothing tells which of %zu is meant",
			    found->list.size);
	if (strcmp(symbol->source, func->source) != 0)
		return find(
			about, "meant", AUDIT_WRONG,
			"the one at the position is of %s, what replaces it of %s",
			symbol->source, func->source);
	if (count_alike(found, symbol) > 1)
		return find(about, "meant", AUDIT_UNPROVEN,
			    "there are several of sources called %s",
			    symbol->source);
	return find(about, "meant", AUDIT_RIGHT,
		    "it is of %s, as what replaces it", symbol->source);
}

/* -- What the source changed ------------------------------------------------ */

/* Is CHANGE the symbol that SYMPOS leads to? */
static bool is_at(const struct audit_change *change, uint64_t sympos)
{
	return change->place.object &&
	       (change->place.sympos ? change->place.sympos == sympos
				     : sympos <= 1);
}

/* Did the source change FUNC? 1 and *object, where it is from: it did; 0: it
 * isn't known, or a doubt was told; -1 (reported); or 2: another one was
 * meant, told. */
static int judge_change(const struct about *about,
			const struct patch_func *func, const char **object)
{
	struct audit_changes *changes = &about->audit->changes;
	struct audit_change *other = NULL, *change;
	bool is_doubtful = false;

	if (!changes->builds)
		return 0;
	if (strcmp(func->object, PATCH_VMLINUX) != 0)
		return find(about, "change", AUDIT_UNPROVEN,
			    "the builds don't have modules");
	for (size_t i = audit_changes_find(changes, func->name);
	     i < changes->list.size; i++) {
		change = &changes->list.data[i];
		if (strcmp(change->item.name, func->name) != 0)
			break;
		if (is_at(change, func->sympos)) {
			change->is_patched = true;
			*object = change->item.file;
			return find(about, "change", AUDIT_RIGHT,
				    "the source changes it, in %s", *object)
				       ? -1
				       : 1;
		}
		if (change->place.object)
			other = change;
		else
			is_doubtful = true;
	}
	if (other && !is_doubtful)
		return find(about, "meant", AUDIT_WRONG,
			    "the source changes the one of %s, which has position %" PRIu32,
			    other->item.file, other->place.sympos)
			       ? -1
			       : 2;
	return find(
		about, "change", AUDIT_UNPROVEN,
		is_doubtful
			? "whether it is the one that the source changes can't be told"
			: "the source doesn't change it");
}

/* One that the patch doesn't replace. */
static int judge_left(struct audit *audit, const struct audit_change *change)
{
	struct about about = { audit, PATCH_VMLINUX, change->item.name };

	if (!change->place.object)
		return find(
			&about, "change", AUDIT_UNPROVEN,
			"the source changes it, in %s, and it has no place: %s",
			change->item.file, change->place.why);
	return find(&about, "change",
		    change->is_doubt ? AUDIT_UNPROVEN : AUDIT_WRONG,
		    "the source changes it, in %s, position %" PRIu32
		    ", and the patch doesn't replace it",
		    change->item.file, change->place.sympos);
}

static int judge_changes(struct audit *audit)
{
	const struct audit_change *change;

	if (audit_changes_join(&audit->changes))
		return -1;
	vec_for_each(&audit->changes.list, change)
		if (!change->is_patched && !change->is_line &&
		    judge_left(audit, change))
			return -1;
	return 0;
}

/* -- All of a function ------------------------------------------------------ */

static int judge_meant(const struct about *about, const struct patch_func *func,
		       const struct audit_symbol *symbol)
{
	size_t count = about->audit->found.list.size;
	const char *object = NULL;
	int by_address, change;

	by_address = judge_address(about, func, symbol);
	if (by_address < 0 || by_address > 1)
		return by_address < 0 ? -1 : 0;
	change = judge_change(about, func, &object);
	if (change < 0 || change > 1)
		return change < 0 ? -1 : 0;
	if (count == 1)
		return find(about, "meant", AUDIT_RIGHT,
			    "it is the only one of this name");
	if (change)
		return find(about, "meant", AUDIT_RIGHT, "it is that of %s",
			    object);
	if (about->audit->patch.form != PATCH_FORM_KPATCH)
		return find(about, "meant", AUDIT_UNPROVEN,
			    "nothing tells which of %zu is meant", count);
	return judge_source(about, func, symbol, by_address);
}

static int judge_code(const struct about *about,
		      const struct audit_symbol *symbol)
{
	if (symbol->type == STT_OBJECT)
		return find(about, "code", AUDIT_WRONG, "it is no function");
	if (symbol->freed)
		return find(about, "code", AUDIT_WRONG,
			    "it is init code, of %s", symbol->freed);
	if (symbol->type != STT_FUNC)
		return find(about, "code", AUDIT_UNPROVEN,
			    "nothing says that it is a function");
	return find(about, "code", AUDIT_RIGHT,
		    "it is a function that stays in memory");
}

static int judge_ftrace(const struct about *about,
			const struct audit_symbol *symbol)
{
	if (symbol->ftrace == AUDIT_UNKNOWN)
		return find(about, "ftrace", AUDIT_UNPROVEN, "%s",
			    symbol->ftrace_doubt);
	return symbol->ftrace == AUDIT_YES
		       ? find(about, "ftrace", AUDIT_RIGHT, "it has an entry")
		       : find(about, "ftrace", AUDIT_WRONG,
			      "it has no entry, so it can't be patched");
}

/* NAME,POSITION: new memory, or NULL (reported). */
static char *subject_of(const char *name, uint64_t sympos)
{
	char *ret;

	if (asprintf(&ret, "%s,%" PRIu64, name, sympos) >= 0)
		return ret;
	report_nomem();
	return NULL;
}

static int judge_func(struct audit *audit, const struct patch_func *func)
{
	char *subject = subject_of(func->name, func->sympos);
	struct about about = { audit, func->object, subject };
	const struct audit_symbol *symbol = NULL;
	int status;

	if (!subject)
		return -1;
	/* Of struct klp_object a name is that of a module. */
	if (audit->patch.form != PATCH_FORM_KPATCH && func->named &&
	    !strcmp(func->object, PATCH_VMLINUX))
		status = find(&about, "object", AUDIT_WRONG,
			      "vmlinux has to be NULL: this names a module");
	else
		status = judge_position(&about, func->name, func->sympos,
					&symbol);
	if (status == 1 && symbol)
		status = judge_meant(&about, func, symbol) ||
					 judge_code(&about, symbol) ||
					 judge_ftrace(&about, symbol)
				 ? -1
				 : 0;
	free(subject);
	return status;
}

static int judge_funcs(struct audit *audit)
{
	struct about about = { audit, "", audit->patch.module.path };
	const struct patch_func *func;

	if (audit->patch.form_doubt && find(&about, "functions", AUDIT_UNPROVEN,
					    "%s", audit->patch.form_doubt))
		return -1;
	vec_for_each(&audit->patch.funcs, func) {
		progress_step();
		if (judge_func(audit, func))
			return -1;
	}
	return judge_changes(audit);
}

/* -- .klp.sym. and .klp.rela. ----------------------------------------------- */

static int judge_klp_symbol(struct audit *audit,
			    const struct patch_symbol *claim)
{
	struct about about = { audit, "", claim->whole };
	const struct audit_symbol *symbol;
	int status;

	if (!claim->object || !claim->name)
		return find(&about, "symbol", AUDIT_WRONG,
			    "it isn't written .klp.sym.OBJECT.NAME,POSITION");
	about.object = claim->object;
	if (!claim->marked &&
	    find(&about, "symbol", AUDIT_WRONG,
		 "it isn't marked as a livepatch's, SHN_LIVEPATCH"))
		return -1;
	status = judge_position(&about, claim->name, claim->sympos, &symbol);
	if (status != 1 || !symbol)
		return status;
	/* kpatch-build takes all of .rodata with it, with tables that nothing in
	 * the patch uses. */
	if (symbol->freed &&
	    find(&about, "symbol", AUDIT_UNPROVEN,
		 "it doesn't stay in memory, it is of %s, so nothing may use it",
		 symbol->freed))
		return -1;
	return audit->found.list.size == 1
		       ? find(&about, "meant", AUDIT_RIGHT,
			      "it is the only one of this name")
		       : find(&about, "meant", AUDIT_UNPROVEN,
			      "nothing tells which of %zu is meant",
			      audit->found.list.size);
}

/* Is the module OTHER there whenever OBJECT is, since that depends on it? */
static bool depends_on(struct audit *audit, const char *object,
		       const char *other, size_t length)
{
	const char *why, *depends = NULL;
	const struct audit_module *module = audit_modules_get(&audit->modules,
							      object, &why);

	if (module)
		depends = relocatable_info(&module->file, "depends");
	while (depends && *depends) {
		size_t have = strcspn(depends, ",");

		if (have == length && !strncmp(depends, other, length))
			return true;
		depends += have;
		depends += *depends == ',';
	}
	return false;
}

/* Judge SYMBOL in a relocation for OBJECT: klp_resolve_symbols(). A symbol of
 * vmlinux is refused for a module, and one of another module has to be there. */
static int judge_use(const struct about *about, const char *object,
		     const struct relocatable_symbol *symbol)
{
	static const char prefix[] = ".klp.sym.";
	const char *other = symbol->name + sizeof(prefix) - 1;
	size_t length;

	if (!text_starts_with(symbol->name, prefix) ||
	    symbol->symbol.st_shndx != PATCH_SHN_LIVEPATCH)
		return find(about, "relocations", AUDIT_WRONG,
			    "it uses what is no livepatch symbol, %s",
			    symbol->name);
	length = strcspn(other, ".");
	if (!strncmp(other, object, length) && !object[length])
		return 0;
	if (!strcmp(object, PATCH_VMLINUX) ||
	    !strncmp(other, PATCH_VMLINUX ".", strlen(PATCH_VMLINUX ".")))
		return find(about, "relocations", AUDIT_WRONG,
			    "it uses a symbol of another object, %s",
			    symbol->name);
	return depends_on(about->audit, object, other, length)
		       ? 0
		       : find(about, "relocations", AUDIT_UNPROVEN,
			      "it uses %s, of a module that may not be there",
			      symbol->name);
}

/* The relocations of SECTION are those from *AT on, which moves behind them. */
static int judge_uses(const struct about *about,
		      const struct patch_section *section, size_t *at)
{
	const struct relocatable *file = &about->audit->patch.file;
	size_t count = 0;

	for (; *at < file->livepatch.size &&
	       file->livepatch.data[*at].from == section->number;
	     ++*at) {
		count++;
		if (section->object &&
		    judge_use(about, section->object,
			      &file->symbols
				       .data[file->livepatch.data[*at].symbol]))
			return -1;
	}
	return find(about, "relocations", AUDIT_RIGHT,
		    "%zu relocations were looked at", count);
}

static int judge_section(struct audit *audit,
			 const struct patch_section *section, size_t *at)
{
	struct about about = { audit, "", section->name };

	if (!section->object)
		return find(&about, "section", AUDIT_WRONG,
			    "it isn't written .klp.rela.OBJECT.SECTION") ||
				       judge_uses(&about, section, at)
			       ? -1
			       : 0;
	about.object = section->object;
	if (section->is_arch)
		return find(
			&about, "section", AUDIT_UNPROVEN,
			"sections .klp.arch.* aren't looked at, and no kernel since Linux 5.8 does");
	if (!section->marked)
		return find(
			&about, "section", AUDIT_WRONG,
			"it isn't marked as a livepatch's, SHF_RELA_LIVEPATCH");
	return judge_uses(&about, section, at);
}

static int judge_klp(struct audit *audit)
{
	const struct patch_section *section;
	const struct patch_symbol *symbol;
	size_t at = 0;

	vec_for_each(&audit->patch.symbols, symbol) {
		progress_step();
		if (judge_klp_symbol(audit, symbol))
			return -1;
	}
	vec_for_each(&audit->patch.sections, section)
		if (judge_section(audit, section, &at))
			return -1;
	return 0;
}

/* -- Exported symbols ------------------------------------------------------- */

/* license_is_gpl_compatible() */
static bool is_gpl(const char *license)
{
	static const char *const known[] = {
		"GPL",		"GPL v2",	"GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
	};

	for (size_t i = 0; license && i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(license, known[i]))
			return true;
	return false;
}

/* Who exports NAME: 1, *ret and *object; 0: nobody; or 2: that can't be told,
 * *why. */
static int find_export(struct audit *audit, const char *name,
		       struct audit_export *ret, const char **object,
		       const char **why)
{
	const char *depends = audit->patch.depends;
	int status = 0;

	*object = PATCH_VMLINUX;
	if (audit_kernel_export(&audit->kernel, name, ret))
		return 1;
	if (!audit->kernel.has_exports) {
		*why = "vmlinux has no symbols that tell what it exports";
		status = 2;
	}
	while (depends && *depends) {
		size_t length = strcspn(depends, ",");
		char *one = strndup(depends, length);
		const struct audit_module *module;
		const char *doubt;

		if (!one)
			return report_nomem();
		module = audit_modules_get(&audit->modules, one, &doubt);
		free(one);
		if (module && audit_module_export(module, name, ret)) {
			*object = module->name;
			return 1;
		}
		if (!module) {
			*why = doubt;
			status = 2;
		}
		depends += length;
		depends += *depends == ',';
	}
	return status;
}

/* check_version() */
static int judge_crc(const struct about *about,
		     const struct audit_export *export)
{
	const struct patch *patch = &about->audit->patch;
	const struct patch_version *version = patch_version(patch,
							    about->subject);

	if (!export->has_crc)
		return about->audit->kernel.has_crcs
			       ? find(about, "crc", AUDIT_UNPROVEN,
				      "what exports it tells no CRC")
			       : 0;
	if (!patch->has_versions)
		return find(
			about, "crc", AUDIT_WRONG,
			"the patch has no CRCs, and the kernel asks for them");
	if (!version)
		return find(
			about, "crc", AUDIT_UNPROVEN,
			"the patch has no CRC of it, so the kernel won't look");
	return version->crc == export->crc
		       ? find(about, "crc", AUDIT_RIGHT, "0x%08" PRIx32,
			      version->crc)
		       : find(about, "crc", AUDIT_WRONG,
			      "the patch wants 0x%08" PRIx32
			      ", the kernel has 0x%08" PRIx32,
			      version->crc, export->crc);
}

/* verify_namespace_is_imported(), where a configuration may have it warn only */
static int judge_space(const struct about *about, const char *space)
{
	const struct relocatable *file = &about->audit->patch.file;

	if (!space || !*space || relocatable_has_info(file, "import_ns", space))
		return 0;
	return find(about, "export", AUDIT_UNPROVEN,
		    "it is in namespace %s, which the patch doesn't import",
		    space);
}

static int judge_export(struct audit *audit, const char *name, bool weak)
{
	struct about about = { audit, PATCH_VMLINUX, name };
	struct audit_export export = {};
	const char *why = NULL;
	int status = find_export(audit, name, &export, &about.object, &why);

	if (status < 0)
		return -1;
	if (status == 2)
		return find(&about, "export", AUDIT_UNPROVEN, "%s", why);
	if (!status)
		return weak ? find(&about, "export", AUDIT_RIGHT,
				   "nothing exports it, and it is weak")
			    : find(&about, "export", AUDIT_WRONG,
				   "nothing that the patch depends on exports it");
	if (!export.gpl_known)
		status = find(&about, "export", AUDIT_UNPROVEN,
			      "to which licence it is exported can't be told");
	else if (export.gpl_only && !is_gpl(audit->patch.license))
		status = find(
			&about, "export", AUDIT_WRONG,
			"it is exported to GPL modules only, and the patch's licence is %s",
			audit->patch.license ? audit->patch.license
					     : "not told");
	else
		status = find(&about, "export", AUDIT_RIGHT, "it is exported");
	return status || judge_space(&about, export.space) ||
			       judge_crc(&about, &export)
		       ? -1
		       : 0;
}

static int judge_exports(struct audit *audit)
{
	struct about about = { audit, PATCH_VMLINUX, "module_layout" };
	const struct patch_need *need;
	struct audit_export export;

	vec_for_each(&audit->patch.needs, need) {
		progress_step();
		if (judge_export(audit, need->name, need->weak))
			return -1;
	}
	/* check_modstruct_version() */
	return patch_version(&audit->patch, about.subject) &&
			       audit_kernel_export(&audit->kernel,
						   about.subject, &export)
		       ? judge_crc(&about, &export)
		       : 0;
}

/* -- The patch itself ------------------------------------------------------- */

/* same_magic() */
static int judge_vermagic(struct audit *audit)
{
	struct about about = { audit, "", "vermagic" };
	const char *kernel = audit->kernel.vermagic;
	const char *patch = audit->patch.module.vermagic;

	if (!patch)
		return find(&about, "vermagic", AUDIT_WRONG,
			    "the patch has none");
	if (!kernel)
		return find(&about, "vermagic", AUDIT_UNPROVEN,
			    "vmlinux has no symbol vermagic");
	if (strstr(kernel, " modversions ") && audit->patch.has_versions) {
		kernel += strcspn(kernel, " ");
		patch += strcspn(patch, " ");
	}
	return strcmp(kernel, patch)
		       ? find(&about, "vermagic", AUDIT_WRONG,
			      "the patch's is `%s', the kernel's `%s'",
			      audit->patch.module.vermagic,
			      audit->kernel.vermagic)
		       : find(&about, "vermagic", AUDIT_RIGHT, "%s",
			      audit->patch.module.vermagic);
}

static int judge_relocations(struct audit *audit)
{
	struct about about = { audit, "", "relocations" };
	const struct patch_relocation *r;
	enum audit_known known;
	size_t count = 0;

	vec_for_each(&audit->patch.relocations, r) {
		known = audit_loader_knows(audit->patch.file.machine, r->type);
		count += r->count;
		if (known == AUDIT_NO &&
		    find(&about, "relocations", AUDIT_WRONG,
			 "the kernel's loader doesn't know type %" PRIu32
			 ", of which there are %zu",
			 r->type, r->count))
			return -1;
		if (known == AUDIT_UNKNOWN &&
		    find(&about, "relocations", AUDIT_UNPROVEN,
			 "it isn't known whether the kernel's loader has type %" PRIu32,
			 r->type))
			return -1;
	}
	return find(&about, "relocations", AUDIT_RIGHT,
		    "%zu relocations were looked at", count);
}

static int judge_itself(struct audit *audit)
{
	struct about about = { audit, "", "livepatch" };
	struct about tables = { audit, "vmlinux", "kallsyms" };
	const char *livepatch = audit->patch.livepatch;

	if (livepatch
		    ? find(&about, "modinfo", AUDIT_RIGHT, "%s", livepatch)
		    : find(&about, "modinfo", AUDIT_WRONG,
			   "the patch doesn't say that it is one, livepatch=Y"))
		return -1;
	about.subject = ".kpatch.dynrelas";
	if (audit->patch.has_dynrelas &&
	    find(&about, "section", AUDIT_UNPROVEN, "it isn't looked at"))
		return -1;
	if (audit->kernel.kallsyms.is_own
		    ? find(&tables, "table", AUDIT_RIGHT,
			   "positions are by the kernel's own table")
		    : find(&tables, "table", AUDIT_UNPROVEN,
			   "it has no table that can be read, so positions are by the rules of the kernel's build"))
		return -1;
	return judge_vermagic(audit) || judge_relocations(audit) ? -1 : 0;
}

/* -- The answer ------------------------------------------------------------- */

/* vmlinux, then modules, then the patch itself. */
static int rank_of(const char *object)
{
	return !strcmp(object, PATCH_VMLINUX) ? 0 : *object ? 1 : 2;
}

/* For qsort(): by object, then as they were found. */
static int compare_findings(const void *x, const void *y)
{
	const struct answer_finding *a = x, *b = y;
	int order = rank_of(a->object) - rank_of(b->object);

	if (!order)
		order = strcmp(a->object, b->object);
	return order ? order
		     : (a->number > b->number) - (a->number < b->number);
}

static int judge(struct audit *audit)
{
	const struct answer_finding *finding;

	if (audit->patch.file.machine != audit->kernel.kernel.machine ||
	    audit->patch.file.data != audit->kernel.kernel.data ||
	    audit->patch.file.elf_class != audit->kernel.kernel.elf_class) {
		report_error("%s and %s are for different machines",
			     audit->patch.module.path,
			     audit->kernel.kernel.path);
		return -1;
	}
	progress_begin("judging", audit->patch.module.path,
		       audit->patch.funcs.size + audit->patch.symbols.size +
			       audit->patch.needs.size);
	if (judge_funcs(audit) || judge_klp(audit) || judge_exports(audit) ||
	    judge_itself(audit))
		return -1;
	progress_end();
	qsort(audit->answer.findings.data, audit->answer.findings.size,
	      sizeof(*audit->answer.findings.data), compare_findings);
	vec_for_each(&audit->answer.findings, finding)
		audit->answer.counts[finding->verdict]++;
	return 0;
}

int audit_create(struct audit **ret, const struct foldinfo_options *options,
		 const char *patch)
{
	struct audit *audit = calloc(1, sizeof(*audit));

	*ret = audit;
	if (!audit)
		return report_nomem();
	audit->patch.module.fd = -1;
	audit->answer.patch = patch;
	audit->answer.shipped = options->shipped;
	return patch_read(&audit->patch, patch) ||
			       audit_kernel_init(&audit->kernel, options) ||
			       audit_modules_init(&audit->modules, options)
		       ? -1
		       : 0;
}

void audit_destroy(struct audit *audit)
{
	struct answer_finding *finding;

	if (!audit)
		return;
	vec_for_each(&audit->answer.findings, finding) {
		free(finding->subject);
		free(finding->reason);
	}
	vec_deinit(&audit->answer.findings);
	vec_deinit(&audit->found.list);
	audit_changes_deinit(&audit->changes);
	audit_modules_deinit(&audit->modules);
	audit_kernel_deinit(&audit->kernel);
	patch_deinit(&audit->patch);
	free(audit);
}

const struct answer_audit *audit_judge(struct audit *audit,
				       const struct builds *builds)
{
	static const char *const forms[] = {
		[PATCH_FORM_NONE] = "",
		[PATCH_FORM_KPATCH] = "kpatch-build",
		[PATCH_FORM_KLP] = "klp-build",
		[PATCH_FORM_STRUCTS] = "struct klp_patch",
	};

	audit->answer.is_compared = builds;
	audit->answer.form = forms[audit->patch.form];
	if ((builds && audit_changes_init(&audit->changes, builds)) ||
	    judge(audit))
		return NULL;
	return &audit->answer;
}

bool audit_replaces(const struct audit *audit, const struct answer_place *place)
{
	const struct audit_change *change;

	vec_for_each(&audit->changes.list, change)
		if (change->is_patched && change->place.object &&
		    change->place.address == place->address)
			return true;
	return false;
}

static int check_options(const struct foldinfo_options *options, int argc)
{
	if (argc == 2)
		report_error("audit: two builds are needed to be compared");
	else if (foldinfo_names_sidecar(options) && argc < 3)
		report_error("audit: a sidecar is of use with two builds only");
	else if (!options->shipped)
		report_error(
			"audit: --for is needed, the kernel that the patch is for");
	else
		return 0;
	return -1;
}

int foldinfo_audit(const struct foldinfo_options *options, int argc,
		   char **argv)
{
	bool with_builds = argc > 1;
	const struct answer_audit *answer = NULL;
	struct builds builds = {};
	struct audit *audit;
	int status = FOLDINFO_TROUBLE;

	if (check_options(options, argc))
		return FOLDINFO_TROUBLE;
	if (!audit_create(&audit, options, argv[0]) &&
	    !(with_builds && (builds_load(&builds, argv[1], argv[2]) ||
			      places_create(&builds.places, &builds, options))))
		answer = audit_judge(audit, with_builds ? &builds : NULL);
	if (answer) {
		options->printer->audit(answer, options);
		status = answer->counts[AUDIT_WRONG]	  ? FOLDINFO_NO
			 : answer->counts[AUDIT_UNPROVEN] ? FOLDINFO_TROUBLE
							  : FOLDINFO_OK;
	}
	audit_destroy(audit);
	if (with_builds)
		builds_unload(&builds);
	return status;
}
