/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the plugin, from onload() to the cleanup hook. The input is one
 * input file of a link: an object, a shared library or an archive, whose
 * members are offered too. ld is played by the functions below. */
#include "fuzz/fuzz.h"

#include <ar.h>
#include <plugin-api.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/fold.h"
#include "script/rules.h"
#include "script/script.h"

enum ld_plugin_status onload(struct ld_plugin_tv *tv);

/* With a statement for a file, a keep, and a section that folding adds. */
static const char original_text[] =
	"SECTIONS {\n"
	".text : { *head.o(.text) *(.text .text.fixup) }\n"
	".rodata : { *(.rodata .rodata.*) }\n"
	".init.text : { *(.init.text) }\n"
	".data : { *(.data) KEEP(*(.data.rel.ro)) }\n"
	".bss : { *(.bss .bss..page_aligned) *(COMMON) }\n"
	"/DISCARD/ : { *(.discard .discard.*) }\n"
	"}\n";

static struct fuzz_file original, folded, inventory;
static char original_option[96], folded_option[96], inventory_option[96];

static ld_plugin_claim_file_handler claim_file;
static ld_plugin_all_symbols_read_handler all_symbols_read;
static ld_plugin_cleanup_handler cleanup;

static enum ld_plugin_status take_message(int level, const char *format, ...)
{
	(void)level;
	fuzz_touch_string(format);
	return LDPS_OK;
}

static enum ld_plugin_status register_claim_file(
	ld_plugin_claim_file_handler handler)
{
	claim_file = handler;
	return LDPS_OK;
}

static enum ld_plugin_status register_all_symbols_read(
	ld_plugin_all_symbols_read_handler handler)
{
	all_symbols_read = handler;
	return LDPS_OK;
}

static enum ld_plugin_status register_cleanup(ld_plugin_cleanup_handler handler)
{
	cleanup = handler;
	return LDPS_OK;
}

static int keep_text(void *ctx, const char *name, const char *text, size_t size,
		     bool changed, char **ret_path)
{
	(void)ctx;
	(void)name;
	(void)changed;
	fuzz_file_init(&folded, text, size);
	*ret_path = strdup(folded.path);
	return *ret_path ? 0 : -1;
}

/* The scripts are always the same, so they are made once. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct rules *rules = rules_load(RULES);
	struct script_decline decline = {};
	struct script *script = NULL;
	char *path = NULL;
	bool changed;

	(void)argc;
	(void)argv;
	fuzz_file_init(&original, original_text, sizeof(original_text) - 1);
	fuzz_file_init(&inventory, "", 0);
	if (!rules ||
	    script_load(DIALECT_GNU, original.path, NULL, 0, &script,
			&decline) ||
	    fold_script(script, rules, NULL, keep_text, NULL, &path, &changed))
		abort();
	snprintf(original_option, sizeof(original_option), "original=%s",
		 original.path);
	snprintf(folded_option, sizeof(folded_option), "folded=%s",
		 folded.path);
	snprintf(inventory_option, sizeof(inventory_option), "inventory=%d",
		 inventory.fd);
	free(path);
	script_destroy(script);
	script_decline_deinit(&decline);
	rules_destroy(rules);
	return 0;
}

static void load_plugin(void)
{
	struct ld_plugin_tv tv[] = {
		{ LDPT_MESSAGE, { .tv_message = take_message } },
		{ LDPT_GNU_LD_VERSION, { .tv_val = 240 } },
		{ LDPT_LINKER_OUTPUT, { .tv_val = LDPO_PIE } },
		{ LDPT_OUTPUT_NAME, { .tv_string = "vmlinux" } },
		{ LDPT_REGISTER_CLAIM_FILE_HOOK,
		  { .tv_register_claim_file = register_claim_file } },
		{ LDPT_REGISTER_ALL_SYMBOLS_READ_HOOK,
		  { .tv_register_all_symbols_read =
			    register_all_symbols_read } },
		{ LDPT_REGISTER_CLEANUP_HOOK,
		  { .tv_register_cleanup = register_cleanup } },
		{ LDPT_OPTION, { .tv_string = original_option } },
		{ LDPT_OPTION, { .tv_string = folded_option } },
		{ LDPT_OPTION, { .tv_string = inventory_option } },
		{ LDPT_OPTION, { .tv_string = "rules=" RULES } },
		{ LDPT_NULL, { .tv_val = 0 } },
	};

	if (onload(tv) != LDPS_OK)
		abort();
}

static void offer(const struct fuzz_file *input, size_t offset, size_t size)
{
	struct ld_plugin_input_file file = {
		.name = "lib/built-in.a",
		.fd = input->fd,
		.offset = (off_t)offset,
		.filesize = (off_t)size,
	};
	int claimed;

	claim_file(&file, &claimed);
}

/* Offer what has a header in an archive; ld believes the sizes there. */
static void offer_members(const struct fuzz_file *input, const uint8_t *data,
			  size_t size)
{
	struct ar_hdr header;
	size_t at = SARMAG;

	if (size < SARMAG || memcmp(data, ARMAG, SARMAG))
		return;
	while (size - at >= sizeof(header)) {
		char digits[sizeof(header.ar_size) + 1] = "";
		size_t length;

		memcpy(&header, data + at, sizeof(header));
		memcpy(digits, header.ar_size, sizeof(header.ar_size));
		length = (size_t)strtoul(digits, NULL, 10);
		at += sizeof(header);
		offer(input, at, length);
		if (length > size - at)
			return;
		at += length + (length % 2 && length < size - at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file input;

	fuzz_file_init(&input, data, size);
	load_plugin();
	offer(&input, 0, size);
	offer_members(&input, data, size);
	all_symbols_read();
	cleanup();
	fuzz_file_deinit(&input);
	return 0;
}
