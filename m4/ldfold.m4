dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl The project's own configure checks.

dnl LDFOLD_CFLAGS_IF(FLAGS, [IF-TAKEN], [IF-NOT])
dnl Whether the C compiler compiles with FLAGS.
AC_DEFUN([LDFOLD_CFLAGS_IF], [
ldfold_saved_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $1"
AC_MSG_CHECKING([whether $CC takes $1])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
	[ldfold_taken=yes], [ldfold_taken=no])
AC_MSG_RESULT([$ldfold_taken])
CFLAGS=$ldfold_saved_CFLAGS
AS_IF([test "$ldfold_taken" = yes], [$2], [$3])
])

dnl --enable-warnings={no,yes,error}: WARN_CFLAGS. Never -Werror by default, a
dnl newer compiler's warning must not stop a user; always in the CI.
AC_DEFUN([LDFOLD_WARNINGS], [
AC_ARG_ENABLE([warnings],
	[AS_HELP_STRING([--enable-warnings@<:@=no/yes/error@:>@],
		[compiler warnings, or each an error @<:@yes@:>@])],
	[], [enable_warnings=yes])
WARN_CFLAGS=
AS_CASE([$enable_warnings],
	[no], [],
	[yes|error],
	[for ldfold_flag in -Wall -Wextra -Wshadow -Wstrict-prototypes \
		-Wmissing-prototypes; do
		LDFOLD_CFLAGS_IF([$ldfold_flag],
			[WARN_CFLAGS="$WARN_CFLAGS $ldfold_flag"])
	done
	AS_IF([test "$enable_warnings" = error],
		[WARN_CFLAGS="$WARN_CFLAGS -Werror"])],
	[AC_MSG_ERROR([--enable-warnings takes no, yes or error, not $enable_warnings])])
AC_SUBST([WARN_CFLAGS])
])

dnl --enable-asan, --enable-ubsan: SANITIZER_CFLAGS, and what the tests need to
dnl know about them. A finding is fatal.
AC_DEFUN([LDFOLD_SANITIZERS], [
AC_ARG_ENABLE([asan],
	[AS_HELP_STRING([--enable-asan], [build with AddressSanitizer])],
	[], [enable_asan=no])
AC_ARG_ENABLE([ubsan],
	[AS_HELP_STRING([--enable-ubsan],
		[build with UndefinedBehaviorSanitizer])],
	[], [enable_ubsan=no])
SANITIZER_CFLAGS=
AS_IF([test "$enable_asan" != no],
	[LDFOLD_CFLAGS_IF([-fsanitize=address],
		[SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fsanitize=address"],
		[AC_MSG_ERROR([$CC has no AddressSanitizer])])])
AS_IF([test "$enable_ubsan" != no],
	[LDFOLD_CFLAGS_IF([-fsanitize=undefined],
		[SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fsanitize=undefined"],
		[AC_MSG_ERROR([$CC has no UndefinedBehaviorSanitizer])])])
AS_IF([test -n "$SANITIZER_CFLAGS"],
	[SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fno-sanitize-recover=all -fno-omit-frame-pointer"])
AC_SUBST([SANITIZER_CFLAGS])
AC_SUBST([enable_asan])
AC_SUBST([enable_ubsan])
])

dnl PLUGIN_LDFLAGS: every symbol that the plugin uses has to be there when it is
dnl linked, not when ld loads it. Clang leaves its sanitizers' run-time library
dnl to the program, so there the check can't be made.
AC_DEFUN([LDFOLD_PLUGIN_LDFLAGS], [
ldfold_saved_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -fPIC -shared -Wl,-z,defs $SANITIZER_CFLAGS"
AC_MSG_CHECKING([whether a plugin links with -z defs])
AC_LINK_IFELSE([AC_LANG_SOURCE(
	[[int onload(int *p, int i); int onload(int *p, int i) { return p[i] + i; }]])],
	[ldfold_defs=yes; PLUGIN_LDFLAGS="-Wl,-z,defs"],
	[ldfold_defs=no; PLUGIN_LDFLAGS=])
AC_MSG_RESULT([$ldfold_defs])
CFLAGS=$ldfold_saved_CFLAGS
AC_SUBST([PLUGIN_LDFLAGS])
])

dnl --with-debuginfod: whether foldinfo can ask servers for sidecars. It loads
dnl libdebuginfod when it needs it (foldinfo/fetch.c), so only the header counts
dnl here, and a program that was built with it works without the library.
AC_DEFUN([LDFOLD_DEBUGINFOD], [
AC_ARG_WITH([debuginfod],
	[AS_HELP_STRING([--with-debuginfod@<:@=no/yes@:>@],
		[let foldinfo fetch sidecars with libdebuginfod @<:@if its header is there@:>@])],
	[], [with_debuginfod=auto])
AS_IF([test "$with_debuginfod" != no], [
	PKG_CHECK_MODULES([DEBUGINFOD], [libdebuginfod >= 0.188],
		[with_debuginfod=yes],
		[AS_IF([test "$with_debuginfod" = yes],
			[AC_MSG_ERROR([libdebuginfod 0.188 or later not found (Debian package libdebuginfod-dev)])])
		with_debuginfod=no])
])
DEBUGINFOD_LIBS=
AS_IF([test "$with_debuginfod" = yes], [
	AC_DEFINE([HAVE_DEBUGINFOD], [1])
	AC_CHECK_LIB([dl], [dlopen], [DEBUGINFOD_LIBS=-ldl])
])
AC_SUBST([DEBUGINFOD_LIBS])
AC_SUBST([with_debuginfod])
])
