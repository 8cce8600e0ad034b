/// Programs to run and read, and the command line.
package clearhead.examples;
