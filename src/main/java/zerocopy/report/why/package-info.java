/**
 * The report's section "Why": what each strategy does, step by step, what it should cost by the
 * primitives of the same run, and where prediction and measurement part.
 */
package zerocopy.report.why;
