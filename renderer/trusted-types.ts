/**
 * The content security policy asks for trusted types, which make every assignment of a string as markup throw.
 * One is needed: the Markdown parser decodes `&name;` by letting an element read it. This policy lets exactly
 * that through and nothing that could be a tag.
 */

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (markup: string) => string }): unknown;
}

const characterReference = /^&[0-9A-Za-z]+;$/;

export const allowCharacterReferences = (): void => {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: (markup) => {
      if (!characterReference.test(markup)) throw new TypeError('Hearth shows no markup.');
      return markup;
    },
  });
};
