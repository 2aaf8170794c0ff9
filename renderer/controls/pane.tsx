/** The right half of a split page: one thing of the list, which can be closed, and in a narrow window stands in its place. */
import { ArrowLeft, X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useEscape } from './use-key-down.ts';
import { common } from '../words/common.ts';
import { modelsWords } from '../words/models.ts';

interface Props {
  title: string;
  /** One line below the title. */
  about: ReactNode;
  /** What leads back to the list, in a narrow window. */
  back: string;
  onClose: () => void;
  children: ReactNode;
}

export const Pane = ({ title, about, back, onClose, children }: Props) => {
  const pane = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEscape(pane, onClose);
  return (
    <article ref={pane} className="split-pane pane" aria-labelledby={id}>
      <div className="pane-head">
        <button type="button" className="pane-back disclosure" onClick={onClose}>
          <ArrowLeft aria-hidden />
          {back}
        </button>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button
          type="button"
          className="icon-button pane-close"
          aria-label={common.close}
          title={modelsWords.closePane}
          onClick={onClose}
        >
          <X aria-hidden />
        </button>
        <p className="pane-about">{about}</p>
      </div>
      {children}
    </article>
  );
};
