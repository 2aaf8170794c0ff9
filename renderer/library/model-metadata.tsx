/** The raw metadata from a file's header, read on demand. */
import { useEffect, useState } from 'react';
import type { MetadataLine } from '../../main/shared/contract/library.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession } from '../state/use-session.ts';
import { Problem } from '../controls/problem.tsx';
import { modelPageWords } from '../words/library.ts';

export const ModelMetadata = ({ path }: { path: string }) => {
  const session = useSession();
  const [lines, setLines] = useState<MetadataLine[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    session.call('modelMetadata', { path }).then(
      (told) => {
        if (!isGone) setLines(told);
      },
      (error: unknown) => {
        if (!isGone) setProblem(sentenceOf(error));
      },
    );
    return () => {
      isGone = true;
    };
  }, [session, path]);
  if (problem !== null) return <Problem text={problem} />;
  if (lines === null)
    return (
      <p className="hint" role="status">
        {modelPageWords.readingHeader}
      </p>
    );
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className="metadata" role="group" aria-label={modelPageWords.metadata} tabIndex={0}>
      <dl>
        {lines.map(({ key, value }) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};
