package zerocopy.mmu.boundary;

import java.util.List;

/**
 * One step of the processor or the kernel.
 *
 * @param ring privilege while it happens: 0 for the kernel, 3 for the program
 * @param event load, store, system call, exception, interrupt, kernel or return
 * @param address the address that is used; without meaning where none is
 * @param usesAddress whether there is one
 * @param half user, kernel or none: whose the address is; empty without an address
 * @param present whether the page is present
 * @param userBit the user bit of its entry; without meaning where it is not present
 * @param physical physical address; -1 if there is none
 * @param fault kind of fault; empty if there is none
 * @param vector number of the exception or interrupt; -1 if there is none
 * @param errorCode what the processor says about an exception; -1 if it says nothing
 * @param saved registers that the processor saves by itself, in their order
 * @param note what happens, in words
 */
public record BoundaryStep(
    int ring,
    String event,
    long address,
    boolean usesAddress,
    String half,
    boolean present,
    boolean userBit,
    long physical,
    String fault,
    int vector,
    int errorCode,
    List<String> saved,
    String note) {}
