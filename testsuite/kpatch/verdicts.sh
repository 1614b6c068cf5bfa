#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# verdicts.sh: ask kpatch's create-diff-object about every pair of objects of
# its unit tests and print the table `verdicts' beside this file.
#
# usage: KPATCH=DIRECTORY KPATCH_OBJS=DIRECTORY verdicts.sh [DIRECTORY]
#
# $KPATCH is a checkout of dynup/kpatch, of which kpatch-build/ is copied and
# built, with -funsigned-char: its lengths of s390x instructions come from a
# plain char. $KPATCH_OBJS is a checkout of dynup/kpatch-unit-test-objs; the
# sizes of structures are those of its Makefiles. A DIRECTORY that is named keeps
# create-diff-object's output and objects, as ARCH/NAME.{log,err,o,symtab}.
#
# Needs a C compiler, make, libelf's headers and readelf.
set -eu
export LC_ALL=C

# What a log says of one pair. A function is told by the line that
# create-diff-object prints of it. Symbols and sections are as it leaves them
# just before it checks whether they can be patched (the first pair of lists),
# and what it takes along is what its output has (the second pair).
read_log() {
	awk -v arch="$1" -v name="$2" -v status="$3" -v errors="$4" '
	function add(set, word) {
		if (index("," lists[set] ",", "," word ","))
			return
		lists[set] = lists[set] (lists[set] == "" ? "" : ",") word
	}
	function sorted(text,    n, i, j, t, words) {
		n = split(text, words, ",")
		for (i = 2; i <= n; i++)
			for (j = i; j > 1 && words[j - 1] > words[j]; j--) {
				t = words[j]
				words[j] = words[j - 1]
				words[j - 1] = t
			}
		t = words[1]
		for (i = 2; i <= n; i++)
			t = t "," words[i]
		return n ? t : "-"
	}
	function last_word(line) {
		sub(/^.*: /, "", line)
		return line
	}
	# foo.cold.0 and foo.part.0 are parts of foo, by the names that the
	# patched object gives them: the lists have the names of the original.
	function is_part(number,    symbol, at) {
		symbol = patched[number]
		at = index(symbol, ".cold")
		if (!at)
			at = index(symbol, ".part.")
		return at && (substr(symbol, 1, at - 1) in patched_names)
	}
	function outcome() {
		if (status == 0)
			return callbacks_only ? "callbacks" : "patch"
		if (status == 1)
			return "error"
		if (status == 2)
			return "fatal"
		if (status == 3)
			return "same"
		return "status-" status
	}

	list == 0 && /^reverting macro \/ line number section .* status to SAME$/ {
		line_sections[$7]
	}
	/^no changed functions were found, but callbacks exist$/ {
		callbacks_only = 1
	}
	/: changed function: / { add("changed", last_word($0)); printed[last_word($0)] }
	/: new function: / { add("new", last_word($0)); printed[last_word($0)] }
	/: found callback: / { add("other", "callback:" last_word($0)) }
	/: ignoring section: / { add("other", "ignored-section:" last_word($0)) }
	/: ignoring function: / { add("other", "ignored-function:" last_word($0)) }
	/^=== symbol list / { objects++ }
	list == 0 && objects == 2 && /^sym [0-9]+, type / {
		patched[$2] = $10
		patched_names[$10]
	}
	/^=== Sections ===$/ { list++; what = "sections"; next }
	/^=== Symbols ===$/ { what = "symbols"; next }

	what == "sections" && list == 1 && /^[0-9]+ [^ ]+ \(/ {
		if (match($0, /sym-> [^,]+/) && $0 !~ /^[0-9]+ [^ ]+ \([A-Z]+\), secsym->/)
			bundled[$2] = substr($0, RSTART + 6, RLENGTH - 6)
	}
	what == "symbols" && /^sym [0-9]+, type [12], .* -> / {
		sub(/,$/, "", $4)
		symbol = $10
		state = substr($11, 2, length($11) - 2)
		if (list == 1 && $4 == 2) {
			function_status[symbol] = state
			part[symbol] = is_part($2)
		}
		if (list == 2)
			taken[symbol] = $4 == 2 ? "function" : state
	}
	END {
		for (section in line_sections)
			add("line", section in bundled ? bundled[section] : section)
		for (symbol in function_status) {
			state = function_status[symbol]
			if (state == "SAME" || symbol in printed || symbol ~ /^__(pfx|cfi)_/)
				continue
			if (part[symbol] && (state == "CHANGED" || symbol in taken))
				add("parts", symbol ":" tolower(state))
			else if (state == "NEW" && !(symbol in taken))
				add("hidden", symbol)
			else
				add("other", "silent:" symbol)
		}
		for (symbol in taken)
			if (taken[symbol] == "NEW")
				add("objects", symbol)
		print arch "/" name, outcome(), sorted(lists["changed"]), \
			sorted(lists["new"]), sorted(lists["line"]), \
			sorted(lists["parts"]), sorted(lists["hidden"]), \
			sorted(lists["objects"]), sorted(lists["other"]), \
			errors == "" ? "-" : errors
	}' OFS='\t' "$5"
}

# The reasons that create-diff-object gave, on one line.
errors() {
	sed -n 's/^create-diff-object: ERROR: [^ ]*: [a-z_0-9]*: [0-9]*: //p
		s/^create-diff-object: //p
		s/^ERROR: //p' "$1" | sed 's/[^ ]*ORIG\.o: //' | paste -s -d';' | sed 's/;/; /g'
}

# The functions of an output that it patches, and all that it defines, whatever
# the log says. __pfx_ and __cfi_ are padding before a function.
patched_functions() {
	readelf -rW "$1" | awk '
		/^Relocation section/ { on = $3 == "\047.rela.kpatch.funcs\047" }
		on && /R_/ && $5 != ".kpatch.strings" { print $5 }'
}
defined_functions() {
	readelf -sW "$1" | sed 's/\[<localentry>: 8\]//' | awk '
		$4 == "FUNC" && $7 ~ /^[0-9]+$/ && $8 !~ /^__(pfx|cfi)_/ { print $8 }'
}

# same OUTPUT SETS: what is read are the functions in SETS, no more, no less.
same() {
	sort -u >"$work/found"
	printf '%s\n' "$2" | tr ',' '\n' | sed 's/:.*//; /^-*$/d' | sort -u >"$work/told"
	cmp -s "$work/found" "$work/told" || {
		echo "verdicts.sh: $1: its functions aren't those of its log:" >&2
		diff "$work/found" "$work/told" >&2
		exit 1
	}
}

# check OUTPUT CHANGED NEW PARTS: the output itself says what its log says.
check() {
	patched_functions "$1" | same "$1" "$2"
	defined_functions "$1" | same "$1" "$2,$3,$4"
}

field() {
	printf '%s\n' "$2" | cut -f "$1"
}

# pair ARCH NAME: one line of the table.
pair() {
	out=$keep/$1/$2
	patched=$2.PATCHED.o
	[ -e "$patched" ] || patched=$2.PATCHED.FAIL.o
	symvers=/dev/null
	[ ! -e "$2.symvers" ] || symvers=$2.symvers
	readelf -sW "$2.ORIG.o" | sed 's/[[:space:]]*\[<localentry>: 8\]//' >"$out.symtab"
	sizes=$(sed -n 's/^CDO_ENV *= *//p' Makefile)
	[ ! -e "$2.env" ] || sizes="$sizes $(cat "$2.env")"
	status=0
	# shellcheck disable=SC2086 # one VARIABLE=SIZE a word
	env $sizes "$work/kpatch-build/create-diff-object" -d "$2.ORIG.o" "$patched" \
		vmlinux "$out.symtab" "$symvers" "test_$2" "$out.o" \
		>"$out.log" 2>"$out.err" || status=$?
	line=$(read_log "$1" "$2" $status "$(errors "$out.err")" "$out.log")
	if [ $status = 0 ]; then
		check "$out.o" "$(field 3 "$line")" "$(field 4 "$line")" "$(field 6 "$line")"
	fi
	printf '%s\n' "$line"
}

commit() {
	git -C "$1" rev-parse HEAD
}

: "${KPATCH:?is not set: a checkout of dynup/kpatch}"
: "${KPATCH_OBJS:?is not set: a checkout of dynup/kpatch-unit-test-objs}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keep=${1:-$work/keep}
mkdir -p "$keep"
keep=$(cd "$keep" && pwd)

cp -R "$KPATCH/Makefile.inc" "$KPATCH/kmod" "$KPATCH/kpatch-build" "$work"
rm -f "$work"/kpatch-build/*.[do] "$work"/kpatch-build/insn/*.[do] \
	"$work/kpatch-build/create-diff-object"
CFLAGS=-funsigned-char make -s -C "$work/kpatch-build" create-diff-object >&2

cat <<END
# What create-diff-object of kpatch makes of its unit tests' objects. Measured
# by verdicts.sh, which says how; not to be edited.
# kpatch $(commit "$KPATCH")
# objects $(commit "$KPATCH_OBJS")
#
# verdict  patch, callbacks (nothing changed but callbacks were added), same (no
#          changed functions), fatal (unreconcilable difference), error
# changed, new  functions named so; parts of a function are not
# line     functions whose change was taken for one of __LINE__ only; a section
#          where it holds more than one symbol
# parts    parts of functions (.cold, .part) taken along, and why
# hidden   new functions not taken along, as nothing that is refers to them
# objects  new data that is taken along, special statics among it
# other    callback:F, ignored-section:S, ignored-function:F: what the macros of
#          kpatch ask for; silent:F changed or new, but not named
#
# An empty set is -, names within a set are sorted.
END
printf 'pair\tverdict\tchanged\tnew\tline\tparts\thidden\tobjects\tother\treason\n'
for directory in "$KPATCH_OBJS"/*/; do
	cd "$directory"
	arch=$(basename "$directory")
	mkdir -p "$keep/$arch"
	for original in *.ORIG.o; do
		pair "$arch" "${original%.ORIG.o}"
	done
done
