# SPDX-License-Identifier: GPL-3.0-or-later
# A C file with COUNT functions over a few hundred types, to be compiled with
# -g: awk -v file=7 -v count=200 -f debug.awk
BEGIN {
	for (i = 0; i < 300; i++)
		printf "struct t%d { int a%d; long b; struct t%d *next; char c[%d]; };\n", i, i, i ? i - 1 : 0, i + 1
	for (i = 0; i < count; i++) {
		printf "int v%d_%d = %d;\n", file, i, i + 1
		printf "long f%d_%d(struct t%d *p, long n)\n{\n", file, i, i % 300
		printf "\tfor (long i = 0; i < n; i++)\n\t\tp->b += p->c[0] * i + v%d_%d;\n", file, i
		printf "\treturn p->b + (p->next ? p->a%d : n);\n}\n", i % 300
	}
}
