/// What a method must beat: [RandomScores].
package clearhead.explain.control;
