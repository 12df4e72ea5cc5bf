package zerocopy.mmu.tlb;

/** The TLB that is not there: it never holds anything. */
final class NoTlb implements TlbLevel {
  static final TlbLevel INSTANCE = new NoTlb();

  private NoTlb() {}

  @Override
  public int find(long key, long now) {
    return MISS;
  }

  @Override
  public long value(int position) {
    throw new IllegalStateException("an absent TLB holds no translation");
  }

  @Override
  public long fill(long key, long value, long now) {
    return TlbKey.NONE;
  }

  @Override
  public boolean update(long key, long value) {
    return false;
  }

  @Override
  public boolean flush(long key) {
    return false;
  }

  @Override
  public void flushSpace(int space) {}

  @Override
  public void flushAll() {}

  @Override
  public int size() {
    return 0;
  }
}
