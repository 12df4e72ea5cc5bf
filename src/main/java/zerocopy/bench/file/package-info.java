/** Files: what reading, scanning, writing and copying a cached file costs, path by path. */
package zerocopy.bench.file;
