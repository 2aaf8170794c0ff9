/** The right half of a split page: one entry of the list, which can be closed. In a narrow window it replaces the list. */
import { ArrowLeft, X } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { commands, titleOf } from '../commands/commands.ts';
import { useSession } from '../state/use-session.ts';
import { useEscape } from './use-key-down.ts';

interface Props {
  title: string;
  /** One line below the title. */
  about: ReactNode;
  /** The label of the way back to the list in a narrow window. */
  back: string;
  /** The id of the element that gets the focus when the pane closes. */
  returnTo: string;
  children: ReactNode;
}

export const Pane = ({ title, about, back, returnTo, children }: Props) => {
  const { closePane } = useSession();
  const pane = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  // Unless the focus has moved elsewhere by then: to another tab, or into the list.
  useLayoutEffect(
    () => () =>
      void requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.getElementById(returnTo)?.focus();
      }),
    [returnTo],
  );
  useEscape(pane, closePane);
  return (
    <article ref={pane} className="split-pane pane" aria-labelledby={id}>
      <div className="pane-head">
        <button type="button" className="pane-back disclosure" onClick={closePane}>
          <ArrowLeft aria-hidden />
          {back}
        </button>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={commands.closePane.name}
          title={titleOf(commands.closePane)}
          onClick={closePane}
        >
          <X aria-hidden />
        </button>
        <p className="pane-about">{about}</p>
      </div>
      {children}
    </article>
  );
};
