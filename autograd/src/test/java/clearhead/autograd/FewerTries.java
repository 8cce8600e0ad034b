package clearhead.autograd;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/// Where mutants are hunted (profile `mutation`), each property is run thousands of times: the system property `clearhead.tries` is then
/// the most tries it gets, always the same ones, so that a mutant that was found once is found again.
///
/// Enough tries are left for each op to be met. `META-INF/services` is what makes this known.
@SuppressWarnings({"exports", "missing-explicit-ctor"})
public final class FewerTries implements AroundPropertyHook {

    @Override public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) throws Throwable {
        Integer most = Integer.getInteger("clearhead.tries");
        if (most != null) {
            PropertyAttributes attributes = context.attributes();
            attributes.setTries(Math.min(most, attributes.tries().orElse(most)));
            attributes.setSeed("42");
            attributes.setShrinking(ShrinkingMode.OFF);
        }
        return property.execute();
    }

    @Override public boolean appliesTo(Optional<AnnotatedElement> element) {
        return System.getProperty("clearhead.tries") != null;
    }

    @Override public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
