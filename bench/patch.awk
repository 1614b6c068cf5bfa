# SPDX-License-Identifier: GPL-3.0-or-later
# Write, for the assembler of a 64-bit machine, a livepatch module that replaces
# COUNT global functions of a kernel, of which the input is nm's: struct
# klp_patch as the kernel's samples have it. Each replacement uses a function of
# the kernel.
$2 == "T" && $3 ~ /^[A-Za-z_][A-Za-z0-9_]*$/ { name[n++] = $3 }
function text(line) { printf "%s\n", line }
END {
	text(".section .modinfo, \"a\"")
	text(".asciz \"license=GPL\"\n.asciz \"livepatch=Y\"\n.asciz \"depends=\"")
	text(".section .gnu.linkonce.this_module, \"aw\"\n.globl __this_module")
	text(".type __this_module, @object\n__this_module: .zero 64")
	text(".size __this_module, 64\n.data\n.type patch, @object")
	text("patch: .quad __this_module, objs, 0, 0\n.size patch, 32")
	text(".type objs, @object\nobjs: .quad 0, funcs\n.zero 208\n.size objs, 224")
	text(".type funcs, @object\nfuncs:")
	step = n / count
	for (i = 0; i < count; i++)
		printf ".quad name%d, new%d, 0\n.zero 128\n", i, i
	text(".zero 152\n.size funcs, . - funcs")
	for (i = 0; i < count; i++) {
		printf ".section .rodata, \"a\"\nname%d: .asciz \"%s\"\n", i,
		       name[int(i * step)]
		printf ".section .text.new%d, \"ax\"\n.type new%d, @function\n", i, i
		printf "new%d: .quad %s\n.size new%d, 8\n", i,
		       name[int((i + 0.5) * step)], i
	}
}
