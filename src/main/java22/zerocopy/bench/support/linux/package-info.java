/**
 * The Linux kernel as {@code java.lang.foreign} reaches it: system calls by number, pipes, io_uring
 * and the completions of {@code MSG_ZEROCOPY}; for x86-64 and AArch64.
 */
package zerocopy.bench.support.linux;
