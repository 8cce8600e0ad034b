/// The loops on `float[]`: a readable scalar definition of each, and a Vector API implementation beside it.
package clearhead.autograd.kernels;
