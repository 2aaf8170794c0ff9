/** A unified diff: added and removed lines have a sign and a colour. */
import { connectWords } from '../words/local-server.ts';

const words = connectWords.lines;

const kindOf = (line: string): 'added' | 'removed' | 'place' | 'same' =>
  line.startsWith('+')
    ? 'added'
    : line.startsWith('-')
      ? 'removed'
      : line.startsWith('@@')
        ? 'place'
        : 'same';

export const Diff = ({ label, text }: { label: string; text: string }) => {
  const lines = text.split('\n').filter((line) => line !== '');
  return (
    <pre className="diff" tabIndex={0} role="group" aria-label={label}>
      {lines.map((line, index) => {
        const kind = kindOf(line);
        return (
          <span key={index} data-kind={kind}>
            {(kind === 'added' || kind === 'removed') && <span className="hidden">{words[kind]}: </span>}
            {line}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
};
