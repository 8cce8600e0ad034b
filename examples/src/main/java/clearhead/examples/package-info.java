/// Programs to run and read, and the command line.
///
/// Read the numbered examples first, in their order; each is a page, begins with what it is about, and ends with what you should see and
/// how to run it:
///
/// 1. [Example01TwoLayers]: a network of twelve weights, every number of its forward pass, its gradients and one step of learning;
/// 2. [Example02Digits]: a network that tells even digits from odd ones, and the pixels it looked at;
/// 3. [Example03Attention]: attention alone, on three tokens;
/// 4. [Example04Gradients]: one gradient in four ways, and the graph behind it;
/// 5. [Example05Gpt2]: one sentence through GPT-2, part by part;
/// 6. [Example06ClosedBox]: a model of which nothing is seen but its answers, explained.
///
/// The command line begins in `Main`; what it can do with any model is in the package `commands`.
package clearhead.examples;
