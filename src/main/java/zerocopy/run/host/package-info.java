/** The machine: what is known of it, what disturbs it, how far its cores are apart. */
package zerocopy.run.host;
