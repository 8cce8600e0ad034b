/// Tensors, operations and their gradients, on nothing but the JDK.
@SuppressWarnings("module")   // clearhead.bench is built later
module clearhead.autograd {
    requires static jdk.incubator.vector;   // present: SIMD kernels; absent: the scalar ones

    exports clearhead.autograd;
    exports clearhead.autograd.kernels to clearhead.bench;
}
