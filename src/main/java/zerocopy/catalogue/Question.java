package zerocopy.catalogue;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The question that a benchmark class answers. Its methods are the strategies, the ways that
 * compete for the answer.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Question {

  /**
   * The question in plain words.
   *
   * @return one sentence that ends with a question mark
   */
  String asks();

  /**
   * The class whose question this one joins, such as a twin that needs a newer JDK.
   *
   * @return its simple name; empty for a class with a question of its own
   */
  String family() default "";

  /**
   * Place among the questions, in figures and in the answer.
   *
   * @return small numbers come first, equal ones by the name of the class
   */
  int order() default 1000;

  /**
   * The parameter that says how many bytes an operation moves. Such rows have a bandwidth, which is
   * held against the machine's ceiling.
   *
   * @return its name; empty where the question is not about moving bytes
   */
  String bytes() default "";

  /**
   * Whether the processor copies the bytes: once, if {@link Strategy#copies} says nothing else. The
   * strategies of which {@code zerocopy.iopath} has the path do not need to say it.
   *
   * @return true for copies in memory, and between memory and the page cache or a socket
   */
  boolean copies() default false;

  /**
   * The parameter that says how many bytes lie in buffers, whole and not by chunks: so much memory
   * is needed, of the kinds that the strategy's name tells.
   *
   * @return its name; empty where buffers are small
   */
  String held() default "";

  /**
   * The conditions of the headline rows. Rows under other conditions are contrasts.
   *
   * @return {@code parameter=value}, several with blanks between them; a parameter may stand here
   *     with several values
   */
  String[] usual() default {};

  /**
   * How the answer begins.
   *
   * @return such as {@code From a file to a socket}; for a question {@link #about} a parameter,
   *     what the parameter is; empty where the report gives no answer
   */
  String answer() default "";

  /**
   * The thing that is moved, in the words of the answer.
   *
   * @return with its article, {@code a file}
   */
  String piece() default "a file";

  /**
   * The strategy against which the winner is told, and that is named where it is one of several
   * that tie; for a question {@link #about} a parameter, the value.
   *
   * @return a method of the class; empty where there is none
   */
  String baseline() default "";

  /**
   * The parameter whose values compete, where the question is about a parameter and not about the
   * strategies.
   *
   * @return its name, or empty
   */
  String about() default "";

  /**
   * The parameter along which the page tells the question: the axis of its figures, its crossovers,
   * and the values from which on the answer holds. Its values are numbers, or follow from the cores
   * ({@link ThreadCount}).
   *
   * @return its name; empty where that is the size
   */
  String over() default "";

  /**
   * A parameter that people choose together with the strategy, with its usual value.
   *
   * @return {@code parameter=value}, such as {@code chunk=65536}; empty where there is none
   */
  String tunes() default "";

  /**
   * Strategies that people weigh against one another.
   *
   * @return in the order of the page
   */
  Pair[] pairs() default {};

  /**
   * The figures of the question.
   *
   * @return in the order of the page; without any the report draws one of its own
   */
  Figure[] figures() default {};

  /**
   * How tables name and show auxiliary counters; those not named here stand under their own names,
   * as the mean of the iterations.
   *
   * @return in the order of the columns
   */
  Counter[] counters() default {};

  /**
   * Whether the time of an operation is that of a simulator on the host, and none of the thing that
   * is simulated.
   */
  boolean simulated() default false;

  /**
   * A section of the page that draws the rows in its own way, where it has enough of them.
   *
   * @return its anchor, or empty
   */
  String section() default "";

  /**
   * Why the cost model predicts none of the strategies, though they move bytes.
   *
   * @return the reason; empty where it predicts them
   */
  String unpredicted() default "";

  /** Two strategies to weigh, at every size. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Pair {

    /**
     * The kind of choice.
     *
     * @return such as {@code heap ↔ direct}; the page puts the same ones together
     */
    String topic();

    /**
     * The usual way.
     *
     * @return a method of the class, or {@code Class.method}
     */
    String first();

    /**
     * The other way.
     *
     * @return likewise
     */
    String other();

    /** Whether the sender's CPU time is weighed as well as the time of an operation. */
    boolean senderCpu() default false;

    /** Whether the page splits the difference into its causes. */
    boolean explained() default false;
  }

  /** A column of the question's table. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Counter {

    /**
     * The auxiliary counter.
     *
     * @return name of the field
     */
    String name();

    /**
     * The column's heading.
     *
     * @return a few words with the unit
     */
    String heading();

    /**
     * The counter by which it is divided, both summed over an iteration.
     *
     * @return name of the field; empty where the counter is shown as it is
     */
    String per() default "";
  }

  /** A figure. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Figure {

    /**
     * Stem of its file names.
     *
     * @return lower-case letters, digits, hyphens
     */
    String id();

    /** What it shows. */
    String title();

    /**
     * What the reader has to know.
     *
     * @return whole sentences, or empty
     */
    String hint() default "";

    /**
     * The quantity on its axis.
     *
     * @return the bandwidth by default, or the time where there is none
     */
    Quantity shows() default Quantity.SPEED;

    /** Whether it stands on the page's first screen, which has room for three. */
    boolean headline() default false;

    /** The auxiliary counter that {@link Quantity#COUNTER} shows. */
    String counter() default "";

    /**
     * Name and unit of that counter.
     *
     * @return the label of the axis
     */
    String unit() default "";

    /**
     * Whether it leaves out rows under conditions that are not the usual ones.
     *
     * @return false by default: other conditions get panels of their own
     */
    boolean usualOnly() default false;

    /**
     * Further conditions of its rows, which are not worth a word elsewhere.
     *
     * @return {@code parameter=value}
     */
    String[] with() default {};

    /**
     * The strategies that it shows.
     *
     * @return methods of the class; all of them where it is empty
     */
    String[] strategies() default {};

    /**
     * Panels for strategies that would crowd one.
     *
     * @return the values of {@link Strategy#panel}, in their order
     */
    String[] panels() default {};

    /** Whether lines mark the sizes of the CPU's caches. */
    boolean caches() default false;
  }

  /** What a figure shows of a row. */
  enum Quantity {
    /** Bandwidth, or the time of an operation where no bytes are moved. */
    SPEED,
    /** The time of an operation, also where bytes are moved. */
    TIME,
    /** CPU time of the thread that sends, for a GiB. */
    SENDER_CPU,
    /** CPU time of the thread that receives, for a GiB. */
    RECEIVER_CPU,
    /** An auxiliary counter. */
    COUNTER,
    /** Bandwidth under each of the conditions that differ from the usual. */
    CONDITIONS
  }
}
