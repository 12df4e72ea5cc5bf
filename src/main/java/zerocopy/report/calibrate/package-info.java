/**
 * Does a 95 % interval keep its word on this machine? The same row under two names, made from the
 * rounds of a real run, counts the false alarms; a known slow-down counts what is found.
 */
package zerocopy.report.calibrate;
