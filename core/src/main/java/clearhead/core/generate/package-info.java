/// Writing with a model, token after token: [Greedy] takes the likeliest.
package clearhead.core.generate;
