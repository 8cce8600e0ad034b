/// How good is an explanation? [Alignment] holds scores against tokens that are known to be the right ones; [Estimate] says how sure the
/// figure is.
package clearhead.explain.judge;
