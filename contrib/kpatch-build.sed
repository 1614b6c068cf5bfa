# SPDX-License-Identifier: GPL-3.0-or-later
# kpatch-build turns BTF off, since pahole fails on a vmlinux of more than 65,279
# sections, and orphan errors into warnings, since there is one for each symbol.
# A folded vmlinux needs neither. With these two lines changed it leaves both as
# the kernel's configuration has them when ldfold-env runs it:
#
#	sed -i -f kpatch-build.sed "$(command -v kpatch-build)"
#
# Made for kpatch 0.9.11.
/^if \[\[ -n "\$CONFIG_DEBUG_INFO_BTF" ]]; then$/ s/ ]]/ \&\& -z "$LDFOLD_ENV" ]]/
/^if \[\[ "\$CONFIG_LD_ORPHAN_WARN_LEVEL" == "error" ]]; then$/ s/ ]]/ \&\& -z "$LDFOLD_ENV" ]]/
