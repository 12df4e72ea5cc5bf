package zerocopy.mmu.boundary;

import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;

/**
 * How an address space is split between a program and the kernel (Linux,
 * Documentation/arch/x86/x86_64/mm.rst; Bovet and Cesati, "Understanding the Linux Kernel", chapter
 * 2). Addresses are unsigned.
 *
 * @param bits width of a pointer
 * @param layout levels of the page table
 * @param userEnd last address of the program
 * @param kernelStart first address of the kernel
 * @param kernelEnd last address of the kernel
 * @param code page of the program's code, an address
 * @param data page of its data
 * @param heap page that belongs to it, but has no page frame until it is touched
 * @param stack page of its stack
 * @param kernelData page of the kernel
 */
public record AddressSplit(
    int bits,
    PageTableLayout layout,
    long userEnd,
    long kernelStart,
    long kernelEnd,
    long code,
    long data,
    long heap,
    long stack,
    long kernelData) {

  /** 3 GiB for the program, 1 GiB for the kernel. */
  public static final AddressSplit BITS_32 =
      new AddressSplit(
          32,
          PageTableLayout.TWO_LEVEL,
          0xBFFFFFFFL,
          0xC0000000L,
          0xFFFFFFFFL,
          0x08048000L,
          0x08049000L,
          0x0804A000L,
          0xBFFFE000L,
          0xC0100000L);

  /** 128 TiB for each, and between them addresses that are not canonical. */
  public static final AddressSplit BITS_64 =
      new AddressSplit(
          64,
          PageTableLayout.X86_64_4_LEVEL,
          0x00007FFFFFFFFFFFL,
          0xFFFF800000000000L,
          0xFFFFFFFFFFFFFFFFL,
          0x400000L,
          0x600000L,
          0x601000L,
          0x7FFFFFFDE000L,
          0xFFFFFFFF81000000L);

  /** Returns which part an address belongs to: user, kernel, or none. */
  public String half(long address) {
    if (Long.compareUnsigned(address, userEnd) <= 0) {
      return "user";
    }
    boolean kernel =
        Long.compareUnsigned(address, kernelStart) >= 0
            && Long.compareUnsigned(address, kernelEnd) <= 0;
    return kernel ? "kernel" : "none";
  }

  /** Returns the number of a page. */
  long page(long address) {
    return address >>> layout.offsetBits() & (1L << layout.pageNumberBits()) - 1;
  }

  /** Builds the page table: the kernel's page is mapped in every process, without the user bit. */
  PageTable table() {
    PageTable table = new RadixPageTable(layout);
    long user = PageTableEntry.USER;
    long noCode = bits == 64 ? PageTableEntry.NO_EXECUTE : 0;
    table.map(page(code), 0x1a2, user);
    table.map(page(data), 0x1a3, user | PageTableEntry.WRITABLE | noCode);
    table.map(page(stack), 0x2b7, user | PageTableEntry.WRITABLE | noCode);
    table.map(page(kernelData), 0x100, PageTableEntry.WRITABLE);
    return table;
  }
}
