/// Transformers, text, training and checkpoints.
package clearhead.core;
