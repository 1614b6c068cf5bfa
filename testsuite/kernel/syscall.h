/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System calls of the five machines, for init.c: NR_* from the kernel's
 * asm/unistd.h, and what the psABIs say of the registers. */

#if defined(__x86_64__)
#define ENTRY "and $-16, %rsp\n\tcall begin\n"
enum {
	NR_read = 0, NR_write = 1, NR_close = 3, NR_mmap = 9, NR_exit = 60,
	NR_mount = 165, NR_reboot = 169, NR_openat = 257, NR_mkdirat = 258,
	NR_finit_module = 313,
};

static long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

#elif defined(__s390x__)
#define ENTRY "aghi %r15, -160\n\tbrasl %r14, begin\n"
enum {
	NR_exit = 1, NR_read = 3, NR_write = 4, NR_close = 6, NR_mount = 21,
	NR_reboot = 88, NR_mmap = 90, NR_openat = 288, NR_mkdirat = 289,
	NR_finit_module = 344,
};

/* mmap has its arguments in memory here. */
static long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	long in_memory[6] = { a, b, c, d, e, f };
	register long r1 __asm__("r1") = nr;
	register long r2 __asm__("r2") = nr == NR_mmap ? (long)in_memory : a;
	register long r3 __asm__("r3") = b;
	register long r4 __asm__("r4") = c;
	register long r5 __asm__("r5") = d;
	register long r6 __asm__("r6") = e;
	register long r7 __asm__("r7") = f;

	__asm__ volatile("svc 0"
			 : "+d"(r2)
			 : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6), "d"(r7)
			 : "memory");
	return r2;
}

#elif defined(__powerpc64__)
/* The kernel enters with the address in r12, ELFv2's global entry point. */
#define ENTRY \
	"addis 2, 12, .TOC. - _start@ha\n\taddi 2, 2, .TOC. - _start@l\n\t" \
	"bl begin\n\tnop\n"
enum {
	NR_exit = 1, NR_read = 3, NR_write = 4, NR_close = 6, NR_mount = 21,
	NR_reboot = 88, NR_mmap = 90, NR_openat = 286, NR_mkdirat = 287,
	NR_finit_module = 353,
};

static long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r0 __asm__("r0") = nr;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;
	register long r8 __asm__("r8") = f;

	/* an error sets the summary overflow bit of cr0 */
	__asm__ volatile("sc\n\tbns+ 1f\n\tneg 3, 3\n1:"
			 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6),
			   "+r"(r7), "+r"(r8)
			 :
			 : "memory", "cr0", "ctr", "xer", "r9", "r10", "r11",
			   "r12");
	return r3;
}

#elif defined(__aarch64__) || defined(__riscv)
/* asm-generic/unistd.h */
enum {
	NR_mkdirat = 34, NR_mount = 40, NR_openat = 56, NR_close = 57,
	NR_read = 63, NR_write = 64, NR_exit = 93, NR_reboot = 142,
	NR_mmap = 222, NR_finit_module = 273,
};

#ifdef __aarch64__
#define ENTRY "bl begin\n"
#define SYSCALL "svc 0"
#define NUMBER "x8"
#define REGISTER(n) "x" #n
#else
/* ld relaxes addresses to offsets from gp, which nobody else sets. */
#define ENTRY \
	".option push\n\t.option norelax\n\tla gp, __global_pointer$\n\t" \
	".option pop\n\tcall begin\n"
#define SYSCALL "ecall"
#define NUMBER "a7"
#define REGISTER(n) "a" #n
#endif

static long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long number __asm__(NUMBER) = nr;
	register long x0 __asm__(REGISTER(0)) = a;
	register long x1 __asm__(REGISTER(1)) = b;
	register long x2 __asm__(REGISTER(2)) = c;
	register long x3 __asm__(REGISTER(3)) = d;
	register long x4 __asm__(REGISTER(4)) = e;
	register long x5 __asm__(REGISTER(5)) = f;

	__asm__ volatile(SYSCALL
			 : "+r"(x0)
			 : "r"(number), "r"(x1), "r"(x2), "r"(x3), "r"(x4),
			   "r"(x5)
			 : "memory");
	return x0;
}
#else
#error "no system calls for this machine"
#endif

#define syscall1(nr, a) syscall6(nr, a, 0, 0, 0, 0, 0)
#define syscall3(nr, a, b, c) syscall6(nr, a, b, c, 0, 0, 0)
#define syscall4(nr, a, b, c, d) syscall6(nr, a, b, c, d, 0, 0)
#define syscall5(nr, a, b, c, d, e) syscall6(nr, a, b, c, d, e, 0)

/* gcc's prologue would move the stack pointer before begin() aligns it. */
__asm__(".text\n\t.globl _start\n_start:\n\t" ENTRY);
