/** The colours of the window's theme for diagrams. */
import { useMemo, useSyncExternalStore } from 'react';
import type { Look } from './draw-diagram.ts';

/** Changes of the theme, and of the system's forced colours. */
const watch = (changed: () => void): (() => void) => {
  const forced = matchMedia('(forced-colors: active)');
  const theme = new MutationObserver(changed);
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  forced.addEventListener('change', changed);
  return () => {
    theme.disconnect();
    forced.removeEventListener('change', changed);
  };
};

const themeNow = (): string =>
  `${document.documentElement.dataset['theme'] ?? 'light'} ${matchMedia('(forced-colors: active)').matches}`;

const unwatched = (): (() => void) => () => undefined;

/** `null` unless `isWanted`, which saves the watching. */
export const useLook = (isWanted: boolean): Look | null => {
  const theme = useSyncExternalStore(isWanted ? watch : unwatched, isWanted ? themeNow : () => null);
  return useMemo(() => (theme === null ? null : lookOf(theme.startsWith('dark'))), [theme]);
};

const lookOf = (isDark: boolean): Look => {
  const probe = document.createElement('span');
  document.body.append(probe);
  const valueOf = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return hexOf(getComputedStyle(probe).color);
  };
  const [paper, sunken, ink, soft, line, lineStrong, rest, restLine] = [
    'paper',
    'sunken',
    'ink',
    'ink-soft',
    'line',
    'line-strong',
    'rest',
    'rest-line',
  ].map(valueOf) as [string, string, string, string, string, string, string, string];
  const font = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return {
    isDark,
    font,
    colours: {
      background: paper,
      mainBkg: sunken,
      primaryColor: sunken,
      primaryTextColor: ink,
      primaryBorderColor: lineStrong,
      secondaryColor: rest,
      secondaryTextColor: ink,
      secondaryBorderColor: restLine,
      tertiaryColor: paper,
      tertiaryTextColor: ink,
      tertiaryBorderColor: line,
      lineColor: soft,
      textColor: ink,
      noteBkgColor: rest,
      noteTextColor: ink,
      noteBorderColor: restLine,
      edgeLabelBackground: sunken,
    },
  };
};

/** Mermaid computes shades and takes no other notation: `rgb(1, 2, 3)` becomes `#010203`. */
const hexOf = (colour: string): string =>
  `#${(colour.match(/[\d.]+/g) ?? ['0', '0', '0'])
    .slice(0, 3)
    .map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
    .join('')}`;
