# SPDX-License-Identifier: GPL-3.0-or-later
# Assembly with COUNT functions and variables in sections of their own, numbered
# from FIRST: awk -v first=0 -v count=1000 -f sections.awk
# Three of four are functions; the rest are data, half of them zero.
BEGIN {
	for (i = first; i < first + count; i++) {
		kind = i % 8
		if (kind == 3)
			section("bss", "object", "aw\",@nobits,", ".zero 8", 8)
		else if (kind == 7)
			section("data", "object", "aw\",@progbits,", ".quad " i, 8)
		else
			section("text", "function", "ax\",@progbits,", "ret", 1)
	}
}
function section(base, type, flags, content, size) {
	sub(/,$/, "", flags)
	printf "\t.section .%s.s%d,\"%s\n", base, i, flags
	printf "\t.globl s%d\n\t.type s%d, @%s\n", i, i, type
	printf "s%d:\t%s\n\t.size s%d, %d\n", i, content, i, size
}
