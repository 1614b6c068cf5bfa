# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# bash completion for foldinfo: commands, options, files. Symbols are left to
# who types them, since a kernel has 200,000.

# The options of command $1.
_foldinfo_options() {
	case $1 in
	list) echo --all -c --companions -n --no-headings --json -s --sidecar \
		--build-id ;;
	find) echo -c --companions -n --no-headings --json -s --sidecar \
		--build-id ;;
	check) echo -v --verbose --json -s --sidecar --build-id ;;
	info) echo --json -s --sidecar --build-id ;;
	diff) echo --kpatch --ignore-line --why-not --json -s --sidecar \
		--build-id --for --no-kallsyms-all ;;
	refs) echo --json -s --sidecar --build-id ;;
	sympos) echo -n --no-headings --json -s --sidecar --build-id --for \
		-d --duplicates --no-kallsyms-all ;;
	match) echo -v --verbose --json ;;
	symtab) echo -s --sidecar --build-id --for ;;
	audit) echo -v --verbose --json -s --sidecar --build-id --for \
		--modules --no-kallsyms-all ;;
	report) echo --for -s --sidecar --build-id --audit --modules \
		--ignore-line --no-kallsyms-all -o --output ;;
	esac
}

# The command on the line, if it is there already.
_foldinfo_command() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-*) ;;
		*)
			echo "${COMP_WORDS[i]}"
			return
			;;
		esac
	done
}

_foldinfo() {
	local word=${COMP_WORDS[COMP_CWORD]} command
	local commands='list find check info diff refs sympos match symtab audit report'
	command=$(_foldinfo_command)
	COMPREPLY=()
	case $command:$word in
	:-*) mapfile -t COMPREPLY < <(compgen -W '--help --version' -- "$word") ;;
	:*) mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word") ;;
	*:-*) mapfile -t COMPREPLY < <(
		compgen -W "$(_foldinfo_options "$command") --help" -- "$word"
	) ;;
	*) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	esac
}

complete -o filenames -F _foldinfo foldinfo
