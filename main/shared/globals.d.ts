/** What Node and browsers have beside the language itself, as far as shared code needs it: it sees neither's types. */
declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  readonly protocol: string;
}
declare interface AbortSignal {
  readonly aborted: boolean;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
