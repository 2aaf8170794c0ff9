/** Parts of a page, one of which is shown. The arrow keys move between their tabs. */
import type { ReactNode } from 'react';

interface Tab<Id extends string> {
  id: Id;
  label: string;
  /** Shown beside the label; its text is part of the tab's name. */
  mark?: ReactNode;
}

interface Props<Id extends string> {
  /** The prefix of the ids of the elements. */
  id: string;
  /** The name of the list of tabs. */
  label: string;
  tabs: readonly Tab<Id>[];
  shown: Id;
  show: (id: Id) => void;
  panelClass: string;
  children: ReactNode;
}

export const Tabs = <Id extends string>({
  id: prefix,
  label,
  tabs,
  shown,
  show,
  panelClass,
  children,
}: Props<Id>) => {
  const at = tabs.findIndex(({ id }) => id === shown);
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label}>
        {tabs.map(({ id, label: words, mark }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${prefix}-tab-${id}`}
            aria-selected={id === shown}
            aria-controls={`${prefix}-panel`}
            tabIndex={id === shown ? 0 : -1}
            onClick={() => show(id)}
            onKeyDown={(event) => {
              const onward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
              const step = event.key === 'ArrowRight' ? onward : event.key === 'ArrowLeft' ? -onward : 0;
              if (step === 0) return;
              const next = tabs[(at + step + tabs.length) % tabs.length]!;
              show(next.id);
              document.getElementById(`${prefix}-tab-${next.id}`)?.focus();
            }}
          >
            {words}
            {mark}
          </button>
        ))}
      </div>
      <section
        key={shown}
        id={`${prefix}-panel`}
        className={`tab-panel ${panelClass}`}
        role="tabpanel"
        aria-labelledby={`${prefix}-tab-${shown}`}
      >
        {children}
      </section>
    </>
  );
};
