/**
 * Addresses in a text that become links without any markup: `https://…`, `www.…` and e-mail, as on GitHub. They end before CJK
 * and other full-width punctuation, which nobody means to be part of an address.
 */
import type { StateInline } from 'markdown-it';

/** Text that no other rule needs to examine; addresses begin with a letter, so text must end before them. */
const plain = /(?:[^\n!#$%&*+\-:<=>@[\\\]^_`{}~hHwW]|[hH](?!ttps?:\/\/)|[wW](?!ww\.))+/y;
const opening = /https?:\/\/(?:\[[0-9a-f:.]+\])?|www\./iy;
/**
 * Characters of an address: no white space, quotation marks, brackets or bars, no CJK punctuation (U+3000 to U+303F except
 * 々〆〇), no full-width ASCII punctuation, no general punctuation (U+2014 to U+203A), no Arabic or Devanagari stops.
 */
const within =
  /(?:(?![\s<>"`[\]|\\^\p{Cc}\u060c\u061b\u061f\u0964\u2014-\u203a\u3000-\u3004\u3008-\u3020\u3030-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]).)+/uy;
/** Korean particles, which follow their word without a space. */
const particle = /(?<=[!-~])(?:에서|으로|까지|부터|을|를|이|가|은|는|에|로|와|과|의|도)$/;
const domain = /[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?![\w-])/iy;

/** Replaces markdown-it's rule for text, which would skip addresses. */
export const textRule = (state: StateInline, silent: boolean): boolean => {
  plain.lastIndex = state.pos;
  if (!plain.test(state.src)) return false;
  const end = Math.min(plain.lastIndex, state.posMax);
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
};

/** A rule of markdown-it for `https://…`, `http://…` and `www.…`. */
export const addressRule = (state: StateInline, silent: boolean): boolean => {
  if (state.linkLevel > 0) return false;
  const text = addressAt(state.src, state.pos, state.posMax);
  if (text === null) return false;
  if (!silent) pushLink(state, /^www/i.test(text) ? `http://${text}` : text, text);
  state.pos += text.length;
  return true;
};

const addressAt = (src: string, pos: number, max: number): string | null => {
  opening.lastIndex = pos;
  const begin = opening.exec(src)?.[0];
  if (begin === undefined || /[\w.@/]/.test(src[pos - 1] ?? '')) return null;
  within.lastIndex = pos + begin.length;
  const length = within.test(src) ? within.lastIndex - pos : begin.length;
  const address = withoutText(src.slice(pos, Math.min(pos + length, max)), begin.length);
  const text = trimmed(address.replace(particle, ''));
  const hasHost = begin.endsWith(']') || text.length > begin.length;
  return hasHost ? text : null;
};

/** No domain ends in letters of two scripts: in `https://example.com是` the text begins after `com`. */
const withoutText = (address: string, hostStart: number): string => {
  const host = /^[^/?#:]*/.exec(address.slice(hostStart))![0];
  const last = host.slice(host.lastIndexOf('.') + 1);
  const letters = /^[a-z0-9-]+(?=\P{ASCII})/iu.exec(last)?.[0];
  if (letters === undefined) return address;
  return address.slice(0, hostStart + host.length - last.length + letters.length);
};

/** Removes punctuation that ends the sentence or closes a parenthesis opened before the address. */
const trimmed = (address: string): string => {
  let unopened = count(address, ')') - count(address, '(');
  for (let end = address.length; ; end--) {
    const last = address[end - 1] ?? '';
    if (last === ')' && unopened > 0) unopened--;
    else if (!/[?!.,:;*_~']/.test(last)) return address.slice(0, end);
  }
};

const count = (text: string, character: string): number => text.split(character).length - 1;

/** A rule of markdown-it for e-mail addresses. It takes back the part before the @, which was already parsed as text. */
export const mailRule = (state: StateInline, silent: boolean): boolean => {
  if (silent || state.linkLevel > 0 || state.src[state.pos] !== '@') return false;
  domain.lastIndex = state.pos + 1;
  const host = domain.exec(state.src)?.[0];
  if (host === undefined || state.pos + 1 + host.length > state.posMax) return false;
  const name = /[\w.+-]{1,64}$/.exec(state.src.slice(Math.max(0, state.pos - 64), state.pos))?.[0];
  if (name === undefined || !takeBack(state, name)) return false;
  pushLink(state, `mailto:${name}@${host}`, `${name}@${host}`);
  state.pos += 1 + host.length;
  return true;
};

/** Removes `text` from the end of the parsed text; returns `false` if it was not parsed as plain text. */
const takeBack = (state: StateInline, text: string): boolean => {
  let rest = text;
  let keep = state.tokens.length;
  if (rest.length > state.pending.length) {
    // Underscores are tokens of their own until it is known whether they are emphasis.
    rest = rest.slice(0, rest.length - state.pending.length);
    while (rest !== '') {
      const token = state.tokens[keep - 1];
      if (token?.type !== 'text' || token.content === '') return false;
      keep--;
      if (token.content.length > rest.length) {
        token.content = token.content.slice(0, -rest.length);
        keep++;
        rest = '';
      } else rest = rest.slice(0, -token.content.length);
    }
    state.tokens.length = keep;
    state.tokens_meta.length = keep;
    state.delimiters = state.delimiters.filter(({ token }) => token < keep);
    state.pending = '';
  } else state.pending = state.pending.slice(0, -rest.length);
  return true;
};

const pushLink = (state: StateInline, url: string, text: string): void => {
  state.push('link_open', 'a', 1).attrs = [['href', url]];
  state.push('text', '', 0).content = text;
  state.push('link_close', 'a', -1);
};
