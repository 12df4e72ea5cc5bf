/**
 * A small machine on which programmed I/O, interrupt-driven I/O and DMA run step by step: a disk
 * with its controller, an interrupt controller, a DMA controller, a processor with a clock. It
 * tells how busy the processor was, which part copied, and how often it was interrupted.
 */
package zerocopy.iopath.device;
