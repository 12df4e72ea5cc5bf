/** What every command of the simulator shares: options, reading numbers and files, printing. */
package zerocopy.simulate.console;
