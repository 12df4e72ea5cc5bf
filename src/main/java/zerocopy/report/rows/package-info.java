/** The rows of a run as the report measures them: bytes, bandwidth, standing, conditions. */
package zerocopy.report.rows;
