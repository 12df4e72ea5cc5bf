package zerocopy.catalogue;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a benchmark method says about itself beyond its name; most need to say nothing. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Strategy {

  /**
   * Its name in figures and sentences, where the method's would be a riddle.
   *
   * @return a few words; empty for the method's name
   */
  String label() default "";

  /**
   * The way in one sentence, for the glossary.
   *
   * @return a sentence that ends with a full stop; empty where nobody has to be told
   */
  String says() default "";

  /**
   * The panel of the figure to which it belongs.
   *
   * @return one of {@link Question.Figure#panels}, or empty
   */
  String panel() default "";

  /**
   * Its colour, the same in every figure.
   *
   * @return a colour; by default one that follows from the name
   */
  Colour colour() default Colour.ANY;

  /**
   * Its marker, the same in every figure.
   *
   * @return a marker; only with a colour
   */
  Marker marker() default Marker.CIRCLE;

  /**
   * What the report needs its rows for, beyond showing them.
   *
   * @return a role that no other method has
   */
  Role role() default Role.NONE;

  /**
   * Whether an operation moves the bytes of which the class speaks.
   *
   * @return false for a strategy of a moving class that moves nothing
   */
  boolean moves() default true;

  /**
   * How often the processor copies the bytes, in a class whose bytes are copied.
   *
   * @return 1 by default; 0 where a device or a reference to pages moves them
   */
  int copies() default 1;

  /**
   * How the kernel tells whether it did without a copy, where the strategy asks it to.
   *
   * @return at most one; empty where the strategy does not ask, or the kernel does not tell
   */
  Word[] kernelTells() default {};

  /**
   * Why the cost model does not predict this strategy, although it predicts others of its class.
   *
   * @return the reason, or empty
   */
  String unpredicted() default "";

  /**
   * Read calls of an operation on the thread that measures, as the kernel counts them ({@code
   * syscr}, proc(5)). A fork that did otherwise is refused; so it is with the three that follow.
   *
   * @return a {@link Promise}; empty for as many as the path of {@code zerocopy.iopath} has, or
   *     none where there is no path
   */
  String reads() default "";

  /**
   * Write calls of an operation ({@code syscw}), likewise.
   *
   * @return a {@link Promise}, or empty
   */
  String writes() default "";

  /**
   * Page faults of an operation that the device does not serve.
   *
   * @return a {@link Promise}; empty for next to none where the strategy makes no calls, and for
   *     any number where it does: the kernel's work faults as the machine has it
   */
  String faults() default "";

  /**
   * How often the thread that measures waits so that the scheduler takes its core: its voluntary
   * context switches.
   *
   * @return a {@link Promise}; empty for any number
   */
  String sleeps() default "";

  /** The kernel's word on its copies: two auxiliary counters of the same unit. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Word {

    /**
     * The counter of those without a copy.
     *
     * @return name of the field
     */
    String without();

    /**
     * The counter of those that the kernel copied after all.
     *
     * @return name of the field
     */
    String copied();

    /**
     * The things that are counted.
     *
     * @return such as {@code sends}
     */
    String unit();

    /**
     * When and why the kernel copies after all.
     *
     * @return a sentence without its full stop, in small letters
     */
    String because();
  }

  /**
   * Colours that people with colour-blindness can tell apart: Okabe and Ito, "Color Universal
   * Design", 2008; their yellow, too pale for lines on white, is the olive of Paul Tol's "muted"
   * scheme.
   */
  enum Colour {
    /** Follows from the name. */
    ANY,
    /** Blue. */
    BLUE,
    /** Vermillion. */
    VERMILLION,
    /** Bluish green. */
    GREEN,
    /** Reddish purple. */
    PURPLE,
    /** Orange. */
    ORANGE,
    /** Sky blue. */
    SKY,
    /** Olive. */
    OLIVE,
    /** Black. */
    BLACK
  }

  /** Forms of markers. */
  enum Marker {
    /** A disc. */
    CIRCLE,
    /** A square. */
    SQUARE,
    /** A triangle that points up. */
    TRIANGLE,
    /** A square on its tip. */
    DIAMOND,
    /** A triangle that points down. */
    DOWN
  }
}
