/** The table of docs/reliability.md. */
import type { Outcome } from './trial.ts';

/** One line for each fault, in the order in which they came first. */
export const tableOf = (outcomes: readonly Outcome[]): string => {
  const byFault = new Map<string, Outcome[]>();
  for (const outcome of outcomes)
    byFault.set(outcome.fault, [...(byFault.get(outcome.fault) ?? []), outcome]);
  const lines = [...byFault].map(([fault, all]) => {
    const count = (is: (outcome: Outcome) => boolean): number => all.filter(is).length;
    const cells = [
      fault,
      all.length,
      count(({ isRecovered }) => isRecovered),
      count(({ told }) => told.length > 0),
      count(({ named }) => named.length > 0),
      count(({ replaced }) => replaced.length > 0),
      count(({ lost }) => lost.length > 0) || 'none',
      count(({ faults }) => faults.length > 0) || 'none',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| fault | times injected | recovered by itself | told the user | destroyed by the fault and named | shown as the fault wrote it | data lost | errors without a sentence |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
};
