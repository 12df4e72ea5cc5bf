/** The sections of the page: answer, pairs, tables, noise, provenance. */
package zerocopy.report.sections;
