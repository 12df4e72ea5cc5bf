/**
 * The kernel's caches of file blocks: {@link zerocopy.iopath.cache.FileCache} is the page cache and
 * the buffer cache, as one since Linux 2.4 or apart as before.
 */
package zerocopy.iopath.cache;
