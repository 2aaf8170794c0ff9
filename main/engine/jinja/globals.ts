/** The functions that every template can call. */
import type { Budget } from './budget.ts';
import { RaisedByTemplate, TemplateError } from './errors.ts';
import { strftime } from './strftime.ts';
import { Text } from './text.ts';
import { Callable, Dict, integer, List, Namespace, toText, type Arguments, type Value } from './values.ts';

/** `now` is what `strftime_now` prints. */
export const globals = (budget: Budget, now: Date): Record<string, Value> => {
  const functions: Record<string, (args: Arguments) => Value> = {
    range: ({ positional }) => {
      const [first = 0, second, third] = positional.map((value) => integer(value, '"range"'));
      const [from, to] = second === undefined ? [0, first] : [first, second];
      const step = third ?? 1;
      if (step === 0) throw new TemplateError('the step of "range" is 0');
      const count = Math.max(0, Math.ceil((to - from) / step));
      budget.items(count);
      return new List(Array.from({ length: count }, (_, index) => from + index * step));
    },
    namespace: ({ positional, named }) => filled(new Namespace(), positional, named, budget),
    dict: ({ positional, named }) => filled(new Dict(), positional, named, budget),
    raise_exception: ({ positional: [message] }) => {
      throw new RaisedByTemplate(toText(message, budget).value.trim().slice(0, 300));
    },
    strftime_now: ({ positional: [format] }) => {
      const text = toText(format, budget).value;
      budget.characters(text.length * 32);
      // Asking the system for the name of its time zone takes long.
      if (/%[-_0^#]?Z/.test(text)) budget.step(10_000);
      budget.step(50);
      return new Text(strftime(now, text));
    },
    joiner: ({ positional: [separator = new Text(', ')] }) => {
      let isFirst = true;
      return new Callable('joiner', () => {
        const shown = isFirst ? new Text('') : separator;
        isFirst = false;
        return shown;
      });
    },
    cycler: ({ positional }) => {
      let at = 0;
      const cycler = new Namespace({ current: positional[0] });
      const move = (to: number): Value => {
        at = to % Math.max(1, positional.length);
        cycler.set(new Text('current'), positional[at]);
        return positional[at];
      };
      cycler.set(
        new Text('next'),
        new Callable('next', () => {
          const shown = positional[at];
          move(at + 1);
          return shown;
        }),
      );
      cycler.set(new Text('reset'), new Callable('reset', () => move(0)));
      return cycler;
    },
  };
  return Object.fromEntries(
    Object.entries(functions).map(([name, call]) => [name, new Callable(name, call)]),
  );
};

const filled = (dict: Dict, [first]: Value[], named: ReadonlyMap<string, Value>, budget: Budget): Dict => {
  budget.items(
    named.size + (first instanceof Dict ? first.size : first instanceof List ? first.items.length : 0),
  );
  if (first instanceof Dict) for (const [key, value] of first.entries()) dict.set(key, value);
  if (first instanceof List)
    for (const pair of first.items) if (pair instanceof List) dict.set(pair.items[0], pair.items[1]);
  for (const [name, value] of named) dict.set(new Text(name), value);
  return dict;
};
