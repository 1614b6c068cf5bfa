# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Roots of Debian releases, made by debootstrap, and what is run in them: read, in
# the top directory, by the scripts that use them.

top=$PWD
roots=${LDFOLD_ROOTS:-${BUILD:-build}/releases}

# A release that can't be tried is no failure, but nothing was proven.
cannot() {
	echo "${0##*/}: $1" >&2
	exit 77
}

# What is needed to make roots and to enter them; $roots becomes absolute.
need_roots() {
	[ "$(id -u)" = 0 ] || cannot "only root can make roots and enter them"
	command -v debootstrap >/dev/null ||
		cannot "no debootstrap, Debian package debootstrap"
	[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
		cannot "no keys, Debian package debian-archive-keyring"
	unshare --mount --pid --fork true 2>/dev/null ||
		cannot "no permission to mount"
	mkdir -p "$roots" || exit 1
	roots=$(cd "$roots" && pwd)
}

# The mirror of this machine's apt. Of another distribution's there is none, and
# debootstrap has one of its own.
mirror() {
	if [ -n "${DEBIAN_MIRROR-}" ]; then
		echo "$DEBIAN_MIRROR"
	elif command -v apt-get >/dev/null; then
		# shellcheck disable=SC2016 # apt's
		apt-get indextargets --format '$(REPO_URI)' \
			'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1
	fi
}

# Where this machine's apt needs a proxy, or takes old lists, that of a root
# does too.
apt_settings() {
	! command -v apt-config >/dev/null ||
		apt-config dump --format '%f "%v";%n' \
			Acquire::http Acquire::https \
			Acquire::Check-Valid-Until Acquire::Check-Date
}

# make_root RELEASE [NAME]: whole or not at all.
make_root() {
	local root=$roots/${2-$1} from
	[ ! -d "$root" ] || return 0
	echo "making a root of $1"
	rm -rf --one-file-system "$root.new"
	from=$(mirror)
	debootstrap --variant=minbase "$1" "$root.new" ${from:+"$from"} &&
		apt_settings >"$root.new/etc/apt/apt.conf.d/90host" &&
		mv "$root.new" "$root"
}

# What git has of the sources, or all that is in a tarball.
sources() {
	if [ -e .git ]; then
		git ls-files -z --cached --others --exclude-standard
	else
		find . -path ./build -prune -o -type f -print0
	fi
}

# put_sources DIRECTORY: into its ldfold/.
put_sources() {
	rm -rf --one-file-system "${1:?}/ldfold" && mkdir -p "$1/ldfold" &&
		sources | tar -c --null -T - --ignore-failed-read |
		tar -x --no-same-owner -C "$1/ldfold"
}

# within NAME COMMAND...: run it in the sources in that root. Its mounts are
# seen by no one else and end with it, as do its processes.
within() {
	local root=$roots/$1 name handed=()
	shift
	for name in RUNTESTFLAGS DIFFER_COUNT EDITS_COUNT FAULTS_TIMES \
		KERNELS_SHIPPED http_proxy https_proxy no_proxy; do
		[ -z "${!name-}" ] || handed+=("$name=${!name}")
	done
	# shellcheck disable=SC2016 # another shell's
	unshare --mount --propagation private --pid --fork --kill-child sh -c '
		root=$1 shared=$2
		shift 2
		mount -t proc proc "$root/proc" &&
			mount --rbind /sys "$root/sys" &&
			mount --rbind /dev "$root/dev" || exit 1
		if [ -d "$shared" ]; then
			mkdir -p "$root/shared" &&
				mount --bind "$shared" "$root/shared" || exit 1
		fi
		exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			"$@"
	' sh "$root" "${LDFOLD_SHARED:-$top/../shared}" "${handed[@]}" \
		sh -c 'cd /ldfold && exec "$@"' sh "$@"
}

# What apt or debootstrap said last in the log FILE.
last_error() {
	grep '^E: ' "$1" | tail -n 1
}

# Do all RELEASEs have names that debootstrap may know?
are_names() {
	local release
	for release; do
		case $release in
		*[!a-z]* | '') return 1 ;;
		esac
	done
}

# try_all SUFFIX RELEASE...: have the script's `try RELEASE' try each, with its
# output in RELEASE SUFFIX.log, and `say_failure RELEASE' say what failed. Counts
# in $tried and $bad; see outcome.
tried=0 bad=0
try_all() {
	local suffix=$1 release
	shift
	for release; do
		exec 9>"$roots/$release$suffix.lock"
		flock -n 9 || cannot "another run uses the root of $release"
		echo "$release: see $roots/$release$suffix.log" >&2
		try "$release" >"$roots/$release$suffix.log" 2>&1
		case $? in
		0) tried=$((tried + 1)) ;;
		77)
			tail -n 1 "$roots/$release$suffix.log" |
				sed 's/^/UNSUPPORTED: /' >&2
			;;
		*)
			tried=$((tried + 1)) bad=$((bad + 1))
			say_failure "$release" ||
				tail -n 20 "$roots/$release$suffix.log"
			;;
		esac
		exec 9>&-
	done
}

# The exit status: 1 if something has failed, 77 if nothing could be tried.
outcome() {
	[ "$bad" = 0 ] || return 1
	[ "$tried" != 0 ] || return 77
}
