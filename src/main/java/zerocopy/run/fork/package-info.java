/** One fork: the JVM that it runs in, its flags, its outcome. */
package zerocopy.run.fork;
