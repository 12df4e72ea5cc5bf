package zerocopy.mmu.replacement;

/** Least recently used, exactly: a list in the order of use. */
final class Lru extends ReplacementPolicy {
  private final FrameList byUse;

  Lru(FrameTable frames) {
    super(frames);
    byUse = new FrameList(frames.frames());
  }

  @Override
  protected void loaded(int frame) {
    byUse.moveToEnd(frame);
  }

  @Override
  protected void referenced(int frame) {
    byUse.moveToEnd(frame);
  }

  @Override
  protected int victim() {
    return byUse.first();
  }

  @Override
  protected String why(int victim) {
    return "used least recently";
  }
}
