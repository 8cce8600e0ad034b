/// The commands that ask a model something, whatever model it is.
package clearhead.examples.commands;
