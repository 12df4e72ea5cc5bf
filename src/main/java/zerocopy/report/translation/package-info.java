/** Address translation in a run: knees of the real TLB, the model's prediction, their figures. */
package zerocopy.report.translation;
