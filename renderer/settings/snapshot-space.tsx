/** The disk space for saved states: their limit, their present size, and a button that deletes them. */
import { useEffect, useState } from 'react';
import type { SnapshotUsage } from '../../main/shared/contract/cache.ts';
import { bytes } from '../words/figures.ts';
import { entryOf } from '../../main/shared/settings/registry.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { Choice } from '../controls/choice.tsx';
import { settingElement } from '../controls/setting-places.ts';
import { Confirm } from '../controls/confirm.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { common } from '../words/common.ts';
import { settingsWords } from '../words/settings.ts';

const words = settingsWords.snapshots;

const gigabyte = 1024 ** 3;

const budgets: [value: string, words: string][] = [0, 2, 8, 32].map((size) => [
  String(size * gigabyte),
  words.budget(size),
]);

const { label, hint } = entryOf('snapshotBudget');

export const SnapshotSpace = () => {
  const session = useSession();
  const budget = useWindow((state) => state.settings?.snapshotBudget ?? 0);
  const known = budgets.some(([value]) => value === String(budget));
  return (
    <>
      <div id={settingElement('snapshotBudget')} className="setting-place">
        <Choice
          label={label}
          value={String(budget)}
          options={known ? budgets : [...budgets, [String(budget), bytes(budget)]]}
          hint={String(hint)}
          change={(value) => session.changeSettings({ snapshotBudget: Number(value) })}
        />
      </div>
      {/* A smaller budget is kept to at once, so what is there is asked again for each. */}
      <Usage key={budget} />
    </>
  );
};

const Usage = () => {
  const session = useSession();
  const [usage, setUsage] = useState<SnapshotUsage | null>(null);
  const [problem, attempt] = useAttempt();

  useEffect(() => {
    let isGone = false;
    session.call('snapshotUsage', {}).then(
      (told) => {
        if (!isGone) setUsage(told);
      },
      // Without a connection nothing is shown; the notice above the composer explains it.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [session]);

  if (usage === null) return null;
  return (
    <>
      <div className="snapshot-usage">
        <span>{usage.count === 0 ? words.nothing : words.stored(usage.bytes, usage.count)}</span>
        <Confirm
          label={common.clearAsked}
          question={words.clearQuestion(usage.bytes)}
          yes={common.delete}
          isAtEnd
          isDisabled={usage.count === 0}
          act={() => attempt(session.call('clearSnapshots', {}).then(setUsage))}
        />
      </div>
      <Problem text={problem} />
    </>
  );
};
