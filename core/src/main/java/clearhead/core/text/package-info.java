/// From text to tokens and back: [CharVocabulary] has one token for each character.
package clearhead.core.text;
