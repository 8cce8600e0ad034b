/// Training: the [Trainer] takes a model, batches and an objective, and gives a better model; a [Schedule] sets the learning rate.
package clearhead.core.train;
