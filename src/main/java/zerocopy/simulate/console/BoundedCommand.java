package zerocopy.simulate.console;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** A command whose steps could be very many, and are bounded. */
public abstract class BoundedCommand extends SteppedCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many steps --steps shows at most; ${DEFAULT-VALUE} if not given.")
  private long limit;

  /** Creates the command; picocli does. */
  protected BoundedCommand() {}

  /**
   * Refuses to show more steps than the limit.
   *
   * @param count how many there are, or would be
   * @throws InputError if they are too many
   */
  protected final void checkSteps(long count) {
    if (withSteps() && count > limit) {
      throw new InputError(
          "--steps would show more than "
              + limit
              + " steps; give a smaller example, or a larger --limit");
    }
  }

  /**
   * Returns what puts steps into a list, no more than the limit, and only if they are asked for.
   */
  protected final <T> Consumer<T> into(List<T> list) {
    return step -> {
      if (withSteps()) {
        checkSteps(list.size() + 1L);
        list.add(step);
      }
    };
  }
}
