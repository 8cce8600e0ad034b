package clearhead.autograd;

import clearhead.autograd.kernels.Kernels;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Kernels that note which of them were called.
final class Counting {

    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private final Kernels kernels = (Kernels) Proxy.newProxyInstance(
            Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, this::call);

    private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        calls.add(method.getName());
        try {
            return method.invoke(Kernels.scalar(), arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    Engine engine(Threads threads) {
        return Engine.with(kernels, threads);
    }

    /// The names of the kernels that this calls, in order.
    List<String> during(Runnable work) {
        calls.clear();
        work.run();
        return List.copyOf(calls);
    }
}
