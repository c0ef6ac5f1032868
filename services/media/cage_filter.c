/* cage_filter: which calls of the kernel a caged process may make, as a program for the kernel's filter.
 *
 * The table is the policy; what is not in it ends the process. A call that a library makes out of habit, and
 * can do without, is refused with EPERM instead. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cage_parts.h"

/* Without a line here it is not built for a processor: which calls there are differs, too. */
#if defined(__x86_64__)
#define CAGE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CAGE_ARCH AUDIT_ARCH_AARCH64
#endif

enum rule {
    GOES_ON,
    REFUSED,
    GOES_ON_WITHOUT_EXEC, /* of memory: the third argument */
    GOES_ON_FOR_ITSELF,   /* the first argument is its own process */
};

static const struct {
    int call;
    enum rule rule;
} rules[] = {
    /* memory */
    {__NR_brk, GOES_ON},
    {__NR_mmap, GOES_ON_WITHOUT_EXEC},
    {__NR_mprotect, GOES_ON_WITHOUT_EXEC},
    {__NR_munmap, GOES_ON},
    {__NR_mremap, GOES_ON},
    {__NR_madvise, GOES_ON},
    /* what it has: its socket, the bytes */
    {__NR_read, GOES_ON},
    {__NR_write, GOES_ON},
    {__NR_readv, GOES_ON},
    {__NR_writev, GOES_ON},
    {__NR_pread64, GOES_ON},
    {__NR_lseek, GOES_ON},
    {__NR_recvmsg, GOES_ON},
    {__NR_sendmsg, GOES_ON},
    {__NR_recvfrom, GOES_ON},
    {__NR_sendto, GOES_ON},
    {__NR_close, GOES_ON},
    {__NR_fstat, GOES_ON},
    {__NR_newfstatat, GOES_ON}, /* glibc's fstat */
    /* time and waiting */
    {__NR_futex, GOES_ON},
    {__NR_clock_gettime, GOES_ON},
    {__NR_clock_getres, GOES_ON},
    {__NR_gettimeofday, GOES_ON},
    {__NR_clock_nanosleep, GOES_ON},
    {__NR_nanosleep, GOES_ON},
    {__NR_setitimer, GOES_ON},
    {__NR_restart_syscall, GOES_ON},
    {__NR_sched_yield, GOES_ON},
    {__NR_times, GOES_ON},
    {__NR_getrusage, GOES_ON},
    /* about itself */
    {__NR_getpid, GOES_ON},
    {__NR_gettid, GOES_ON},
    {__NR_getrandom, GOES_ON},
    {__NR_uname, GOES_ON},
    {__NR_sysinfo, GOES_ON},
    {__NR_sched_getaffinity, GOES_ON},
    {__NR_getcpu, GOES_ON},
    {__NR_membarrier, GOES_ON},
    /* its end */
    {__NR_rt_sigaction, GOES_ON},
    {__NR_rt_sigprocmask, GOES_ON},
    {__NR_rt_sigreturn, GOES_ON},
    {__NR_sigaltstack, GOES_ON},
    {__NR_tgkill, GOES_ON_FOR_ITSELF}, /* abort() */
    {__NR_exit, GOES_ON},
    {__NR_exit_group, GOES_ON},
    /* libsndfile, which looks beside sound that it does not know at once for what an Apple would keep there
     */
    {__NR_openat, REFUSED},
    /* isatty(), getrlimit() */
    {__NR_ioctl, REFUSED},
    {__NR_prlimit64, REFUSED},
#if CAGE_IS_SANITIZED
    /* A report names the program and its sources as far as it can without: ending it here would hide why. */
    {__NR_readlinkat, REFUSED},
#endif
};

struct program {
    struct sock_filter steps[8 + 6 * COUNT_OF(rules)];
    unsigned short count;
};

#define ARGUMENT(n)    ((unsigned)offsetof(struct seccomp_data, args[n])) /* the lower half: little endian */
#define LOAD(offset)   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define SAY(what)      BPF_STMT(BPF_RET | BPF_K, (what))
#define SKIP_UNLESS(k) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), 0, 1)
#define SKIP_IF_ANY(k) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (k), 1, 0)

static void add(struct program *program, const struct sock_filter *steps, size_t count)
{
    memcpy(&program->steps[program->count], steps, count * sizeof(*steps));
    program->count = (unsigned short)(program->count + count);
}

#define ADD(program, ...)                                                                                    \
    add(program, (const struct sock_filter[]){__VA_ARGS__},                                                  \
        COUNT_OF(((const struct sock_filter[]){__VA_ARGS__})))

/* Of one call: its number is loaded, and still is where the next rule begins. */
static void add_rule(struct program *program, unsigned call, enum rule rule)
{
    const struct sock_filter other = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);

    switch (rule) {
    case GOES_ON:
        ADD(program, SKIP_UNLESS(call), SAY(SECCOMP_RET_ALLOW));
        break;
    case REFUSED:
        ADD(program, SKIP_UNLESS(call), SAY(SECCOMP_RET_ERRNO | EPERM));
        break;
    case GOES_ON_WITHOUT_EXEC:
        ADD(program, other, LOAD(ARGUMENT(2)), SKIP_IF_ANY(PROT_EXEC), SAY(SECCOMP_RET_ALLOW),
            SAY(SECCOMP_RET_KILL_PROCESS));
        break;
    case GOES_ON_FOR_ITSELF:
        ADD(program, other, LOAD(ARGUMENT(0)), SKIP_UNLESS((unsigned)getpid()), SAY(SECCOMP_RET_ALLOW),
            SAY(SECCOMP_RET_KILL_PROCESS));
        break;
    }
}

bool cage_filter_calls(struct error *err)
{
    struct program program = {.count = 0};
    struct sock_fprog filter = {.filter = program.steps};

    ADD(&program, LOAD((unsigned)offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CAGE_ARCH, 1, 0), SAY(SECCOMP_RET_KILL_PROCESS),
        LOAD((unsigned)offsetof(struct seccomp_data, nr)));
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        add_rule(&program, (unsigned)rules[i].call, rules[i].rule);
    ADD(&program, SAY(SECCOMP_RET_KILL_PROCESS));
    filter.len = program.count;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0))
        return error_set(err, ERROR_FATAL, "cage", "the kernel takes no filter of calls: %s",
                         strerror(errno));
    return true;
}
