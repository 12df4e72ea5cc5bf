/**
 * Schedules JMH's forks, observes the kernel's counters, captures the environment and writes the
 * run folder.
 */
package zerocopy.run;
