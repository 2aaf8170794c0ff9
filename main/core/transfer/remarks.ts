/** Groups what an import left out by the reason, so that ten thousand similar cases are one line. */
import type { ImportRemark, TransferUnit } from '../../shared/contract/transfer.ts';
import { writeTold } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

const mostExamples = 3;
/** The most different reasons; further ones are counted with the last. */
const mostGroups = 100;

export class Remarks {
  readonly #groups = new Map<string, ImportRemark>();

  add(unit: TransferUnit, told: Told, count = 1, example: string | null = null): void {
    const key = `${unit} ${writeTold(told)}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= mostGroups) group = [...this.#groups.values()].at(-1)!;
      else this.#groups.set(key, (group = { unit, told, count: 0, examples: [] }));
    }
    group.count += count;
    if (example !== null && group.examples.length < mostExamples) group.examples.push(example);
  }

  get list(): ImportRemark[] {
    return [...this.#groups.values()].map((group) => ({ ...group, examples: [...group.examples] }));
  }
}
