/// What a model did and why: attributions with their gap, cost and seed, and the reports that show them.
package clearhead.explain;
