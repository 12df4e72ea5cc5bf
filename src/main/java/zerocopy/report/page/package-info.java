/** The page as HTML: its shell, its sections, its tables. */
package zerocopy.report.page;
