package zerocopy.mmu.tlb;

/**
 * The bits of tree-PLRU: per set a binary tree whose leaves are the ways. A bit says in which half
 * the next victim lies; a use turns all bits on its path to the other half.
 *
 * <p>The tree is complete, for the next power of two of ways; of ways that do not exist, nothing is
 * left but that the path never leads there. So 12 ways are a half of 8 and a half of 4, and each
 * half takes every other victim.
 */
final class PseudoLruTree {
  private final int ways;
  private final int leaves;
  private final boolean[] right;

  PseudoLruTree(int sets, int ways) {
    this.ways = ways;
    leaves = Integer.highestOneBit(Math.max(1, 2 * ways - 1));
    right = new boolean[sets * leaves];
  }

  void use(int set, int way) {
    int root = set * leaves;
    int node = 1;
    for (int half = leaves >> 1; half > 0; half >>= 1) {
      int inRight = (way & half) == 0 ? 0 : 1;
      right[root + node] = inRight == 0;
      node = 2 * node + inRight;
    }
  }

  int victim(int set) {
    int root = set * leaves;
    int node = 1;
    int low = 0;
    for (int half = leaves >> 1; half > 0; half >>= 1) {
      boolean goRight = right[root + node] && low + half < ways;
      low += goRight ? half : 0;
      node = 2 * node + (goRight ? 1 : 0);
    }
    return low;
  }
}
