package clearhead.examples;

final class Main {

    static void main() {
        IO.println("Clearhead");
    }
}
