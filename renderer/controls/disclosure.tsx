/** A button that opens a section in place; a reload keeps the section open or closed. */
import { ChevronDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { isOpen as wasOpen, keepOpen } from '../state/kept.ts';

/** Whether a section is open: the user's choice, or `byDefault`. */
export const useDisclosure = (
  section: string,
  byDefault: boolean,
): [isOpen: boolean, toggle: () => void, open: () => void] => {
  const [chosen, setChosen] = useState(() => wasOpen(section));
  const isOpen = chosen ?? byDefault;
  const toggle = (): void => {
    keepOpen(section, !isOpen);
    setChosen(!isOpen);
  };
  const open = (): void => {
    if (!isOpen) toggle();
  };
  return [isOpen, toggle, open];
};

interface Props {
  isOpen: boolean;
  toggle: () => void;
  controls: string;
  label?: string;
  children?: ReactNode;
}

export const DisclosureButton = ({ isOpen, toggle, controls, label, children }: Props) => (
  <button
    type="button"
    className={children ? 'disclosure' : 'disclosure icon-button'}
    aria-expanded={isOpen}
    aria-controls={isOpen ? controls : undefined}
    aria-label={label}
    title={label}
    onClick={toggle}
  >
    {children}
    <ChevronDown aria-hidden className="chevron" />
  </button>
);
