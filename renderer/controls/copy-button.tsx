/** Copies a text and confirms that in its own place. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { common } from '../words/common.ts';

/** The clipboard may be forbidden if the page has no focus; the old method works then. */
const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
};

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
      onClick={() => void copy(text()).then(() => setIsDone(true))}
    >
      {isDone ? <Check aria-hidden /> : <Copy aria-hidden />}
      {hasWords && label}
    </button>
  );
};
