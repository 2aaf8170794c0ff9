import { describe, expect, it } from 'vitest';
import { faultIn } from '../../../main/shared/grammar/response-format.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { isText } from '../../fixtures/grammar/random-text.ts';

const grammar = (source: string) => ({ kind: 'grammar' as const, source });

describe('a grammar in GBNF matches', () => {
  const cases: [source: string, texts: string[], others: string[]][] = [
    ['root ::= "yes" | "no"', ['yes', 'no'], ['', 'y', 'yesno', 'Yes']],
    ['root ::= [a-c]+ "-"? [^a-z0-9]', ['abc-X', 'a!', 'b é'.replace(' ', '')], ['-X', 'abcd!', 'ab-5']],
    ['root ::= "a"{2,3} ("b" | "c"){2}', ['aabb', 'aaacb'], ['abb', 'aab', 'aaaabb']],
    ['root ::= "x"*\n', ['', 'xxxx'], ['y']],
    ['# a comment\nroot ::= item ("," item)* # more\nitem ::= [0-9]{2,}\n\n', ['12', '123,45'], ['1', '12,']],
    ['root ::= (\n  "a" # first\n  | "b"\n)', ['a', 'b'], ['ab']],
    ['root ::= "\\n\\t\\\\\\"\\x41\\u00e9\\U0001F600" [\\]\\-\\[]', ['\n\t\\"Aé😀]', '\n\t\\"Aé😀-'], ['\n']],
    ['root ::= .', ['a', '😀', '\n'], ['', 'ab']],
    ['root ::= "(" root ")" | ""', ['', '()', '((()))'], ['(', '())']],
    ['root ::= [+-] [a-]', ['+a', '--'], ['b']],
    ['root   ::=   "a"\r\n', ['a'], []],
    // All ways to read a text are followed.
    ['root ::= " " root "b" | " " root "c" | " "', ['    bcb', '   cc'], ['   b', '  d']],
    ['root ::= a a a a "!"\na ::= "x"*', ['!', 'xxxxxxxxxxx!'], ['xxx']],
  ];
  for (const [source, texts, others] of cases)
    it(`${source}`, () => {
      for (const text of texts) expect(isText(grammar(source), text), text).toBe(true);
      for (const text of others) expect(isText(grammar(source), text), text).toBe(false);
    });
});

describe('a grammar is refused in one sentence', () => {
  const cases: [source: string, sentence: RegExp][] = [
    ['', /^The grammar is empty\.$/],
    ['  \n', /^The grammar is empty\.$/],
    ['root ::= "a\0"', /^Line 1, column 12: this control character/],
    ['root := "a"', /^Line 1, column 6: unexpected “:”\.$/],
    ['root ::= "a"\nroot ::= "b"', /^Line 2, column 1: the rule “root” is defined twice\.$/],
    ['answer ::= "a"', /the rule “root”, with which the answer begins, is missing/],
    ['root ::= "a"\n  item', /^Line 2, column 7: the text ends too early\.$/],
    ['root ::= "é" item', /^Line 1, column 14: the rule “item” is not defined\.$/],
    ['root ::= "a', /column 10: this “"” is not closed/],
    ['root ::= [a', /column 10: this “\[” is not closed/],
    ['root ::= ("a"', /column 10: this “\(” is not closed/],
    ['root ::= "a")', /column 13: unexpected “\)”/],
    ['root ::= []', /these brackets match no character/],
    ['root ::= [^\\x00-\\U0010FFFF]', /these brackets match no character/],
    ['root ::= [z-a]', /the end of this range is before its beginning/],
    ['root ::= "\\q"', /“\\q” is not an escape/],
    ['root ::= "\\u12"', /“\\u12"” is not an escape/],
    ['root ::= "\\UFFFFFFFF"', /is not an escape/],
    ['root ::= * "a"', /there is nothing before this to repeat/],
    ['root ::= "a"{', /numbers of repetitions look like/],
    ['root ::= "a"{-1}', /numbers of repetitions look like/],
    ['root ::= "a"{3,2}', /the end of this range is before its beginning/],
    ['root ::= "a"{99999999999999999999}', /at most 2,000 repetitions/],
    ['root ::= <think>', /tokens are not supported/],
    ['root ::= root "a" | "a"', /^Line 1, column 1: the rule “root” begins with itself/],
    [
      'root ::= a | "x"\na ::= b "y"\nb ::= "q"? a | "z"',
      /^Line \d, column 1: the rule “[ab]” begins with itself/,
    ],
    ['root ::= "a" root', /^Line 1, column 1: the rule “root” can never be complete/],
    ['root ::= "b" | x\nx ::= "a" x', /the rule “x” can never be complete/],
    [`root ::= ${'('.repeat(5000)}`, /more than 60 levels/],
    ['root ::= ((("a"{200}){200}){200}){200}', /^The grammar is too large/],
    [`root ::= ${'"a" '.repeat(16_000)}`.slice(0, 64_000), /too large|not closed|accepted/],
  ];
  for (const [source, sentence] of cases)
    it(`${source.slice(0, 60).replaceAll('\0', '␀')}`, () => {
      const fault = faultIn(grammar(source));
      expect(fault === null ? 'accepted' : sentenceOf(fault)).toMatch(sentence);
    });
});
