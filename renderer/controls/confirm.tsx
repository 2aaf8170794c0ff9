/**
 * A button for an action that cannot be undone, which asks first. The safe answer appears in the button's own place and is at
 * least as wide, so that a second click in the same place changes nothing.
 */
import { useId, useRef, useState } from 'react';
import { deliberate } from './deliberate.ts';
import { useKeyDown } from './use-key-down.ts';
import { common } from '../words/common.ts';

interface Props {
  /** The label before the button is pressed; ends in an ellipsis. */
  label: string;
  /** The button's name for screen readers if `label` does not say what it refers to. */
  about?: string;
  /** One sentence about what will be lost. */
  question: string;
  /** The labels of the buttons that confirm and that cancel. */
  yes: string;
  no?: string;
  isDisabled?: boolean;
  /** The button is at the right end of its row. */
  isAtEnd?: boolean;
  act: () => Promise<unknown>;
}

export const Confirm = (props: Props) => {
  const { label, about, isDisabled = false } = props;
  /** The width of the pressed button, in CSS pixels; `null` while no question is shown. */
  const [askedWidth, setAskedWidth] = useState<number | null>(null);
  const wasAsked = useRef(false);
  const close = (): void => {
    wasAsked.current = true;
    setAskedWidth(null);
  };
  return askedWidth === null ? (
    <button
      type="button"
      className="button"
      ref={(button) => {
        if (wasAsked.current) button?.focus({ preventScroll: true });
        wasAsked.current = false;
      }}
      aria-label={about}
      disabled={isDisabled}
      onClick={({ currentTarget }) => setAskedWidth(currentTarget.offsetWidth)}
    >
      {label}
    </button>
  ) : (
    <Question {...props} width={askedWidth} close={close} />
  );
};

const Question = ({
  label,
  about,
  question,
  yes,
  no = common.keep,
  isAtEnd = false,
  act,
  width,
  close,
}: Props & { width: number; close: () => void }) => {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);
  useKeyDown(group, (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  const run = async (): Promise<void> => {
    setBusy(true);
    await act();
    setBusy(false);
    close();
  };
  return (
    <div
      ref={group}
      className={isAtEnd ? 'confirm is-at-end' : 'confirm'}
      role="group"
      aria-label={about ?? label}
    >
      <span className="confirm-tools">
        <button
          type="button"
          className="button"
          ref={takeFocus}
          style={{ minWidth: width }}
          aria-describedby={id}
          disabled={isBusy}
          onClick={deliberate(close)}
        >
          {no}
        </button>
        <button
          type="button"
          className="button is-danger"
          aria-describedby={id}
          disabled={isBusy}
          onClick={deliberate(() => void run())}
        >
          {yes}
        </button>
      </span>
      <span id={id} className="confirm-question">
        {question}
      </span>
    </div>
  );
};

const takeFocus = (button: HTMLButtonElement | null): void => button?.focus({ preventScroll: true });
