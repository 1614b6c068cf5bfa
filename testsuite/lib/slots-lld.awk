# SPDX-License-Identifier: GPL-3.0-or-later
# Where lld put each input section, read from its map (`ld.lld -Map=FILE'): lines
# as slots.awk has them of GNU ld's. lld's map shows no statements, only what
# parts them:
#
#	     VMA      LMA     Size Align Out     In      Symbol
#	  100000   100000       18    16 .text
#	  100000   100000        0     1         _text = .
#	  100000   100000       10    16         a.o:(.text)
#
# so slots are counted by the assignments and data before. A member of THIN, an
# archive, is printed as the file that it is.
#
# usage: awk [-v thin=THIN] -f slots-lld.awk MAP

BEGIN { OFS = "\t" }

NR == 1 { next }

# Four numbers, a blank, and what it is about.
match($0, /^ *[0-9a-f]+ +[0-9a-f]+ +[0-9a-f]+ +[0-9]+ /) {
	split($0, number, " ")
	rest = substr($0, RLENGTH + 1)
	if (rest ~ /^                /)
		next
	if (rest !~ /^        /) {
		if (rest ~ / = / || rest ~ /^ *$/)
			next
		output = rest
		slot = 1
		mark = "-"
		next
	}
	rest = substr(rest, 9)
	if (match(rest, /:\([^(]*\)$/)) {
		file = substr(rest, 1, RSTART - 1)
		name = substr(rest, RSTART + 2, RLENGTH - 3)
		if (thin != "" && index(file, thin "(") == 1)
			file = substr(file, length(thin) + 2,
				      length(file) - length(thin) - 2)
		if (file != "<internal>")
			print output, slot, mark, name, file,
				"0x" number[1], "0x" number[3]
		next
	}
	slot++
	if (rest ~ /^[^ ]+ = / && rest !~ /^\. = /) {
		mark = rest
		sub(/ .*/, "", mark)
	}
}
