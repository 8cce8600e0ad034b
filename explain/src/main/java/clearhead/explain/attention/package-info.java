/// Methods that read attention weights. [RawAttention] shows them as they are, with the sentence that they are no attribution.
package clearhead.explain.attention;
