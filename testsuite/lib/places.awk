# SPDX-License-Identifier: GPL-3.0-or-later
# Where each symbol of a link's objects went: joins the output of slots.awk
# with the objects' own tables. One line for each symbol, separated by tabs:
#
#	FILE  SYMBOL  OUTPUT-SECTION  SLOT  MARK
#
# usage: awk -f places.awk SLOTS READELF
# READELF is what `readelf -SsW OBJECT...' says, with a line `File: NAME' in
# front of each object's part; an object that ld took by another name than
# readelf prints isn't found. Left out are symbols whose section isn't in the
# map: that of a COMDAT group's loser, or one that ld discarded. A symbol whose
# section stands twice in one object, in two places, is counted on stderr.

BEGIN { FS = "\t"; OFS = "\t" }

FNR == NR {
	key = $5 SUBSEP $4
	at = $1 OFS $2 OFS $3
	if (key in place && place[key] != at)
		place[key] = "?"
	else
		place[key] = at
	next
}

FNR == 1 { FS = " "; $0 = $0 }

/^File: / {
	file = substr($0, 7)
	# A thin archive's member, called from the archive's directory.
	if (match(file, /\[.*\]$/)) {
		archive = substr(file, 1, RSTART - 1)
		file = substr(file, RSTART + 1, RLENGTH - 2)
		sub(/[^\/]*$/, "", archive)
		if (file !~ /^\//)
			file = archive file
		while (sub(/[^\/.][^\/]*\/\.\.\//, "", file))
			;
	}
	split("", section)
	next
}

/^  \[ *[0-9]+\] / {
	line = substr($0, index($0, "[") + 1)
	number = line + 0
	sub(/^[^]]*\] */, "", line)
	sub(/ +[A-Z0-9_+<>]+ +[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ .*/, "", line)
	section[number] = line
	next
}

/^ *[0-9]+: / && ($4 == "FUNC" || $4 == "OBJECT" || $4 == "TLS" ||
		  $4 == "IFUNC" || ($4 == "NOTYPE" && $5 != "LOCAL")) {
	index_ = $(NF - 1)
	if (index_ == "COM")
		name = "COMMON"
	else if (index_ in section)
		name = section[index_]
	else
		next
	key = file SUBSEP name
	if (!(key in place))
		next
	if (place[key] == "?")
		ambiguous++
	else
		print file, $NF, place[key]
}

END {
	if (ambiguous)
		print "places.awk: " ambiguous " ambiguous symbols" >"/dev/stderr"
}
