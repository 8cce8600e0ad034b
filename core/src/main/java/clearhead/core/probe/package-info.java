/// The seam between a model and whoever wants to look inside.
///
/// Every activation that has a name passes through the [Probe] of its [Pass]; what comes back is what the model uses next. Read
/// [Site] and [Kind] for the names and shapes, [Trace] for looking, [Intervention] for changing. Nothing is hooked into a model, and
/// nothing is left in it.
package clearhead.core.probe;
