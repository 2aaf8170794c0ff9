/** Jinja's filters of strings. */
import type { Budget } from './budget.ts';
import { joinItems } from './format.ts';
import { occurrences } from './text-methods.ts';
import { Text } from './text.ts';
import { argument, integer, isTrue, joined, List, toText, type Arguments, type Value } from './values.ts';

export type Filter = (value: Value, args: Arguments, budget: Budget) => Value;

/** A filter that changes strings; other values are printed first. */
export const onText =
  (change: (text: Text, args: Arguments, budget: Budget) => Value): Filter =>
  (value, args, budget) => {
    const text = toText(value, budget);
    budget.characters(text.length);
    return change(text, args, budget);
  };

export const indent: Filter = onText((text, args, budget) => {
  const width = argument(args, 0, 'width') ?? 4;
  const margin =
    width instanceof Text ? width.value : ' '.repeat(Math.min(Math.max(0, integer(width, '"indent"')), 1000));
  const first = isTrue(argument(args, 1, 'first'));
  const blank = isTrue(argument(args, 2, 'blank'));
  const count = 1 + occurrences(text.value, '\n');
  budget.items(count);
  budget.step(count * text.marks.length);
  const lines = text.split('\n');
  budget.characters(lines.length * margin.length);
  return joined(
    lines.flatMap((line, index) => {
      const isIndented = index === 0 ? first : blank || line.length > 0;
      const start = text.originAt(0);
      return [
        Text.from(index === 0 ? '' : '\n', start),
        isIndented ? Text.from(margin, start) : new Text(''),
        line,
      ];
    }),
    budget,
  );
});

export const truncate: Filter = onText((text, args) => {
  const most = Math.max(0, integer(argument(args, 0, 'length') ?? 255, '"truncate"'));
  const end = argument(args, 2, 'end') ?? new Text('...');
  const leeway = integer(argument(args, 3, 'leeway') ?? 5, '"truncate"');
  if (text.length <= most + leeway || !(end instanceof Text)) return text;
  const cut = text.slice(0, Math.max(0, most - end.length));
  const word = cut.value.lastIndexOf(' ');
  return Text.join([isTrue(argument(args, 1, 'killwords')) || word < 0 ? cut : cut.slice(0, word), end]);
});

export const wrap: Filter = onText((text, args, budget) => {
  const width = Math.max(1, integer(argument(args, 0, 'width') ?? 79, '"wordwrap"'));
  const lines: Text[] = [];
  const count = 1 + occurrences(text.value, '\n');
  budget.items(count);
  budget.step(count * text.marks.length);
  for (const line of text.split('\n')) {
    let start = 0;
    let end = 0;
    for (const { index, 0: word } of line.value.matchAll(/\S+/g)) {
      if (index + word.length - start > width && end > start) {
        budget.items(1);
        budget.step(line.marks.length);
        lines.push(line.slice(start, end));
        start = index;
      }
      end = index + word.length;
    }
    lines.push(line.slice(start));
  }
  return joinItems(new Text('\n'), new List(lines), budget);
});

const html: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
export const escape = onText((text) => text.map((run) => run.replace(/[&<>"']/g, (char) => html[char]!)));

/** Unlike the method `title`, the filter goes by white space and brackets: "It's", not "It'S". */
export const titledWords = (run: string): string =>
  run
    .toLowerCase()
    .replace(
      /(^|[-\s({[<])(\p{L})/gu,
      (_whole, before: string, letter: string) => before + letter.toUpperCase(),
    );
