/** Copies a text and confirms that in its own place. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '../state/copy-text.ts';
import { common } from '../words/common.ts';

interface Props {
  label: string;
  text: () => string;
  /** Shows the label beside the icon. */
  hasWords?: boolean;
}

export const CopyButton = ({ label, text, hasWords = false }: Props) => {
  const [isDone, setIsDone] = useState(false);
  useEffect(() => {
    if (!isDone) return undefined;
    const timer = setTimeout(() => setIsDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <button
      type="button"
      className={hasWords ? 'disclosure' : 'icon-button'}
      aria-label={label}
      title={isDone ? common.copied : label}
      onClick={() => void copyText(text()).then(() => setIsDone(true))}
    >
      {isDone ? <Check aria-hidden /> : <Copy aria-hidden />}
      {hasWords && label}
    </button>
  );
};
