# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines, their compilers, and the options that kernels use there.

An entry is a compiler, the options that are always given, and lists of which
one member each is drawn for a source: what kernels' versions and
configurations do differently.
"""
import shutil
import subprocess

COMMON = """-std=gnu11 -w -fno-strict-aliasing -fno-common
-fno-delete-null-pointer-checks -fno-stack-protector
-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections
-Wno-incompatible-pointer-types
-Wno-incompatible-function-pointer-types""".split()

# Now and then: debugging information, sanitizers, other alignments.
SELDOM = [""] * 12 + ["-g", "-g1", "-fsanitize=shift,bounds",
                      "-fstack-protector-strong", "-falign-functions=16",
                      "-fno-optimize-sibling-calls"]

LEVELS = ["-O2", "-O2", "-O2", "-Os"]

X86 = "-mno-red-zone -mno-sse -mno-mmx -pg -mfentry"
X86_MODELS = ["-fno-pie -mcmodel=kernel", "-fno-pie -mcmodel=kernel",
              "-fno-pie -mcmodel=kernel", "-fno-pie -mcmodel=small",
              "-fPIE -mcmodel=small"]
X86_TABLES = ["", "", "-fno-jump-tables"]
X86_BRANCHES = ["", "", "-fcf-protection=branch"]
PADDED = ["", "", "-fpatchable-function-entry=16,16"]

MACHINES = {
    "x86_64": ("x86_64-linux-gnu-gcc", X86 + " -mrecord-mcount",
               [X86_MODELS, X86_TABLES, PADDED, X86_BRANCHES,
                ["", "-mindirect-branch=thunk-extern"]]),
    "s390x": ("s390x-linux-gnu-gcc",
              "-mbackchain -msoft-float -mpacked-stack -pg -mrecord-mcount"
              " -mnop-mcount -mfentry",
              [["-fPIE -fno-section-anchors -mno-pic-data-is-text-relative",
                "-fPIE -fno-section-anchors -mno-pic-data-is-text-relative",
                "-fno-pie -fno-section-anchors", "-fPIE"],
               ["-march=z13", "-march=z10", "-march=z14"],
               ["", "", "-mindirect-branch=thunk-extern"
                " -mfunction-return=thunk-extern"]]),
    "ppc64le": ("powerpc64le-linux-gnu-gcc",
                "-mabi=elfv2 -mcpu=power8 -msoft-float -mno-altivec -mno-vsx"
                " -fno-pie",
                [["-pg -mprofile-kernel", "-fpatchable-function-entry=2"],
                 ["-mcmodel=large", "-mcmodel=medium"],
                 ["", "", "-fno-section-anchors"]]),
    "aarch64": ("aarch64-linux-gnu-gcc", "-fno-pie -mgeneral-regs-only",
                [["-fpatchable-function-entry=4,2",
                  "-fpatchable-function-entry=2"],
                 ["", "", "-fno-section-anchors"],
                 ["", "", "-fno-jump-tables"],
                 ["", "", "-mbranch-protection=pac-ret+leaf"]]),
    "riscv64": ("riscv64-linux-gnu-gcc", "-fno-pie -march=rv64imac -mabi=lp64",
                [["-mcmodel=medany", "-mcmodel=medany", ""],
                 ["-fpatchable-function-entry=8",
                  "-fpatchable-function-entry=4"],
                 ["", "", "-mno-relax"], ["", "", "-fno-section-anchors"]]),
    "x86_64-clang14": ("clang-14", "--target=x86_64-linux-gnu " + X86,
                       [X86_MODELS, X86_TABLES, PADDED, X86_BRANCHES,
                        ["", "", "-mretpoline-external-thunk"]]),
    "x86_64-clang19": ("clang-19", "--target=x86_64-linux-gnu " + X86,
                       [X86_MODELS, X86_TABLES, PADDED, X86_BRANCHES,
                        ["", "", "-mretpoline-external-thunk"]]),
    "aarch64-clang19": ("clang-19", "--target=aarch64-linux-gnu -fno-pie"
                        " -mgeneral-regs-only",
                        [["-fpatchable-function-entry=4,2"]]),
}

# What comes before objdump and ld in the names of a machine's tools.
TOOLS = {
    "x86_64": "x86_64-linux-gnu-", "s390x": "s390x-linux-gnu-",
    "ppc64le": "powerpc64le-linux-gnu-", "aarch64": "aarch64-linux-gnu-",
    "riscv64": "riscv64-linux-gnu-",
}


class Compiler:
    """A machine with the options that were drawn for one source."""

    def __init__(self, machine, rng):
        self.machine = machine
        self.command, always, choices = MACHINES[machine]
        self.clang = self.command.startswith("clang")
        self.flags = [rng.choice(LEVELS)] + COMMON + always.split() + \
            rng.choice(SELDOM).split()
        self.sanitized = any("sanitize" in flag for flag in self.flags)
        for choice in choices:
            self.flags += rng.choice(choice).split()
        # An object of a plain kernel: no section for each symbol.
        self.plain = rng.random() < 0.04
        if self.plain:
            self.flags = [flag for flag in self.flags
                          if flag not in ("-ffunction-sections",
                                          "-fdata-sections")]
        # A section for each symbol, and no place that is known by another one.
        self.apart = ["-ffunction-sections", "-fdata-sections"] + \
            ([] if self.clang else ["-fno-section-anchors"])
        self.tools = TOOLS[machine.split("-")[0]]

    def compile(self, directory, source, output, more=()):
        """Compile SOURCE, with MORE options; None, or what the compiler says
        against it."""
        done = subprocess.run([self.command, *self.flags, *more, "-c", source,
                               "-o", output], cwd=directory,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        return done.stdout.decode(errors="replace") if done.returncode else None

    def join(self, directory, inputs, output):
        """Join objects with ld -r."""
        subprocess.run([self.tools + "ld", "-r", "-o", output, *inputs],
                       cwd=directory, check=True, stderr=subprocess.DEVNULL)

    def disassemble(self, path):
        """What objdump makes of the code of an object."""
        return subprocess.run([self.tools + "objdump", "-d",
                               "--no-show-raw-insn", path],
                              stdout=subprocess.PIPE, check=True
                              ).stdout.decode(errors="replace")


def missing(machine):
    """The tool that isn't installed, or None."""
    for tool in (MACHINES[machine][0], TOOLS[machine.split("-")[0]] + "ld"):
        if not shutil.which(tool):
            return tool
    return None
