# SPDX-License-Identifier: GPL-3.0-or-later
# Of what runtest says, what it says of the tests: without the head and the
# summary, which `merge' makes of all.
/^Running .*\.exp \.\.\.$/ { begun = 1 }
/^\t\t=== .* Summary ===$/ { ended = 1 }
ended { next }
!begun { head = head $0 "\n"; next }
/^$/ { empty = empty "\n"; next }
{ printf "%s%s\n", empty, $0; empty = ""; fflush() }
END {
	if (!begun)
		printf "%s", head
}
