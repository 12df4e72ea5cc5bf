/** What a reader gets: figures, tables and one page, drawn from the results of one or more runs. */
package zerocopy.report;
