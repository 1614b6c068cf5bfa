# SPDX-License-Identifier: GPL-3.0-or-later
# Where ld put each input section, read from its map (`ld -Map=FILE'), one line
# each, separated by tabs:
#
#	OUTPUT-SECTION  SLOT  MARK  INPUT-SECTION  FILE  ADDRESS  SIZE
#
# A slot is a run of input statements of one output section with nothing
# between them: no assignment, alignment or data. The map itself shows it:
#
#	.text           0x0000000000100000  0x1919000
#	                0x0000000000100000                _stext = .
#	 *(.head.text)
#	 .head.text     0x0000000000100000       0x50 arch/s390/kernel/head64.o
#	                0x0000000000100000                startup_continue
#	                0x0000000000100050                . = ALIGN (0x8)
#	 *(.text.hot .text.hot.*)
#	 *(.text .text.fixup)
#	 .text          0x0000000000100050      0xad0 init/main.o
#
# .head.text is in slot 1 of .text, init/main.o's .text in slot 2. MARK is the
# symbol assigned last before the slot, `_stext' for both, or `-'. An orphan,
# which stands where no statement does, is in slot 1 of a section of its own,
# and in N+ behind slot N of another.
#
# lld's map has no statements, but assignments, and indents what is in what:
#
#	             VMA  LMA  Size Align Out     In      Symbol
#	ffffffff81000000  ...           64 .text
#	ffffffff81000000  ...            1         _stext = .
#	ffffffff81000000  ...            1         lib.a(a.o):(.head.text)
#	ffffffff81000000  ...            1                 startup_64
#
# This is the oracle of the tests, hence none of the project's own code.

BEGIN { FS = "\n"; OFS = "\t" }

/^ *VMA +LMA +Size +Align +Out +In +Symbol$/ { lld = index($0, "Out"); next }
lld { take_line_of_lld(); next }

/^Linker script and memory map$/ { map = 1; next }
/^Cross Reference Table$/ { exit }
!map { next }

# An output section, its name alone on a line where it is long.
/^[^ ]/ {
	split($0, word, " ")
	if (word[1] == "LOAD" || word[1] ~ /^(OUTPUT|START|END)/)
		next
	output = word[1]
	slot = 0
	open = 0
	mark = "-"
	name = ""
	next
}

# An input statement: ` *(.text .text.fixup)', ` *crtbegin.o(.ctors)'.
/^ [^ ].*\(.*\)$/ && !/ 0x[0-9a-f]+ / {
	if (!open)
		slot++
	open = 1
	name = ""
	next
}

# Alignment or fill that ld made up between two input sections.
/^ \*fill\*/ { name = ""; next }

# An input section; a long name has the rest on the next line.
/^ [^ ]/ {
	line = $0
	if (match(line, / 0x[0-9a-f]+ +0x[0-9a-f]+ /)) {
		name = substr(line, 2, RSTART - 2)
		sub(/ +$/, "", name)
		place(substr(line, RSTART, RLENGTH),
		      substr(line, RSTART + RLENGTH))
		name = ""
	} else {
		name = substr(line, 2)
	}
	next
}

/^ +0x[0-9a-f]+ +0x[0-9a-f]+ / {
	if (name != "") {
		match($0, /0x[0-9a-f]+ +0x[0-9a-f]+ /)
		place(substr($0, RSTART, RLENGTH),
		      substr($0, RSTART + RLENGTH))
		name = ""
		next
	}
	if (/ (BYTE|SHORT|LONG|QUAD|SQUAD|ASCIZ?) /)
		open = 0
	next
}

# An assignment, to the location counter or to a symbol.
/^ +(0x[0-9a-f]+|\[.*\]|\*undef\*) .* = / {
	symbol = $0
	sub(/ = .*/, "", symbol)
	sub(/^.* /, "", symbol)
	sub(/^.*\(/, "", symbol)
	open = 0
	if (symbol != ".")
		mark = symbol
	name = ""
	next
}

{ name = "" }

function place(numbers, file) {
	split(numbers, word, " ")
	if (slot == 0)
		slot = open = 1
	print output, open ? slot : slot "+", mark, name, file,
		word[1], word[2]
}

function take_line_of_lld(  text, indent, symbol, file) {
	text = substr($0, lld)
	match(text, /^ */)
	indent = RLENGTH
	text = substr(text, indent + 1)
	if (!indent && text !~ / = /) {
		output = text
		slot = open = 0
		mark = "-"
	}
	if (indent != 8)
		return
	if (text ~ / = /) {
		symbol = text
		sub(/ = .*/, "", symbol)
		sub(/^.*\( */, "", symbol)
		open = 0
		if (symbol != ".")
			mark = symbol
	} else if (match(text, /:\([^()]*\)$/)) {
		file = substr(text, 1, RSTART - 1)
		# a thin archive, whose members others call by their paths
		if (file ~ /^vmlinux\.a\(.*\)$/)
			file = substr(file, 11, length(file) - 11)
		if (!open)
			slot++
		open = 1
		split($0, word, " ")
		print output, slot, mark,
			substr(text, RSTART + 2, RLENGTH - 3), file,
			"0x" word[1], "0x" word[3]
	} else if (text ~ /^(BYTE|SHORT|LONG|QUAD) /) {
		open = 0
	}
}
