/// The list of all methods, [Methods][clearhead.explain.methods.Methods]: the one room that looks into the others.
package clearhead.explain.methods;
