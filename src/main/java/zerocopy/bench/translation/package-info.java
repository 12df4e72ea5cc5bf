/** What address translation costs when software does it: the model's overhead, arm by arm. */
package zerocopy.bench.translation;
