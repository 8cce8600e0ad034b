/// What a person sees: [Screen] where results go, [Table] how they are lined up, [Progress] how far something has come, and [Patience]
/// that something is still at work.
package clearhead.examples.terminal;
