/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that take the number of a line: the table of lines.c. */
#include "analysis/line-functions.h"

#include <string.h>

#include "common/search.h"

#include "analysis/work.h"

/* Functions of Linux 5.10 to 6.12 that are called with __LINE__, by name; they
 * only print it, or note it for who debugs. */
const struct line_function line_functions[] = {
	{ "___might_sleep", NULL, 2, 0 },
	{ "__btrfs_abort_transaction", NULL, 3, 0 },
	{ "__btrfs_handle_fs_error", NULL, 3, 0 },
	{ "__btrfs_panic", NULL, 3, 0 },
	{ "__cant_migrate", NULL, 2, 0 },
	{ "__cant_sleep", NULL, 2, 0 },
	{ "__check_block_validity", NULL, 3, 0 },
	{ "__dump_mmp_msg", NULL, 4, 0 },
	{ "__ext4_abort", NULL, 3, 0 },
	{ "__ext4_check_dir_entry", NULL, 2, 0 },
	{ "__ext4_error", NULL, 3, 0 },
	{ "__ext4_error_file", NULL, 3, 0 },
	{ "__ext4_error_inode", NULL, 3, 0 },
	{ "__ext4_ext_check", NULL, 2, 0 },
	{ "__ext4_ext_dirty", NULL, 2, 0 },
	{ "__ext4_forget", NULL, 2, 0 },
	{ "__ext4_grp_locked_error", NULL, 2, 0 },
	{ "__ext4_handle_dirty_metadata", NULL, 2, 0 },
	{ "__ext4_handle_dirty_super", NULL, 2, 0 },
	{ "__ext4_iget", NULL, 5, 0 },
	{ "__ext4_journal_get_create_access", NULL, 2, 0 },
	{ "__ext4_journal_get_write_access", NULL, 2, 0 },
	{ "__ext4_journal_start_reserved", NULL, 2, 0 },
	{ "__ext4_journal_start_sb", NULL, 2, 0 },
	{ "__ext4_journal_start_sb", NULL, 3, 2 },
	{ "__ext4_journal_stop", NULL, 2, 0 },
	{ "__ext4_mark_inode_dirty", NULL, 4, 0 },
	{ "__ext4_read_dirblock", NULL, 5, 0 },
	{ "__ext4_std_error", NULL, 3, 0 },
	{ "__ext4_warning", NULL, 3, 0 },
	{ "__ext4_warning_inode", NULL, 3, 0 },
	{ "__ext4_xattr_check_block", NULL, 4, 0 },
	{ "__i915_inject_probe_error", NULL, 4, 0 },
	{ "__invalid_creds", NULL, 3, 0 },
	{ "__jbd2_debug", NULL, 4, 0 },
	{ "__kunit_fail_current_test", NULL, 2, 0 },
	{ "__kunit_fail_current_test_impl", NULL, 2, 0 },
	{ "__mb_check_buddy", NULL, 4, 0 },
	{ "__might_fault", NULL, 2, 0 },
	{ "__might_resched", NULL, 2, 0 },
	{ "__might_sleep", NULL, 2, 0 },
	{ "__mlog_printk", NULL, 3, 0 },
	{ "__read_extent_tree_block", NULL, 2, 0 },
	{ "__update_timing_details", NULL, 5, 0 },
	{ "__validate_process_creds", NULL, 3, 0 },
	{ "__warn", NULL, 2, 0 },
	{ "__warn_no_space_for_csum", NULL, 3, 0 },
	{ "__warn_printk", "assertion failed at %s (%d)", 3, 0 },
	{ "__xattr_check_inode", NULL, 5, 0 },
	{ "_hpet_print_config", NULL, 2, 0 },
	{ "_kexec_image_info", NULL, 2, 0 },
	{ "_printk", "assertion failed at %s (%d)", 3, 0 },
	{ "_printk", "BUG: failure at %s:%d/%s()!", 3, 0 },
	{ "_printk", "%s:%d: bad p", 3, 0 },
	{ "_printk", "Assertion failure in %s() at %s:%d", 4, 0 },
	{ "_printk", "assertion failed: %s, in %s:%d", 4, 0 },
	{ "acpi_bios_error", NULL, 2, 0 },
	{ "acpi_bios_exception", NULL, 2, 0 },
	{ "acpi_bios_warning", NULL, 2, 0 },
	{ "acpi_debug_print", NULL, 2, 0 },
	{ "acpi_debug_print_raw", NULL, 2, 0 },
	{ "acpi_error", NULL, 2, 0 },
	{ "acpi_exception", NULL, 2, 0 },
	{ "acpi_ut_allocate_object_desc_dbg", NULL, 2, 0 },
	{ "acpi_ut_create_internal_object_dbg", NULL, 2, 0 },
	{ "acpi_ut_exit", NULL, 1, 0 },
	{ "acpi_ut_method_error", NULL, 2, 0 },
	{ "acpi_ut_predefined_bios_error", NULL, 2, 0 },
	{ "acpi_ut_predefined_info", NULL, 2, 0 },
	{ "acpi_ut_predefined_warning", NULL, 2, 0 },
	{ "acpi_ut_prefixed_namespace_error", NULL, 2, 0 },
	{ "acpi_ut_ptr_exit", NULL, 1, 0 },
	{ "acpi_ut_status_exit", NULL, 1, 0 },
	{ "acpi_ut_str_exit", NULL, 1, 0 },
	{ "acpi_ut_trace", NULL, 1, 0 },
	{ "acpi_ut_trace_ptr", NULL, 1, 0 },
	{ "acpi_ut_trace_str", NULL, 1, 0 },
	{ "acpi_ut_trace_u32", NULL, 1, 0 },
	{ "acpi_ut_value_exit", NULL, 1, 0 },
	{ "acpi_warning", NULL, 2, 0 },
	{ "ahd_assert_modes", NULL, 5, 0 },
	{ "assfail", NULL, 3, 4 },
	{ "assfail", NULL, 4, 0 },
	{ "asswarn", NULL, 3, 4 },
	{ "asswarn", NULL, 4, 0 },
	{ "btrfs_assertfail", NULL, 3, 0 },
	{ "dc_fpu_begin", NULL, 2, 0 },
	{ "dc_fpu_end", NULL, 2, 0 },
	{ "dm_perf_trace_timestamp", NULL, 2, 0 },
	{ "ext4_check_blockref", NULL, 2, 0 },
	{ "ext4_journal_abort_handle", NULL, 2, 0 },
	{ "gfs2_assert_warn_i", NULL, 5, 0 },
	{ "gfs2_assert_withdraw_i", NULL, 5, 0 },
	{ "gfs2_consist_i", NULL, 4, 0 },
	{ "gfs2_consist_inode_i", NULL, 4, 0 },
	{ "gfs2_consist_rgrpd_i", NULL, 4, 0 },
	{ "gfs2_io_error_bh_i", NULL, 5, 0 },
	{ "gfs2_io_error_i", NULL, 4, 0 },
	{ "gfs2_meta_check_ii", NULL, 6, 0 },
	{ "gfs2_metatype_check_ii", NULL, 7, 0 },
	{ "lockdep_rcu_suspicious", NULL, 2, 0 },
	{ "ocfs2_dump_meta_lvb_info", NULL, 3, 0 },
	{ "printk", "assertion failed at %s (%d)", 3, 0 },
	{ "printk", "BUG: failure at %s:%d/%s()!", 3, 0 },
	{ "printk", "%s:%d: bad p", 3, 0 },
	{ "printk", "Assertion failure in %s() at %s:%d", 4, 0 },
	{ "printk", "assertion failed: %s, in %s:%d", 4, 0 },
	{ "qedf_dbg_err", NULL, 3, 0 },
	{ "qedf_dbg_info", NULL, 3, 0 },
	{ "qedf_dbg_notice", NULL, 3, 0 },
	{ "qedf_dbg_warn", NULL, 3, 0 },
	{ "qedi_dbg_err", NULL, 3, 0 },
	{ "qedi_dbg_info", NULL, 3, 0 },
	{ "qedi_dbg_notice", NULL, 3, 0 },
	{ "qedi_dbg_warn", NULL, 3, 0 },
	{ "snd_use_lock_sync_helper", NULL, 3, 0 },
	{ "ubifs_assert_failed", NULL, 4, 0 },
	{ "warn_slowpath_fmt", NULL, 2, 0 },
	{ "warn_slowpath_fmt_taint", NULL, 2, 0 },
	{ "warn_slowpath_null", NULL, 2, 0 },
	{ "xdp_warn", NULL, 3, 0 },
	{ "xfs_corruption_error", NULL, 7, 0 },
	{ "xfs_do_force_shutdown", NULL, 4, 0 },
	{ "xfs_error_report", NULL, 5, 0 },
	{ "xfs_errortag_test", NULL, 4, 0 },
};

const size_t nline_functions = sizeof(line_functions) / sizeof(*line_functions);

_Static_assert(sizeof(line_functions) / sizeof(*line_functions) < UINT8_MAX,
	       "numbers of functions are bytes");

/* As strcmp() does, which most pairs of names aren't worth. */
static int compare_names(const char *a, const char *b)
{
	int first = (unsigned char)*a - (unsigned char)*b;

	return first ? first : strcmp(a, b);
}

uint8_t work_line_function(const char *name)
{
	/* The first of that name. */
	size_t at = lower_bound(i, 0, nline_functions,
				compare_names(line_functions[i].name, name) <
					0);

	return at < nline_functions && !strcmp(line_functions[at].name, name)
		       ? (uint8_t)(at + 1)
		       : 0;
}

bool work_line_needs_text(uint8_t function)
{
	return line_functions[function - 1].format != NULL;
}
